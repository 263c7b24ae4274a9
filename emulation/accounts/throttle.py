"""How many sign-ins may fail: per account, per address and in all, in five minutes.

Each count is one atomic statement, so that a thousand simultaneous tries are a thousand counts.
Nobody is locked out for longer than the five minutes, so a rival cannot keep anyone away.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from emulation.accounts.models import SignInBucket
from emulation.database import db

WINDOW = timedelta(minutes=5)
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 30
FAILURES_IN_ALL = 1000


@dataclass(frozen=True, slots=True)
class Bucket:
    key: str
    limit: int


def buckets_of(username: str, address: str) -> tuple[Bucket, ...]:
    """Name the buckets of one try; a name that no account has fills its bucket just the same."""
    account = hashlib.sha256(username.encode()).hexdigest()[:32]
    return (
        Bucket(f"address:{address[:60]}", FAILURES_PER_ADDRESS),
        Bucket(f"account:{account}", FAILURES_PER_ACCOUNT),
        Bucket("all", FAILURES_IN_ALL),
    )


def count_try(buckets: tuple[Bucket, ...], *, at: datetime) -> bool:
    """Count a try as failed until it succeeds; stop at a full bucket and return False."""
    return all(_count(bucket, at) for bucket in buckets)


def forgive(buckets: tuple[Bucket, ...], *, at: datetime) -> None:
    """Take a try that succeeded out again, and sweep what is long past."""
    keys = [bucket.key for bucket in buckets]
    db.session.execute(
        update(SignInBucket)
        .where(SignInBucket.key.in_(keys), SignInBucket.failures > 0)
        .values(failures=SignInBucket.failures - 1)
    )
    db.session.execute(delete(SignInBucket).where(SignInBucket.window_start < at - 12 * WINDOW))


def _count(bucket: Bucket, at: datetime) -> bool:
    is_postgresql = db.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgresql else sqlite.insert
    over = SignInBucket.window_start <= at - WINDOW
    first = insert(SignInBucket).values(key=bucket.key, window_start=at, failures=1)
    counted = first.on_conflict_do_update(
        index_elements=[SignInBucket.key],
        set_={"failures": SignInBucket.failures + 1},
        where=~over & (SignInBucket.failures < bucket.limit),
    )
    began_again = (
        update(SignInBucket)
        .where(SignInBucket.key == bucket.key, over)
        .values(window_start=at, failures=1)
    )
    for statement in (began_again, counted):
        if db.session.scalar(statement.returning(SignInBucket.key)) is not None:
            return True
    return False

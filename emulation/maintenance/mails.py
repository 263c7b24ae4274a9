"""The mails that go out: made of the messages that wait, claimed one by one, and marked.

A mail is claimed, committed, sent, marked: a process that is killed in between leaves it claimed,
and nobody sends it again. So every mail goes out once at most; the message itself stays in the
program in any case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import insert, select, text, update

from emulation.accounts.models import User
from emulation.database import db, rows_changed
from emulation.notices.kinds import NoticeKind
from emulation.notices.models import Notice, OutgoingMail

GATHERING = 0x0E0A_4C07  # the advisory lock under which one process at a time makes mails
# What waited longer than this is not news any more.
FRESH = timedelta(days=3)
# A mail claimed longer ago than this belongs to a process that has died.
LONGEST_SENDING = timedelta(minutes=15)
PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
INTERRUPTED = "interrupted while it was sent: it may have arrived"
_LONGEST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a mail."""

    kind: NoticeKind
    facts: dict[str, Any]
    url: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that this process alone sends now."""

    id: int
    address: str
    name: str
    language: str
    attempts: int
    lines: Sequence[Line]


def gather(at: datetime) -> int:
    """Make one mail for each person with messages that wait; return how many.

    What was read meanwhile, is no news any more, or belongs to somebody who wants no mail now,
    stays out.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": GATHERING})
    waiting = Notice.by_mail & Notice.mail_id.is_(None)
    found = db.session.execute(
        select(Notice.id, Notice.user_id, User.email)
        .join(User, User.id == Notice.user_id)
        .where(
            waiting,
            Notice.read_at.is_(None),
            Notice.at > at - FRESH,
            User.email.is_not(None),
            User.wants_mail,
            User.disabled_at.is_(None),
        )
        .order_by(Notice.user_id, Notice.id)
    ).all()
    made = 0
    for (user_id, address), notices in groupby(found, key=lambda row: (row.user_id, row.email)):
        values = {"user_id": user_id, "address": address, "made_at": at, "next_try_at": at}
        mail_id = db.session.scalar(insert(OutgoingMail).values(values).returning(OutgoingMail.id))
        taken = [row.id for row in notices]
        rows_changed(update(Notice).where(Notice.id.in_(taken)).values(mail_id=mail_id))
        made += 1
    rows_changed(update(Notice).where(waiting).values(by_mail=False))
    return made


def give_up_interrupted(at: datetime) -> int:
    """Close the mails that a killed process had claimed; whether they arrived nobody knows."""
    return rows_changed(
        update(OutgoingMail)
        .where(
            OutgoingMail.claimed_at < at - LONGEST_SENDING,
            OutgoingMail.next_try_at.is_(None),
            OutgoingMail.sent_at.is_(None),
            OutgoingMail.given_up_at.is_(None),
        )
        .values(given_up_at=at, error=INTERRUPTED)
    )


def is_any_due(at: datetime) -> bool:
    due = select(OutgoingMail.id).where(OutgoingMail.next_try_at <= at).limit(1)
    return db.session.scalar(due) is not None


def claim(at: datetime) -> int | None:
    """Take the mail that has waited longest; two processes never take the same one."""
    due = (
        select(OutgoingMail.id)
        .where(OutgoingMail.next_try_at <= at)
        .order_by(OutgoingMail.next_try_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalar(
        update(OutgoingMail)
        .where(OutgoingMail.id == due.scalar_subquery(), OutgoingMail.next_try_at.is_not(None))
        .values(next_try_at=None, claimed_at=at, attempts=OutgoingMail.attempts + 1)
        .returning(OutgoingMail.id)
        .execution_options(synchronize_session=False)
    )


def get_claimed(mail_id: int) -> Claimed:
    head = db.session.execute(
        select(
            OutgoingMail.id,
            OutgoingMail.address,
            User.full_name,
            User.language,
            OutgoingMail.attempts,
        )
        .join(User, User.id == OutgoingMail.user_id)
        .where(OutgoingMail.id == mail_id)
    ).one()
    rows = db.session.execute(
        select(Notice.kind, Notice.facts, Notice.url)
        .where(Notice.mail_id == mail_id)
        .order_by(Notice.id)
    )
    return Claimed(
        id=head.id,
        address=head.address,
        name=head.full_name,
        language=head.language,
        attempts=head.attempts,
        lines=[Line(*row) for row in rows],
    )


def mark_sent(mail_id: int, *, at: datetime) -> None:
    rows_changed(
        update(OutgoingMail).where(OutgoingMail.id == mail_id).values(sent_at=at, error="")
    )


def mark_failed(mail: Claimed, error: str, *, for_good: bool, at: datetime) -> None:
    """Let it wait for another try, longer each time; after the last one it is given up."""
    over = for_good or mail.attempts > len(PAUSES)
    rows_changed(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail.id)
        .values(
            error=error[:_LONGEST_ERROR],
            next_try_at=None if over else at + PAUSES[mail.attempts - 1],
            given_up_at=at if over else None,
        )
    )

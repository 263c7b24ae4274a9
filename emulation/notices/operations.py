"""Telling people what happened, in the same transaction as the happening."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from emulation.accounts.models import Grant, User
from emulation.accounts.queries import held_on
from emulation.database import db, rows_changed
from emulation.notices.kinds import FACTS, NoticeKind
from emulation.notices.models import Notice
from emulation.rules.deadlines import local_day
from emulation.rules.roles import Person, Role


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell whoever holds a role at one unit; `facts` are those of `kinds.FACTS`."""

    unit_id: int
    url: str
    facts: Mapping[str, str | int]
    key: str = ""


def tell(
    kind: NoticeKind,
    *,
    unit_id: int,
    roles: Collection[Role],
    url: str,
    facts: Mapping[str, str | int],
    at: datetime,
    key: str = "",
    by: Person | None = None,
) -> int:
    """Write one message for each person who holds such a role there today; return how many.

    A person is told once per `key`, also by two processes at once; without a key every call tells.
    Whoever did it (`by`) needs no message. After `record()`, so that transactions queue in one
    order.
    """
    return tell_each(kind, [Message(unit_id, url, facts)], roles=roles, at=at, key=key, by=by)


def tell_each(
    kind: NoticeKind,
    messages: Collection[Message],
    *,
    roles: Collection[Role],
    at: datetime,
    key: str = "",
    by: Person | None = None,
) -> int:
    """Tell the people of many units; a person is told once per key, whatever roles they hold.

    Without a key everybody gets each message; a message may bring a key of its own.
    """
    holders = _holders({one.unit_id for one in messages}, roles, at)
    rows = [
        {
            "user_id": holder.user_id,
            "key": one.key or key or f"{kind}:{told}",
            "kind": kind,
            "role": holder.role,
            "unit_id": one.unit_id,
            "url": one.url,
            "facts": checked(kind, one.facts),
            "at": at,
            "by_mail": holder.wants_mail,
        }
        for one, told in ((one, uuid.uuid4()) for one in messages)
        for holder in holders.get(one.unit_id, ())
        if by is None or holder.user_id != by.id
    ]
    return _add(sorted(rows, key=lambda row: int(row["user_id"])))


def checked(kind: NoticeKind, facts: Mapping[str, str | int]) -> dict[str, str | int]:
    """Return the facts if they are those that a sentence of this kind needs."""
    if facts.keys() != FACTS[kind]:
        raise ValueError(f"{kind} needs {sorted(FACTS[kind])}, not {sorted(facts)}")
    return dict(facts)


@dataclass(frozen=True, slots=True)
class Holder:
    user_id: int
    role: Role
    wants_mail: bool


def _holders(
    units: Collection[int], roles: Collection[Role], at: datetime
) -> Mapping[int, Sequence[Holder]]:
    """Return who holds such a role at each of the units today, in the role held last."""
    held = (
        held_on(local_day(at))
        .join(User, User.id == Grant.user_id)
        .where(Grant.unit_id.in_(units), Grant.role.in_(roles), User.disabled_at.is_(None))
        .with_only_columns(Grant.unit_id, Grant.user_id, Grant.role, User.email, User.wants_mail)
        .order_by(Grant.id)
    )
    found = {
        (unit_id, user_id): Holder(user_id, role, bool(email) and wants_mail)
        for unit_id, user_id, role, email, wants_mail in db.session.execute(held).tuples()
    }
    holders: dict[int, list[Holder]] = {}
    for (unit_id, _user_id), holder in found.items():
        holders.setdefault(unit_id, []).append(holder)
    return holders


def _add(rows: Collection[dict[str, Any]]) -> int:
    if not rows:
        return 0
    is_postgresql = db.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgresql else sqlite.insert
    statement = insert(Notice).on_conflict_do_nothing(index_elements=["user_id", "key"])
    return len(db.session.scalars(statement.returning(Notice.id), list(rows)).all())


def mark_read(user_id: int, *, at: datetime, notice_id: int | None = None, up_to: int = 0) -> int:
    """Take one message, or every one up to the newest that was seen, off the new ones.

    What somebody has read changes nothing for anybody else, so the log does not hold it.
    """
    which = Notice.id <= up_to if notice_id is None else Notice.id == notice_id
    return rows_changed(
        update(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None), which)
        .values(read_at=at)
    )

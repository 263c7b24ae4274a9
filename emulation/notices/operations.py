"""Telling people what happened, in the same transaction as the happening."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from emulation.accounts.models import Grant, User
from emulation.accounts.queries import held_on
from emulation.database import db
from emulation.notices.kinds import FACTS, NoticeKind
from emulation.notices.models import Notice
from emulation.rules.deadlines import local_day
from emulation.rules.roles import Person, Role


def tell(
    kind: NoticeKind,
    *,
    unit_id: int | Collection[int],
    roles: Collection[Role],
    url: str,
    facts: Mapping[str, str | int],
    at: datetime,
    key: str = "",
    by: Person | None = None,
) -> int:
    """Write one message for each person who holds such a role there today; return how many.

    A person is told once per `key`, also by two processes at once; without a key every call tells.
    Whoever did it (`by`) needs no message. `facts` are those that `kinds.FACTS` names. After
    `record()`, so that transactions queue in one order.
    """
    if facts.keys() != FACTS[kind]:
        raise ValueError(f"{kind} needs {sorted(FACTS[kind])}, not {sorted(facts)}")
    units = [unit_id] if isinstance(unit_id, int) else unit_id
    told_once = key or str(uuid.uuid4())
    rows = [
        {
            "user_id": user_id,
            "key": told_once,
            "kind": kind,
            "role": role,
            "unit_id": unit,
            "url": url,
            "facts": dict(facts),
            "at": at,
            "by_mail": wants_mail,
        }
        for user_id, (role, unit, wants_mail) in _holders(units, roles, at).items()
        if by is None or user_id != by.id
    ]
    return _add(rows)


def _holders(
    units: Collection[int], roles: Collection[Role], at: datetime
) -> dict[int, tuple[Role, int, bool]]:
    """Return who holds such a role there today, once each, in a fixed order."""
    held = (
        held_on(local_day(at))
        .join(User, User.id == Grant.user_id)
        .where(Grant.unit_id.in_(units), Grant.role.in_(roles), User.disabled_at.is_(None))
        .with_only_columns(Grant.user_id, Grant.role, Grant.unit_id, User.email, User.wants_mail)
        .order_by(Grant.user_id, Grant.id.desc())
    )
    return {
        user_id: (role, unit_id, bool(email) and wants_mail)
        for user_id, role, unit_id, email, wants_mail in db.session.execute(held).tuples()
    }


def _add(rows: Collection[dict[str, Any]]) -> int:
    if not rows:
        return 0
    is_postgresql = db.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgresql else sqlite.insert
    statement = insert(Notice).on_conflict_do_nothing(index_elements=["user_id", "key"])
    return len(db.session.scalars(statement.returning(Notice.id), list(rows)).all())

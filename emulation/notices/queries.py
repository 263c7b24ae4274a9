"""What people were told: how much of it is new, and page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from emulation.database import db
from emulation.notices.kinds import NoticeKind
from emulation.notices.models import Notice
from emulation.rules.roles import Role
from emulation.units.models import Unit

PAGE_SIZE = 25

# Built once: the head of every page asks this.
_UNREAD = select(func.count()).where(Notice.user_id == bindparam("user"), Notice.read_at.is_(None))


def count_unread(user_id: int) -> int:
    return db.session.scalar(_UNREAD, {"user": user_id}) or 0


def count_notices(user_id: int) -> int:
    return db.session.scalar(select(func.count()).where(Notice.user_id == user_id)) or 0


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One message as its reader finds it, with the role and unit in which it came."""

    id: int
    kind: NoticeKind
    facts: Mapping[str, Any]
    url: str
    at: datetime
    is_new: bool
    role: Role
    unit_id: int
    unit_name: str


_COLUMNS = (
    Notice.id,
    Notice.kind,
    Notice.facts,
    Notice.url,
    Notice.at,
    Notice.read_at.is_(None),
    Notice.role,
    Notice.unit_id,
    Unit.name,
)


def list_notices(user_id: int, *, page: int = 1) -> Sequence[NoticeLine]:
    """Return one page of a person's messages, the newest first."""
    query = (
        select(*_COLUMNS)
        .join(Unit, Unit.id == Notice.unit_id)
        .where(Notice.user_id == user_id)
        .order_by(Notice.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [NoticeLine(*row) for row in db.session.execute(query)]


def get_notice(notice_id: int, *, user_id: int) -> NoticeLine:
    """Return one message; raise NoResultFound when it is somebody else's."""
    query = (
        select(*_COLUMNS)
        .join(Unit, Unit.id == Notice.unit_id)
        .where(Notice.id == notice_id, Notice.user_id == user_id)
    )
    return NoticeLine(*db.session.execute(query).one())

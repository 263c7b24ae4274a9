"""What people were told: how much of it is new, and page by page."""

from sqlalchemy import bindparam, func, select

from emulation.database import db
from emulation.notices.models import Notice

# Built once: the head of every page asks this.
_UNREAD = select(func.count()).where(Notice.user_id == bindparam("user"), Notice.read_at.is_(None))


def count_unread(user_id: int) -> int:
    return db.session.scalar(_UNREAD, {"user": user_id}) or 0

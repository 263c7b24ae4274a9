"""Messages to people, and the mails they go out in."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.accounts.models import User
from emulation.database import Base, Moment
from emulation.notices.kinds import NoticeKind
from emulation.rules.roles import Role
from emulation.units.models import Unit


class OutgoingMail(Base):
    """One mail to one person, holding every message that waited for it when it was made.

    It waits while `next_try_at` is set; a process takes it by clearing that. Sent or given up it
    stays, with the last error.
    """

    __tablename__ = "outgoing_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    address: Mapped[str] = mapped_column(String(254))
    made_at: Mapped[Moment] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[Moment | None] = mapped_column(index=True)
    claimed_at: Mapped[Moment | None]
    sent_at: Mapped[Moment | None]
    given_up_at: Mapped[Moment | None]
    error: Mapped[str] = mapped_column(String(400), default="")

    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="one_end"),
        CheckConstraint(
            "next_try_at IS NULL OR (sent_at IS NULL AND given_up_at IS NULL)",
            name="waits_or_is_over",
        ),
    )


class Notice(Base):
    """What one person is told, in the role and for the unit that it concerns.

    `key` is unique for a person, so that the same thing is told once whoever tells it. The row is
    its own outbox: `by_mail` until a mail takes it along.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[NoticeKind]
    role: Mapped[Role]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    url: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[Moment]
    read_at: Mapped[Moment | None]
    by_mail: Mapped[bool] = mapped_column(default=False)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey(OutgoingMail.id), index=True)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notice_unread", "user_id", "read_at"),
        Index("ix_notice_outbox", "by_mail", "mail_id"),
        CheckConstraint("length(key) > 0", name="has_a_key"),
    )

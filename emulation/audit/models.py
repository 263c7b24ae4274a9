"""The log of everything that was done, and the changes that must not happen twice."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.audit.triggers import guard_when_created
from emulation.database import Base, Moment


class AuditEvent(Base):
    """One thing somebody did; the log only grows, and triggers refuse every other change.

    What was changed stands apart in the event's detail, which the leaf names by a salted hash:
    personal data can be erased there and the tree stays whole.
    """

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Moment] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_role: Mapped[str] = mapped_column(String(40), default="")
    actor_unit_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    request_id: Mapped[str] = mapped_column(String(36), default="", server_default="")
    detail_hash: Mapped[str] = mapped_column(String(64), server_default="")
    leaf_hash: Mapped[str] = mapped_column(String(64))

    detail: Mapped["AuditDetail | None"] = relationship()

    @property
    def before(self) -> dict[str, Any]:
        return self.detail.before if self.detail else {}

    @property
    def after(self) -> dict[str, Any]:
        return self.detail.after if self.detail else {}

    @property
    def reason(self) -> str:
        return self.detail.reason if self.detail else ""


class AuditDetail(Base):
    """What an event changed, and why; gone only where an erasure says so."""

    __tablename__ = "audit_detail"

    seq: Mapped[int] = mapped_column(
        ForeignKey(AuditEvent.seq), primary_key=True, autoincrement=False
    )
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String)


class AuditErasure(Base):
    """The detail of event `seq` was erased; event `event_seq` says when and why."""

    __tablename__ = "audit_erasure"

    seq: Mapped[int] = mapped_column(
        ForeignKey(AuditEvent.seq), primary_key=True, autoincrement=False
    )
    event_seq: Mapped[int] = mapped_column(ForeignKey(AuditEvent.seq), unique=True)


class AuditNode(Base):
    """The hash over a complete subtree of 2**level leaves, from level 1 up (see rules.merkle)."""

    __tablename__ = "audit_node"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditCheckpoint(Base):
    """The log's root at one size, signed: what others keep so that nobody rewrites the past."""

    __tablename__ = "audit_checkpoint"

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[Moment]
    note: Mapped[str]
    public_key: Mapped[str]


class RequestDone(Base):
    """A changing request that was carried out; a repeat of it gets the first result."""

    __tablename__ = "request_done"

    request_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[int | None]
    route: Mapped[str] = mapped_column(String(120))
    result_url: Mapped[str]
    at: Mapped[Moment] = mapped_column(index=True)


guard_when_created(Base.metadata)

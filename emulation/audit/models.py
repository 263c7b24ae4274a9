"""The log of everything that was done, and the changes that must not happen twice."""

from typing import Any

from sqlalchemy import DDL, JSON, String, event
from sqlalchemy.orm import Mapped, mapped_column

from emulation.database import Base, Moment


class AuditEvent(Base):
    """One thing somebody did; the log only grows, and triggers refuse every other change."""

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Moment] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_role: Mapped[str] = mapped_column(String(40), default="")
    actor_unit_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(default="")
    leaf_hash: Mapped[str] = mapped_column(String(64))


class RequestDone(Base):
    """A changing request that was carried out; a repeat of it gets the first result."""

    __tablename__ = "request_done"

    request_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[int | None]
    route: Mapped[str] = mapped_column(String(120))
    result_url: Mapped[str]
    at: Mapped[Moment] = mapped_column(index=True)


SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER audit_event_no_{verb} BEFORE {verb.upper()} ON audit_event "
    "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
    for verb in ("update", "delete")
)
POSTGRESQL_FUNCTION = """CREATE FUNCTION audit_event_only_grows() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$"""
POSTGRESQL_TRIGGER = """CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE
ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_only_grows()"""
POSTGRESQL_TRIGGERS = (POSTGRESQL_FUNCTION, POSTGRESQL_TRIGGER)

for _dialect, _statements in (("sqlite", SQLITE_TRIGGERS), ("postgresql", POSTGRESQL_TRIGGERS)):
    for _statement in _statements:
        event.listen(
            AuditEvent.__table__,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )

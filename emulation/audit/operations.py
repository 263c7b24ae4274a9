"""Writing down what was done, in the same transaction as the doing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from emulation.audit.appending import append
from emulation.audit.checkpoints import seal, seal_if_due
from emulation.audit.models import AuditDetail, AuditErasure, AuditEvent
from emulation.database import db
from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Person

ERASED = "audit.erase"


class NothingToErase(RuleBroken):
    """There is no such event, or its detail was erased before."""


def record(
    action: str,
    subject: str,
    *,
    by: Person | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Append one event; `action` reads feature.verb, `subject` table:id, values are JSON-ready."""
    entry = append(action, subject, by=by, at=at, before=before, after=after, reason=reason)
    seal_if_due(at)
    return entry


def erase(seq: int, *, reason: str, by: Person | None, at: datetime) -> AuditEvent:
    """Erase what one event says beyond its leaf, as the law on personal data asks.

    The erasure is an event with its reason; without it the database lets no detail go.
    """
    event = db.session.get(AuditEvent, seq)
    if event is None or event.detail is None or event.action == ERASED:
        raise NothingToErase(seq)
    erasure = record(ERASED, f"audit_event:{seq}", by=by, at=at, reason=reason)
    db.session.add(AuditErasure(seq=seq, event_seq=erasure.seq))
    db.session.flush()
    db.session.execute(delete(AuditDetail).where(AuditDetail.seq == seq))
    db.session.expire(event, ["detail"])
    seal(at)
    return erasure


def find_erasure(seq: int) -> AuditEvent | None:
    """Return the event that erased this one's detail."""
    return db.session.scalar(
        select(AuditEvent)
        .join(AuditErasure, AuditErasure.event_seq == AuditEvent.seq)
        .where(AuditErasure.seq == seq)
    )

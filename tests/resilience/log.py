"""What the log says happened, and whether the log itself is whole."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from emulation.audit.leaves import Leaf, detail_hash
from emulation.audit.models import AuditDetail, AuditEvent
from emulation.database import db


@dataclass(frozen=True)
class Entry:
    seq: int
    action: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


def entries(since: int = 0) -> list[Entry]:
    """Return every event after number `since`; the test's own snapshot ends first."""
    db.session.rollback()
    query = (
        select(
            AuditEvent.seq,
            AuditEvent.action,
            AuditEvent.subject,
            AuditDetail.before,
            AuditDetail.after,
            AuditDetail.reason,
        )
        .join(AuditDetail, AuditDetail.seq == AuditEvent.seq)
        .where(AuditEvent.seq > since)
        .order_by(AuditEvent.seq)
    )
    return [Entry(*row) for row in db.session.execute(query)]


def broken_places() -> list[str]:
    """Say everything that is wrong with the log: holes, and events that are not what was sealed."""
    db.session.rollback()
    faults = []
    found = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    for place, event in enumerate(found, start=1):
        if event.seq != place:
            faults.append(f"event {event.seq} is number {place}")
        if sealed(event) != event.leaf_hash:
            faults.append(f"event {event.seq} is not what was sealed")
    db.session.rollback()
    return faults


def sealed(event: AuditEvent) -> str:
    """Compute the leaf anew from what the event and its detail say now."""
    detail = event.detail
    assert detail is not None
    leaf = Leaf(
        seq=event.seq,
        at=event.at,
        actor=event.actor_id,
        role=event.actor_role,
        unit=event.actor_unit_id,
        action=event.action,
        subject=event.subject,
        request=event.request_id,
        detail=detail_hash(detail.salt, detail.before, detail.after, detail.reason),
    )
    return leaf.hash().hex()

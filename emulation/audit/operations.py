"""Writing down what was done, in the same transaction as the doing."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text

from emulation.audit.models import AuditEvent
from emulation.database import db
from emulation.rules.roles import Person

LOG_LOCK = 0x0E0A_4C06  # the advisory lock that keeps the log in one line on PostgreSQL


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
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOG_LOCK})
    seq = (db.session.scalar(select(func.max(AuditEvent.seq))) or 0) + 1
    entry = AuditEvent(
        seq=seq,
        at=at,
        actor_id=by.id if by else None,
        actor_role=by.role if by else "",
        actor_unit_id=by.unit_id if by else None,
        action=action,
        subject=subject,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
    )
    entry.leaf_hash = leaf_hash(entry)
    db.session.add(entry)
    db.session.flush()
    return entry


def leaf_hash(entry: AuditEvent) -> str:
    """Return the RFC 6962 leaf hash of the event's canonical JSON, in hexadecimal."""
    leaf = {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "role": entry.actor_role,
        "unit": entry.actor_unit_id,
        "action": entry.action,
        "subject": entry.subject,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
    }
    text_form = json.dumps(leaf, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(b"\x00" + text_form.encode()).hexdigest()

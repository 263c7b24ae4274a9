"""Checkpoints: the log's size and root, signed every few minutes and when much depends on it."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from emulation.audit.appending import append, hold_log
from emulation.audit.keys import signing_key
from emulation.audit.models import AuditCheckpoint, AuditEvent
from emulation.audit.nodes import root_at
from emulation.audit.notes import write_note
from emulation.audit.tree_heads import TreeHead, head_text
from emulation.database import db

AFTER = timedelta(minutes=5)
NEW_KEY = "audit.change_key"
# Built once: every event asks this.
_LAST_AT = select(AuditCheckpoint.at).order_by(AuditCheckpoint.size.desc()).limit(1)


def latest() -> AuditCheckpoint | None:
    return db.session.scalar(select(AuditCheckpoint).order_by(AuditCheckpoint.size.desc()).limit(1))


def first_with(seq: int) -> AuditCheckpoint | None:
    """Return the earliest checkpoint that counts this event."""
    return db.session.scalar(
        select(AuditCheckpoint)
        .where(AuditCheckpoint.size >= seq)
        .order_by(AuditCheckpoint.size)
        .limit(1)
    )


def seal(at: datetime) -> AuditCheckpoint:
    """Sign the log as it stands now, in the transaction of what made it worth it.

    A log that did not grow since keeps its checkpoint. A new key is an event of its own first.
    """
    hold_log()
    key = signing_key()
    last = latest()
    if last and last.public_key != key.public_key_text:
        append(
            NEW_KEY,
            f"audit_checkpoint:{last.size}",
            by=None,
            at=at,
            before={"key": last.public_key},
            after={"key": key.public_key_text},
        )
    size = log_size()
    if last and last.size == size:
        return last
    root = root_at(size)
    checkpoint = AuditCheckpoint(
        size=size,
        root=root,
        at=at,
        note=write_note(head_text(TreeHead(key.name, size, root)), key),
        public_key=key.public_key_text,
    )
    db.session.add(checkpoint)
    db.session.flush()
    return checkpoint


def seal_if_due(at: datetime) -> None:
    """Sign when the last checkpoint is five minutes old, or there is none."""
    last_at = db.session.scalar(_LAST_AT)
    if last_at is None or at - last_at >= AFTER:
        seal(at)


def seal_if_grown(at: datetime) -> AuditCheckpoint | None:
    """Sign what came since the last checkpoint; None when nothing did."""
    hold_log()
    last = latest()
    if log_size() == (last.size if last else 0):
        return None
    return seal(at)


def log_size() -> int:
    return db.session.scalar(select(func.max(AuditEvent.seq))) or 0

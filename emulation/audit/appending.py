"""Appending one event to the log and its tree, in the transaction of what was done."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, text

from emulation.audit.leaves import SALT_LENGTH, Leaf, detail_hash, json_ready
from emulation.audit.models import AuditDetail, AuditEvent, AuditNode
from emulation.audit.nodes import nodes_at
from emulation.audit.requests import current_request
from emulation.database import db
from emulation.rules.merkle import Node, completed_by, grow
from emulation.rules.roles import Person

LOG_LOCK = 0x0E0A_4C06  # the advisory lock that keeps the log in one line on PostgreSQL
# Built once: every event asks this.
_LAST = select(AuditEvent.seq, AuditEvent.leaf_hash).order_by(AuditEvent.seq.desc()).limit(1)

_NEW_EVENT = insert(cast("Table", AuditEvent.__table__))
_NEW_DETAIL = insert(cast("Table", AuditDetail.__table__))
_NEW_NODES = insert(cast("Table", AuditNode.__table__))


def hold_log() -> None:
    """Let nobody else append before this transaction ends."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOG_LOCK})


def append(
    action: str,
    subject: str,
    *,
    by: Person | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write the event, its detail and the nodes that it completes."""
    hold_log()
    last = db.session.execute(_LAST).first()
    index, last_leaf = (last.seq, bytes.fromhex(last.leaf_hash)) if last else (0, b"")
    salt = secrets.token_bytes(SALT_LENGTH)
    detail = {
        "salt": salt,
        "before": json_ready(before or {}),
        "after": json_ready(after or {}),
        "reason": reason,
    }
    leaf = Leaf(
        seq=index + 1,
        at=at,
        actor=by.id if by else None,
        role=by.role if by else "",
        unit=by.unit_id if by else None,
        action=action,
        subject=subject,
        request=current_request(),
        detail=detail_hash(salt, detail["before"], detail["after"], reason),
    )
    digest = leaf.hash()
    event = {
        "seq": leaf.seq,
        "at": at,
        "actor_id": leaf.actor,
        "actor_role": leaf.role,
        "actor_unit_id": leaf.unit,
        "action": action,
        "subject": subject,
        "request_id": leaf.request,
        "detail_hash": leaf.detail,
        "leaf_hash": digest.hex(),
    }
    # Every change writes here, so that rows go straight to their tables.
    db.session.execute(_NEW_EVENT, event)
    db.session.execute(_NEW_DETAIL, {"seq": leaf.seq, **detail})
    _grow_tree(index, digest, last_leaf)
    return AuditEvent(**event, detail=AuditDetail(seq=leaf.seq, **detail))


def _grow_tree(index: int, leaf: bytes, last_leaf: bytes) -> None:
    """Write the complete subtrees that end with this leaf."""
    if not index & 1:
        return
    known = {Node(0, index - 1): last_leaf, **nodes_at(completed_by(index)[1:])}
    grown = grow(index, leaf, known)
    db.session.execute(
        _NEW_NODES,
        [
            {"level": node.level, "place": node.place, "hash": digest}
            for node, digest in grown.items()
            if node.level
        ],
    )

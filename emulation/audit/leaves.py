"""What an event's leaf and detail are hashed from. It never changes: old hashes rest on it."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from emulation.audit.models import AuditEvent
from emulation.rules.canonical import LARGEST_WHOLE_NUMBER, canonical
from emulation.rules.merkle import leaf_hash

SALT_LENGTH = 16


class Leaf(NamedTuple):
    """The facts of an event that stay for ever; all else of it is behind the detail's hash."""

    seq: int
    at: datetime
    actor: int | None
    role: str
    unit: int | None
    action: str
    subject: str
    request: str
    detail: str

    def content(self) -> bytes:
        facts = self._asdict()
        facts["at"] = self.at.astimezone(UTC).isoformat()
        return canonical(facts)

    def hash(self) -> bytes:
        return leaf_hash(self.content())


def leaf_of(event: AuditEvent) -> Leaf:
    return Leaf(
        seq=event.seq,
        at=event.at,
        actor=event.actor_id,
        role=event.actor_role,
        unit=event.actor_unit_id,
        action=event.action,
        subject=event.subject,
        request=event.request_id,
        detail=event.detail_hash,
    )


def detail_hash(
    salt: bytes, before: Mapping[str, Any], after: Mapping[str, Any], reason: str
) -> str:
    """Return the salted hash; who does not have the salt cannot try out what was written."""
    content = canonical({"before": before, "after": after, "reason": reason})
    return hashlib.sha256(salt + content).hexdigest()


def json_ready(value: Any) -> Any:
    """Return the value as the log keeps it: fractions and huge numbers as texts, keys as texts."""
    if isinstance(value, Mapping):
        return {str(key): json_ready(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_ready(item) for item in value]
    if isinstance(value, float):
        return str(value)
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE_NUMBER:
        return str(value)
    return str(value) if isinstance(value, str) else value

"""What goes out beside a publication: its event, its place in the log, the checkpoint over it."""

import json
from datetime import datetime

from emulation.audit.checkpoints import seal
from emulation.audit.leaves import Leaf
from emulation.audit.models import AuditEvent
from emulation.audit.notes import split_note
from emulation.audit.proofs import consistency, inclusion
from emulation.audit.tree_heads import read_head
from emulation.rankings.bundle import Json
from emulation.rankings.models import Publication
from emulation.rules.canonical import canonical
from emulation.rules.publication_format import FILE_FORMAT


def proof_of(event: AuditEvent, previous: Publication | None, *, at: datetime) -> Json:
    """Seal the log, and return what shows that the event stands in it."""
    checkpoint = seal(at)
    return {
        "event": json.loads(leaf_of(event).content()),
        "detail": detail_of(event),
        "inclusion": [step.hex() for step in inclusion(event.seq, checkpoint.size)],
        "consistency": growth_since(previous, checkpoint.size),
        "checkpoint": checkpoint.note,
    }


def growth_since(previous: Publication | None, size: int) -> Json | None:
    """Return what shows that the log only grew since the publication before this one."""
    if previous is None or not previous.is_signed:
        return None
    note = previous.proof["checkpoint"]
    before = read_head(split_note(note)[0]).size
    return {
        "checkpoint": note,
        "key": previous.key,
        "hashes": [step.hex() for step in consistency(before, size)],
    }


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


def detail_of(event: AuditEvent) -> Json:
    detail = event.detail
    if detail is None:
        raise ValueError("an event without its detail proves nothing")
    return {
        "salt": detail.salt.hex(),
        "before": detail.before,
        "after": detail.after,
        "reason": detail.reason,
    }


def file_of(publication: Publication) -> bytes:
    """Return the file that anybody can check: always the same bytes for one publication.

    What was published before signing began has nothing beside its content.
    """
    if not publication.is_signed:
        return publication.content.encode()
    return canonical(
        {
            "format": FILE_FORMAT,
            "content": json.loads(publication.content),
            "signature": publication.signature,
            "key": publication.key,
            **publication.proof,
        }
    )

"""Going through the whole log: every detail, leaf, node, root and signature, computed anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from emulation.audit.faults import Fault
from emulation.audit.keys import signing_key
from emulation.audit.leaves import Leaf, detail_hash
from emulation.audit.models import (
    AuditCheckpoint,
    AuditDetail,
    AuditErasure,
    AuditEvent,
    AuditNode,
)
from emulation.audit.notes import WrongNote, read_note, split_note
from emulation.audit.operations import ERASED
from emulation.audit.tree_heads import TreeHead, read_head
from emulation.database import db
from emulation.rules.merkle import Node, fold, nodes_of, subtrees

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Verified:
    """A log that fits: its size and root, and what rested on it."""

    head: TreeHead
    checkpoints: int
    erased: int
    outside: int


def verify(notes: Sequence[str] = ()) -> Verified:
    """Go through the log, its own checkpoints and those that others kept; raise the first Fault.

    Notes that are no checkpoints raise WrongNote.
    """
    heads = [(claim_of(note), note) for note in notes]
    leaves, erased = _leaves()
    nodes = nodes_of(leaves)
    _check_nodes(nodes, len(leaves))
    tree = _Tree(nodes, len(leaves))
    kept = _own_checkpoints()
    tree.check_own(kept)
    keys = {signing_key().public_key_text, *(row.public_key for row in kept)}
    tree.check_outside(heads, keys)
    return Verified(
        head=TreeHead(signing_key().name, len(leaves), tree.root(len(leaves))),
        checkpoints=len(kept),
        erased=len(erased),
        outside=len(heads),
    )


def claim_of(note: str) -> TreeHead:
    """Return what a checkpoint claims, before anybody's signature is checked."""
    text, _ = split_note(note)
    return read_head(text)


# The columns stand in the order of a leaf's facts.
_EVENTS = (
    select(
        AuditEvent.seq,
        AuditEvent.at,
        AuditEvent.actor_id,
        AuditEvent.actor_role,
        AuditEvent.actor_unit_id,
        AuditEvent.action,
        AuditEvent.subject,
        AuditEvent.request_id,
        AuditEvent.detail_hash,
        AuditEvent.leaf_hash,
        AuditDetail.salt,
        AuditDetail.before,
        AuditDetail.after,
        AuditDetail.reason,
    )
    .outerjoin(AuditDetail, AuditDetail.seq == AuditEvent.seq)
    .order_by(AuditEvent.seq)
    .execution_options(yield_per=_AT_ONCE)
)


def _leaves() -> tuple[list[bytes], dict[int, int]]:
    """Return every leaf hash, computed anew from what is stored; raise the first that differs."""
    erased = _erasures()
    leaves: list[bytes] = []
    with db.session.execute(_EVENTS) as rows:
        for *facts, stored, salt, before, after, reason in rows:
            leaf = Leaf(*facts)
            expected = len(leaves) + 1
            if leaf.seq != expected:
                raise Fault(expected, leaf.seq - 1, "missing")
            if salt is None:
                if leaf.seq not in erased:
                    raise Fault(leaf.seq, leaf.seq, "its details are gone, and no erasure says why")
            elif detail_hash(salt, before, after, reason) != leaf.detail:
                raise Fault(leaf.seq, leaf.seq, "its details are not those that were written down")
            digest = leaf.hash()
            if digest.hex() != stored:
                raise Fault(leaf.seq, leaf.seq, "it was changed, its hash is another one")
            leaves.append(digest)
    return leaves, erased


def _erasures() -> dict[int, int]:
    """Return which details were erased by which event; each must be an erasure of just that."""
    said = aliased(AuditEvent)
    query = select(AuditErasure.seq, AuditErasure.event_seq, said.action, said.subject).outerjoin(
        said, said.seq == AuditErasure.event_seq
    )
    erased = {}
    for seq, event_seq, action, subject in db.session.execute(query):
        if action != ERASED or subject != f"audit_event:{seq}":
            raise Fault(
                seq, seq, f"its details were erased, but event {event_seq} is no erasure of it"
            )
        erased[seq] = event_seq
    return erased


def _check_nodes(nodes: dict[Node, bytes], size: int) -> None:
    """Compare the stored tree; the smallest subtree that differs is the one that is told."""
    query = select(AuditNode.level, AuditNode.place, AuditNode.hash).execution_options(
        yield_per=_AT_ONCE
    )
    stored = 0
    wrong = []
    for level, place, digest in db.session.execute(query):
        stored += 1
        if level == 0 or nodes.get(Node(level, place)) != digest:
            wrong.append(((place << level) + 1, (place + 1) << level))
    if wrong:
        first, last = min(wrong, key=lambda place: (place[1] - place[0], place))
        if last > size:
            raise Fault(size + 1, last, "missing, though the tree counts them")
        raise Fault(first, last, "the tree over them is another one")
    if stored != len(nodes) - size:
        raise Fault(1, size, "hashes are missing in the tree over them")


def _own_checkpoints() -> Sequence[AuditCheckpoint]:
    return db.session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.size)).all()


@dataclass(frozen=True, slots=True)
class _Tree:
    nodes: dict[Node, bytes]
    size: int

    def root(self, size: int) -> bytes:
        return fold([self.nodes[node] for node in subtrees(0, size)])

    def check_own(self, checkpoints: Iterable[AuditCheckpoint]) -> None:
        fits_to = 0
        for row in checkpoints:
            whose = f"the checkpoint of {row.at:%Y-%m-%d %H:%M} UTC over {row.size} events"
            try:
                head = read_head(read_note(row.note, [row.public_key]))
            except ValueError as error:
                raise Fault(fits_to + 1, row.size, f"{whose} is no longer one: {error}") from error
            if (head.size, head.root) != (row.size, row.root):
                raise Fault(fits_to + 1, row.size, f"{whose} was changed")
            self.check(head, fits_to, whose)
            fits_to = row.size

    def check_outside(self, heads: Iterable[tuple[TreeHead, str]], keys: set[str]) -> None:
        """Compare with checkpoints from elsewhere, the smallest first, then their signatures."""
        fits_to = 0
        for head, note in sorted(heads):
            whose = f"the checkpoint over {head.size} events that was kept elsewhere"
            self.check(head, fits_to, whose)
            try:
                read_note(note, keys)
            except WrongNote as error:
                raise Fault(fits_to + 1, head.size, f"they fit {whose}, but {error}") from error
            fits_to = head.size

    def check(self, head: TreeHead, fits_to: int, whose: str) -> None:
        if head.size > self.size:
            raise Fault(self.size + 1, head.size, f"missing, though {whose} counts them")
        if self.root(head.size) != head.root:
            raise Fault(fits_to + 1, head.size, f"at least one is not what {whose} signed")

"""Reading the tree: the nodes that a root or a proof is folded from."""

from collections.abc import Iterable

from sqlalchemy import select, tuple_

from emulation.audit.models import AuditEvent, AuditNode
from emulation.database import db
from emulation.rules.merkle import Node, fold, subtrees


def nodes_at(nodes: Iterable[Node]) -> dict[Node, bytes]:
    """Return those nodes that exist, in two statements at most."""
    wanted = list(nodes)
    leaves = [node for node in wanted if node.level == 0]
    above = [node for node in wanted if node.level]
    found: dict[Node, bytes] = {}
    if leaves:
        rows = db.session.execute(
            select(AuditEvent.seq, AuditEvent.leaf_hash).where(
                AuditEvent.seq.in_([node.place + 1 for node in leaves])
            )
        )
        found |= {Node(0, seq - 1): bytes.fromhex(digest) for seq, digest in rows}
    if above:
        stored = db.session.execute(
            select(AuditNode.level, AuditNode.place, AuditNode.hash).where(
                tuple_(AuditNode.level, AuditNode.place).in_(above)
            )
        )
        found |= {Node(level, place): digest for level, place, digest in stored}
    return found


def root_at(size: int) -> bytes:
    """Return the root over the first `size` events, which must exist."""
    peaks = subtrees(0, size)
    known = nodes_at(peaks)
    return fold([known[node] for node in peaks])


def leaf_at(seq: int) -> bytes:
    """Return the leaf hash of an event, which must exist."""
    return nodes_at([Node(0, seq - 1)])[Node(0, seq - 1)]

"""Proofs out of the log: that it holds an event, and that it only grew between two sizes."""

from emulation.audit.checkpoints import log_size
from emulation.audit.nodes import nodes_at
from emulation.rules.merkle import Parts, Proof, assemble, consistency_parts, inclusion_parts


class NotInLog(ValueError):
    """The log has no such event, or no such size."""


def inclusion(seq: int, size: int) -> Proof:
    """Return the proof that event `seq` is among the first `size`."""
    if not 1 <= seq <= size <= log_size():
        raise NotInLog(f"the log holds no event {seq} of {size}")
    return _read(inclusion_parts(seq - 1, size))


def consistency(old: int, new: int) -> Proof:
    """Return the proof that the first `new` events begin with the first `old` as they were."""
    if not 0 <= old <= new <= log_size():
        raise NotInLog(f"the log holds no sizes {old} and {new}")
    return _read(consistency_parts(old, new))


def _read(parts: Parts) -> Proof:
    return assemble(parts, nodes_at(node for part in parts for node in part))

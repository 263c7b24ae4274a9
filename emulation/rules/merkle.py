"""A log that only grows, as a Merkle tree (RFC 6962): roots, and proofs of what it holds.

A node (level, place) is the hash over the complete subtree of 2**level leaves that begins at leaf
place * 2**level. Complete subtrees never change again: whoever keeps them reads O(log n) nodes for
any root or proof of any size.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Node(NamedTuple):
    level: int
    place: int


Proof = list[bytes]
Parts = list[list[Node]]  # each hash of a proof as the complete subtrees it is folded from


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256().digest()


def subtrees(start: int, end: int) -> list[Node]:
    """Return the complete subtrees that cover leaves start to end - 1, left to right.

    `start` must be where a subtree as large as the range may begin, as in every range of a proof.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def completed_by(index: int) -> list[Node]:
    """Return the left neighbours that leaf `index` is joined with to complete subtrees."""
    nodes = []
    level = 0
    while index & 1:
        nodes.append(Node(level, index - 1))
        index >>= 1
        level += 1
    return nodes


def grow(index: int, leaf: bytes, known: Mapping[Node, bytes]) -> dict[Node, bytes]:
    """Return the nodes that exist once leaf `index` is appended: itself and what it completes."""
    grown = {Node(0, index): leaf}
    for left in completed_by(index):
        leaf = node_hash(known[left], leaf)
        grown[Node(left.level + 1, left.place >> 1)] = leaf
    return grown


def nodes_of(leaves: Iterable[bytes]) -> dict[Node, bytes]:
    """Return every complete subtree over these leaf hashes, the leaves themselves included."""
    level, hashes = 0, list(leaves)
    nodes: dict[Node, bytes] = {}
    while hashes:
        nodes.update((Node(level, place), digest) for place, digest in enumerate(hashes))
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        hashes = [node_hash(left, right) for left, right in pairs]
        level += 1
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over subtrees that lie side by side, the largest at the left."""
    if not hashes:
        return EMPTY_ROOT
    *rest, total = hashes
    for left in reversed(rest):
        total = node_hash(left, total)
    return total


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over these leaf hashes."""
    peaks: list[bytes] = []
    for index, leaf in enumerate(leaves):
        total = leaf
        for _ in completed_by(index):
            total = node_hash(peaks.pop(), total)
        peaks.append(total)
    return fold(peaks)


def inclusion_parts(index: int, size: int) -> Parts:
    """Return what proves that leaf `index` is in the tree of `size` leaves, nearest first."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    parts = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left_share(end - start)
        if index < middle:
            parts.append(subtrees(middle, end))
            end = middle
        else:
            parts.append(subtrees(start, middle))
            start = middle
    return parts[::-1]


def consistency_parts(old: int, new: int) -> Parts:
    """Return what proves that the tree of `new` leaves begins with that of `old` leaves."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves cannot begin with {old}")
    if old in {0, new}:
        return []
    parts = []
    start, end = 0, new
    while old != end:
        middle = start + _left_share(end - start)
        if old <= middle:
            parts.append(subtrees(middle, end))
            end = middle
        else:
            parts.append(subtrees(start, middle))
            start = middle
    if start:
        parts.append(subtrees(start, end))
    return parts[::-1]


def assemble(parts: Parts, known: Mapping[Node, bytes]) -> Proof:
    """Return the proof, each part folded from the nodes it names."""
    return [fold([known[node] for node in part]) for part in parts]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> Proof:
    return assemble(inclusion_parts(index, len(leaves)), nodes_of(leaves))


def consistency_proof(leaves: Sequence[bytes], old: int) -> Proof:
    return assemble(consistency_parts(old, len(leaves)), nodes_of(leaves))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Proof, root: bytes) -> bool:
    """Tell whether the proof leads from the leaf hash to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    last, total = size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            total = node_hash(step, total)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            total = node_hash(total, step)
        index, last = index >> 1, last >> 1
    return last == 0 and total == root


def verify_consistency(old: int, new: int, proof: Proof, old_root: bytes, new_root: bytes) -> bool:
    """Tell whether the proof leads to both roots (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old in {0, new}:
        return not proof and old_root == (EMPTY_ROOT if old == 0 else new_root)
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not steps:
        return False
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old_total = new_total = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old_total = node_hash(step, old_total)
            new_total = node_hash(step, new_total)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new_total = node_hash(new_total, step)
        index, last = index >> 1, last >> 1
    return last == 0 and old_total == old_root and new_total == new_root


def _left_share(count: int) -> int:
    """Return the largest power of two below `count`: how many leaves go to the left."""
    return 1 << (count - 1).bit_length() - 1

"""The tree against the words of RFC 6962, for every size to 256."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.merkle import (
    EMPTY_ROOT,
    Node,
    assemble,
    completed_by,
    consistency_parts,
    consistency_proof,
    fold,
    grow,
    inclusion_parts,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_of,
    root_of,
    subtrees,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 256
LEAVES = [leaf_hash(str(index).encode()) for index in range(LARGEST)]
NODES = nodes_of(LEAVES)
OTHER = hashlib.sha256(b"something else").digest()


def split(count):
    """The largest power of two smaller than the count (RFC 6962, 2.1)."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def tree(memory, start, end):
    """MTH(D[start:end])."""
    if (start, end) not in memory:
        if end - start == 0:
            memory[start, end] = hashlib.sha256(b"").digest()
        elif end - start == 1:
            memory[start, end] = LEAVES[start]
        else:
            k = start + split(end - start)
            left, right = tree(memory, start, k), tree(memory, k, end)
            memory[start, end] = hashlib.sha256(b"\x01" + left + right).digest()
    return memory[start, end]


MEMORY = {}


def path(index, start, end):
    """PATH(index, D[start:end]) (RFC 6962, 2.1.1)."""
    if end - start == 1:
        return []
    k = start + split(end - start)
    if index < k:
        return [*path(index, start, k), tree(MEMORY, k, end)]
    return [*path(index, k, end), tree(MEMORY, start, k)]


def subproof(old, start, end, *, whole):
    """SUBPROOF(old, D[start:end], whole) (RFC 6962, 2.1.2), `old` counted from the log's start."""
    if old == end:
        return [] if whole else [tree(MEMORY, start, end)]
    k = start + split(end - start)
    if old <= k:
        return [*subproof(old, start, k, whole=whole), tree(MEMORY, k, end)]
    return [*subproof(old, k, end, whole=False), tree(MEMORY, start, k)]


def test_leaves_and_nodes_can_never_be_taken_for_each_other():
    left, right = LEAVES[:2]

    assert leaf_hash(b"") == hashlib.sha256(b"\x00").digest()
    assert node_hash(left, right) != leaf_hash(left + right)


def test_every_root_to_size_256_is_that_of_the_definition():
    assert root_of([]) == EMPTY_ROOT
    for size in range(LARGEST + 1):
        defined = tree(MEMORY, 0, size)
        assert root_of(LEAVES[:size]) == defined
        assert fold([NODES[node] for node in subtrees(0, size)]) == defined


def test_every_proof_of_inclusion_to_size_256_is_that_of_the_definition():
    for size in range(1, LARGEST + 1):
        root = tree(MEMORY, 0, size)
        for index in range(size):
            proof = assemble(inclusion_parts(index, size), NODES)
            assert proof == path(index, 0, size), (index, size)
            assert verify_inclusion(LEAVES[index], index, size, proof, root)


def test_every_proof_of_consistency_to_size_256_is_that_of_the_definition():
    for new in range(1, LARGEST + 1):
        for old in range(1, new + 1):
            proof = assemble(consistency_parts(old, new), NODES)
            assert proof == subproof(old, 0, new, whole=True), (old, new)
            assert verify_consistency(
                old, new, proof, tree(MEMORY, 0, old), tree(MEMORY, 0, new)
            ), (old, new)


def test_growing_leaf_by_leaf_gives_the_same_nodes_as_building_at_once():
    grown = {}
    for index, leaf in enumerate(LEAVES):
        assert all(node in grown for node in completed_by(index))
        grown |= grow(index, leaf, grown)

    assert grown == NODES
    assert len(grown) == 2 * LARGEST - 1
    assert grown[Node(8, 0)] == root_of(LEAVES)


sizes = st.integers(min_value=1, max_value=LARGEST)


@given(size=sizes, data=st.data())
def test_no_other_leaf_place_size_root_or_proof_is_taken_for_included(size, data):
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    proof = inclusion_proof(LEAVES[:size], index)
    root = root_of(LEAVES[:size])

    assert verify_inclusion(LEAVES[index], index, size, proof, root)
    assert not verify_inclusion(OTHER, index, size, proof, root)
    assert not verify_inclusion(LEAVES[index], index, size, proof, OTHER)
    assert not verify_inclusion(LEAVES[index], index, size, [*proof, OTHER], root)
    assert not verify_inclusion(LEAVES[index], size, size, proof, root)
    if proof:
        place = data.draw(st.integers(min_value=0, max_value=len(proof) - 1))
        bent = [*proof[:place], OTHER, *proof[place + 1 :]]
        assert not verify_inclusion(LEAVES[index], index, size, bent, root)
        assert not verify_inclusion(LEAVES[index], index, size, proof[:-1], root)
        elsewhere = data.draw(st.integers(min_value=0, max_value=size - 1))
        assert verify_inclusion(LEAVES[index], elsewhere, size, proof, root) is (elsewhere == index)


@given(old=sizes, new=sizes, changed=sizes)
@settings(max_examples=300)
def test_a_log_whose_past_was_changed_has_no_proof_of_consistency(old, new, changed):
    old, new = sorted((old, new))
    bent = [*LEAVES[: changed - 1], OTHER, *LEAVES[changed:]]
    honest = root_of(LEAVES[:old])
    proof = consistency_proof(bent[:new], old)

    assert verify_consistency(old, new, proof, honest, root_of(bent[:new])) is (changed > old)
    assert not verify_consistency(old, new, [*proof, OTHER], honest, root_of(bent[:new]))


def test_nothing_is_proved_of_a_leaf_or_tree_that_is_not_there():
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_parts(3, 3)
    with pytest.raises(ValueError, match="cannot begin with 4"):
        consistency_parts(4, 3)
    assert not verify_consistency(4, 3, [], OTHER, OTHER)
    assert not verify_consistency(2, 3, [], root_of(LEAVES[:2]), root_of(LEAVES[:3]))


def test_every_log_begins_with_the_empty_one():
    assert verify_consistency(0, 5, [], EMPTY_ROOT, root_of(LEAVES[:5]))
    assert not verify_consistency(0, 5, [], OTHER, root_of(LEAVES[:5]))

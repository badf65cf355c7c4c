"""Proofs as a seat checks them: those of the maker hold, and none that was changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion
from pymerkle.proof import InvalidProof

from bridge.sealing.proofs import goes_on, includes
from commandcenter.domain.merkle import leaf_hash
from commandcenter.domain.proofs import consistency_proof, inclusion_proof, root_of
from tests.support.tiles import tiles_of

MOST = 300
ENTRIES = [b"entry %d" % number for number in range(MOST)]
TILES = tiles_of(ENTRIES)
# The published roots over the eight inputs of the reference, of 7 and of 8 of them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOT_7 = "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"
ROOT_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def mutated(proof: list[bytes], old_root: bytes, root: bytes) -> Iterator[list[bytes]]:
    """The mutations that the public vectors name."""
    for at, step in enumerate(proof):
        for byte in (0, 13, 31):
            yield [*proof[:at], step[:byte] + bytes((step[byte] ^ 4,)) + step[byte + 1 :], *proof[at + 1 :]]
        yield proof[:at] + proof[at + 1 :]
        yield [*proof[:at], bytes(32), *proof[at:]]
        yield [*proof[:at], step[:31], *proof[at + 1 :]]
    yield [*proof, b""]
    yield [b"", *proof]
    yield [*proof, root]
    yield [root, *proof]
    yield [old_root, *proof]
    yield [*proof, old_root]


def test_the_reference_trees_go_on_from_each_other() -> None:
    tiles = tiles_of([bytes.fromhex(text) for text in INPUTS])
    old, new = bytes.fromhex(ROOT_7), bytes.fromhex(ROOT_8)
    assert goes_on(7, old, 8, new, consistency_proof(7, 8, tiles))
    assert not goes_on(7, new, 8, old, consistency_proof(7, 8, tiles))
    assert includes(new, 8, 5, leaf_hash(bytes.fromhex(INPUTS[5])), inclusion_proof(5, 8, tiles))


@settings(deadline=None, max_examples=200)
@given(st.integers(1, MOST), st.data())
def test_an_entry_is_where_it_is_and_nowhere_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    root, leaf, proof = root_of(size, TILES), leaf_hash(ENTRIES[index]), inclusion_proof(index, size, TILES)
    assert includes(root, size, index, leaf, proof)
    for wrong in mutated(proof, leaf, root):
        assert not includes(root, size, index, leaf, wrong)
    for other in (index - 1, index + 1, index ^ 2, size, -1):
        assert other == index or not includes(root, size, other, leaf, proof)
    assert not includes(root, size, index, leaf_hash(b"another"), proof)
    assert not includes(bytes(32), size, index, leaf, proof)


@settings(deadline=None, max_examples=200)
@given(st.integers(1, MOST), st.data())
def test_a_tree_goes_on_from_what_it_was_and_from_nothing_else(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    old_root, root, proof = root_of(old, TILES), root_of(new, TILES), consistency_proof(old, new, TILES)
    assert goes_on(old, old_root, new, root, proof)
    for wrong in mutated(proof, old_root, root):
        assert not goes_on(old, old_root, new, root, wrong)
    assert not goes_on(old, bytes(32), new, root, proof)
    assert not goes_on(old, old_root, new, bytes(32), proof)
    if old != new:
        assert not goes_on(old, old_root, new, root, [])
        assert not goes_on(new, root, old, old_root, proof)


@pytest.mark.parametrize("proof", [[], [bytes(32)]])
@pytest.mark.parametrize("size", [0, 1, 8])
def test_nothing_is_proven_of_a_tree_without_leaves(size: int, proof: list[bytes]) -> None:
    assert not goes_on(0, bytes(32), size, bytes(32), proof)


def test_the_same_size_is_the_same_tree_and_needs_no_proof() -> None:
    root = root_of(5, TILES)
    assert goes_on(5, root, 5, root, [])
    assert not goes_on(5, root, 5, root, [root])
    assert not goes_on(5, root, 5, bytes(32), [])


def test_an_independent_implementation_judges_the_same_proofs_alike() -> None:
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES[:50]:
        tree.append_entry(entry)
    for old in range(1, 51):
        theirs = tree.prove_consistency(old, 50)
        verify_consistency(tree.get_root(old), tree.get_root(50), theirs)
        assert goes_on(old, tree.get_root(old), 50, tree.get_root(50), consistency_proof(old, 50, TILES))
        inclusion = tree.prove_inclusion(old, 50)
        verify_inclusion(tree.get_leaf(old), tree.get_root(50), inclusion)
        with pytest.raises(InvalidProof):
            verify_inclusion(tree.get_leaf(old), bytes(32), inclusion)

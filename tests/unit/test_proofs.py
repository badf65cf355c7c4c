"""Proofs out of tiles: what RFC 6962 says, by its own recursion over another implementation's roots."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from commandcenter.domain.merkle import leaf_hash, node_hash
from commandcenter.domain.proofs import consistency_proof, inclusion_proof, root_of
from tests.support.tiles import tiles_of

MOST = 1100
ENTRIES = [b"entry %d" % number for number in range(MOST)]
SIZES = st.integers(1, MOST)


@cache
def oracle(first: int, end: int) -> bytes:
    """The root over a range of the entries, by an implementation that is not ours."""
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES[first:end]:
        tree.append_entry(entry)
    root: bytes = tree.get_root()
    return root


def power_below(width: int) -> int:
    power = 1
    while power * 2 < width:
        power *= 2
    return power


def path(index: int, first: int, end: int) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1, word by word."""
    if end - first == 1:
        return []
    middle = first + power_below(end - first)
    if index < middle:
        return [*path(index, first, middle), oracle(middle, end)]
    return [*path(index, middle, end), oracle(first, middle)]


def subproof(old: int, first: int, end: int, known: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2, word by word."""
    if old == end - first:
        return [] if known else [oracle(first, end)]
    power = power_below(end - first)
    if old <= power:
        return [*subproof(old, first, first + power, known), oracle(first + power, end)]
    return [*subproof(old - power, first + power, end, False), oracle(first, first + power)]


@settings(deadline=None, max_examples=150)
@given(SIZES, st.data())
def test_an_inclusion_proof_is_the_path_of_the_standard(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, tiles_of(ENTRIES))
    assert proof == path(index, 0, size)


@settings(deadline=None, max_examples=150)
@given(SIZES, st.data())
def test_a_consistency_proof_is_that_of_the_standard(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    assert consistency_proof(old, new, tiles_of(ENTRIES)) == subproof(old, 0, new, True)


@settings(deadline=None, max_examples=50)
@given(SIZES, st.data())
def test_another_implementation_makes_and_accepts_the_same_inclusion_proof(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES[:size]:
        tree.append_entry(entry)
    theirs = tree.prove_inclusion(index + 1, size)
    theirs.path = [leaf_hash(ENTRIES[index]), *inclusion_proof(index, size, tiles_of(ENTRIES))]
    theirs.verify(leaf_hash(ENTRIES[index]), tree.get_root(), index=index + 1, size=size)


def test_every_proof_of_a_small_tree_is_that_of_the_standard() -> None:
    tiles = tiles_of(ENTRIES[:40])
    for size in range(1, 41):
        assert [inclusion_proof(at, size, tiles) for at in range(size)] == [path(at, 0, size) for at in range(size)]
        proofs = [consistency_proof(old, size, tiles) for old in range(1, size + 1)]
        assert proofs == [subproof(old, 0, size, True) for old in range(1, size + 1)]
        assert root_of(size, tiles) == oracle(0, size)


def test_the_leafs_sibling_comes_first() -> None:
    a, b, c = (leaf_hash(entry) for entry in ENTRIES[:3])
    tiles = tiles_of(ENTRIES[:3])
    assert inclusion_proof(0, 3, tiles) == [b, c]
    assert inclusion_proof(2, 3, tiles) == [node_hash(a, b)]
    assert consistency_proof(2, 3, tiles) == [c]
    assert consistency_proof(1, 3, tiles) == [b, c]


def test_two_of_one_size_and_an_empty_one_need_no_proof() -> None:
    tiles = tiles_of(ENTRIES[:5])
    assert consistency_proof(5, 5, tiles) == consistency_proof(0, 5, tiles) == consistency_proof(0, 0, tiles) == []


@pytest.mark.parametrize(("index", "size"), [(3, 3), (-1, 3), (0, 0)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"no leaf {index} in a tree of {size}"):
        inclusion_proof(index, size, tiles_of(ENTRIES))


def test_a_tree_never_goes_back() -> None:
    with pytest.raises(ValueError, match="a tree of 3 leaves does not go on from one of 4"):
        consistency_proof(4, 3, tiles_of(ENTRIES))


def test_tiles_without_the_hashes_asked_for_are_refused() -> None:
    with pytest.raises(ValueError, match="tile 0 of level 0 lacks hashes 4 to 7"):
        inclusion_proof(0, 8, tiles_of(ENTRIES[:7]))
    with pytest.raises(ValueError, match="no root is kept of a tree of 0"):
        root_of(0, tiles_of([]))

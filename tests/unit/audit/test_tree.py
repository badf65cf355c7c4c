"""The verifier's tree against the published RFC 6962 values, another implementation, and forged proofs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from audit.tree import EMPTY, Pyramid, fold, included, leaf, node
from tests.support.audit_writer import leaf_hash, path_of, tree_hash

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf(data) for data in LEAVES]
GARBAGE = b"\x5a" * 32


@pytest.mark.parametrize("size", range(9))
def test_the_root_of_each_size_is_the_published_one(size: int) -> None:
    assert fold(b"".join(HASHES[:size])).hex() == ROOTS[size]
    assert Pyramid(b"").root(size, b"".join(HASHES[:size])).hex() == ROOTS[size]


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    assert leaf(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert EMPTY.hex() == ROOTS[0]


@given(st.lists(st.binary(max_size=30), min_size=1, max_size=80))
def test_any_root_is_that_of_another_implementation(leaves: list[bytes]) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for data in leaves:
        oracle.append_entry(data)
    assert fold(b"".join(leaf(data) for data in leaves)) == oracle.get_root()


@given(st.integers(0, 70_000))
def test_a_root_over_tiles_is_that_of_the_definition(size: int) -> None:
    # The tiles' own roots stand in for leaves: what is above them is what is tried.
    tiles = [leaf(number.to_bytes(4, "big")) for number in range(274)]
    tail = [leaf(b"t%d" % number) for number in range(size % 256)]
    whole = tiles[: size // 256] + ([tree_hash(tail)] if tail else [])
    assert Pyramid(b"".join(tiles)).root(size, b"".join(tail)) == tree_hash(whole)


def test_the_tiles_of_70000_entries_are_273_and_1_and_a_part_of_each_level() -> None:
    pyramid = Pyramid(b"".join(leaf(b"%d" % number) for number in range(273)))
    assert [len(pyramid.tile(1, number)) // 32 for number in range(3)] == [256, 17, 0]
    assert [len(pyramid.tile(2, number)) // 32 for number in range(2)] == [1, 0]
    assert pyramid.tile(3, 0) == b""
    assert pyramid.tile(1, 1)[:32] == leaf(b"256")
    assert pyramid.tile(2, 0) == tree_hash([leaf(b"%d" % number) for number in range(256)])


def test_a_level_that_is_not_reached_yet_has_no_tiles() -> None:
    for count, tile in ((127, b""), (128, b""), (255, b""), (256, tree_hash([bytes(32)] * 256))):
        pyramid = Pyramid(bytes(32 * count))
        assert (pyramid.tile(2, 0), pyramid.tile(3, 0)) == (tile, b"")


Inclusion = tuple[bytes, int, int, list[bytes], bytes]
INCLUSIONS = ((0, 1), (0, 8), (5, 8), (2, 3), (1, 5), (4, 7))


def proof_of(index: int, size: int) -> Inclusion:
    return HASHES[index], index, size, path_of(index, HASHES[:size]), bytes.fromhex(ROOTS[size])


def garbled(proof: Sequence[bytes], root: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """The mutations of a proof's hashes, each by the name that upstream gives it."""
    whole = list(proof)
    yield "preceding-garbage", [GARBAGE, *whole]
    yield "trailing-garbage", [*whole, GARBAGE]
    yield "preceding-empty", [b"", *whole]
    yield "trailing-empty", [*whole, b""]
    yield "preceding-root", [root, *whole]
    yield "trailing-root", [*whole, root]
    for at, component in enumerate(whole):
        for byte, bit in ((0, 4), (31, 4), (7, 0)):
            broken = bytearray(component)
            broken[byte] ^= 1 << bit
            yield f"modified-proof@{at}-byte-{byte}-bit-{bit}", [*whole[:at], bytes(broken), *whole[at + 1 :]]
        yield f"removed-component-{at}", whole[:at] + whole[at + 1 :]
        yield f"inserted-component-{at}", [*whole[:at], GARBAGE, *whole[at:]]
        yield f"doubled-component-{at}", [*whole[:at], component, *whole[at:]]
    if whole:
        yield "empty-proof", []
        yield "truncated-proof", whole[:-1]


def forged_inclusions() -> Iterator[tuple[str, Inclusion]]:
    for index, size in INCLUSIONS:
        hashed, _, _, proof, root = proof_of(index, size)
        name = f"{index} in {size}: "
        for what, broken in garbled(proof, root):
            yield name + what, (hashed, index, size, broken, root)
        yield name + "wrong-leaf", (leaf(b"WrongLeaf"), index, size, proof, root)
        yield name + "random-root", (hashed, index, size, proof, GARBAGE)
        yield name + "empty-root", (hashed, index, size, proof, b"")
        yield name + "empty-tree-root", (hashed, index, size, proof, EMPTY)
        for what, other in (
            ("index-1", index - 1),
            ("index+1", index + 1),
            ("index^2", index ^ 2),
            ("index=size", size),
            ("index<0", -1),
        ):
            yield name + what, (hashed, other, size, proof, root)
        for what, other in (("size*2", size * 2), ("size/2", size // 2), ("size=0", 0)):
            yield name + what, (hashed, index, other, proof, root)


def test_true_proofs_of_inclusion_are_accepted() -> None:
    assert all(included(*proof_of(index, size)) for size in range(1, 9) for index in range(size))


def test_every_forged_proof_of_inclusion_is_refused() -> None:
    forged = dict(forged_inclusions())
    assert len(forged) >= 98
    assert [name for name, proof in forged.items() if included(*proof)] == []


def test_an_index_is_not_taken_for_another_one_with_the_same_path_length() -> None:
    hashed, _, _, proof, root = proof_of(4, 7)
    accepted = [(index, size) for index in range(9) for size in range(9) if included(hashed, index, size, proof, root)]
    # The right edge of a tree of 7 is that of a tree of 8 but for its last leaf: the root tells them apart only there.
    assert (4, 7) in accepted
    assert all(index == 4 for index, _ in accepted)


@given(st.integers(1, 40), st.integers(0, 39))
def test_proofs_of_any_size_are_accepted_where_they_belong(size: int, index: int) -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(size)]
    index %= size
    assert included(leaves[index], index, size, path_of(index, leaves), tree_hash(leaves))

"""The Merkle tree against the public RFC 6962 vectors and an independent implementation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from commandcenter.domain.merkle import Tile, Tree, hashes_in, leaf_hash, node_hash
from tests.support.tiles import Tiles

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


@pytest.mark.parametrize("size", range(9))
def test_the_root_of_each_size_is_the_published_one(size: int) -> None:
    tree = Tree()
    for leaf in LEAVES[:size]:
        tree.extend((leaf,))
    assert (tree.size, tree.root().hex()) == (size, ROOTS[size])


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 700), max_size=5), st.integers(0, 5))
def test_any_tree_stored_in_between_ends_at_the_root_of_another_implementation(parts: list[int], cut: int) -> None:
    tree, tiles, oracle = Tree(), Tiles(), InmemoryTree(algorithm="sha256")
    for number, part in enumerate(parts):
        if number == cut:
            tree = Tree(tree.size, tiles)
        leaves = [f"{number}-{at}".encode() for at in range(part)]
        tree.extend(leaves)
        for leaf in leaves:
            oracle.append_entry(leaf)
        tiles.put(tree.changed_tiles())
    assert tree.size == sum(parts)
    assert tree.root() == (oracle.get_root() if tree.size else bytes.fromhex(ROOTS[0]))
    assert Tree(tree.size, tiles).root() == tree.root()


def test_a_tree_of_70_000_lies_in_the_tiles_that_the_format_names() -> None:
    tree, tiles = Tree(), Tiles()
    tree.extend(b"%d" % number for number in range(70_000))
    tiles.put(tree.changed_tiles())
    widths = {place: len(hashes) // 32 for place, hashes in tiles.held.items()}
    expected = {(0, number): 256 for number in range(273)} | {(0, 273): 112, (1, 0): 256, (1, 1): 17, (2, 0): 1}
    assert widths == expected
    assert tiles(0, 273)[:32] == leaf_hash(b"69888")
    assert all(hashes_in(70_000, *place) == width for place, width in expected.items())
    assert hashes_in(70_000, 0, 274) == hashes_in(70_000, 1, 2) == hashes_in(70_000, 3, 0) == 0


def test_only_what_has_grown_is_told_and_only_once() -> None:
    tree = Tree()
    assert tree.changed_tiles() == []
    tree.extend([b"a", b"b"])
    assert tree.changed_tiles() == [Tile(0, 0, leaf_hash(b"a") + leaf_hash(b"b"))]
    assert tree.changed_tiles() == []
    tree.extend(b"x" for _ in range(253))
    assert [(tile.level, tile.number, len(tile.hashes)) for tile in tree.changed_tiles()] == [(0, 0, 255 * 32)]
    tree.extend([b"c"])
    first, above = tree.changed_tiles()
    assert (first.level, first.number, len(first.hashes)) == (0, 0, 256 * 32)
    assert above == Tile(1, 0, tree.root())
    tree.extend([b"d"])
    assert tree.changed_tiles() == [Tile(0, 1, leaf_hash(b"d"))]


def test_a_tree_of_an_earlier_size_is_read_from_tiles_that_have_grown_since() -> None:
    tree, tiles = Tree(), Tiles()
    tree.extend(b"%d" % number for number in range(300))
    earlier = tree.root()
    tree.extend(b"%d" % number for number in range(300, 1000))
    tiles.put(tree.changed_tiles())
    assert Tree(300, tiles).root() == earlier


@pytest.mark.parametrize(("level", "number", "has"), [(0, 3, 232), (1, 0, 3)])
def test_tiles_that_do_not_fit_the_size_are_refused(level: int, number: int, has: int) -> None:
    tree, tiles = Tree(), Tiles()
    tree.extend(b"%d" % at for at in range(1000))
    tiles.put(tree.changed_tiles())
    tiles.held[level, number] = tiles.held[level, number][:-32]
    with pytest.raises(
        ValueError, match=f"tile {number} of level {level} .* 1000 leaves has {has} hashes, not {has - 1}"
    ):
        Tree(1000, tiles)

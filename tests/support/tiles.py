"""The journal's Merkle tree kept in memory, tile by tile, for whoever asks for tiles."""

from __future__ import annotations

from collections.abc import Iterable

from commandcenter.domain.merkle import Tile, Tree


class Tiles:
    """`held` by (level, number); a `commandcenter.domain.merkle.TileOf`."""

    def __init__(self) -> None:
        self.held: dict[tuple[int, int], bytes] = {}

    def put(self, tiles: Iterable[Tile]) -> None:
        self.held.update(((tile.level, tile.number), tile.hashes) for tile in tiles)

    def __call__(self, level: int, number: int) -> bytes:
        return self.held.get((level, number), b"")


def tiles_of(entries: Iterable[bytes]) -> Tiles:
    """Of the tree over these entries."""
    tree, tiles = Tree(), Tiles()
    tree.extend(entries)
    tiles.put(tree.changed_tiles())
    return tiles

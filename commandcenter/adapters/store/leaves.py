"""Whether stored entries are those that the journal's tree was made over: asked where state is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from commandcenter.domain.merkle import FULL, HASH, TILE, TileOf, fold


class Leaves:
    """Looks at each tile once. The tree's right edge is taken as it is: head and checkpoints speak of that."""

    def __init__(self, size: int, tile: TileOf) -> None:
        self._size = size
        self._tile = tile
        self._held: dict[tuple[int, int], bytes] = {}

    def differing(self, first: int, datas: Sequence[bytes]) -> list[tuple[int, bytes]]:
        """Number and hash of those of the entries from `first` on that are others, or whose places in the tree are."""
        found: list[tuple[int, bytes]] = []
        at = 0
        while at < len(datas):
            place = (first + at) % TILE
            part = datas[at : at + TILE - place]
            held = self._known(0, (first + at) // TILE)[place * HASH :]
            # Without a call for each: whoever waits for a state to be made anew waits for this.
            made = b"".join([sha256(b"\x00" + data).digest() for data in part])
            if not held.startswith(made):
                hashes = [(it, made[it * HASH :][:HASH], held[it * HASH :][:HASH]) for it in range(len(part))]
                found += [(first + at + number, leaf) for number, leaf, known in hashes if leaf != known]
            at += len(part)
        # Rows are asked for in order: what lies before is not needed again.
        self._held = {place: tile for place, tile in self._held.items() if place[0] or place[1] >= first // TILE}
        return found

    def _known(self, level: int, number: int) -> bytes:
        """b"" for a tile that is not the one that the level above was made over."""
        tile = self._held.get((level, number))
        if tile is None:
            tile = self._tile(level, number)
            if number != self._size >> 8 * (level + 1):
                above, at = self._known(level + 1, number // TILE), number % TILE * HASH
                tile = tile if len(tile) == FULL and above[at : at + HASH] == fold(tile) else b""
            self._held[level, number] = tile
        return tile

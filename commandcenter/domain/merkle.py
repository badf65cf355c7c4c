"""The Merkle tree over the journal's stored bytes, hashed as RFC 6962 section 2.1 says, kept in tiles of 256 hashes.

Tile n of level 0 holds the leaf hashes of entries 256n … 256n+255, tile n of level L the roots of the tiles
256n … 256n+255 of the level below (C2SP tlog-tiles). Only the last tile of a level is ever partial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import NamedTuple

HASH = 32
TILE = 256
FULL = TILE * HASH
EMPTY = sha256().digest()

# (level, number) → the tile's hashes, 32 bytes each; b"" when there is none. It may hold more than was asked about.
TileOf = Callable[[int, int], bytes]


class Tile(NamedTuple):
    """Its `hashes` are 1 to 256 of 32 bytes each."""

    level: int
    number: int
    hashes: bytes


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: bytes) -> bytes:
    """The root over subtrees of one size, at least one; the last of them may be smaller than the others."""
    while len(hashes) > HASH:
        # Without a call for each: this is half of what appending costs.
        pairs = len(hashes) & -2 * HASH
        above = [sha256(b"\x01" + hashes[at : at + 2 * HASH]).digest() for at in range(0, pairs, 2 * HASH)]
        hashes = b"".join(above) + hashes[pairs:]
    return hashes


def hashes_in(size: int, level: int, number: int) -> int:
    """How many hashes a tile holds in a tree of `size` leaves; 0 for one that it does not have."""
    return min(max((size >> 8 * level) - TILE * number, 0), TILE)


class Tree:
    """The tree's right edge: the partial tile of each level, which is all that appending needs.

    `size` is the number of leaves. Built from a stored tree by its last tiles; raises ValueError when they do not fit.
    """

    def __init__(self, size: int = 0, tile: TileOf | None = None) -> None:
        self.size = size
        self._rows = [b""]
        self._full: list[Tile] = []
        self._touched = 0
        if tile is not None:
            self._rows = [self._partial(level, tile) for level in range(max(1, _levels(size)))]

    def extend(self, entries: Iterable[bytes]) -> None:
        """Adds a leaf for each of the entries, in order; a long journal is best given in parts."""
        leaves = [sha256(b"\x00" + data).digest() for data in entries]
        if not leaves:
            return
        first, self.size = self.size, self.size + len(leaves)
        self._add(b"".join(leaves), first >> 8, 0)

    def root(self) -> bytes:
        """32 bytes; SHA-256 of nothing for the empty tree. Costs up to 256 hashes a level."""
        below = b""
        for row in self._rows:
            if row or below:
                below = fold(row + below)
        return below or EMPTY

    def changed_tiles(self) -> list[Tile]:
        """The tiles that have grown since the last call, as they are now."""
        touched = enumerate(self._rows[: self._touched])
        changed = self._full + [Tile(level, self.size >> 8 * (level + 1), row) for level, row in touched if row]
        self._full, self._touched = [], 0
        return changed

    def _add(self, hashes: bytes, number: int, level: int) -> None:
        """Goes on with the level's partial tile, which is `number`; roots of tiles that became full go upwards."""
        if level == len(self._rows):
            self._rows.append(b"")
        self._touched = max(self._touched, level + 1)
        row = self._rows[level] + hashes
        full = [row[at : at + FULL] for at in range(0, len(row) - FULL + 1, FULL)]
        self._rows[level] = row[len(full) * FULL :]
        if full:
            self._full += [Tile(level, number + at, tile) for at, tile in enumerate(full)]
            self._add(b"".join([fold(tile) for tile in full]), number >> 8, level + 1)

    def _partial(self, level: int, tile: TileOf) -> bytes:
        number = self.size >> 8 * (level + 1)
        wanted = hashes_in(self.size, level, number)
        found = tile(level, number)[: wanted * HASH] if wanted else b""
        if len(found) != wanted * HASH:
            text = f"tile {number} of level {level} of a tree of {self.size} leaves has {wanted} hashes"
            raise ValueError(f"{text}, not {len(found) // HASH}")
        return found


def _levels(size: int) -> int:
    return (size.bit_length() + 7) // 8

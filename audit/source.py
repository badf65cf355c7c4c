"""What evidence looks like wherever it lies: SQLite, PostgreSQL or an archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from audit.tree import HASH, TILE, WIDTH


class Damaged(Exception):
    """A part of the evidence cannot be read although the rest can; the text says why."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is there: entries `first` to `end` - 1 without a hole, and hashes of entries 0 to `tiles` - 1.

    `hole` is the first entry that is missing although later ones are there.
    """

    first: int
    end: int
    tiles: int
    hole: int | None = None

    @property
    def size(self) -> int:
        return max(self.end, self.tiles)

    @classmethod
    def measured(cls, first: int, end: int, tiles: int, hole: int | None = None) -> Extent:
        """Entries that begin behind all that the tree holds belong to nothing: it then lacks the first of all."""
        return cls(0, 0, tiles, 0) if first > tiles else cls(first, end, tiles, hole)


def hashes_in(tiles: Iterable[tuple[int, int]]) -> int:
    """How many leaf hashes stand in the tiles of level 0 up to the first that is missing or not full.

    `tiles`: number and bytes of each, by number.
    """
    count = 0
    for number, length in tiles:
        if number * WIDTH != count:
            break
        count += min(length, TILE) // HASH
    return count


class Source(Protocol):
    """Opened evidence, all of it as of one moment. Every method raises Damaged."""

    extent: Extent

    def rows(self, first: int, end: int) -> Iterator[tuple[object, object]]:
        """Place and bytes of the entries `first` to `end` - 1, as they stand there."""

    def tile(self, number: int) -> bytes:
        """The tile of level 0; b"" where there is none."""

    def other_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Level, number and hashes of all tiles but those of level 0 that belong to the extent."""

    def checkpoints(self, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
        """Size and note of those with after < size <= upto, by size."""

    def cosignatures(self, after: int, upto: int) -> Iterator[tuple[int, str, str]]:
        """Size, witness and line, by size."""

    def credentials(self) -> dict[str, bytes] | None:
        """Sealed values by account; None when the evidence does not hold any."""

    def base(self) -> tuple[int | None, bytes] | None:
        """What entries before the first have left, and the entry that says that they went, where that is told."""

    def close(self) -> None: ...


class Opener(Protocol):
    """Opens the evidence once more, in another process."""

    def __call__(self) -> Source: ...

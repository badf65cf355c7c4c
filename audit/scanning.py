"""The long part: every entry's bytes against the leaf hashes that its tile holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice

from audit.entries import EntryError, Marks, marking
from audit.source import Damaged, Extent, Source
from audit.tree import HASH, WIDTH, fold

MOST_KEPT = 100
NOTHING = b"\x00" * HASH


@dataclass(frozen=True, slots=True)
class Bad:
    """An entry or a tile that is not as it should be; `what` is one of the words below."""

    entry: int
    what: str


DIFFERS, MISSING, BROKEN, FOREIGN, NO_TILE, UNREAD = "differs", "missing", "broken", "foreign", "no tile", "unread"
Span = tuple[int, int]


@dataclass(slots=True)
class Scanned:
    """Of the tiles from `begin` on: their roots by the entries' bytes, and what was found on the way.

    `stored` has the root that a full tile gives as it stands, where the two differ. `tail` and `stored_tail` are the
    hashes of the partial tile at the end.
    """

    begin: int
    roots: list[bytes] = field(default_factory=list)
    stored: dict[int, bytes] = field(default_factory=dict)
    tail: bytes = b""
    stored_tail: bytes = b""
    bad: list[Bad] = field(default_factory=list)
    bad_count: int = 0
    marks: Marks = field(default_factory=Marks)

    def found(self, entry: int, what: str) -> None:
        self.bad_count += 1
        if len(self.bad) < MOST_KEPT:
            self.bad.append(Bad(entry, what))

    def add(self, later: Scanned) -> None:
        self.roots.extend(later.roots)
        self.stored.update(later.stored)
        self.tail, self.stored_tail = later.tail, later.stored_tail
        self.bad.extend(later.bad[: MOST_KEPT - len(self.bad)])
        self.bad_count += later.bad_count
        self.marks.add(later.marks)


def scan(source: Source, begin: int, end: int, extent: Extent) -> Scanned:
    """The tiles `begin` to `end` - 1 of level 0; the last one of the tree may be among them."""
    found = Scanned(begin)
    low, high = max(begin * WIDTH, extent.first), min(end * WIDTH, extent.end)
    rows = source.rows(low, high) if low < high else iter(())
    for number in range(begin, end):
        whole = min(WIDTH, extent.size - number * WIDTH)
        stored = source.tile(number)
        if len(stored) != whole * HASH:
            found.found(number * WIDTH + len(stored) // HASH, NO_TILE)
            stored = stored[: min(whole, len(stored) // HASH) * HASH]
        first = max(number * WIDTH, low)
        odd: dict[int, str] = {}
        hashes = b"".join(leaves(rows, first, min(number * WIDTH + WIDTH, high), odd, found.marks))
        computed = laid_over(stored, hashes, first - number * WIDTH, whole)
        if computed != stored:
            odd |= differing(number, computed, stored, odd)
        for entry in sorted(odd):
            found.found(entry, odd[entry])
        if whole == WIDTH:
            found.roots.append(fold(computed))
            if computed != stored:
                found.stored[number] = fold(stored)
        else:
            found.tail, found.stored_tail = computed, stored
    return found


def scan_what_can_be_read(source: Source, span: Span, *, extent: Extent) -> Scanned:
    """As `scan`; of a span whose entries the damaged evidence does not give, the hashes that its tiles hold."""
    try:
        return scan(source, *span, extent)
    except Damaged:
        entry = max(span[0] * WIDTH, extent.first)
    try:
        found = scan(source, *span, Extent(0, 0, extent.size))
    except Damaged:
        found = Scanned(span[0])
        found.roots = [NOTHING] * (min(span[1], extent.size // WIDTH) - span[0])
    found.found(entry, UNREAD)
    return found


def leaves(
    rows: Iterator[tuple[object, object]], first: int, end: int, odd: dict[int, str], marks: Marks
) -> Iterator[bytes]:
    """The leaf hash of each entry that should stand at `first` to `end` - 1; what is odd about them goes to `odd`."""
    expected = first
    for seq, data in islice(rows, max(0, end - first)):
        if seq == expected and type(data) is bytes:
            yield sha256(b"\x00" + data).digest()
            try:
                change = marking(data, expected)
            except EntryError:
                odd[expected] = FOREIGN
            else:
                if change is not None:
                    marks.take(expected, change)
        else:
            odd[expected] = MISSING if seq != expected else BROKEN
            yield NOTHING
        expected += 1
    for missing in range(expected, end):
        odd[missing] = MISSING
        yield NOTHING


def laid_over(stored: bytes, hashes: bytes, offset: int, whole: int) -> bytes:
    """The tile by its entries; where there are none, as it is stored."""
    at = max(0, offset) * HASH
    if len(hashes) == whole * HASH or not hashes:
        return hashes or stored
    padded = stored.ljust(whole * HASH, b"\x00")
    return padded[:at] + hashes + padded[at + len(hashes) :]


def differing(number: int, computed: bytes, stored: bytes, odd: Mapping[int, str]) -> dict[int, str]:
    """The entries of a tile whose bytes do not give the hash that is stored, but for those that have no bytes."""
    places = [at for at in range(0, len(stored), HASH) if computed[at : at + HASH] != stored[at : at + HASH]]
    entries = [number * WIDTH + at // HASH for at in places]
    return {entry: DIFFERS for entry in entries if odd.get(entry, FOREIGN) == FOREIGN}

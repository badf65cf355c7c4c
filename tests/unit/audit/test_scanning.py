"""Entries against the hashes of their tiles: what is odd about each, and the roots that both give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import pytest

from audit import scanning
from audit.entries import Change, Marks
from audit.scanning import Bad, Scanned, differing, laid_over, leaves, scan, scan_what_can_be_read
from audit.source import Damaged, Extent, Source
from audit.verdict import Code
from tests.support.audit_cases import FIRST, found, full, judged
from tests.support.audit_writer import Log, changed, entry, leaf_hash, tree_hash

LOG = Log(FIRST).begin().fill(598)
LEAVES = LOG.leaves()
TILES = [b"".join(LEAVES[at : at + 256]) for at in (0, 256, 512)]
ROOTS = [tree_hash(LEAVES[at : at + 256]) for at in (0, 256)]
KEY: tuple[int, Change] = (1, {"do": "seal.key", "vkey": FIRST.vkey})
ALL = Extent(0, 600, 600)
OTHER = leaf_hash(b"another")


class Evidence:
    """600 entries and their tiles, but for what is given instead; `broken`: "rows" or "tiles" cannot be read."""

    def __init__(self, *, tiles: Sequence[bytes] = TILES, broken: tuple[str, ...] = (), **entries: object) -> None:
        self._tiles, self._broken = tiles, broken
        self._entries: dict[int, object] = dict(enumerate(LOG.entries))
        self._entries.update({int(name.removeprefix("at_")): it for name, it in entries.items()})

    def rows(self, first: int, end: int) -> Iterator[tuple[object, object]]:
        if "rows" in self._broken:
            raise Damaged("rows")
        return iter([(seq, self._entries[seq]) for seq in range(first, end) if self._entries[seq] is not None])

    def tile(self, number: int) -> bytes:
        if "tiles" in self._broken:
            raise Damaged("tiles")
        return self._tiles[number]

    def given(self) -> Source:
        return cast("Source", self)


def with_hash(at: int, it: bytes = OTHER) -> list[bytes]:
    changed = [*LEAVES[:at], it, *LEAVES[at + 1 :]]
    return [b"".join(changed[begin : begin + 256]) for begin in (0, 256, 512)]


def bad(it: Scanned) -> list[tuple[int, str]]:
    return [(bad.entry, bad.what) for bad in it.bad]


def test_what_is_right_gives_the_roots_and_the_tail() -> None:
    seen = scan(Evidence().given(), 0, 3, ALL)
    assert seen == Scanned(0, ROOTS, {}, TILES[2], TILES[2], [], 0, Marks([KEY]))
    assert scan(Evidence().given(), 1, 2, ALL) == Scanned(1, [ROOTS[1]])
    assert scan(Evidence().given(), 2, 3, ALL) == Scanned(2, [], {}, TILES[2], TILES[2])


def test_where_entries_were_archived_the_tiles_stand_in_for_them() -> None:
    for first in (255, 256, 257, 511, 512, 513, 599):
        seen = scan(Evidence().given(), 0, 3, Extent(first, 600, 600))
        assert seen == Scanned(0, ROOTS, {}, TILES[2], TILES[2])


@pytest.mark.parametrize("at", [0, 255, 256, 300, 511])
def test_a_hash_that_was_changed_gives_another_root_by_the_tiles(at: int) -> None:
    seen = scan(Evidence(tiles=with_hash(at)).given(), 0, 3, ALL)
    begin = at // 256 * 256
    stored = tree_hash([*LEAVES[begin:at], OTHER, *LEAVES[at + 1 : begin + 256]])
    assert (seen.roots, seen.stored, bad(seen)) == (ROOTS, {at // 256: stored}, [(at, "differs")])


def test_a_hash_at_the_end_that_was_changed_gives_another_tail() -> None:
    tiles = with_hash(599)
    seen = scan(Evidence(tiles=tiles).given(), 0, 3, ALL)
    assert (seen.tail, seen.stored_tail, seen.stored, bad(seen)) == (TILES[2], tiles[2], {}, [(599, "differs")])


FOREIGN = entry(301, {"do": "operator.acted", "action": "x"})
ODD: dict[str, tuple[object, list[bytes], list[tuple[int, str]]]] = {
    "missing": (None, TILES, [(300, "missing")]),
    "text": ("text", TILES, [(300, "broken")]),
    "nothing that differs besides": (None, with_hash(300), [(300, "missing")]),
    "foreign": (FOREIGN, with_hash(300, leaf_hash(FOREIGN)), [(300, "foreign")]),
    "foreign and of another hash": (FOREIGN, TILES, [(300, "differs")]),
}


@pytest.mark.parametrize("case", ODD.values(), ids=ODD.keys())
def test_what_is_odd_about_an_entry_is_said_once(case: tuple[object, list[bytes], list[tuple[int, str]]]) -> None:
    it, tiles, expected = case
    seen = scan(Evidence(tiles=tiles, at_300=it).given(), 1, 2, ALL)
    if expected[0][1] == "missing":
        # The row that follows stands in its place and is none of it; nor is any other behind.
        assert (seen.bad[0], {what for _, what in bad(seen)}) == (Bad(300, "missing"), {"missing"})
    else:
        assert bad(seen) == expected


def test_an_entry_that_is_none_has_no_marks() -> None:
    other = entry(300, {"do": "seal.key", "vkey": "x"})
    seen = scan(Evidence(at_300=other).given(), 1, 2, ALL)
    assert (seen.marks, bad(seen)) == (Marks([(300, {"do": "seal.key", "vkey": "x"})]), [(300, "differs")])
    assert scan(Evidence(at_300=FOREIGN).given(), 1, 2, ALL).marks == Marks()


@pytest.mark.parametrize(
    ("tile", "entry_without"),
    [(b"", 256), (TILES[1][:31], 256), (TILES[1][:32], 257), (TILES[1][:-1], 511), (TILES[1] + b"x", 512)],
)
def test_a_tile_of_another_length_is_named_where_it_ends(tile: bytes, entry_without: int) -> None:
    seen = scan(Evidence(tiles=[TILES[0], tile, TILES[2]]).given(), 0, 3, ALL)
    assert seen.bad[0] == Bad(entry_without, "no tile")
    assert seen.roots == ROOTS


def test_a_tile_at_the_end_holds_the_hashes_of_the_last_entries_and_no_more() -> None:
    seen = scan(Evidence(tiles=[*TILES[:2], TILES[2] + OTHER]).given(), 2, 3, ALL)
    assert (bad(seen), seen.tail, seen.stored_tail) == ([(601, "no tile")], TILES[2], TILES[2])


def test_where_entries_cannot_be_read_the_tiles_stand_in_for_them() -> None:
    seen = scan_what_can_be_read(Evidence(broken=("rows",)).given(), (1, 3), extent=ALL)
    assert (seen.roots, seen.tail, bad(seen)) == ([ROOTS[1]], TILES[2], [(256, "unread")])
    seen = scan_what_can_be_read(Evidence(broken=("rows",)).given(), (0, 3), extent=ALL)
    assert (seen.roots, seen.tail, bad(seen)) == (ROOTS, TILES[2], [(0, "unread")])
    seen = scan_what_can_be_read(Evidence(broken=("rows",)).given(), (1, 3), extent=Extent(300, 600, 600))
    assert bad(seen) == [(300, "unread")]
    seen = scan_what_can_be_read(Evidence(broken=("rows", "tiles")).given(), (0, 3), extent=ALL)
    assert (seen.begin, seen.roots, seen.tail, bad(seen)) == (0, [bytes(32)] * 2, b"", [(0, "unread")])
    seen = scan_what_can_be_read(Evidence(broken=("tiles",)).given(), (1, 2), extent=ALL)
    assert (seen.begin, seen.roots, bad(seen)) == (1, [bytes(32)], [(256, "unread")])
    assert bad(scan_what_can_be_read(Evidence().given(), (0, 3), extent=ALL)) == []


def test_rows_behind_the_last_one_that_is_due_are_left_for_the_next_tile() -> None:
    rows = iter([(5, LOG.entries[5]), (6, LOG.entries[6]), (7, LOG.entries[7])])
    odd: dict[int, str] = {}
    assert list(leaves(rows, 5, 7, odd, Marks())) == LEAVES[5:7]
    assert list(leaves(rows, 7, 9, odd, Marks())) == [LEAVES[7], bytes(32)]
    assert list(leaves(rows, 9, 8, odd, Marks())) == []
    assert odd == {8: "missing"}


def test_hashes_are_laid_over_a_tile_at_their_place() -> None:
    a, b, c, d = (bytes([it]) * 32 for it in b"abcd")
    assert laid_over(a + b, b"", 0, 2) == a + b
    assert laid_over(a, b"", 0, 2) == a
    assert laid_over(a + b, c + d, 0, 2) == c + d
    assert laid_over(a + b, c, 0, 2) == c + b
    assert laid_over(a + b, c, 1, 2) == a + c
    assert laid_over(a, c, 2, 3) == a + bytes(32) + c
    assert laid_over(a, c, 1, 3) == a + c + bytes(32)
    assert laid_over(a + b, c, -5, 2) == c + b
    assert laid_over(b"", c + d, 0, 2) == c + d


def test_entries_whose_hashes_differ_are_named_unless_they_have_no_bytes() -> None:
    a, b = b"a" * 32, b"b" * 32
    assert differing(2, a + b + a, b + b, {}) == {512: "differs"}
    odd = {512: "foreign", 513: "missing", 514: "broken"}
    assert differing(2, a * 3, b * 3, odd) == {512: "differs"}
    assert differing(0, a * 3, b * 3, {}) == {0: "differs", 1: "differs", 2: "differs"}


def test_what_was_found_adds_up_and_so_much_of_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "MOST_KEPT", 3)
    first, later = Scanned(0, [b"a"], {0: b"x"}, b"t", b"s", marks=Marks([(1, {"do": "a"})])), Scanned(2)
    for at in range(2):
        first.found(at, "missing")
    for at in range(4):
        later.found(10 + at, "broken")
    assert (bad(later), later.bad_count) == ([(10, "broken"), (11, "broken"), (12, "broken")], 4)
    later.roots, later.stored, later.tail, later.stored_tail = [b"b"], {2: b"y"}, b"T", b"S"
    later.marks = Marks([(600, {"do": "b"})])
    first.add(later)
    assert first == Scanned(
        0,
        [b"a", b"b"],
        {0: b"x", 2: b"y"},
        b"T",
        b"S",
        [Bad(0, "missing"), Bad(1, "missing"), Bad(10, "broken")],
        6,
        Marks([(1, {"do": "a"}), (600, {"do": "b"})]),
    )


@pytest.mark.parametrize("length", [33, 63, 100, 8191])
def test_a_tile_that_is_cut_within_a_hash_does_not_take_forever(tmp_path: Path, length: int) -> None:
    path = full().save(tmp_path)
    changed(path, f"UPDATE tiles SET hashes = substr(hashes, 1, {length}) WHERE level = 0 AND number = 1")
    report = judged(tmp_path)
    assert report.code is Code.ALTERED
    assert f"entry {256 + length // 32} is not in the tree" in found(report)

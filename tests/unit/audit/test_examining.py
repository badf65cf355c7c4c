"""What is said once all entries have been read: of their extent, their tiles, their keys and the secrets they set."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import cast

import pytest

from audit import scanning
from audit.entries import Marks
from audit.examining import credentials_fit, extent_fits, own_keys_fit, rows_fit, tiles_fit
from audit.judging import Tally, View
from audit.keys import Chain, Epoch, Ring
from audit.notes import parse_key
from audit.scanning import Bad, Scanned
from audit.source import Damaged, Extent, Source
from audit.verdict import Code, Report
from tests.support.audit_cases import DESK, FIRST, SECOND, found, told

FIRST_KEY, SECOND_KEY, DESK_KEY = parse_key(FIRST.vkey), parse_key(SECOND.vkey), parse_key(DESK.vkey)


class Evidence:
    """The tiles and secrets that are given; a word instead is the damage that reading them meets."""

    def __init__(
        self, tiles: tuple[tuple[int, int, bytes], ...] | str = (), secrets: dict[str, bytes] | str | None = None
    ) -> None:
        self._tiles, self._secrets = tiles, secrets

    def other_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        if isinstance(self._tiles, str):
            raise Damaged(self._tiles)
        yield from self._tiles

    def credentials(self) -> dict[str, bytes] | None:
        if isinstance(self._secrets, str):
            raise Damaged(self._secrets)
        return self._secrets

    def given(self) -> Source:
        return cast("Source", self)


Places = list[tuple[Code, int | None]]
EXTENTS: dict[str, tuple[Extent, list[str], Places]] = {
    "all": (Extent(0, 5, 5), [], []),
    "the later ones": (Extent(3, 5, 5), [], []),
    "a hole": (Extent(0, 3, 5, 3), ["entry 3 is missing"], [(Code.ALTERED, 3)]),
    "a hole at the beginning": (Extent(0, 0, 5, 0), ["entry 0 is missing"], [(Code.ALTERED, 0)]),
    "the last ones missing": (
        Extent(0, 4, 5),
        ["the entries from 4 on are missing: the tree holds 5"],
        [(Code.TRUNCATED, 4)],
    ),
    "more than the tree": (Extent(0, 6, 5), [], []),
}


@pytest.mark.parametrize("case", EXTENTS.values(), ids=EXTENTS.keys())
def test_entries_run_from_the_first_to_the_last_of_the_tree(case: tuple[Extent, list[str], Places]) -> None:
    extent, wrong, places = case
    report = Report()
    extent_fits(extent, report)
    assert (told(report), found(report)) == ([], wrong)
    assert [(it.code, it.entry) for it in report.findings] == places


def view_of(size: int, roots: bytes = b"", stored: bytes = b"", doubtful: frozenset[int] = frozenset()) -> View:
    return View(Extent(0, size, size), roots, b"", stored, b"", doubtful)


def test_of_a_level_whose_tiles_are_missing_ten_are_named() -> None:
    report = Report()
    tiles_fit(Evidence().given(), view_of(11 * 2**16), report)
    assert found(report) == [*(f"tile 1/{number} is missing" for number in range(10)), "tile 2/0 is missing"]
    assert report.code is Code.ALTERED


@pytest.mark.parametrize(
    ("size", "missing"),
    [
        (255, []),
        (256, ["1/0"]),
        (2**16 - 1, ["1/0"]),
        (2**16, ["1/0", "2/0"]),
        (2**16 + 255, ["1/0", "2/0"]),
        (2**16 + 256, ["1/0", "1/1", "2/0"]),
    ],
)
def test_a_tile_is_there_as_soon_as_one_below_it_is_full(size: int, missing: list[str]) -> None:
    report = Report()
    tiles_fit(Evidence().given(), view_of(size), report)
    assert found(report) == [f"tile {it} is missing" for it in missing]


A, B = b"a" * 32, b"b" * 32
TILES: dict[str, tuple[tuple[int, int, bytes], list[str]]] = {
    "by the entries": ((1, 0, A), []),
    "by the tiles": ((1, 0, B), []),
    "of neither": ((1, 0, b"c" * 32), ["tile 1/0 is not what the entries give"]),
    "empty": ((1, 1, b""), ["tile 1/1 is not what the entries give", "tile 1/0 is missing"]),
    "of no place": ((1, -1, A), ["tile 1/-1 is not what the entries give", "tile 1/0 is missing"]),
    "of level 0": ((0, 0, A), ["tile 0/0 is not what the entries give", "tile 1/0 is missing"]),
    "of level -7": ((-7, 0, A), ["tile -7/0 is not what the entries give", "tile 1/0 is missing"]),
}


@pytest.mark.parametrize("case", TILES.values(), ids=TILES.keys())
def test_a_tile_holds_what_entries_or_tiles_below_it_give(case: tuple[tuple[int, int, bytes], list[str]]) -> None:
    tile, wrong = case
    report = Report()
    tiles_fit(Evidence((tile,)).given(), view_of(256, A, B, frozenset((0,))), report)
    assert found(report) == wrong


def test_a_tile_by_tiles_that_nobody_doubts_is_not_what_the_entries_give() -> None:
    report = Report()
    tiles_fit(Evidence(((1, 0, B),)).given(), view_of(256, A, B), report)
    assert found(report) == ["tile 1/0 is not what the entries give"]


def test_tiles_that_cannot_be_read_are_not_said_to_be_missing() -> None:
    report = Report()
    tiles_fit(Evidence("a bad page").given(), view_of(256), report)
    assert (report.code, found(report)) == (Code.ALTERED, ["the tiles cannot be read: a bad page"])


NOT_COMPARED = "the log's key was NOT compared with one of yours (--key): who sealed this is taken from itself"
NAMES_NONE = "the journal names no key that it is sealed with"
OF = FIRST.name


def test_a_log_without_a_key_of_its_own_is_key_trouble_unless_its_beginning_is_elsewhere() -> None:
    loose = Ring([Chain(OF, [Epoch(-1, FIRST_KEY)], loose=True)])
    for ring, first, wrong in (
        (Ring(), 0, [NAMES_NONE]),
        (Ring(), 5, [NAMES_NONE]),
        (loose, 0, [NAMES_NONE]),
        (loose, 1, []),
        (Ring([Chain(OF, [Epoch(1, FIRST_KEY)])]), 0, []),
    ):
        report = Report()
        own_keys_fit(ring, [], report, first=first)
        assert (found(report), told(report)) == (wrong, [NOT_COMPARED])
        assert report.code is (Code.KEY if wrong else Code.OK)


def test_each_log_that_is_not_absent_is_compared_with_the_given_keys() -> None:
    chains = [
        Chain("gone", [], absent=True),
        Chain("before", [Epoch(0, SECOND_KEY)]),
        Chain(OF, [Epoch(1, FIRST_KEY)]),
    ]
    report = Report()
    own_keys_fit(Ring(chains), [DESK_KEY, FIRST_KEY], report, first=0)
    assert found(report) == ["none of the keys of before is the one that was given"]
    assert told(report) == [f"the key of {OF} is the one that was given"]
    assert (report.code, report.facts["keys"]) == (Code.KEY, [[SECOND.vkey], [FIRST.vkey]])


def test_a_witness_s_key_is_none_of_the_log_s() -> None:
    report = Report()
    own_keys_fit(Ring([Chain(OF, [Epoch(1, FIRST_KEY)])]), [DESK_KEY], report, first=0)
    assert told(report) == [NOT_COMPARED]


ALTERED = "entry 5 was altered: its bytes do not give the hash that was sealed"
HASH_ALTERED = "the hash of entry 5 in its tile was altered; the entry is as it was sealed"
UNKNOWN = "entry 5 and its hash in the tile do not fit each other"


@pytest.mark.parametrize(
    ("by_tiles", "by_entries", "said"),
    [(0, 0, UNKNOWN), (5, 5, UNKNOWN), (6, 0, ALTERED), (6, 6, ALTERED), (5, 6, HASH_ALTERED), (0, 9, HASH_ALTERED)],
)
def test_a_checkpoint_behind_an_entry_says_which_half_was_changed(by_tiles: int, by_entries: int, said: str) -> None:
    report = Report()
    rows_fit(
        Scanned(0, bad=[Bad(5, scanning.DIFFERS)], bad_count=1), Tally(by_tiles=by_tiles, by_entries=by_entries), report
    )
    assert (found(report), report.findings[0].entry, report.more) == ([said], 5, 0)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (scanning.MISSING, "entry 5 is missing"),
        (scanning.BROKEN, "entry 5 is not stored as bytes"),
        (scanning.FOREIGN, "entry 5 is no entry of this place"),
        (scanning.NO_TILE, "entry 5 is not in the tree"),
        (scanning.UNREAD, "the entries from 5 on cannot be read: the file is damaged"),
    ],
)
def test_what_is_not_a_matter_of_hashes_is_said_whatever_is_sealed(what: str, said: str) -> None:
    report = Report()
    report.more = 2
    rows_fit(Scanned(0, bad=[Bad(5, what)], bad_count=4), Tally(by_tiles=9, by_entries=9), report)
    assert (found(report), report.code, report.more) == ([said], Code.ALTERED, 5)


ONE = sha256(b"one").hexdigest()
COMPARED = "1 credentials compared with the entries that set them"


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize(
    ("held", "digests", "wrong", "said"),
    [
        ({"li": b"one"}, {"li": (4, ONE)}, [], [COMPARED]),
        ({"li": b"two"}, {"li": (4, ONE)}, ["the credentials of li are not those that entry 4 names"], [COMPARED]),
        ({}, {"li": (4, ONE)}, ["the credentials of li are missing"], [COMPARED]),
        ({"li": b"one"}, {}, ["credentials of li are there that no entry names"], []),
        ({"li": b"one"}, {"li": (4, "")}, ["credentials of li are there that no entry names"], []),
        ({}, {"li": (4, "")}, [], []),
        (None, {"li": (4, ONE)}, [], []),
    ],
)
def test_secrets_are_those_that_the_entries_set(
    held: dict[str, bytes] | None,
    digests: dict[str, tuple[int, str]],
    wrong: list[str],
    said: list[str],
    missing: bool,
) -> None:
    report = Report()
    credentials_fit(Evidence((), held).given(), Marks([], digests), report, entries_are_missing=missing)
    assert (found(report), told(report)) == (wrong, said)
    assert {it.code for it in report.findings} <= {Code.TRUNCATED if missing else Code.ALTERED}


def test_secrets_that_cannot_be_read_are_altered() -> None:
    report = Report()
    credentials_fit(Evidence((), "a bad page").given(), Marks(), report, entries_are_missing=True)
    assert (report.code, found(report)) == (Code.ALTERED, ["the credentials cannot be read: a bad page"])

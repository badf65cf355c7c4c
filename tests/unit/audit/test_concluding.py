"""What checkpoints say together, one fact at a time: each boundary between a verdict and the next."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any

import pytest

from audit.concluding import conclude
from audit.entries import Change, Marks
from audit.judging import Tally, Unproven, View
from audit.keys import Chain, Epoch, Ring
from audit.notes import parse_key
from audit.scanning import DIFFERS, Bad, Scanned
from audit.source import Extent
from audit.verdict import Code, Finding, Report, Said
from tests.support.audit_cases import FIRST, SECOND, found, told
from tests.support.audit_writer import b64, checkpoint_text, tree_hash

A, B = b"a" * 32, b"b" * 32
LEAVES = [bytes([number]) * 32 for number in range(10)]
ROOT = tree_hash(LEAVES).hex()
SIZE_SAID = f"10 entries; root {ROOT}"
DATABASE = "the database"
FIRST_KEY, SECOND_KEY = parse_key(FIRST.vkey), parse_key(SECOND.vkey)


def sizes(*of: int) -> array[int]:
    return array("Q", of)


def tally(**more: Any) -> Tally:
    """All ten entries are sealed by a checkpoint in the database."""
    return Tally(**{"own": sizes(10), "rows": array("q", more.get("own", sizes(10))), **more})


def concluded(
    it: Tally,
    *,
    ring: Ring | None = None,
    bad: Iterable[int] = (),
    changes: Iterable[tuple[int, Change]] = (),
    accepted: Iterable[int] = (),
    of_archive: bool = False,
) -> Report:
    report, tail = Report(), b"".join(LEAVES)
    scanned = Scanned(0, bad=[Bad(entry, DIFFERS) for entry in bad], marks=Marks(list(changes)))
    view = View(Extent(0, 10, 10), b"", tail, b"", tail, frozenset())
    conclude(ring or Ring(), view, it, scanned, frozenset(accepted), report, of_archive=of_archive)
    return report


def said(report: Report) -> list[tuple[Code, int | None, str]]:
    return [(it.code, it.entry, text) for it, text in zip(report.ordered(), found(report), strict=True)]


def test_what_is_sealed_to_its_end_is_told_with_its_root() -> None:
    report = concluded(tally())
    assert (report.code, found(report)) == (Code.OK, [])
    assert told(report) == [SIZE_SAID, "1 checkpoints in it fit; the newest that fits is over 10 entries"]
    assert report.facts == {"size": 10, "root": ROOT, "checkpoints": 1, "sealed": 10}


def test_what_is_not_sealed_yet_and_what_other_places_hold_is_told() -> None:
    report = concluded(
        tally(
            own=sizes(4, 7),
            elsewhere={"wall": sizes(7), "desk": sizes(), "second": sizes(7, 4)},
            lines={"wall-1": 2, "desk-1": 3},
        )
    )
    assert (report.code, found(report)) == (Code.OK, [])
    assert told(report) == [
        SIZE_SAID,
        "2 checkpoints in it fit; the newest that fits is over 7 entries",
        "entries 7 to 9 are not sealed yet: only their tree was compared",
        "desk: 0 checkpoints fit, up to 0 entries",
        "second: 2 checkpoints fit, up to 7 entries",
        "wall: 1 checkpoints fit, up to 7 entries",
        "desk-1 cosigned 3 times",
        "wall-1 cosigned 2 times",
    ]


def test_without_a_checkpoint_that_fits_nobody_vouches() -> None:
    report = concluded(tally(own=sizes(), elsewhere={"desk": sizes()}))
    assert said(report) == [(Code.KEY, None, "no checkpoint vouches for the entries")]
    assert (told(report), "sealed" in report.facts) == ([SIZE_SAID], False)


def test_findings_and_what_could_not_be_read_are_passed_on() -> None:
    finding = Finding(Code.KEY, Said("{name} has not cosigned", {"name": "desk-1"}), 5)
    report = concluded(tally(findings=[finding], unread=["a bad page"]))
    assert said(report) == [
        (Code.ALTERED, None, "the checkpoints cannot be read: a bad page"),
        (Code.KEY, 5, "desk-1 has not cosigned"),
    ]


def fork(size: int, one: str, other: str) -> tuple[Code, int | None, str]:
    return Code.FORKED, None, f"two checkpoints of {size} entries differ, both signed by the log: {one} and {other}"


def history(size: int, where: str, later: int, other: str, root: bytes = A) -> tuple[Code, int | None, str]:
    text = (
        f"the log has signed two histories: {where} holds the root {b64(root)} over {size} entries,"
        f" which does not go with the checkpoint over {later} entries in {other}"
    )
    return Code.FORKED, None, text


def altered(first: int, size: int, where: str) -> tuple[Code, int | None, str]:
    text = (
        f"entries {first} to {size - 1} are not those that were sealed: checkpoint {size} in {where} has another root"
    )
    return Code.ALTERED, first, text


def test_two_roots_of_one_size_are_a_fork_whatever_the_tree_says() -> None:
    assert said(concluded(tally(forks=[(20, "one", "other")]))) == [fork(20, "one", "other")]
    wrong = [(9, A, "x"), (9, A, "y"), (9, B, "z")]
    assert said(concluded(tally(own=sizes(8), wrong=wrong)))[0] == fork(9, "x", "z")
    assert said(concluded(tally(own=sizes(8), wrong=wrong[:2]))) == [altered(8, 9, "x")]


@pytest.mark.parametrize(
    ("own", "elsewhere", "later", "other"),
    [
        (sizes(7), {}, 7, DATABASE),
        (sizes(10, 8), {}, 8, DATABASE),
        (sizes(6, 10), {"desk": sizes(3, 9, 8)}, 8, "desk"),
        (sizes(10), {"desk": sizes(10)}, 10, DATABASE),
        (sizes(), {"desk": sizes(8), "wall": sizes(7)}, 7, "wall"),
    ],
)
def test_a_wrong_checkpoint_below_one_that_fits_is_another_history(
    own: array[int], elsewhere: dict[str, array[int]], later: int, other: str
) -> None:
    it = tally(own=own, rows=array("q", range(11)), elsewhere=elsewhere, wrong=[(7, A, "there")])
    assert said(concluded(it)) == [history(7, "there", later, other)]


def test_a_wrong_checkpoint_above_all_that_fit_tells_of_altered_entries() -> None:
    it = tally(own=sizes(4), elsewhere={"desk": sizes(3)}, wrong=[(8, A, "y"), (5, A, "x")])
    it.rows = array("q", range(11))
    assert said(concluded(it)) == [altered(4, 5, "x")]
    assert said(concluded(it, bad=[5])) == [altered(4, 5, "x")]
    assert said(concluded(it, bad=[7, 4])) == []
    assert said(concluded(tally(own=sizes(), wrong=[(1, A, "x")]), bad=[])) == [
        altered(0, 1, "x"),
        (Code.KEY, None, "no checkpoint vouches for the entries"),
    ]


def test_the_largest_checkpoint_beyond_the_end_tells_how_much_there_once_was() -> None:
    it = tally(beyond={11: (A, "x"), 30: (A, "y"), 12: (A, "z")})
    text = "the journal once had 30 entries, as y says; now it has 10"
    assert said(concluded(it)) == [(Code.TRUNCATED, 10, text)]
    archived = concluded(it, of_archive=True)
    assert (found(archived), told(archived)[0]) == ([], "y knows of 30 entries: the archive was made before")


def note_of(size: int) -> str:
    text = checkpoint_text(FIRST.name, size, A)
    return f"{text}\n{FIRST.line(text)}"


def test_restorations_that_the_auditor_knows_are_told_and_others_are_rollbacks() -> None:
    changes: list[tuple[int, Change]] = [
        (3, {"do": "journal.restored", "note": note_of(77)}),
        (5, {"do": "journal.forked"}),
        (6, {"do": "seal.key"}),
        (8, {"do": "journal.restored"}),
    ]
    report = concluded(tally(), changes=changes, accepted=[3])
    text = "the journal was restored at entry 8; if you know of it, say --restored 8"
    assert said(report) == [(Code.TRUNCATED, 8, text)]
    assert told(report)[:2] == [
        "entry 3 tells of a restored journal, as you know: a log of 77 entries ended there",
        "entry 5 tells of a seat that held another history",
    ]


def lost(where: str, size: int) -> tuple[Code, int | None, str]:
    text = f"{where} knows of {size} entries of a log that ended; its restoration does not tell of them"
    return Code.TRUNCATED, None, text


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ([3, 8], [lost("y", 51), lost("w", 60)]),
        ([3], [lost("x", 41), lost("y", 51), lost("w", 60)]),
        ([], [lost("v", 1), lost("x", 41), lost("y", 51), lost("w", 60)]),
    ],
)
def test_an_ended_log_was_no_longer_than_its_known_restorations_tell(
    accepted: list[int], expected: list[tuple[Code, int | None, str]]
) -> None:
    chain = Chain("old", [], ended=3, told={3: 40, 8: 50})
    it = tally(
        former={"old": {1: (A, "v"), 41: (A, "x"), 51: (A, "y")}, "other": {99: (A, "u")}},
        unproven={"old": Unproven(2, 60, "w"), "other": Unproven(1, 98, "t")},
    )
    report = concluded(it, ring=Ring([chain, Chain("other", [])]), accepted=accepted)
    assert said(report) == expected
    assert told(report)[0] == (
        "2 checkpoints of old, which ended, cannot be proven: the entry that named their key is lost"
    )


def test_a_log_that_ended_and_left_nothing_is_no_trouble() -> None:
    report = concluded(tally(), ring=Ring([Chain("old", [], ended=0)]))
    assert (found(report), told(report)[0]) == ([], SIZE_SAID)


UNVOUCHED = (Code.KEY, 4, "the key that entry 4 names was not vouched for by the key before")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"latest": 6}, [UNVOUCHED]),
        ({"latest": 5}, []),
        ({"latest": 6, "own": sizes(5, 10)}, []),
        ({"latest": 6, "own": sizes(4, 6, 10)}, [UNVOUCHED]),
        ({"latest": 6, "elsewhere": {"desk": sizes(5)}, "rows": array("q", (5, 10))}, []),
    ],
)
def test_a_new_key_is_vouched_for_in_the_checkpoint_right_behind_its_entry(
    more: dict[str, Any], expected: list[tuple[Code, int | None, str]]
) -> None:
    chain = Chain(FIRST.name, [Epoch(1, FIRST_KEY), Epoch(4, SECOND_KEY, FIRST_KEY)])
    assert said(concluded(tally(**more), ring=Ring([chain]))) == expected


def missing(size: int, where: str) -> tuple[Code, int | None, str]:
    return Code.TRUNCATED, None, f"checkpoint {size} stands in {where} and not in the database any more"


@pytest.mark.parametrize(
    ("rows", "elsewhere", "expected"),
    [
        ((9, 2, 4), {"desk": sizes(2, 4, 9)}, []),
        ((2, 9), {"desk": sizes(2, 4, 5, 9)}, [missing(4, "desk")]),
        ((2, 4), {"desk": sizes(2, 9)}, [missing(9, "desk")]),
        ((2, 4), {"wall": sizes(1), "desk": sizes(3)}, [missing(3, "desk"), missing(1, "wall")]),
        ((), {"desk": sizes(3)}, [missing(3, "desk")]),
    ],
)
def test_what_stands_elsewhere_stands_in_the_database_too(
    rows: tuple[int, ...],
    elsewhere: dict[str, array[int]],
    expected: list[tuple[Code, int | None, str]],
) -> None:
    it = tally(rows=array("q", rows), elsewhere=elsewhere)
    assert said(concluded(it)) == expected
    assert said(concluded(it, of_archive=True)) == []

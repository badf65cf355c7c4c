"""What batches of checkpoints come to, added up and bounded, and how checkpoints are shared out."""

from __future__ import annotations

from array import array

import pytest

from audit import entries, judging
from audit.entries import Marks
from audit.judging import Tally, Unproven, batches
from audit.verdict import Code, Finding, Said

A, B = b"a" * 32, b"b" * 32


def test_tallies_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MOST_KEPT", 3)
    finding = Finding(Code.KEY, Said("x"))
    first = Tally(
        own=array("Q", [1]),
        rows=array("q", [1]),
        elsewhere={"p": array("Q", [1])},
        wrong=[(1, A, "a")] * 2,
        beyond={700: (A, "a")},
        former={"o": {5: (A, "a")}},
        unproven={"o": Unproven(1, 9, "a")},
        forks=[(1, "a", "b")],
        findings=[finding],
        by_entries=5,
        by_tiles=3,
        latest=7,
        lines={"d": 1},
        unread=["u"],
    )
    later = Tally(
        own=array("Q", [2]),
        rows=array("q", [2]),
        elsewhere={"p": array("Q", [2]), "q": array("Q", [3])},
        wrong=[(2, A, "b")] * 2,
        beyond={700: (B, "b"), 701: (A, "b")},
        former={"o": {5: (B, "b")}, "r": {6: (A, "b")}},
        unproven={"o": Unproven(2, 8, "b"), "r": Unproven(1, 1, "b")},
        forks=[(2, "c", "d")],
        findings=[finding] * 3,
        by_entries=4,
        by_tiles=4,
        latest=6,
        lines={"d": 2, "e": 1},
        unread=["v"],
    )
    first.add(later)
    assert first == Tally(
        own=array("Q", [1, 2]),
        rows=array("q", [1, 2]),
        elsewhere={"p": array("Q", [1, 2]), "q": array("Q", [3])},
        wrong=[(1, A, "a"), (1, A, "a"), (2, A, "b")],
        beyond={700: (A, "a"), 701: (A, "b")},
        former={"o": {5: (A, "a")}, "r": {6: (A, "b")}},
        unproven={"o": Unproven(3, 9, "a"), "r": Unproven(1, 1, "b")},
        forks=[(1, "a", "b"), (700, "a", "b"), (5, "a", "b")],
        findings=[finding] * 3,
        by_entries=5,
        by_tiles=4,
        latest=7,
        lines={"d": 3, "e": 1},
        unread=["u", "v"],
    )
    for size in (702, 703):
        first.keep(first.beyond, size, A, "c")
    assert list(first.beyond) == [701, 702, 703]
    first.keep(first.beyond, 703, B, "d")
    assert len(first.forks) == 3
    first.found(Finding(Code.KEY, Said("y")), "z")
    assert len(first.findings) == 3


def test_forks_add_up_before_those_that_show_by_comparison() -> None:
    tally = Tally(forks=[(1, "a", "b")], beyond={9: (A, "x")})
    tally.add(Tally(forks=[(2, "c", "d")], beyond={9: (B, "y"), 8: (A, "y")}))
    assert tally.forks == [(1, "a", "b"), (9, "x", "y"), (2, "c", "d")]


def test_a_finding_says_where() -> None:
    tally = Tally()
    tally.found(Finding(Code.KEY, Said("{name} has not cosigned", {"name": "d"})), "there")
    assert tally.findings == [
        Finding(Code.KEY, Said("{where}: {name} has not cosigned", {"name": "d", "where": "there"}))
    ]


LOW, HIGH = -(2**63), 2**63 - 1


@pytest.mark.parametrize(
    ("sizes", "each", "spans"),
    [
        ([], 2, [(LOW, HIGH)]),
        ([1], 2, [(LOW, HIGH)]),
        ([1, 2], 2, [(LOW, 2), (2, HIGH)]),
        ([1, 2, 3, 4, 5], 2, [(LOW, 2), (2, 4), (4, HIGH)]),
        ([LOW, 5, HIGH], 1, [(LOW, 5), (5, HIGH)]),
    ],
)
def test_spans_of_checkpoints_take_everything_in(sizes: list[int], each: int, spans: list[tuple[int, int]]) -> None:
    assert batches(sizes, each) == spans


def test_marks_add_up_and_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST_MARKS", 2)
    monkeypatch.setattr(entries, "MOST_ACCOUNTS", 2)
    marks = Marks([(1, {"do": "a"})], {"li": (1, "x")})
    marks.add(Marks([(2, {"do": "b"}), (3, {"do": "c"})], {"zhang": (2, "y")}))
    assert (marks.changes, marks.digests) == (
        [(1, {"do": "a"}), (2, {"do": "b"})],
        {"li": (1, "x"), "zhang": (2, "y")},
    )
    marks.add(Marks([], {"wang": (3, "z")}))
    assert marks.digests == {"li": (1, "x"), "zhang": (2, "y")}

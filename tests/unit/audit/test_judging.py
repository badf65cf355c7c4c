"""Checkpoints against the tree, one at a time: which is counted where, and how tallies add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import pytest

from audit import judging
from audit.judging import Judge, Tally, Unproven, View, judge_batch
from audit.keys import Chain, Epoch, Ring
from audit.notes import parse_key, parse_note
from audit.places import Piece
from audit.scanning import Scanned
from audit.source import Damaged, Extent, Source
from audit.verdict import Code, Finding, Said
from audit.words import Words
from tests.support.audit_cases import DESK, FIRST, STRANGER, WALL
from tests.support.audit_writer import AT, ORIGIN, Log, Signer, checkpoint_text, leaf_hash, tree_hash

LOG = Log(FIRST).begin().fill(598)
LEAVES = LOG.leaves()
STORED = [*LEAVES[:300], leaf_hash(b"another"), *LEAVES[301:]]
A, B = b"a" * 32, b"b" * 32
GONE = Signer("gone/1", 8)
ALL = tree_hash(LEAVES)


class Evidence:
    """600 entries, or `first` to 599 of them; the tiles hold `stored`."""

    def __init__(self, stored: Sequence[bytes] = LEAVES, first: int = 0) -> None:
        self._stored, self._first = stored, first
        self.notes: list[tuple[int, bytes]] = []
        self.lines: list[tuple[int, str, str]] = []
        self.asked: list[int] = []

    def tile(self, number: int) -> bytes:
        self.asked.append(number)
        return b"".join(self._stored[number * 256 : number * 256 + 256])

    def rows(self, first: int, end: int) -> Iterator[tuple[object, object]]:
        return iter([(seq, LOG.entries[seq]) for seq in range(max(first, self._first), end)])

    def checkpoints(self, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
        return iter([it for it in self.notes if after < it[0] <= upto])

    def cosignatures(self, after: int, upto: int) -> Iterator[tuple[int, str, str]]:
        return iter([it for it in self.lines if after < it[0] <= upto])

    def given(self) -> Source:
        return cast("Source", self)


def view(stored: Sequence[bytes] = LEAVES, first: int = 0) -> View:
    doubtful = frozenset(number for number in range(3) if stored[number * 256 :][:256] != LEAVES[number * 256 :][:256])
    roots, stored_roots = (b"".join(tree_hash(it[at : at + 256]) for at in (0, 256)) for it in (LEAVES, stored))
    tail, stored_tail = b"".join(LEAVES[512:]), b"".join(stored[512:])
    return View(Extent(first, 600, 600), roots, tail, stored_roots, stored_tail, doubtful)


def ring_with(*chains: Chain) -> Ring:
    ring = Ring([*chains, Chain(ORIGIN, [Epoch(1, parse_key(FIRST.vkey))])], size=600, now=AT + 1000.0)
    ring.witnesses = {(it.name, it.id): it for it in (parse_key(DESK.vkey), parse_key(WALL.vkey))}
    return ring


def judge(evidence: Evidence | None = None, seen: View | None = None, *chains: Chain) -> Judge:
    return Judge((evidence or Evidence()).given(), ring_with(*chains), seen or view())


def text(size: int, root: bytes | None = None, origin: str = ORIGIN) -> str:
    return checkpoint_text(origin, size, tree_hash(LEAVES[:size]) if root is None else root)


def note(size: int, root: bytes | None = None, signer: Signer = FIRST) -> bytes:
    it = text(size, root, signer.name)
    return f"{it}\n{signer.line(it)}".encode()


def found(tally: Tally) -> list[str]:
    return [Words("en").said(it.said) for it in tally.findings]


SIZES = (0, 1, 255, 256, 257, 300, 301, 511, 512, 513, 599, 600)


def test_a_root_of_any_size_is_that_of_the_definition() -> None:
    it = judge()
    assert [it.roots(size) for size in SIZES] == [(tree_hash(LEAVES[:size]), b"") for size in SIZES]


def test_where_tiles_say_otherwise_both_roots_are_known() -> None:
    it = judge(Evidence(STORED), view(STORED))
    expected = [(tree_hash(LEAVES[:size]), tree_hash(STORED[:size])) for size in SIZES]
    assert [it.roots(size) for size in SIZES] == expected
    tail = [*LEAVES[:550], leaf_hash(b"another"), *LEAVES[551:]]
    it = judge(Evidence(tail), view(tail))
    assert it.roots(560) == (tree_hash(LEAVES[:560]), tree_hash(tail[:560]))


def test_a_tile_is_read_once_for_the_checkpoints_in_it() -> None:
    evidence = Evidence()
    it = judge(evidence)
    for size in (1, 255, 256, 300, 301, 512, 600, 5):
        it.roots(size)
    assert evidence.asked == [0, 1, 0]


def test_a_doubtful_tile_whose_entries_are_not_all_there_is_taken_as_it_is_stored() -> None:
    it = judge(Evidence(STORED, first=257), view(STORED, first=257))
    assert it.roots(301)[1] == tree_hash(STORED[:301])
    assert it.roots(301)[0] == tree_hash([tree_hash(LEAVES[:256]), tree_hash(STORED[256:301])])
    it = judge(Evidence(STORED, first=256), view(STORED, first=256))
    assert it.roots(301)[0] == tree_hash(LEAVES[:301])


def test_what_was_scanned_is_seen_with_what_the_tiles_say() -> None:
    extent = Extent(0, 600, 600)
    same = View.of(Scanned(0, [A, B], tail=b"t", stored_tail=b"t"), extent)
    assert same == View(extent, A + B, b"t", A + B, b"t", frozenset())
    other = View.of(Scanned(0, [A, A], {1: B}, tail=b"t", stored_tail=b"s"), extent)
    assert other == View(extent, A + A, b"t", A + B, b"s", frozenset((1, 2)))


def test_checkpoints_are_counted_by_what_they_fit() -> None:
    evidence = Evidence()
    evidence.notes = [(300, note(300)), (400, note(400, A)), (600, note(600)), (601, note(601, A))]
    it = judge(evidence)
    it.own(-1, 1000)
    tally = it.tally
    assert (list(tally.own), list(tally.rows), tally.latest) == ([300, 600], [300, 400, 600, 601], 601)
    assert tally.wrong == [(400, A, "the database, checkpoint 400")]
    assert tally.beyond == {601: (A, "the database, checkpoint 601")}
    assert (tally.findings, tally.by_entries, tally.by_tiles, tally.elsewhere) == ([], 0, 0, {})


def test_where_tiles_say_otherwise_checkpoints_tell_which_is_right() -> None:
    by_tiles = [tree_hash(STORED[:size]) for size in (400, 500)]
    it = judge(Evidence(STORED), view(STORED))
    place = [Piece("p", note(*args)) for args in ((450,), (350,), (400, by_tiles[0]), (300,))]
    it.pieces(place, "place")
    assert (it.tally.by_entries, it.tally.by_tiles) == (450, 400)
    it.pieces([Piece("p", note(500, by_tiles[1])), Piece("p", note(460)), Piece("p", note(470, A))], "place")
    assert (it.tally.by_entries, it.tally.by_tiles) == (460, 500)
    assert list(it.tally.elsewhere["place"]) == [450, 350, 400, 300, 500, 460]
    assert [size for size, _, _ in it.tally.wrong] == [470]


def test_lines_below_a_checkpoint_are_its_own_and_others_have_no_home() -> None:
    evidence = Evidence()
    evidence.notes = [(300, note(300)), (400, b""), (500, note(500))]
    evidence.lines = [
        (299, "desk-1", "x"),
        (300, "desk-1", DESK.cosign(text(300))),
        (300, "wall-1", WALL.cosign(text(300))),
        (350, "desk-1", "x"),
        (400, "desk-1", "x"),
        (500, "wall-1", WALL.cosign(text(500))),
        (501, "wall-1", "x"),
        (502, "wall-1", "x"),
    ]
    it = judge(evidence)
    it.own(-1, 1000)
    assert it.tally.lines == {"desk-1": 1, "wall-1": 2}
    assert found(it.tally) == [
        "the database: desk-1 has cosigned checkpoint 299, which is not there",
        "the database, checkpoint 400: what stands there is no checkpoint: no line feed at the end",
        "the database: desk-1 has cosigned checkpoint 350, which is not there",
        "the database: wall-1 has cosigned checkpoint 501, which is not there",
        "the database: wall-1 has cosigned checkpoint 502, which is not there",
    ]
    assert {it.code for it in it.tally.findings} == {Code.ALTERED}


def test_a_checkpoint_in_the_row_of_another_size_does_not_count_nor_do_the_lines_below_it() -> None:
    evidence = Evidence()
    evidence.notes = [(301, note(300)), (400, note(400, signer=STRANGER))]
    evidence.lines = [(301, "desk-1", DESK.cosign(text(300))), (400, "desk-1", DESK.cosign(text(400)))]
    it = judge(evidence)
    it.own(-1, 1000)
    assert (list(it.tally.own), it.tally.lines, it.tally.latest) == ([], {}, 0)
    assert found(it.tally) == [
        "the database, checkpoint 301: the checkpoint speaks of 300 entries",
        "the database, checkpoint 400: checkpoint 400 is signed with an unknown key only",
    ]


BROKEN = "p: what stands there is no cosignature: a signature line is not of the form"
PIECES: dict[str, tuple[str, str, list[str], dict[str, int]]] = {
    "without a line": ("", "", [], {}),
    "with a line": (DESK.cosign(text(300)), "", [], {"desk-1": 1}),
    "with a line of the name": (DESK.cosign(text(300)), "desk-1", [], {"desk-1": 1}),
    "with a line of another name": (
        DESK.cosign(text(300)),
        "wall-1",
        ["p: a cosignature of desk-1 stands under the name wall-1"],
        {"desk-1": 1},
    ),
    "with a line that does not fit": (
        DESK.cosign(text(301)),
        "",
        ["p: the cosignature of desk-1 does not fit checkpoint 300"],
        {},
    ),
    "with no line": ("x", "", [BROKEN], {}),
}


@pytest.mark.parametrize("case", PIECES.values(), ids=PIECES.keys())
def test_a_line_counts_when_it_fits(case: tuple[str, str, list[str], dict[str, int]]) -> None:
    line, name, wrong, lines = case
    it = judge()
    if name:
        it.cosignature(parse_note(note(300)), line, "p", name)
    else:
        it.pieces([Piece("p", note(300), line)], "place")
    assert (found(it.tally), it.tally.lines) == (wrong, lines)


def test_what_a_place_holds_is_counted_there() -> None:
    finding = Finding(Code.ALTERED, Said("{where} is no checkpoint as the program writes them", {"where": "p:2"}))
    it = judge()
    it.pieces([Piece("p:1", note(300)), finding, Piece("p:3", b"x"), Piece("p:4", note(400))], "place")
    assert {place: list(sizes) for place, sizes in it.tally.elsewhere.items()} == {"place": [300, 400]}
    assert (list(it.tally.own), list(it.tally.rows)) == ([], [])
    assert found(it.tally) == [
        "p:2 is no checkpoint as the program writes them",
        "p:3: what stands there is no checkpoint: no line feed at the end",
    ]
    it.pieces([], "empty")
    assert list(it.tally.elsewhere["empty"]) == []


def test_what_a_seat_refused_is_no_finding_when_anybody_may_have_made_it_up() -> None:
    for place, wrong in (("desk-1.witness/refused.jsonl", 0), ("desk-1.witness/refused.jsonl.note", 1)):
        it = judge()
        it.pieces([Piece("p", note(300, signer=STRANGER), DESK.cosign(text(300)))], place)
        assert (len(it.tally.findings), it.tally.lines) == (wrong, {})


def test_checkpoints_of_ended_logs_are_kept_apart() -> None:
    ended = Chain("gone/1", [Epoch(-1, parse_key(GONE.vkey))], ended=400)
    it = judge(None, None, ended)
    it.pieces([Piece("p", note(size, root, GONE)) for size, root in ((300, None), (350, A), (601, ALL))], "place")
    assert it.tally.former == {"gone/1": {350: (A, "p"), 601: (ALL, "p")}}
    assert (list(it.tally.elsewhere["place"]), it.tally.latest, it.tally.wrong) == ([300], 300, [])
    it.pieces([Piece("p", note(350, A, GONE), DESK.cosign(text(350, A, "gone/1")))], "place")
    assert it.tally.lines == {"desk-1": 1}
    absent = Chain("gone/1", [Epoch(-1, parse_key(GONE.vkey))], ended=0, absent=True)
    it = judge(None, None, absent)
    it.pieces([Piece("p", note(300, signer=GONE))], "place")
    assert it.tally.former == {"gone/1": {300: (tree_hash(LEAVES[:300]), "p")}}


def test_checkpoints_that_nobody_can_prove_are_counted_and_their_lines_too() -> None:
    it = judge(None, None, Chain("gone/1", ended=0, absent=True))
    line = DESK.cosign(text(300, A, "gone/1"))
    it.pieces(
        [Piece("x", note(200, A, GONE)), Piece("y", note(300, A, GONE), line), Piece("z", note(250, A, GONE))], "p"
    )
    assert it.tally.unproven == {"gone/1": Unproven(3, 300, "y")}
    assert (it.tally.lines, it.tally.findings, it.tally.latest) == ({"desk-1": 1}, [], 0)


def test_so_many_wrong_checkpoints_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MOST_KEPT", 3)
    it = judge()
    it.pieces([Piece("p", note(size, A)) for size in (10, 11, 12, 13)], "place")
    assert [size for size, _, _ in it.tally.wrong] == [10, 11, 12]


def test_damage_ends_a_batch_and_keeps_what_was_judged() -> None:
    class Broken(Evidence):
        def checkpoints(self, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
            yield 300, note(300)
            raise Damaged("a bad page")

    tally = judge_batch(Broken().given(), (-1, 1000), ring=ring_with(), view=view())
    assert (list(tally.own), tally.unread) == ([300], ["a bad page"])

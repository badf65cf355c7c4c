"""Entries missing at the beginning: what excuses it, and every way in which something only looks as if it did."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import msgpack
import pytest

from audit.entries import Agreement, Marks
from audit.judging import Tally
from audit.pruned import beginning_fits, pruned_by
from audit.source import Extent
from audit.verdict import Code, Report
from tests.support.audit_cases import found, told
from tests.support.audit_pruned import ARCHIVE, PRUNE, agreeing, giving, telling

EXTENT = Extent(200, 300, 300)
OTHER = "cd" * 32
GIVEN, AGREED, TOLD = (210, giving(200)), (211, agreeing(200)), (212, telling(200))
RESTORED: dict[str, object] = {"do": "journal.restored", "origin": "o"}
Changes = Sequence[tuple[int, dict[str, object]]]

EXCUSED = "entries before 200 were archived; the journal says so"
BEFORE = "the entries before 200 are missing"
EXCUSE = f"{BEFORE}: entry 212 excuses it, and "
NOT_AGREED = f"{EXCUSE}nobody had agreed to it"
NOT_GIVEN = f"{EXCUSE}no two persons approved what entry 211 says was agreed"
ONE_PERSON = f"{EXCUSE}one person alone approved it in entry 210"
UNSEALED = f"{BEFORE}: no checkpoint vouches for entry 212, which excuses it"


def marks_of(changes: Changes) -> Marks:
    marks = Marks()
    for seq, change in changes:
        part = Marks()
        part.take(seq, change)
        marks.add(part)
    return marks


def judged(
    changes: Changes, own: Sequence[int] = (213,), elsewhere: Sequence[int] = (), *, of_archive: bool = False
) -> Report:
    report, tally = Report(), Tally(own=array("Q", own), elsewhere={"a place": array("Q", elsewhere)})
    beginning_fits(EXTENT, marks_of(changes), tally, report, of_archive=of_archive)
    return report


def test_an_entry_that_was_agreed_on_and_sealed_excuses_what_is_missing() -> None:
    for own, elsewhere in (((213,), ()), ((), (213,)), ((5, 300), ())):
        report = judged([GIVEN, AGREED, TOLD], own, elsewhere)
        assert (report.code, told(report)) == (Code.OK, [EXCUSED])


def test_what_begins_with_its_first_entry_needs_no_excuse() -> None:
    report = Report()
    beginning_fits(Extent(0, 5, 5), Marks(), Tally(), report, of_archive=False)
    beginning_fits(Extent(0, 5, 5), Marks(), Tally(), report, of_archive=True)
    beginning_fits(Extent(0, 5, 5), marks_of([(4, telling(0))]), Tally(), report, of_archive=False)
    assert (told(report), found(report)) == ([], [])


def test_without_an_entry_that_excuses_it_the_first_of_all_is_named() -> None:
    for changes in ([], [GIVEN, AGREED], [GIVEN, AGREED, (212, telling(199))]):
        report = judged(changes)
        assert (told(report), found(report), report.findings[0].entry) == ([], [BEFORE], 0)


CASES: dict[str, tuple[Changes, str]] = {
    "nothing agreed": ([TOLD], NOT_AGREED),
    "approved and not agreed": ([GIVEN, TOLD], NOT_AGREED),
    "agreed after it": ([GIVEN, TOLD, (213, agreeing(200))], NOT_AGREED),
    "agreed in its own place": ([GIVEN, (212, agreeing(200)), TOLD], NOT_AGREED),
    "agreed on another number": ([GIVEN, (211, agreeing(201)), TOLD], NOT_AGREED),
    "agreed on another archive": ([GIVEN, (211, agreeing(200, OTHER)), TOLD], NOT_AGREED),
    "agreed on a number that is none": ([GIVEN, (211, {**agreeing(), "before": 200.0}), TOLD], NOT_AGREED),
    "it names no archive": ([GIVEN, AGREED, (212, {**telling(200), "archive": OTHER})], NOT_AGREED),
    "not approved": ([AGREED, TOLD], NOT_GIVEN),
    "approved after it was agreed": ([AGREED, (212, giving(200)), (212, telling(200))], NOT_GIVEN),
    "approved in the place of the agreement": ([(211, giving(200)), AGREED, TOLD], NOT_GIVEN),
    "approved another number": ([(210, giving(201)), AGREED, TOLD], NOT_GIVEN),
    "approved another archive": ([(210, giving(200, OTHER)), AGREED, TOLD], NOT_GIVEN),
    "approved another command": ([(210, giving(200, command="journal.other")), AGREED, TOLD], NOT_GIVEN),
    "approved by nobody": ([(210, giving(200, persons=("S1", ""))), AGREED, TOLD], NOT_GIVEN),
    "asked by nobody": ([(210, giving(200, persons=("", "S1"))), AGREED, TOLD], NOT_GIVEN),
    "approved by one person": ([(210, giving(200, persons=("S1", "S1"))), AGREED, TOLD], ONE_PERSON),
    "approved by one person in small letters": ([(210, giving(200, persons=("S1", "s1"))), AGREED, TOLD], ONE_PERSON),
    "approved by one person in wide letters": ([(210, giving(200, persons=("S1", "S１ "))), AGREED, TOLD], ONE_PERSON),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_an_entry_that_was_not_agreed_on_excuses_nothing(case: tuple[Changes, str]) -> None:
    changes, said = case
    for of_archive, own in ((False, [300]), (True, [])):
        report = judged(changes, own, of_archive=of_archive)
        assert (report.code, found(report), report.findings[0].entry) == (Code.ALTERED, [said], 212)
        assert EXCUSED not in told(report)


def test_one_approval_of_two_persons_is_enough_whoever_else_tried() -> None:
    alone = (208, giving(200, persons=("S1", "S1")))
    assert judged([alone, GIVEN, AGREED, TOLD]).code is Code.OK
    assert judged([GIVEN, alone, AGREED, (212, agreeing(201)), (213, telling(200))], [300]).code is Code.OK


@pytest.mark.parametrize("sizes", [[], [212], [1, 212]])
def test_an_entry_that_no_checkpoint_covers_excuses_nothing(sizes: list[int]) -> None:
    report = judged([GIVEN, AGREED, TOLD], sizes, sizes)
    assert (report.code, found(report), report.findings[0].entry) == (Code.ALTERED, [UNSEALED], 212)


def test_a_checkpoint_from_after_a_restoration_does_not_vouch_for_what_it_found() -> None:
    for at, code in ((212, Code.OK), (213, Code.ALTERED), (219, Code.ALTERED), (220, Code.OK), (400, Code.OK)):
        changes = [GIVEN, AGREED, TOLD, (at, RESTORED)]
        assert judged(changes, [220]).code is code, at
    assert judged([(5, RESTORED), GIVEN, AGREED, TOLD, (230, RESTORED), (240, RESTORED)], [235]).code is Code.ALTERED


def test_of_an_archive_the_manifest_vouches_for_the_beginning_that_no_entry_tells_of() -> None:
    begins = "the archive begins with entry 200"
    for changes in ([], [GIVEN, AGREED, TOLD]):
        report = judged(changes, [], of_archive=True)
        assert (report.code, told(report)) == (Code.OK, [begins])


def test_the_newest_entry_that_tells_of_the_beginning_counts() -> None:
    assert pruned_by(EXTENT, marks_of([TOLD, (250, telling(200)), (260, telling(250))]))[0] == 250
    assert pruned_by(EXTENT, Marks()) == (-1, {})
    report = judged([TOLD, (213, giving(200)), (214, agreeing(200)), (215, telling(200))], [300])
    assert report.code is Code.OK


def approval(**changed: object) -> dict[str, object]:
    change = giving()
    inner = change["approval"]
    assert isinstance(inner, dict)
    return {**change, "approval": {**inner, **changed}}


HOSTILE: dict[str, dict[str, object]] = {
    "no approval": {"do": "approval.given"},
    "an approval that is text": {**giving(), "approval": "it"},
    "no arguments": approval(args=None),
    "arguments as text": approval(args="text"),
    "arguments that do not decode": approval(args=b"\xc1"),
    "arguments that are a list": approval(args=msgpack.packb([600, ARCHIVE])),
    "arguments without an archive": approval(args=msgpack.packb({"before": 600})),
    "arguments of endless length": approval(args=msgpack.packb({"before": 600, "archive": "x" * 5000})),
    "arguments with a truth": approval(args=msgpack.packb({"before": True, "archive": ARCHIVE})),
    "a number for a person": approval(person=5),
    "no second person": {name: value for name, value in giving().items() if name != "by_person"},
    "a person of endless length": approval(person="x" * 5000),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_an_approval_that_is_none_says_nothing(change: dict[str, object]) -> None:
    assert marks_of([(5, change)]) == Marks()


def test_agreements_are_taken_as_they_are_compared() -> None:
    marks = marks_of([(5, giving(persons=(" s1", "Ｓ2"))), (6, agreeing()), (7, {"do": PRUNE, "before": 5})])
    assert marks.given == [Agreement(5, 600, ARCHIVE, ("s1", "s2"))]
    assert marks.agreed == [Agreement(6, 600, ARCHIVE)]
    assert (marks.changes, marks.digests) == ([], {})


def test_of_more_agreements_than_there_ever_were_the_newest_are_kept() -> None:
    marks, more = Marks(), Marks()
    marks.agreed = marks.given = [Agreement(seq, 1, "a") for seq in range(10_000)]
    more.agreed = more.given = [Agreement(10_000, 1, "a")]
    marks.add(more)
    for kept in (marks.agreed, marks.given):
        assert (len(kept), kept[0].entry, kept[-1].entry) == (10_000, 1, 10_000)

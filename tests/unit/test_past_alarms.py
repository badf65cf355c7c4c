"""The alarms that a thing had before: the one question that needs no right to read the record."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmRaised
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.domain.people import EVERYWHERE, Scope
from commandcenter.services.past_alarms import NOWHERE, is_question, past, question, within
from commandcenter.services.searching import Query
from tests.support.made_up_alarms import NOON, acked, alarm


def entry(seq: int, change: AlarmRaised | AlarmAcknowledged | Acted) -> Entry:
    return Entry(seq=seq, at=NOON, actor="x", seat="", subject="", outcome=Outcome.DONE, cause=None, change=change)


def of(name: str, minutes: float, subject: str = "HFC-1") -> Alarm:
    return msgspec.structs.replace(alarm(name, minutes=minutes), subject=subject)


def test_each_alarm_in_its_last_value_the_newest_first_without_the_present_one() -> None:
    first, second, present = of("A1", 300), of("A2", 100), of("A9", 0)
    other = msgspec.structs.replace(of("A5", 50), source="lifts")
    entries = [
        entry(9, AlarmRaised(alarm=present)),
        entry(8, AlarmRaised(alarm=other)),
        entry(7, AlarmAcknowledged(alarm=acked(first))),
        entry(6, AlarmRaised(alarm=second)),
        entry(5, Acted(action="alarm.select")),
        entry(4, AlarmRaised(alarm=first)),
    ]
    found = past(entries, "cesspool", "HFC-1", "A9")
    assert [(it.id, it.acknowledged_by) for it in found] == [("A2", ""), ("A1", "wang")]


@pytest.mark.parametrize(
    ("scope", "areas"),
    [
        (EVERYWHERE, ()),
        (Scope(areas=("500105001", "north")), ("500105001*", "north")),
        (Scope(), (NOWHERE,)),
    ],
)
def test_it_finds_what_is_in_ones_own_areas(scope: Scope, areas: tuple[str, ...]) -> None:
    assert within(question("HFC-1"), scope) == msgspec.structs.replace(question("HFC-1"), areas=areas)


@pytest.mark.parametrize(
    ("query", "may"),
    [
        (question("HFC-1"), True),
        (msgspec.structs.replace(question("HFC-1"), subjects=("HFC-1", "HFC-2")), False),
        (msgspec.structs.replace(question("HFC-1"), actions=("alarm.*",)), False),
        (msgspec.structs.replace(question("HFC-1"), limit=500), False),
        (msgspec.structs.replace(question("HFC-1"), persons=("li.wei",)), False),
        (Query(), False),
    ],
)
def test_nothing_else_is_that_question(query: Query, may: bool) -> None:
    assert is_question(query) is may

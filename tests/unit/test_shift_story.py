"""The story of a shift: all that belongs to it, by its handovers, and what repeats itself in one line."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Entry
from commandcenter.domain.shift_plan import ShiftKind, ShiftPlan
from commandcenter.services.findable import findable
from commandcenter.services.matching import Match
from commandcenter.services.recalling import Recalled
from commandcenter.services.recalling_shift import recall_shift
from commandcenter.services.said.values import Many, Moment, Said, Shift
from commandcenter.services.searching import Query
from tests.support.duty import EARLY, LATE, PLAN
from tests.support.one_shift import BIN, early_shift

OTHER = ShiftPlan(zone="Asia/Shanghai", kinds=(ShiftKind(name="白班", starts="09:00"),))


def found(entries: list[Entry], query: Query, most: int) -> list[Entry]:
    matches = Match(query)
    those = [it for it in entries if matches(findable(it, None, lambda name: ""))]
    if query.after is not None:
        those = [it for it in those if it.seq > query.after]
    if query.before is not None:
        those = [it for it in those if it.seq < query.before]
    return (those if query.oldest_first else those[::-1])[: min(query.limit, most)]


def told(entries: list[Entry], slot: str, plan: ShiftPlan | None = None, most: int = 1000) -> Recalled:
    asking = recall_shift(slot, plan)
    try:
        query = next(asking)
        while True:
            query = asking.send(found(entries, query, most))
    except StopIteration as done:
        recalled: Recalled = done.value
        return recalled


def test_a_shift_is_told_from_sign_on_to_handover_and_not_beyond() -> None:
    centre = early_shift()
    story = told(centre.entries, EARLY)
    assert story.title == Said("Shift {shift}", {"shift": Shift(EARLY)})
    actions = [it.action for it in story.entries if it.action not in ("shift.planned", "rota.changed")]
    assert actions[:3] == ["duty.on", "duty.on", "duty.on"]  # ten minutes before the shift
    assert actions[-1] == "handover.done"
    raised = [it.change.alarm.subject for it in story.entries if isinstance(it.change, AlarmRaised)]
    assert "HFC-042" in raised
    assert "HFC-007" not in raised  # of the next shift
    assert {"alarm.acknowledged", "alarm.returned", "note.written", "handover.begun"} <= set(actions)


def test_the_next_shift_begins_where_the_handover_did() -> None:
    centre = early_shift()
    story = told(centre.entries, LATE)
    raised = [it.change.alarm.subject for it in story.entries if isinstance(it.change, AlarmRaised)]
    assert raised[-1] == "HFC-007"
    assert "HFC-042" not in raised
    assert {"handover.begun", "handover.done"} <= {it.action for it in story.entries}


def test_twelve_alarms_of_a_kind_are_one_line_that_says_so_and_a_critical_one_stands_alone() -> None:
    centre = early_shift()
    lines = told(centre.entries, EARLY).lines()
    bins = [line for line in lines if line.action == "alarm.raised" and line.actor == "capture"]
    last = [it for it in centre.entries if isinstance(it.change, AlarmRaised) and it.change.alarm.type == BIN][-1]
    assert [(line.folded, line.times) for line in bins] == [(11, 1)]
    assert bins[0].said.more[-1] == Said("and {count} more such until {time}", {"count": 11, "time": Moment(last.at)})
    assert sum(line.folded + line.times for line in lines) == len(told(centre.entries, EARLY).entries)
    assert [line.seq for line in lines] == sorted(line.seq for line in lines)


def test_what_comes_later_than_a_quarter_of_an_hour_is_told_anew() -> None:
    centre = early_shift()
    lines = told(centre.entries, EARLY).lines()
    before = len([line for line in lines if line.actor == "capture"])
    centre = early_shift()
    gap = timedelta(minutes=16)
    moved = [it for it in centre.entries if isinstance(it.change, AlarmRaised) and it.change.alarm.type == BIN][6:]
    first = moved[0].seq
    entries = [it if it.seq < first else _later(it, gap) for it in centre.entries]
    parts = [line.folded for line in told(entries, EARLY).lines() if line.actor == "capture"]
    assert (before, parts) == (1, [5, 5])


def test_the_summary_says_who_was_on_duty_and_how_much_there_was() -> None:
    duty, alarms, others = told(early_shift().entries, EARLY).summary
    assert duty.template == "on duty: {people}"
    assert duty.values["people"] == Many(("王敏", "李强", "周正"))
    assert (alarms.values["alarms"], alarms.values["critical"], alarms.values["acknowledged"]) == ("15", "1", "1")
    # Two of them are the centre's own, about the people that the next shift was short of.
    assert sum(it.action == "alarm.raised" and it.actor == "core" for it in early_shift().entries) == 2
    assert others.values["notes"] == "1"


def test_small_pages_tell_the_same() -> None:
    """A page ends where its entries would be too much for a message."""
    entries = early_shift().entries
    assert told(entries, EARLY, most=3).entries == told(entries, EARLY).entries


def test_the_plan_that_held_then_counts_and_not_the_present_one() -> None:
    assert told(early_shift().entries, EARLY, OTHER).shift == EARLY


def test_where_the_record_holds_no_plan_the_present_one_counts() -> None:
    entries = [it for it in early_shift().entries if it.action != "shift.planned"]
    assert told(entries, EARLY, PLAN).shift == EARLY
    with pytest.raises(Refused):
        told(entries, EARLY, None)


@pytest.mark.parametrize("slot", ["2026-11-22/晚班", "2026-11-22", "", "nonsense/早班", "9999-12-31/早班"])
def test_a_shift_that_is_not_in_the_plan_is_refused_with_those_that_are(slot: str) -> None:
    with pytest.raises(Refused) as refused:
        told(early_shift().entries, slot)
    assert refused.value.values["known"] in ("夜班, 早班, 中班", "–")


def _later(entry: Entry, by: timedelta) -> Entry:
    return msgspec.structs.replace(entry, at=entry.at + by)

"""A handover with more open alarms than one reads: the report names the worst, counts the rest, forgets none."""

from __future__ import annotations

import msgspec

from commandcenter.domain.handover import Handover, ItemKind
from commandcenter.domain.priority import Priority
from tests.support.duty import EARLY, EIGHT, LATE, LEADER, LI, NIGHT, WANG, ZHAO
from tests.unit.test_handover import begun, evening, items


def test_alarms_that_are_taken_stand_behind_those_that_are_not_what_was_taken_long_ago_last() -> None:
    centre = evening()
    alarms = [centre.raise_alarm("pump.fault", f"P{number}") for number in range(1, 5)]
    for taken in (alarms[0], alarms[2]):
        centre.wait(60)
        centre.acknowledge(taken, WANG)
    found = items(begun(centre), ItemKind.ALARM)
    assert [it.key for it in found] == ["alarm/A2", "alarm/A4", "alarm/A3", "alarm/A1"]


def test_four_hundred_alarms_leave_an_important_note_in_the_report() -> None:
    centre = evening()
    for number in range(400):
        centre.raise_alarm("pump.fault", f"P{number:03d}")
    centre.ok("shift.note", WANG, text="三号街燃气泄漏：七号阀不得开启", flag="important")
    report = begun(centre).report
    assert [it.title for it in report.items if it.kind is ItemKind.NOTE] == ["三号街燃气泄漏：七号阀不得开启"]
    named = len(report.items) - 1
    assert [(it.key, it.count) for it in report.folded] == [("counted/alarm/minor/pump.fault", 400 - named)]
    assert (report.count, report.more) == (401, 400 - named)


def test_five_thousand_alarms_are_bounded_and_the_worst_stand_first() -> None:
    centre = evening()
    for number in range(5000):
        centre.raise_alarm("pump.fault", f"P{number}")
    centre.raise_alarm("fire", "B1", Priority.CRITICAL)
    report = begun(centre).report
    assert report.items[0].title == "fire B1"
    assert 100 <= len(report.items) <= 300
    assert report.more == 5001 - len(report.items)
    assert len(msgspec.msgpack.encode(centre.entries[-1])) < 60 * 1024


def test_alarms_that_were_only_counted_come_back_with_their_history_too() -> None:
    centre = evening()
    for number in range(400):
        centre.raise_alarm("pump.fault", f"P{number:03d}")
    first = begun(centre).report
    named = {it.key for it in first.items}
    counted = [alarm for alarm in centre.state.alarms if f"alarm/{alarm}" not in named]
    centre.raise_alarm("pump.fault", "P400")
    centre.sign("outgoing", WANG)
    centre.sign("incoming", ZHAO)
    centre.rota(NIGHT, LI)
    for alarm in centre.state.alarms.copy():
        if f"alarm/{alarm}" in named:
            centre.acknowledge(alarm, ZHAO)
            centre.end_alarm("pump.fault", centre.state.alarms[alarm].subject)
    centre.wait(8 * 3600)
    second = begun(centre).report
    assert second.count == len(counted) + 1
    again = [it for it in second.items if it.times == 2]
    assert sum(it.again for it in second.folded) + len(again) == len(counted)
    assert {(it.since, it.since_shift) for it in again} == {(first.at, EARLY)}
    assert {(it.times, it.since_shift) for it in second.folded} == {(2, EARLY)}


def test_a_handover_that_is_called_off_makes_no_alarm_come_back() -> None:
    centre = evening()
    centre.raise_alarm("pump.fault", "P1")
    handover = begun(centre)
    assert len(centre.state.shifts.handed) == 1
    centre.ok("handover.cancel", LEADER, handover=handover.id, reason="接班人未到齐")
    assert (len(centre.state.shifts.handed), len(centre.state.shifts.carried_alarms)) == (0, 0)


def test_a_remark_may_be_about_alarms_that_are_only_counted() -> None:
    centre = evening()
    for number in range(400):
        centre.raise_alarm("pump.fault", f"P{number:03d}")
    handover = begun(centre)
    centre.ok("handover.add", WANG, handover=handover.id, text="雷击，厂家在查", item="counted/alarm/minor/pump.fault")
    said = centre.refused("handover.add", WANG, handover=handover.id, text="x", item="counted/alarm/major/pump.fault")
    assert said == "The report has no such item."


def test_what_was_signed_before_reports_counted_by_sort_still_has_its_digest() -> None:
    """Made by an earlier version: a signature on paper must not become wrong by an update."""
    item = {"key": "alarm/A1", "kind": "alarm", "title": "fire B1", "at": EIGHT, "values": {"priority": "critical"}}
    report = {"shift": EARLY, "incoming": LATE, "at": EIGHT, "size": 7, "items": [item], "more": 2}
    handover = msgspec.convert(
        {"id": "H7", "by": "9001", "name": "周正", "report": {**report, "rest": ["alarm/A2"]}}, Handover
    )
    assert handover.digest == "bd407b9d449bacacdffb1af9774e878e29190f1eed0cd47a4e8f50ef39163d25"
    assert (handover.report.count, handover.report.folded) == (3, ())

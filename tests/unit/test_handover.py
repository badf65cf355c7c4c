"""Handover: the report writes itself, is frozen, comes back with its history, and takes two people."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.operating import CameraListed, LinkageStarted, WallChanged
from commandcenter.domain.changes.shifts import SEALS_AT_ONCE, HandoverBegun, HandoverDone
from commandcenter.domain.handover import Handover, Item, ItemKind
from commandcenter.domain.journal import Draft
from commandcenter.domain.linkage import Linkage, Step, StepState
from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.domain.wall import Wall
from commandcenter.services.around import SeatSeen, SourceSeen
from tests.support.duty import (
    CHEN,
    EARLY,
    EIGHT,
    LATE,
    LEADER,
    LI,
    NIGHT,
    PLAN,
    SECOND_LEADER,
    WANG,
    ZHAO,
    DutyCentre,
    officer,
)


def evening() -> DutyCentre:
    """15:50, 王敏 and 李强 are on duty; 赵磊 and 陈静, who follow them, are there too."""
    centre = DutyCentre()
    centre.rota(EARLY, WANG, LI)
    centre.rota(LATE, ZHAO, CHEN)
    centre.sign_on(WANG, LI)
    centre.wait(7 * 3600 + 50 * 60)
    centre.sign_on(ZHAO, CHEN)
    return centre


def begun(centre: DutyCentre) -> Handover:
    centre.ok("handover.begin", LEADER)
    return opened(centre)


def opened(centre: DutyCentre) -> Handover:
    handover = centre.state.shifts.handover
    assert handover is not None
    return handover


def items(handover: Handover, kind: ItemKind) -> list[Item]:
    return [item for item in handover.report.items if item.kind is kind]


def test_open_alarms_come_by_priority_and_age_with_who_acknowledged() -> None:
    centre = evening()
    centre.raise_alarm("pump.fault", "P1", Priority.MINOR)
    centre.wait(60)
    centre.raise_alarm("pump.fault", "P2", Priority.MINOR)
    critical = centre.raise_alarm("fire", "B1", Priority.CRITICAL)
    centre.acknowledge(critical, WANG)
    over = centre.raise_alarm("noise", "N1")
    centre.acknowledge(over, WANG)
    centre.end_alarm("noise", "N1")
    found = items(begun(centre), ItemKind.ALARM)
    assert [(it.key, it.title) for it in found] == [
        ("alarm/A3", "fire B1"),
        ("alarm/A1", "pump.fault P1"),
        ("alarm/A2", "pump.fault P2"),
    ]
    assert found[0].values == {
        "priority": "critical",
        "state": "acknowledged",
        "type": "fire",
        "acknowledged_by": "u1001",
    }


def test_everything_that_is_open_is_in_it() -> None:
    centre = evening()
    centre.raise_alarm("fire", "B1", Priority.CRITICAL)
    camera = Camera(id="C7", name="二号桥", url="rtsp://127.0.0.1/7", place=Place(lon=106.5, lat=29.6))
    steps = tuple(
        Step(key=f"L1/{number}", kind="device", target="D", label=label, deadline=EIGHT, state=state)
        for number, (label, state) in enumerate(
            (("音柱", StepState.DONE), ("风机", StepState.UNKNOWN), ("水泵", StepState.WAITING))
        )
    )
    run = Linkage(id="L1", alarm="A1", started_by="u1001", seat="desk-1", started_at=centre.now, steps=steps)
    wall = Wall(version=1, cameras=("C7",), alarm="A1", changed_by="u1001", changed_at=centre.now, dark=("C7",))
    for change in (CameraListed(camera=camera), LinkageStarted(linkage=run), WallChanged(wall=wall)):
        centre.record([Draft(change=change)])
    centre.around.seen_sources = [
        SourceSeen(source="lifts", name="智能电梯", state="lost", silent_s=312.4, trouble=""),
        SourceSeen(source="pumps", name="泵站", state="live", silent_s=0.5),
    ]
    centre.around.seen_seats = [
        SeatSeen(seat="desk-2", person="李强", silent_s=40.0, gone=True),
        SeatSeen(seat="wall", person="大屏", silent_s=0.1),
    ]
    centre.state.quarantined["pumps"] = 3
    centre.ok("rollcall.start", LEADER, question="就绪？", positions=["公安"], seconds=30)
    centre.ok("shift.note", WANG, text="3 号泵待修", flag="important")
    report = begun(centre).report
    assert [(it.key, it.title, it.values) for it in report.items if it.kind is not ItemKind.ALARM] == [
        (
            f"note/N{report.size - 1}",
            "3 号泵待修",
            {"flag": "important", "by": "王敏", "shift": EARLY, "entry": str(report.size - 1)},
        ),
        ("linkage/L1", "fire B1", {"alarm": "A1", "by": "u1001", "next": "水泵", "unknown": "风机"}),
        ("wall", "fire B1", {"by": "u1001", "alarm": "A1"}),
        ("source/lifts", "智能电梯", {"state": "lost", "silent_s": "312"}),
        ("seat/desk-2", "desk-2", {"person": "李强", "silent_s": "40"}),
        ("camera/C7", "二号桥", {}),
        ("quarantine/pumps", "pumps", {"count": "3"}),
        (f"roll-call/R{report.size - 2}", "就绪？", {"unanswered": "公安", "by": "周正"}),
    ]
    assert report.on_duty == ("王敏 1001", "李强 1002", "赵磊 1003", "陈静 1004")
    assert (report.shift, report.incoming, report.at) == (EARLY, LATE, centre.now)


def test_what_comes_after_the_beginning_belongs_to_the_next_shift() -> None:
    centre = evening()
    handover = begun(centre)
    centre.raise_alarm("fire", "B1", Priority.CRITICAL)
    centre.ok("shift.note", WANG, text="danach")
    assert opened(centre).report == handover.report
    assert [note.shift for note in centre.state.shifts.notes.values()] == [LATE]
    assert handover.report.size == centre.entries.index(
        next(entry for entry in centre.entries if isinstance(entry.change, HandoverBegun))
    )


def test_both_sign_and_the_next_shift_answers() -> None:
    centre = evening()
    centre.raise_alarm("pump.fault", "P1")
    handover = begun(centre)
    centre.sign("outgoing", WANG)
    assert centre.state.shifts.present == EARLY
    centre.sign("incoming", ZHAO)
    shifts = centre.state.shifts
    assert (shifts.present, shifts.present_since, shifts.handover) == (LATE, centre.now, None)
    record = shifts.last[0]
    assert (record.given_by, record.taken_by, record.items, record.digest) == (
        "王敏 1001",
        "赵磊 1003",
        1,
        handover.digest,
    )
    assert isinstance(centre.entries[-1].change, HandoverDone)
    assert type(centre.entries[-1].change) in SEALS_AT_ONCE


def test_a_signature_says_who_when_and_what_it_means() -> None:
    centre = evening()
    handover = begun(centre)
    centre.sign("incoming", CHEN)
    (signature,) = opened(centre).signatures
    assert (signature.name, signature.person, signature.account, signature.at) == ("陈静", "1004", "u1004", centre.now)
    assert signature.meaning == "I have read the report and take over this shift."
    assert signature.digest == handover.digest


def test_one_person_never_signs_both_sides_not_with_two_accounts() -> None:
    centre = evening()
    begun(centre)
    centre.sign("incoming", ZHAO)
    other = officer("1003", "赵磊", "zhao-2", leads=True)
    digest = opened(centre).digest
    said = centre.refused("handover.sign", other, handover=opened(centre).id, side="outgoing", digest=digest)
    assert said == "赵磊 has signed for the other side: two people sign a handover."


def test_who_hands_over_is_on_duty_in_that_shift() -> None:
    centre = evening()
    handover = begun(centre)
    sign = {"handover": handover.id, "side": "outgoing", "digest": handover.digest}
    for person in (SECOND_LEADER, CHEN):
        assert centre.refused("handover.sign", person, **sign) == (
            f"{person.name} is not on duty in the shift {EARLY} and cannot hand it over."
        )
    centre.ok("handover.sign", LI, **sign)
    assert centre.refused("handover.sign", WANG, **sign) == "That side has signed already."


def test_who_takes_over_is_planned_or_leads() -> None:
    centre = evening()
    handover = begun(centre)
    sign = {"handover": handover.id, "side": "incoming", "digest": handover.digest}
    assert centre.refused("handover.sign", LI, **sign) == (
        f"李强 is not planned for the shift {LATE}: somebody who is takes over, or a shift leader."
    )
    centre.ok("handover.sign", SECOND_LEADER, **sign)


def test_nobody_signs_what_has_changed_since_they_read_it() -> None:
    centre = evening()
    handover = begun(centre)
    centre.ok("handover.add", WANG, handover=handover.id, text="先看 3 号泵")
    said = centre.refused("handover.sign", WANG, handover=handover.id, side="outgoing", digest=handover.digest)
    assert said == "The report has changed since you read it: read it again."


def test_remarks_are_added_until_somebody_has_signed() -> None:
    centre = evening()
    centre.raise_alarm("pump.fault", "P1")
    handover = begun(centre)
    centre.ok("handover.add", WANG, handover=handover.id, text="已派维修", item="alarm/A1", flag="follow-up")
    said = centre.refused("handover.add", WANG, handover=handover.id, text="x", item="alarm/A9")
    assert said == "The report has no such item."
    centre.sign("outgoing", WANG)
    assert centre.refused("handover.add", LI, handover=handover.id, text="x") == (
        "王敏 has signed already: nothing may be added. Write a note of the shift, or cancel the handover."
    )
    (remark,) = opened(centre).remarks
    assert (remark.text, remark.name, remark.item, remark.flag) == ("已派维修", "王敏", "alarm/A1", "follow-up")


def test_twenty_remarks_are_enough() -> None:
    centre = evening()
    handover = begun(centre)
    for number in range(20):
        centre.ok("handover.add", WANG, handover=handover.id, text=str(number))
    assert centre.refused("handover.add", WANG, handover=handover.id, text="x") == (
        "A handover holds 20 remarks at most."
    )


def test_what_is_unresolved_comes_back_with_its_history() -> None:
    centre = evening()
    centre.raise_alarm("pump.fault", "P1")
    centre.raise_alarm("pump.fault", "P2")
    first = begun(centre).report.at
    centre.sign("outgoing", WANG)
    centre.sign("incoming", ZHAO)
    centre.rota(NIGHT, LI)
    centre.wait(8 * 3600)
    second = begun(centre).report
    assert [(it.key, it.since, it.since_shift, it.times) for it in second.items] == [
        ("alarm/A1", first, EARLY, 2),
        ("alarm/A2", first, EARLY, 2),
    ]
    centre.sign("outgoing", ZHAO)
    centre.sign("incoming", LI)
    centre.acknowledge("A2", LI)
    centre.end_alarm("pump.fault", "P2")
    centre.raise_alarm("pump.fault", "P2")
    centre.rota("2026-11-23/早班", WANG)
    centre.wait(8 * 3600)
    third = begun(centre).report
    assert [(it.key, it.since_shift, it.times) for it in third.items] == [
        ("alarm/A1", EARLY, 3),
        ("alarm/A3", NIGHT, 1),
    ]


def test_a_cancelled_handover_leaves_no_history() -> None:
    centre = evening()
    centre.raise_alarm("pump.fault", "P1")
    handover = begun(centre)
    centre.sign("outgoing", WANG)
    assert centre.refused("handover.cancel", LEADER, handover=handover.id, reason="") == "The text is empty."
    centre.ok("handover.cancel", LEADER, handover=handover.id, reason="接班人未到齐")
    assert (centre.state.shifts.present, centre.state.shifts.handover, centre.state.shifts.carried) == (EARLY, None, {})
    again = begun(centre)
    assert (again.signatures, again.report.items[0].times) == ((), 1)
    assert centre.refused("handover.cancel", LEADER, handover=handover.id, reason="x") == ("This handover is not open.")


def test_there_is_one_at_a_time_and_only_near_the_end_of_a_shift() -> None:
    centre = DutyCentre()
    assert centre.refused("handover.begin", LEADER) == "Nobody has been on duty yet: there is nothing to hand over."
    centre.sign_on(WANG)
    assert centre.refused("handover.begin", LEADER) == (
        f"The shift {EARLY} goes on for 480 min: a handover begins at most 2 h before."
    )
    centre.wait(6 * 3600)
    begun(centre)
    assert centre.refused("handover.begin", LEADER) == "A handover is open already."
    assert centre.refused("handover.begin", WANG).startswith("王敏 may not do handover.begin")


def test_after_missed_handovers_the_shift_of_the_hour_takes_over() -> None:
    centre = evening()
    centre.wait(16 * 3600)
    assert begun(centre).report.incoming == "2026-11-23/早班"


def test_a_handover_that_drags_on_is_an_alarm() -> None:
    centre = evening()
    handover = begun(centre)
    centre.minutes(60)
    assert centre.own_alarms() == []
    centre.minutes(1)
    assert centre.own_alarms() == [("duty.handover", handover.id, True)]
    centre.sign("outgoing", WANG)
    centre.sign("incoming", ZHAO)
    assert centre.own_alarms() == [("duty.handover", handover.id, False)]


def test_a_missed_presence_check_is_handed_over_until_it_is_settled() -> None:
    centre = DutyCentre(msgspec.structs.replace(PLAN, checks=1), lambda: 0.6)
    centre.rota(LATE, ZHAO)
    centre.sign_on(WANG, LI)
    for _ in range(47):
        centre.minutes(10)
    report = begun(centre).report
    assert [(it.title, it.values["person"]) for it in report.items if it.kind is ItemKind.PRESENCE] == [
        ("王敏", "1001"),
        ("李强", "1002"),
    ]


@pytest.mark.parametrize("text", ["x" * 501, "\u202e", ""])
def test_a_remark_is_words_and_not_too_many(text: str) -> None:
    centre = evening()
    handover = begun(centre)
    assert centre.refused("handover.add", WANG, handover=handover.id, text=text)

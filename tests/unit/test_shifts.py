"""Who is on duty: plan, rota, signing on and off, too few, missing people, notes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commandcenter.domain.applying import apply
from commandcenter.domain.shift_plan import ShiftKind, ShiftPlan, spoken, too_near
from commandcenter.domain.state import State
from tests.support.duty import CHEN, EARLY, EIGHT, LATE, LEADER, LI, PLAN, WANG, ZHAO, DutyCentre, officer


def test_every_moment_lies_in_one_shift() -> None:
    assert PLAN.at(datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)).id == "2026-11-22/夜班"
    assert PLAN.at(EIGHT).id == "2026-11-22/早班"
    assert PLAN.at(datetime(2026, 11, 22, 7, 59, 59, tzinfo=UTC)).id == "2026-11-22/早班"
    assert PLAN.at(datetime(2026, 11, 22, 8, 0, tzinfo=UTC)).id == "2026-11-22/中班"
    assert PLAN.at(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)).id == "2026-11-23/夜班"


def test_a_shift_over_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    plan = ShiftPlan(
        zone="Asia/Shanghai", kinds=(ShiftKind(name="白班", starts="08:00"), ShiftKind(name="夜班", starts="20:00"))
    )
    night = plan.at(datetime(2026, 11, 22, 18, 0, tzinfo=UTC))
    assert (night.id, night.day) == ("2026-11-22/夜班", date(2026, 11, 22))
    assert (night.starts, night.ends) == (
        datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
        datetime(2026, 11, 23, 0, 0, tzinfo=UTC),
    )
    assert plan.after(night).id == "2026-11-23/白班"


def test_one_shift_of_a_whole_day() -> None:
    plan = ShiftPlan(zone="UTC", kinds=(ShiftKind(name="day", starts="09:00"),))
    slot = plan.at(datetime(2026, 11, 22, 8, 59, tzinfo=UTC))
    assert (slot.id, slot.ends) == ("2026-11-21/day", datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


def test_a_shift_is_longer_when_summer_time_ends() -> None:
    plan = ShiftPlan(
        zone="Europe/Berlin", kinds=(ShiftKind(name="N", starts="00:00"), ShiftKind(name="D", starts="12:00"))
    )
    night = plan.find("2026-10-25/N")
    assert night is not None
    assert (night.ends - night.starts).total_seconds() == 13 * 3600


@pytest.mark.parametrize(
    "slot", ["2026-11-22/晚班", "2026-11-22", "x/早班", "", "2026-11-22/早班/早班", "20261122/早班"]
)
def test_no_other_name_finds_a_shift(slot: str) -> None:
    assert PLAN.find(slot) is None


def test_shifts_begin_two_hours_apart_at_least_also_over_midnight() -> None:
    def kinds(*starts: str) -> tuple[ShiftKind, ...]:
        return tuple(ShiftKind(name=start, starts=start) for start in starts)

    assert not too_near(kinds("08:00"))
    assert not too_near(kinds("00:00", "08:00", "16:00"))
    assert not too_near(kinds("00:00", "02:00"))
    assert too_near(kinds("00:00", "01:59"))
    assert too_near(kinds("01:00", "12:00", "23:30"))
    assert too_near(kinds("08:00", "08:00"))


def test_the_first_on_duty_open_the_shift_of_the_hour() -> None:
    centre = DutyCentre()
    centre.sign_on(WANG)
    duty = centre.state.shifts.on_duty["1001"]
    assert (centre.state.shifts.present, duty.shift, duty.planned, duty.seat) == (EARLY, EARLY, False, "desk-1")


def test_who_is_planned_for_the_next_shift_may_come_an_hour_early() -> None:
    centre = DutyCentre()
    centre.rota(LATE, ZHAO)
    centre.wait(7 * 3600 - 1)
    centre.sign_on(ZHAO)
    assert centre.state.shifts.on_duty["1003"].shift == EARLY
    centre = DutyCentre()
    centre.rota(LATE, ZHAO)
    centre.wait(7 * 3600)
    centre.sign_on(ZHAO)
    duty = centre.state.shifts.on_duty["1003"]
    assert (duty.shift, duty.planned) == (LATE, True)


def test_two_accounts_of_one_person_are_on_duty_once() -> None:
    centre = DutyCentre()
    centre.sign_on(WANG)
    said = centre.refused("shift.sign_on", officer("1001", "王敏", "wang-2"), "desk-2")
    assert said == "王敏 is on duty already."
    assert len(centre.state.shifts.on_duty) == 1


def test_duty_begins_at_a_seat_and_with_a_plan() -> None:
    assert DutyCentre().refused("shift.sign_on", WANG, "") == "Duty begins in person, at a seat."
    said = DutyCentre(plan=None).refused("shift.sign_on", WANG)
    assert said == "The settings have no plan of shifts: this centre keeps none."


def test_nobody_goes_before_being_relieved() -> None:
    centre = DutyCentre()
    centre.sign_on(WANG, LI)
    said = centre.refused("shift.sign_off", WANG)
    assert said == ("You are not relieved yet: 1 would stay on duty, 2 are required. A shift leader may release you.")
    centre.sign_on(ZHAO)
    centre.ok("shift.sign_off", WANG)
    assert sorted(centre.state.shifts.on_duty) == ["1002", "1003"]
    assert centre.state.shifts.left["1001"].until == centre.now


def test_the_last_of_a_shift_hands_it_over_first() -> None:
    centre = DutyCentre()
    centre.rota(LATE, ZHAO, CHEN)
    centre.sign_on(WANG, LI)
    centre.wait(7.8 * 3600)
    centre.sign_on(ZHAO, CHEN)
    centre.ok("shift.sign_off", WANG)
    assert centre.refused("shift.sign_off", LI) == f"You are the last of the shift {EARLY}: hand it over first."
    centre.hand_over(LI, ZHAO)
    centre.ok("shift.sign_off", LI)
    assert centre.state.shifts.present == LATE


def test_a_leader_releases_with_a_reason_but_never_themselves() -> None:
    centre = DutyCentre()
    centre.sign_on(WANG, LEADER)
    assert centre.refused("shift.release", WANG, person="9001", reason="x").startswith("王敏 may not do shift.release")
    assert centre.refused("shift.release", LEADER, person="1001", reason=" ") == "The text is empty."
    said = centre.refused("shift.release", LEADER, person="9001", reason="tired")
    assert said == "Nobody releases themselves: another shift leader has to."
    centre.ok("shift.release", LEADER, person="1001", reason="家中急事")
    gone = centre.state.shifts.left["1001"]
    assert (gone.reason, gone.released_by) == ("家中急事", "9001")
    assert centre.refused("shift.release", LEADER, person="1001", reason="again") == "1001 is not on duty."


def test_too_few_on_duty_are_an_alarm_after_a_quarter_of_an_hour_and_over_when_mended() -> None:
    centre = DutyCentre()
    centre.minutes(15)
    assert centre.own_alarms() == []
    centre.minutes(1)
    assert centre.own_alarms() == [("duty.short", "duty", True)]
    centre.minutes(30)
    assert centre.state.alarms["A1"].count == 1
    assert centre.state.alarms["A1"].values == {"count": 0.0, "minimum": 2.0}
    centre.sign_on(WANG)
    centre.minutes(1)
    assert centre.own_alarms() == [("duty.short", "duty", True)]
    centre.sign_on(LI)
    centre.minutes(1)
    assert centre.own_alarms() == [("duty.short", "duty", False)]


def test_the_quarter_of_an_hour_is_not_that_of_a_clock_that_is_set() -> None:
    centre = DutyCentre()
    centre.minutes(1)
    centre.step(3600)
    centre.minutes(13)
    assert centre.own_alarms() == []
    centre.step(-7200)
    centre.minutes(2)
    assert centre.own_alarms() == [("duty.short", "duty", True)]


def test_a_restart_does_not_begin_the_wait_anew() -> None:
    centre = DutyCentre()
    centre.minutes(10)
    centre.restart()
    centre.minutes(6)
    assert centre.own_alarms() == [("duty.short", "duty", True)]


def test_who_is_planned_and_does_not_come_is_missing_until_they_do() -> None:
    centre = DutyCentre()
    centre.rota(EARLY, WANG, LI, ZHAO)
    centre.sign_on(WANG, LI)
    centre.minutes(15)
    assert centre.own_alarms() == []
    centre.minutes(0.1)
    assert centre.own_alarms() == [("duty.missing", "1003", True)]
    assert centre.state.alarms["A1"].values == {"name": "赵磊", "shift": "11-22 早班"}
    centre.sign_on(ZHAO)
    centre.minutes(0.1)
    assert centre.own_alarms() == [("duty.missing", "1003", False)]


def test_who_is_taken_out_of_the_rota_is_not_missing_any_more_also_after_a_restart() -> None:
    centre = DutyCentre()
    centre.rota(EARLY, WANG, LI, ZHAO)
    centre.sign_on(WANG, LI)
    centre.minutes(16)
    centre.restart()
    centre.rota(EARLY, WANG, LI)
    centre.minutes(0.1)
    assert centre.own_alarms() == [("duty.missing", "1003", False)]


def test_who_was_there_and_was_released_is_not_missing() -> None:
    centre = DutyCentre()
    centre.rota(EARLY, WANG, LI)
    centre.sign_on(WANG, LI)
    centre.wait(60)
    centre.ok("shift.release", LEADER, person="1002", reason="发烧")
    centre.minutes(20)
    assert centre.own_alarms() == [("duty.short", "duty", True)]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"day": "2026-11-22", "shift": "晚班"}, "The plan has no shift 晚班; its shifts are 夜班, 早班, 中班."),
        ({"day": "0001-01-01", "shift": "早班"}, "The plan has no shift 早班; its shifts are 夜班, 早班, 中班."),
        ({"day": "9999-12-31", "shift": "中班"}, "The plan has no shift 中班; its shifts are 夜班, 早班, 中班."),
        ({"day": "2026-11-21", "shift": "中班"}, "The shift 2026-11-21/中班 is over, or more than 92 days ahead."),
        ({"day": "2027-02-23", "shift": "中班"}, "The shift 2027-02-23/中班 is over, or more than 92 days ahead."),
    ],
)
def test_a_rota_line_is_of_a_shift_that_is_to_come(args: dict[str, object], said: str) -> None:
    assert DutyCentre().refused("rota.set", LEADER, people=[], **args) == said


def test_nobody_is_planned_twice_however_their_number_is_written() -> None:
    people = [{"person": "a1", "name": "王敏"}, {"person": "A1", "name": "王 敏"}]
    said = DutyCentre().refused("rota.set", LEADER, day="2026-11-22", shift="早班", people=people)
    assert said == "A1 is planned twice for one shift."


def test_an_empty_rota_line_takes_it_out_and_old_ones_are_forgotten() -> None:
    centre = DutyCentre()
    centre.rota(EARLY, WANG)
    centre.rota(LATE, LI)
    centre.rota(LATE)
    assert list(centre.state.rota) == [EARLY]
    centre.wait(3 * 86400)
    centre.rota("2026-11-26/早班", WANG)
    assert list(centre.state.rota) == ["2026-11-26/早班"]


def test_only_a_leader_sets_the_rota() -> None:
    said = DutyCentre().refused("rota.set", WANG, day="2026-11-22", shift="早班", people=[])
    assert said == "王敏 may not do rota.set: the permission shift.lead is missing."


def test_a_note_stays_until_it_is_done() -> None:
    centre = DutyCentre()
    centre.sign_on(WANG, LI)
    centre.ok("shift.note", WANG, text="  3 号泵待修\r\n电话 110 ", flag="follow-up")
    (note,) = centre.state.shifts.notes.values()
    assert (note.text, note.by, note.shift, note.flag.value) == ("3 号泵待修\n电话 110", "1001", EARLY, "follow-up")
    assert centre.refused("shift.note_done", LI, note="N0") == "There is no such open note."
    centre.ok("shift.note_done", LI, note=note.id)
    assert centre.state.shifts.notes == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The text is empty."),
        (" \n ", "The text is empty."),
        ("\u3164 \uffa0\ufe0f\u2800", "The text is empty."),
        ("a\u202eb", "The text holds the character U+202E, which cannot be shown as it is."),
        ("a\x1b[31m", "The text holds the character U+001B, which cannot be shown as it is."),
        ("a\u200bb", "The text holds the character U+200B, which cannot be shown as it is."),
        ("\ue000", "The text holds the character U+E000, which cannot be shown as it is."),
        ("x" * 2001, "The arguments are wrong: Expected `str` of length <= 2000 - at `$.text`"),
    ],
)
def test_a_note_is_words_and_nothing_else(text: str, said: str) -> None:
    assert DutyCentre().refused("shift.note", WANG, text=text) == said


def test_markup_in_a_note_is_only_words() -> None:
    centre = DutyCentre()
    centre.ok("shift.note", WANG, text="<b>{0.__class__}</b> =1+1")
    assert [note.text for note in centre.state.shifts.notes.values()] == ["<b>{0.__class__}</b> =1+1"]


def test_two_hundred_open_notes_are_enough() -> None:
    centre = DutyCentre()
    for number in range(200):
        centre.ok("shift.note", WANG, text=str(number))
    assert centre.refused("shift.note", WANG, text="one more") == "200 notes are open: mark those that are done."


def test_the_same_plan_costs_no_entry_and_none_ends_the_alarm() -> None:
    centre = DutyCentre()
    assert centre.plan(PLAN) == 0
    centre.minutes(16)
    assert centre.plan(None) == 1
    centre.tick()
    assert centre.own_alarms() == [("duty.short", "duty", False)]
    assert centre.state.shifts.short_since is None


def test_the_state_is_what_the_journal_says() -> None:
    centre = DutyCentre()
    centre.rota(EARLY, WANG, LI, ZHAO)
    centre.sign_on(WANG, LI)
    centre.ok("shift.note", WANG, text="x")
    centre.minutes(16)
    rebuilt = State()
    for entry in centre.entries:
        apply(rebuilt, entry)
    assert rebuilt == centre.state


def test_a_shift_is_said_by_its_day_and_name() -> None:
    assert (spoken("2026-11-22/早班"), spoken(""), spoken("2026-11-22")) == ("11-22 早班", "", "2026-11-22")

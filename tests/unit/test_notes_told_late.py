"""A note that a seat kept while it was cut off belongs to the hour and the shift that wrote it, and says so."""

from __future__ import annotations

from datetime import timedelta

from commandcenter.domain.changes.shifts import NoteWritten
from commandcenter.domain.handover import ItemKind
from commandcenter.domain.shifts import Note
from commandcenter.services.lateness import JUST_NOW, Doing
from commandcenter.services.said.shifts import say_duty
from commandcenter.services.said.values import Moment, Said
from tests.support.duty import EARLY, LATE, LI, NIGHT, WANG, ZHAO, DutyCentre
from tests.unit.test_handover import begun, evening, items


def late_note(centre: DutyCentre, seconds: float, *, kept: bool = True) -> Note:
    centre.doing = Doing(age_s=seconds, known_at=centre.now - timedelta(seconds=seconds), kept=kept)
    centre.ok("shift.note", WANG, text="3 号泵待修")
    centre.doing = JUST_NOW
    return list(centre.state.shifts.notes.values())[-1]


def test_a_note_that_was_written_before_the_handover_began_belongs_to_the_shift_that_went() -> None:
    centre = evening()
    written = centre.now
    centre.wait(300)
    begun(centre)
    centre.wait(300)
    note = late_note(centre, 600)
    assert (note.at, note.shift, note.told_at) == (written, EARLY, centre.now)


def test_one_that_was_written_while_the_handover_went_on_belongs_to_the_shift_that_came() -> None:
    centre = evening()
    begun(centre)
    centre.wait(120)
    assert late_note(centre, 60).shift == LATE


def test_one_that_comes_two_shifts_later_still_belongs_to_the_shift_that_wrote_it() -> None:
    centre = evening()
    written = centre.now
    centre.hand_over(WANG, ZHAO)
    centre.rota(NIGHT, LI)
    centre.wait(8 * 3600)
    centre.hand_over(ZHAO, LI)
    assert centre.state.shifts.current == NIGHT
    note = late_note(centre, (centre.now - written).total_seconds() + 60)
    assert (note.at, note.shift) == (written - timedelta(seconds=60), EARLY)
    assert late_note(centre, 3600).shift == LATE


def test_one_that_is_older_than_all_handovers_that_are_remembered_goes_by_the_plan() -> None:
    centre = evening()
    written = centre.now
    for number in range(11):
        giver, taker = ((WANG, ZHAO), (ZHAO, WANG))[number % 2]
        centre.rota(centre.state.shifts.plan.after(centre.state.shifts.plan.at(centre.now)).id, taker)  # type: ignore[union-attr]  # there is a plan
        centre.hand_over(giver, taker)
        centre.wait(8 * 3600)
    assert late_note(centre, (centre.now - written).total_seconds()).shift == EARLY


def test_what_is_told_at_once_has_no_other_time() -> None:
    centre = evening()
    note = late_note(centre, 5)
    assert (note.at, note.shift, note.told_at) == (centre.now, EARLY, None)


def test_nobody_can_date_a_note_back_from_a_seat_that_is_not_cut_off() -> None:
    centre = evening()
    note = late_note(centre, 3600, kept=False)
    assert (note.at, note.told_at) == (centre.now, None)


def test_the_report_says_that_a_note_came_late() -> None:
    centre = evening()
    late_note(centre, 120)
    (item,) = items(begun(centre), ItemKind.NOTE)
    assert item.at == centre.now - timedelta(seconds=120)
    assert item.values["told"] == "2026-11-22T07:50:00+00:00"


def test_the_record_says_when_it_was_written() -> None:
    centre = evening()
    late_note(centre, 120)
    change = centre.entries[-1].change
    assert isinstance(change, NoteWritten)
    written = Moment(centre.now - timedelta(seconds=120))
    assert say_duty(change, centre.entries[-1]).more == (Said("written {at}, told late", {"at": written}),)

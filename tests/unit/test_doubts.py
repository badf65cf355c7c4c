"""Events that are lost, logs that change, and how the centre becomes sure again of what is wrong."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.applying import apply
from commandcenter.domain.changes.sources import SourceEpoch
from commandcenter.domain.events import Event, Raised, Refreshed, Returned
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import Doubt, State
from tests.support.cores import START, TestCore


def wrong(subject: str) -> Raised:
    return Raised(at=START, type="pump.fault", subject=subject)


def over(subject: str) -> Returned:
    return Returned(at=START, type="pump.fault", subject=subject)


def refresh(*events: Event) -> tuple[Event, ...]:
    return (Refreshed(at=START, phase="begin"), *events, Refreshed(at=START, phase="end"))


def centre_with(*subjects: str) -> TestCore:
    centre = TestCore()
    centre.events(*(wrong(subject) for subject in subjects))
    return centre


def doubt(centre: TestCore) -> Doubt | None:
    return centre.core.state.positions["s"].doubt


def suspects(centre: TestCore) -> list[str]:
    return [alarm.subject for alarm in centre.core.state.suspects("s")]


def own_alarms(centre: TestCore) -> list[tuple[str, str, bool]]:
    """The centre's own: type, source that it is about, active."""
    alarms = centre.core.state.alarms.values()
    return [(alarm.type, alarm.subject, alarm.active) for alarm in alarms if alarm.source == "core"]


def test_a_gap_raises_an_alarm_and_marks_what_the_source_had_raised() -> None:
    centre = centre_with("P1", "P2")
    centre.open("s", first=9, head=9)
    assert (doubt(centre), suspects(centre)) == (Doubt.GAP, ["P1", "P2"])
    assert own_alarms(centre) == [("source.gap", "s", True)]
    assert centre.core.state.alarms["A3"].values == {"lost": 6.0, "first": 3.0}


def test_alarms_of_other_sources_are_not_in_doubt() -> None:
    centre = centre_with("P1")
    centre.events(wrong("P1"), source="other")
    centre.open("s", first=9, head=9)
    assert centre.core.state.suspects("other") == []
    assert centre.core.state.positions["other"].doubt is None


def test_a_new_log_leaves_doubt_unless_it_is_the_first() -> None:
    centre = centre_with("P1")
    assert doubt(centre) is None
    centre.open("s", epoch="another")
    assert (doubt(centre), suspects(centre), own_alarms(centre)) == (
        Doubt.EPOCH,
        ["P1"],
        [("source.epoch", "s", True)],
    )


def test_a_log_that_was_ended_properly_and_taken_in_whole_leaves_none() -> None:
    centre = centre_with("P1", "P2")
    entries = centre.open("s", epoch="next", before=("e", 2))
    assert [stamped.entry.change for stamped in entries] == [SourceEpoch(before="e", before_seq=2, ended=True)]
    assert (doubt(centre), suspects(centre), own_alarms(centre)) == (None, [], [])


@pytest.mark.parametrize("before", [("e", 3), ("another", 2), None])
def test_a_log_that_ended_with_more_than_was_taken_leaves_doubt(before: tuple[str, int] | None) -> None:
    centre = centre_with("P1", "P2")
    centre.open("s", epoch="next", before=before)
    assert doubt(centre) is Doubt.EPOCH


def test_two_things_at_once_are_two_alarms() -> None:
    centre = centre_with("P1")
    centre.open("s", epoch="another", first=5, head=9)
    assert own_alarms(centre) == [("source.epoch", "s", True), ("source.gap", "s", True)]
    assert len(centre.core.state.alarms) == 3


def test_what_is_raised_or_returned_since_is_not_suspect_any_more() -> None:
    centre = centre_with("P1", "P2", "P3")
    centre.open("s", first=9, head=9)
    centre.events(wrong("P1"), over("P2"))
    assert suspects(centre) == ["P3"]
    assert doubt(centre) is Doubt.GAP


def test_a_refresh_ends_what_was_not_said_anew_and_the_doubt() -> None:
    centre = centre_with("P1", "P2")
    centre.open("s", first=9, head=9)
    centre.events(*refresh(wrong("P2"), wrong("P7")))
    active = [alarm.subject for alarm in centre.core.state.alarms.values() if alarm.source == "s" and alarm.active]
    assert (active, doubt(centre), suspects(centre)) == (["P2", "P7"], None, [])
    assert centre.core.state.alarms["A1"].state is AlarmState.RETURNED
    assert own_alarms(centre) == [("source.gap", "s", False)]


def test_a_refresh_unasked_counts_as_well() -> None:
    centre = centre_with("P1", "P2")
    centre.events(*refresh(wrong("P1")))
    assert centre.core.state.alarms["A2"].state is AlarmState.RETURNED
    assert own_alarms(centre) == []


def test_the_end_of_a_refresh_whose_beginning_was_lost_ends_nothing() -> None:
    centre = centre_with("P1")
    centre.open("s", first=9, head=9)
    centre.events(wrong("P2"), Refreshed(at=START, phase="end"))
    assert (suspects(centre), doubt(centre)) == (["P1"], Doubt.GAP)
    assert centre.store.entries[-1].entry.action == "event.ignored"


def test_a_gap_within_a_refresh_makes_its_end_worthless() -> None:
    centre = centre_with("P1")
    centre.events(Refreshed(at=START, phase="begin"))
    centre.open("s", first=9, head=9)
    centre.events(Refreshed(at=START, phase="end"))
    assert (suspects(centre), doubt(centre)) == (["P1"], Doubt.GAP)


def test_the_second_doubt_counts_on_the_first_ones_alarm() -> None:
    centre = centre_with("P1")
    centre.open("s", first=9, head=9)
    centre.open("s", first=20, head=20)
    (alarm,) = [alarm for alarm in centre.core.state.alarms.values() if alarm.source == "core"]
    assert (alarm.count, alarm.values) == (2, {"lost": 11.0, "first": 9.0})


def test_doubts_survive_a_restart_and_are_what_the_journal_says() -> None:
    centre = centre_with("P1", "P2")
    centre.open("s", first=9, head=9)
    centre.events(Refreshed(at=START, phase="begin"), wrong("P2"))
    rebuilt = State()
    for stamped in centre.store.entries:
        apply(rebuilt, msgspec.msgpack.decode(stamped.data, type=Entry))
    assert rebuilt == centre.core.state == centre.fresh_core().state
    assert suspects(centre) == ["P1"]


def test_a_refresh_of_which_a_part_lies_in_quarantine_ends_nothing() -> None:
    centre = centre_with("P1", "P2")
    centre.events(Refreshed(at=START, phase="begin"), wrong("P1"))
    centre.raws(b"\xc1")
    centre.events(Refreshed(at=START, phase="end"))
    assert (suspects(centre), doubt(centre)) == (["P2"], Doubt.GAP)
    assert centre.core.state.alarms["A2"].active

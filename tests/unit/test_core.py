"""The core: what messages and commands make of state and journal, without sockets or disk."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.applying import apply
from commandcenter.domain.changes.sources import EventQuarantined
from commandcenter.domain.changes.system import CoreStarted
from commandcenter.domain.events import DeviceDeclared, Raised, Returned
from commandcenter.domain.journal import CommandId, Entry, Outcome
from commandcenter.domain.linkage import StepState
from commandcenter.domain.merkle import Tree
from commandcenter.domain.place import Place
from commandcenter.domain.state import State
from commandcenter.services import linking
from commandcenter.services.core import Batch
from commandcenter.services.ports import StoreTrouble
from tests.support.cores import CESSPOOL_YARD, START, THE_WALL, WANG, TestCore


def methane(title: str = "甲烷 62 %") -> Raised:
    return Raised(at=START, type="cesspool.methane", subject="HFC-0231", title=title, place=CESSPOOL_YARD)


def loudspeaker(device: str, east: float) -> DeviceDeclared:
    place = Place(lon=CESSPOOL_YARD.lon + east, lat=CESSPOOL_YARD.lat)
    return DeviceDeclared(
        at=START, device=device, type="loudspeaker", name=f"音柱 {device}", actions=("speak",), place=place
    )


def actions(centre: TestCore) -> list[tuple[str, str, str, str]]:
    entries = [stamped.entry for stamped in centre.store.entries]
    return [(entry.actor, entry.seat, entry.action, entry.subject) for entry in entries]


def test_an_event_becomes_an_alarm_and_one_entry_by_its_source() -> None:
    centre = TestCore()
    centre.events(methane(), source="cesspool")
    assert centre.core.state.alarms["A1"].subject == "HFC-0231"
    assert actions(centre)[-1] == ("cesspool", "", "alarm.raised", "A1")


def test_a_repeated_batch_has_no_second_effect() -> None:
    centre = TestCore()
    centre.events(methane(), source="cesspool")
    size = centre.core.state.size
    again = centre.core.take([Batch(source="cesspool", epoch="e", first=1, events=[msgspec.msgpack.encode(methane())])])
    assert (again, centre.core.state.size, centre.core.state.alarms["A1"].count) == ([], size, 1)


def test_a_batch_that_leaves_a_hole_is_refused_and_changes_nothing() -> None:
    centre = TestCore()
    centre.events(methane(), source="cesspool")
    before = msgspec.msgpack.encode(centre.core.state)
    with pytest.raises(ValueError, match="does not follow"):
        centre.core.take([Batch(source="cesspool", epoch="e", first=3, events=[msgspec.msgpack.encode(methane())])])
    assert msgspec.msgpack.encode(centre.core.state) == before


def test_events_that_a_source_no_longer_holds_leave_a_mark() -> None:
    centre = TestCore()
    centre.open("cesspool", first=1, head=1)
    centre.open("cesspool", first=5, head=9)
    assert actions(centre)[-2:] == [("cesspool", "", "source.gap", "cesspool"), ("core", "", "alarm.raised", "A1")]
    assert centre.core.state.positions["cesspool"].seq == 4


def test_a_log_that_went_back_in_time_leaves_a_mark_and_what_follows_is_taken_in() -> None:
    centre = TestCore()
    centre.events(methane(), methane(), methane(), source="cesspool")
    centre.open("cesspool", first=1, head=1)
    assert actions(centre)[-2:] == [("cesspool", "", "source.back", "cesspool"), ("core", "", "alarm.raised", "A2")]
    centre.events(methane(), source="cesspool")
    assert (centre.core.state.positions["cesspool"].seq, centre.core.state.alarms["A1"].count) == (2, 4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"at": "2026-11-21T06:00:00"},
        {"at": "1999-12-31T23:59:59Z"},
        {"at": "2026-11-22T06:00:01Z"},
        {"values": {"level": float("nan")}},
        {"values": {"level": float("inf")}},
        {"place": {"lon": 500.0, "lat": 0.0}},
        {"subject": ""},
        {"more": 1},
    ],
)
def test_an_event_that_cannot_be_true_is_kept_apart_and_harms_nothing(wrong: dict[str, object]) -> None:
    centre = TestCore()
    event = {"kind": "raise", "at": "2026-11-21T06:00:00Z", "type": "t", "subject": "s", **wrong}
    centre.raws(msgspec.msgpack.encode(event), msgspec.msgpack.encode(methane()))
    assert actions(centre)[-3:] == [
        ("s", "", "event.quarantined", "s"),
        ("core", "", "alarm.raised", "A1"),
        ("s", "", "alarm.raised", "A2"),
    ]
    assert [alarm.type for alarm in centre.core.state.alarms.values()] == ["source.quarantine", "cesspool.methane"]


def test_times_are_kept_in_utc() -> None:
    centre = TestCore()
    event = {"kind": "raise", "at": "2026-11-21T14:00:00+08:00", "type": "t", "subject": "s"}
    centre.raws(msgspec.msgpack.encode(event))
    assert centre.core.state.alarms["A1"].raised_at.isoformat() == "2026-11-21T06:00:00+00:00"


def test_f1_shows_no_restricted_camera_by_itself() -> None:
    centre = TestCore()
    centre.cameras(3)
    cameras = list(centre.core.state.cameras.values())
    centre.core.list_cameras([msgspec.structs.replace(cameras[0], restricted=True), *cameras[1:]])
    centre.events(methane())
    centre.command("linkage.start", alarm="A1")
    assert centre.core.state.wall.cameras == ("C2", "C3")


def test_the_walls_answer_goes_to_the_run_that_asked_for_it() -> None:
    centre = TestCore()
    centre.cameras(9)
    centre.events(loudspeaker("near", 0.002), methane())
    centre.command("linkage.start", alarm="A1")
    centre.command("wall.confirm", THE_WALL, "wall", version=1, tiles=8, wanted=9, map=True)
    first = next(iter(centre.core.state.linkages.values()))
    centre.core.answer_step(f"{first.id}/speak", StepState.DONE, "played")
    assert centre.command("linkage.start", alarm="A1").ok
    centre.command("wall.confirm", THE_WALL, "wall", version=2, tiles=9, wanted=9, map=True)
    old, new = sorted(centre.core.state.linkages.values(), key=lambda run: int(run.id[1:].partition("-")[0]))
    assert (old.steps[0].state, new.steps[0].state) == (StepState.FAILED, StepState.DONE)


def test_a_wall_that_shows_less_than_it_should_is_never_done() -> None:
    centre = TestCore()
    centre.cameras(9)
    centre.events(methane())
    centre.command("linkage.start", alarm="A1")
    centre.command("wall.confirm", THE_WALL, "wall", version=1, tiles=3, wanted=3, map=True)
    outcomes = [(stamped.entry.action, stamped.entry.outcome) for stamped in centre.store.entries[-2:]]
    assert outcomes == [("wall.confirmed", Outcome.FAILED), ("linkage.answered", Outcome.FAILED)]
    assert (centre.core.state.wall.playing, centre.core.state.wall.wanted) == (3, 9)


def test_a_key_that_was_pressed_long_ago_moves_nothing() -> None:
    centre = TestCore()
    centre.events(loudspeaker("near", 0.002), methane())
    pressed = centre.now
    centre.wait(31)
    cause = CommandId(id="command-late", name="linkage.start")
    args = msgspec.msgpack.encode({"alarm": "A1"})
    verdict, _ = centre.core.command(cause, args, WANG, "desk-1", pressed)
    assert (verdict.ok, verdict.values) == (False, {"seconds": "31"})
    assert centre.core.state.linkages == {}


def test_an_undecodable_event_is_kept_as_it_came_and_the_next_one_flows() -> None:
    centre = TestCore()
    centre.raws(b"\xc1garbage", msgspec.msgpack.encode(methane()))
    quarantined = centre.store.entries[-3].entry.change
    assert isinstance(quarantined, EventQuarantined)
    assert (quarantined.raw, quarantined.size) == (b"\xc1garbage", 8)
    assert centre.core.state.alarms["A2"].type == "cesspool.methane"


def test_acknowledging_is_recorded_with_officer_and_seat() -> None:
    centre = TestCore()
    centre.events(methane())
    assert centre.command("alarm.acknowledge", alarm="A1").ok
    assert centre.core.state.alarms["A1"].state is AlarmState.ACKNOWLEDGED
    assert actions(centre)[-1] == ("wang", "desk-1", "alarm.acknowledged", "A1")


def test_a_command_sent_twice_has_one_effect_and_the_same_verdict() -> None:
    centre = TestCore()
    centre.events(methane())
    first = centre.repeat_command("command-x", "alarm.acknowledge", alarm="A1")
    size = centre.core.state.size
    assert centre.repeat_command("command-x", "alarm.acknowledge", alarm="A1") == first
    assert centre.core.state.size == size


@pytest.mark.parametrize(
    ("name", "args", "reason"),
    [
        ("alarm.acknowledge", {"alarm": "A9"}, "Alarm {alarm} is not open."),
        ("alarm.acknowledge", {"alarm": 7}, "The arguments are wrong: {error}"),
        ("alarm.acknowledge", {"alarm": "A1", "x": 1}, "The arguments are wrong: {error}"),
        ("alarm.delete", {"alarm": "A1"}, "There is no command {command}."),
        ("wall.confirm", {}, "{person} may not do {command}: the permission {permission} is missing."),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_reason_and_recorded(
    name: str, args: dict[str, object], reason: str
) -> None:
    centre = TestCore()
    centre.events(methane())
    verdict = centre.command_with(name, args)
    entry = centre.store.entries[-1].entry
    assert (verdict.ok, verdict.reason) == (False, reason)
    assert (entry.action, entry.outcome, entry.actor) == (name, Outcome.REFUSED, "wang")


def test_f1_asks_the_wall_and_the_nearest_loudspeaker() -> None:
    centre = TestCore()
    centre.cameras(12)
    centre.events(loudspeaker("far", 0.009), loudspeaker("near", 0.002), methane())
    assert centre.command("linkage.start", alarm="A1").ok
    state = centre.core.state
    (run,) = state.linkages.values()
    assert [(step.kind, step.target, step.state) for step in run.steps] == [
        ("wall", "wall", StepState.WAITING),
        ("speak", "s/near", StepState.WAITING),
    ]
    assert state.wall.cameras == tuple(f"C{number}" for number in range(1, 10))
    assert state.wall.centre == CESSPOOL_YARD


def test_answers_are_shown_as_they_come_and_only_once() -> None:
    centre = TestCore()
    centre.events(loudspeaker("near", 0.002), methane())
    centre.command("linkage.start", alarm="A1")
    (run,) = centre.core.state.linkages.values()
    assert len(centre.core.answer_step(f"{run.id}/speak", StepState.DONE, "played")) == 1
    assert centre.core.answer_step(f"{run.id}/speak", StepState.DONE, "played") == []
    centre.command("wall.confirm", THE_WALL, "wall", version=1, tiles=0, wanted=0, map=True)
    (run,) = centre.core.state.linkages.values()
    assert [step.state for step in run.steps] == [StepState.DONE, StepState.DONE]


def test_a_step_without_an_answer_becomes_unknown_and_a_late_answer_counts() -> None:
    centre = TestCore()
    centre.events(loudspeaker("near", 0.002), methane())
    centre.command("linkage.start", alarm="A1")
    centre.wait(11)
    outcomes = [stamped.entry.outcome for stamped in centre.core.tick()]
    assert outcomes == [Outcome.UNKNOWN, Outcome.UNKNOWN]
    (run,) = centre.core.state.linkages.values()
    assert {step.state for step in run.steps} == {StepState.UNKNOWN}
    centre.core.answer_step(f"{run.id}/speak", StepState.DONE, "played")
    (run,) = centre.core.state.linkages.values()
    assert run.steps[1].state is StepState.DONE


def test_devices_of_one_name_at_two_sources_are_told_and_answer_each_for_itself() -> None:
    centre = TestCore()
    fan = DeviceDeclared(at=START, device="fan", type="fan", name="", actions=("fan.start",), subject="HFC-0231")
    centre.events(fan, methane(), source="s")
    centre.events(fan, source="t")
    centre.command("linkage.start", alarm="A1")
    (run,) = centre.core.state.linkages.values()
    assert [(step.key, step.target) for step in run.steps[2:]] == [(f"{run.id}/1", "s/fan"), (f"{run.id}/2", "t/fan")]
    centre.core.answer_step(f"{run.id}/2", StepState.DONE, "runs")
    (run,) = centre.core.state.linkages.values()
    assert [step.state for step in run.steps[2:]] == [StepState.WAITING, StepState.DONE]


def test_a_centre_that_lost_its_journal_gives_a_run_no_id_that_a_device_remembers() -> None:
    runs: list[str] = []
    for command in ("one", "two"):
        centre = TestCore()
        centre.events(loudspeaker("near", 0.002), methane())
        assert centre.repeat_command(command, "linkage.start", alarm="A1").ok
        runs += centre.core.state.linkages
    assert [run.partition("-")[2] for run in runs] == ["one", "two"]
    assert runs[0].partition("-")[0] == runs[1].partition("-")[0]


def test_however_many_devices_a_source_declares_at_one_place_a_run_starts_sixteen_and_says_so() -> None:
    centre = TestCore()
    fans = [
        DeviceDeclared(at=START, device=f"{number:03}", type="fan", name="", actions=("start",), subject="HFC-0231")
        for number in range(200)
    ]
    centre.events(*fans, methane())
    centre.command("linkage.start", alarm="A1")
    (run,) = centre.core.state.linkages.values()
    assert [step.target for step in run.steps[2:]] == [f"s/{number:03}" for number in range(16)] + [""]
    assert (run.steps[-1].state, run.steps[-1].detail) == (StepState.FAILED, linking.TOO_MANY)
    centre.wait(11)
    assert len(centre.core.tick()) == 17


def test_no_loudspeaker_in_earshot_is_said_at_once() -> None:
    centre = TestCore()
    centre.events(loudspeaker("far", 0.02), methane())
    centre.command("linkage.start", alarm="A1")
    (run,) = centre.core.state.linkages.values()
    assert (run.steps[1].state, run.steps[1].detail) == (StepState.FAILED, "no loudspeaker within 1 km")


def test_the_key_pressed_twice_runs_one_linkage() -> None:
    centre = TestCore()
    centre.events(methane())
    assert centre.command("linkage.start", alarm="A1").ok
    assert centre.command("linkage.start", alarm="A1").reason == "The linkage of alarm {alarm} is already running."


def test_small_actions_are_in_the_record_with_their_details() -> None:
    centre = TestCore()
    centre.command("map.move", lon=106.5, lat=29.6, zoom=12.5)
    entry = centre.store.entries[-1].entry
    assert (entry.actor, entry.seat, entry.action) == ("wang", "desk-1", "map.move")


def test_a_start_tells_how_the_run_before_it_ended_and_the_first_tells_nothing() -> None:
    centre = TestCore()
    # What is recorded before the first start, as the shifts are, is no run.
    centre.trust("pumps")
    told = []
    for ends in (False, True, False):
        told += [it.entry.change.clean for it in centre.core.start("1") if isinstance(it.entry.change, CoreStarted)]
        if ends:
            centre.core.stop()
        centre.core = centre.fresh_core()
    assert told == [None, False, True]


def test_a_full_disk_leaves_state_and_journal_as_they_were() -> None:
    centre = TestCore()
    centre.events(methane())
    before = msgspec.msgpack.encode(centre.core.state)
    root = centre.core.root
    centre.store.broken = StoreTrouble("SQLITE_FULL", full=True)
    with pytest.raises(StoreTrouble):
        centre.command("alarm.acknowledge", alarm="A1")
    assert (msgspec.msgpack.encode(centre.core.state), centre.core.root) == (before, root)
    centre.store.broken = None
    assert centre.command("alarm.acknowledge", alarm="A1").ok


def test_the_state_is_what_the_journal_says() -> None:
    centre = TestCore()
    centre.cameras(3)
    centre.events(loudspeaker("near", 0.002), methane())
    centre.command("linkage.start", alarm="A1")
    centre.command("alarm.acknowledge", alarm="A1")
    centre.wait(20)
    centre.core.tick()
    centre.events(Returned(at=START, type="cesspool.methane", subject="HFC-0231"), methane())
    rebuilt = State()
    for stamped in centre.store.entries:
        apply(rebuilt, msgspec.msgpack.decode(stamped.data, type=Entry))
    assert rebuilt == centre.core.state
    assert centre.fresh_core().state == rebuilt


def test_a_core_whose_store_fails_twice_in_a_row_goes_on_from_what_is_on_disk() -> None:
    centre = TestCore()
    centre.events(methane())
    load, broken = centre.store.load, StoreTrouble("SQLITE_BUSY", busy=True)

    def fail() -> tuple[State, Tree]:
        raise broken

    centre.store.broken = broken
    centre.store.load = fail  # type: ignore[method-assign]  # the disk takes nothing and gives nothing
    with pytest.raises(StoreTrouble):
        centre.command("alarm.acknowledge", alarm="A1")
    centre.store.broken = None
    centre.store.load = load  # type: ignore[method-assign]
    assert centre.command("alarm.acknowledge", alarm="A1").ok
    assert [stamped.entry.seq for stamped in centre.store.entries] == list(range(len(centre.store.entries)))

"""Tours in the core: what may be defined, who runs them where, their schedules, rounds and findings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from commandcenter.adapters.resources import read_catalogue
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.alarms import AlarmRaised, AlarmRepeated
from commandcenter.domain.changes.keys import KeyRevoked
from commandcenter.domain.changes.tours import TourEnded, TourRound, TourStarted
from commandcenter.domain.checkpoints import MAX_ENTRY
from commandcenter.domain.journal import Draft, Outcome
from commandcenter.domain.keys import Key, KeyKind
from commandcenter.domain.people import Role
from commandcenter.domain.place import Place
from commandcenter.domain.tours import RunState, Schedule, Tour
from commandcenter.services.tour_schedule import planned
from tests.support.cores import THE_WALL
from tests.support.people import LEADER, OFFICER, PeopleCentre

SHANGHAI = ZoneInfo("Asia/Shanghai")
GATES: dict[str, Any] = {"id": "gates", "name": "Gates", "dwell": 15, "tiles": 4, "cameras": ["C1", "C2", "C3"]}


class Hall(PeopleCentre):
    """An officer at desk-1, a leader at desk-2, three cameras."""

    __test__ = False

    def __init__(self) -> None:
        super().__init__()
        self.people(("li.wei", "A1", OFFICER), ("chen.jing", "A2", LEADER))
        self.sign_in("li.wei")
        self.sign_in("chen.jing", Role.SHIFT_LEADER, seat="desk-2")
        where = Place(lon=106.55, lat=29.59)
        wall = Key(public="w" * 40, kind=KeyKind.WALL, id="wall", by="admin", trusted_at=self.now)
        self.core.trust([wall])
        self.core.list_cameras(
            Camera(id=f"C{n}", name=f"Camera {n}", url=f"rtsp://127.0.0.1/{n}", place=where, area="500105001")
            for n in (1, 2, 3)
        )

    def define(self, **changes: Any) -> bool:
        return self.do("tour.define", "desk-2", **{**GATES, **changes}).ok

    def changes(self, *kinds: type) -> list[object]:
        return [it.entry.change for it in self.store.entries if isinstance(it.entry.change, kinds)]


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_a_shift_leader_defines_and_an_officer_does_not(hall: Hall) -> None:
    assert not hall.do("tour.define", **GATES).ok
    assert hall.define()
    tour = hall.state.tours["gates"]
    assert (tour.cameras, tour.tiles, tour.dwell, tour.by) == (("C1", "C2", "C3"), 4, 15, "chen.jing")
    assert hall.define(name="All gates")
    assert hall.state.tours["gates"].name == "All gates"
    assert hall.do("tour.remove", "desk-2", tour="gates").ok
    assert hall.state.tours == {}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"groups": [["C1"]]}, "groups"),
        ({"cameras": []}, "cameras"),
        ({"tiles": 3}, "tiles"),
        ({"cameras": ["C1", "C2", "C1"]}, "cameras[2]"),
        ({"cameras": [], "groups": [["C1", "C2"], ["C3", "C2"]]}, "groups[1][1]"),
        ({"cameras": [], "tiles": 1, "groups": [["C1"], ["C2", "C3"]]}, "groups[1]"),
        ({"schedules": [{"starts": "08:00", "ends": "08:00", "seat": "wall"}]}, "schedules[0].ends"),
    ],
)
def test_a_wrong_tour_is_refused_with_its_place(hall: Hall, changes: dict[str, Any], place: str) -> None:
    verdict = hall.do("tour.define", "desk-2", **{**GATES, **changes})
    assert not verdict.ok
    assert verdict.values["place"] == place


@pytest.mark.parametrize(
    "changes",
    [{"dwell": 4}, {"dwell": 601}, {"id": "a b"}, {"id": "../a"}, {"cameras": [f"C{n}" for n in range(501)]},
     {"schedules": [{"starts": "24:00", "ends": "08:00", "seat": "wall"}]}, {"cameras": ["C1", "C77"]},
     {"schedules": [{"starts": "07:00", "ends": "08:00", "seat": "wall", "days": [8]}]}, {"name": "a\nb\x1b"}],
)  # fmt: skip
def test_what_is_no_tour_is_refused(hall: Hall, changes: dict[str, Any]) -> None:
    assert not hall.define(**changes)
    assert hall.state.tours == {}


def test_a_tour_is_started_held_resumed_and_stopped_at_a_seat(hall: Hall) -> None:
    hall.define()
    assert hall.do("tour.start", tour="gates", seat="wall").ok
    assert hall.do("tour.hold", seat="wall").ok
    assert not hall.do("tour.hold", seat="wall").ok
    assert hall.state.touring["wall"].state is RunState.HELD
    assert hall.do("tour.resume", seat="wall").ok
    assert not hall.do("tour.resume", seat="wall").ok
    assert hall.do("tour.stop", seat="wall").ok
    assert not hall.do("tour.stop", seat="wall").ok
    assert not hall.do("tour.start", tour="none", seat="wall").ok


def test_another_one_at_the_same_seat_replaces_it_and_removing_ends_it(hall: Hall) -> None:
    hall.define()
    hall.define(id="other")
    hall.do("tour.start", tour="gates")
    hall.do("tour.start", tour="other")
    assert hall.state.touring["desk-1"].tour == "other"
    hall.do("tour.remove", "desk-2", tour="other")
    assert hall.state.touring["desk-1"].state is RunState.ENDED
    assert [it.why for it in hall.changes(TourEnded) if isinstance(it, TourEnded)] == ["replaced", "removed"]


def test_a_seat_tells_the_end_of_its_rounds_only(hall: Hall) -> None:
    hall.define()
    hall.do("tour.start", tour="gates")
    args: dict[str, Any] = {"tour": "gates", "number": 1, "shown": 2, "skipped": {"C2": "lost"}, "seconds": 45.0}
    assert hall.do("tour.round", **args).ok
    assert not hall.do("tour.round", "desk-2", **args).ok
    (told,) = hall.changes(TourRound)
    assert isinstance(told, TourRound)
    assert (told.skipped, told.run.round, told.run.skipped) == ({"C2": "lost"}, 1, 1)


def test_the_wall_tells_of_its_rounds_too(hall: Hall) -> None:
    hall.define()
    hall.do("tour.start", tour="gates", seat="wall")
    args = {"tour": "gates", "number": 1, "shown": 0, "skipped": {"C1": "lost"}, "seconds": 45.0}
    assert hall.command("tour.round", THE_WALL, "wall", **args).ok
    assert hall.store.entries[-1].entry.outcome is Outcome.FAILED
    assert hall.state.touring["wall"].round == 1


def test_a_finding_is_one_alarm_with_the_snapshots_digest(hall: Hall) -> None:
    hall.catalogue = read_catalogue()
    hall.core = hall.fresh_core()
    found: dict[str, Any] = {
        "camera": "C1",
        "what": "rubbish",
        "tour": "gates",
        "note": "by the bin",
        "sha256": "ab" * 32,
    }
    assert hall.do("tour.found", **found).ok
    assert hall.do("tour.found", "desk-2", **found).ok
    raised = hall.changes(AlarmRaised, AlarmRepeated)
    assert [type(it) for it in raised] == [AlarmRaised, AlarmRepeated]
    (alarm,) = hall.state.alarms.values()
    assert isinstance(alarm, Alarm)
    assert (alarm.source, alarm.type, alarm.subject, alarm.area) == ("core", "video.finding", "C1/rubbish", "500105001")
    assert alarm.values["snapshot_sha256"] == "ab" * 32
    assert hall.catalogue.describe(alarm, "en") == "Found on video: rubbish, Camera 1"
    assert hall.do("tour.mended", alarm=alarm.id).ok
    assert not hall.state.alarms[alarm.id].active
    assert not hall.do("tour.mended", alarm=alarm.id).ok
    assert not hall.do("tour.mended", alarm="A77").ok
    assert not hall.do("tour.found", **{**found, "sha256": "no"}).ok
    assert not hall.do("tour.found", **{**found, "camera": "C9"}).ok


@pytest.mark.parametrize("seat", ["desk-77", "key-of-wall", "x" * 128])
def test_no_tour_runs_at_a_seat_that_is_not_there(hall: Hall, seat: str) -> None:
    assert not hall.define(schedules=[{"starts": "14:00", "ends": "18:00", "seat": seat}])
    assert hall.define()
    verdict = hall.do("tour.start", tour="gates", seat=seat)
    assert not verdict.ok
    assert verdict.values["seat"] == seat
    (wall,) = hall.state.keys.values()
    hall.core.record([Draft(change=KeyRevoked(key=msgspec.structs.replace(wall, revoked_at=hall.now)), subject="wall")])
    assert not hall.do("tour.start", tour="gates", seat="wall").ok
    assert hall.state.touring == {}


def in_a_street(hall: Hall) -> None:
    """A leader of one street at desk-3, with a camera there."""
    cameras = [*hall.state.cameras.values(), Camera(id="S1", name="Street", url="", area="500105002")]
    hall.core.list_cameras(cameras)
    assert hall.add("wang.min", "A3", LEADER, areas=("500105002",)).ok
    assert hall.sign_in("wang.min", Role.SHIFT_LEADER, seat="desk-3").ok


def test_who_leads_one_street_does_not_replace_the_citys_tour(hall: Hall) -> None:
    in_a_street(hall)
    hall.define()
    verdict = hall.do("tour.define", "desk-3", **{**GATES, "cameras": ["S1"]})
    assert "outside the areas" in verdict.reason
    assert hall.state.tours["gates"].cameras == ("C1", "C2", "C3")
    assert hall.do("tour.define", "desk-3", **{**GATES, "id": "street", "cameras": ["S1"]}).ok


def test_nor_shows_theirs_at_another_seat(hall: Hall) -> None:
    in_a_street(hall)
    street: dict[str, Any] = {**GATES, "id": "street", "cameras": ["S1"]}
    at = {"starts": "14:00", "ends": "18:00"}
    assert not hall.do("tour.define", "desk-3", **street, schedules=[{**at, "seat": "wall"}]).ok
    assert hall.do("tour.define", "desk-3", **street, schedules=[{**at, "seat": "desk-3"}]).ok
    assert "whole centre" in hall.do("tour.start", "desk-3", tour="street", seat="wall").reason
    assert hall.do("tour.start", "desk-3", tour="street").ok


def test_who_leads_one_street_rules_over_a_tour_at_the_own_desk(hall: Hall) -> None:
    in_a_street(hall)
    hall.define()
    assert hall.do("tour.define", "desk-3", **{**GATES, "id": "street", "cameras": ["S1"]}).ok
    assert hall.do("tour.start", "desk-3", tour="street").ok
    for command in ("tour.hold", "tour.resume", "tour.stop"):
        assert hall.do(command, "desk-3").ok, command
    assert hall.state.touring["desk-3"].state is RunState.ENDED


def test_and_over_none_elsewhere(hall: Hall) -> None:
    in_a_street(hall)
    hall.define()
    hall.do("tour.start", tour="gates", seat="wall")
    for command in ("tour.hold", "tour.stop"):
        assert "whole centre" in hall.do(command, "desk-3", seat="wall").reason
        assert "whole centre" in hall.do(command, "desk-3", seat="desk-77").reason
    hall.do("tour.hold", seat="wall")
    assert "whole centre" in hall.do("tour.resume", "desk-3", seat="wall").reason
    assert hall.state.touring["wall"].state is RunState.HELD


def test_a_tour_at_a_seat_whose_key_was_revoked_can_be_ended(hall: Hall) -> None:
    hall.define()
    hall.do("tour.start", tour="gates", seat="wall")
    (wall,) = hall.state.keys.values()
    hall.core.record([Draft(change=KeyRevoked(key=msgspec.structs.replace(wall, revoked_at=hall.now)), subject="wall")])
    assert hall.do("tour.stop", seat="wall").ok


def test_no_entry_of_a_tour_is_larger_than_an_entry_may_be(hall: Hall) -> None:
    ids = [f"{number:03}" + "c" * 73 for number in range(500)]
    hall.core.list_cameras([Camera(id=id, name=id, url="") for id in [*ids, *(it + "c" * 52 for it in ids)]])
    verdict = hall.do("tour.define", "desk-2", **{**GATES, "cameras": [it + "c" * 52 for it in ids]})
    assert (verdict.ok, verdict.values["place"]) == (False, "cameras")
    assert hall.define(cameras=ids)
    hall.do("tour.start", tour="gates")
    args: dict[str, Any] = {"tour": "gates", "number": 1, "shown": 0, "seconds": 1.0}
    assert hall.do("tour.round", **args, skipped=dict.fromkeys(ids, "l" * 32)).ok
    assert not hall.do("tour.round", **args, skipped={"C1": "\u4e22" * 32}).ok
    assert max(len(it.data) for it in hall.store.entries) < MAX_ENTRY
    strangers = {f"{number}" + "\u4e22" * 124: "lost" for number in range(499)}
    assert hall.do("tour.round", **args, skipped={ids[0]: "lost", **strangers}).ok
    told = hall.changes(TourRound)[-1]
    assert isinstance(told, TourRound)
    assert (told.skipped, told.others, told.run.skipped) == ({ids[0]: "lost"}, 499, 500)


def test_findings_at_cameras_with_long_ids_are_two(hall: Hall) -> None:
    hall.catalogue = read_catalogue()
    hall.core = hall.fresh_core()
    hall.core.list_cameras([Camera(id="c" * 127 + it, name=it, url="") for it in "12"])
    for camera, what in (("1", "rubbish"), ("2", "rubbish"), ("1", "smoke")):
        assert hall.do("tour.found", camera="c" * 127 + camera, what=what).ok
    assert len(hall.state.alarms) == 3


def local(hour: int, minute: int = 0, day: int = 23) -> datetime:
    """A Monday of November, by the centre's clocks."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def tour(id: str, starts: str, ends: str, *days: int) -> Tour:
    schedule = Schedule(starts=starts, ends=ends, seat="wall", days=days or (1, 2, 3, 4, 5, 6, 7))
    return Tour(id=id, name=id, dwell=10, cameras=("C1",), schedules=(schedule,))


@pytest.mark.parametrize(
    ("now", "runs"),
    [
        (local(7, 59), ""),
        (local(8), "day"),
        (local(9, 59), "day"),
        (local(10), "second"),
        (local(12), ""),
        (local(22, 30), "night"),
        (local(5, 59, day=24), "night"),
        (local(6, 0, day=24), ""),
        (local(22, 30, day=24), ""),
        (local(0, 30, day=23), ""),
    ],
)
def test_which_tour_a_schedule_wants(now: datetime, runs: str) -> None:
    """`second` begins while `day` runs, and waits; the night's is Monday's, until Tuesday morning."""
    tours = [tour("second", "09:00", "12:00"), tour("day", "08:00", "10:00"), tour("night", "22:00", "06:00", 1)]
    found = planned(tours, now.astimezone(UTC), SHANGHAI)
    assert {seat: it.tour.id for seat, it in found.items()} == ({"wall": runs} if runs else {})


def test_the_core_starts_and_ends_what_is_scheduled(hall: Hall) -> None:
    # The test's clock stands at 14:00 in Shanghai.
    hall.define(schedules=[{"starts": "14:10", "ends": "14:20", "seat": "wall"}])
    hall.core.errands.zone = SHANGHAI
    hall.passes(300.0)
    assert hall.state.touring == {}
    hall.passes(300.0)
    assert (hall.state.touring["wall"].by, hall.state.touring["wall"].state) == ("core", RunState.RUNNING)
    hall.passes(600.0)
    assert hall.state.touring["wall"].state is RunState.ENDED
    (ended,) = hall.changes(TourEnded)
    assert isinstance(ended, TourEnded)
    assert ended.why == "over"


def test_what_somebody_has_stopped_is_not_started_again_in_the_same_time(hall: Hall) -> None:
    hall.define(schedules=[{"starts": "14:00", "ends": "18:00", "seat": "wall"}])
    hall.core.errands.zone = SHANGHAI
    hall.passes(1.0)
    assert hall.do("tour.stop", "desk-2", seat="wall").ok
    hall.passes(1.0)
    assert hall.state.touring["wall"].state is RunState.ENDED
    hall.passes(86_400.0)
    assert [it.state for it in hall.state.touring.values()] == [RunState.RUNNING]
    assert len(hall.changes(TourStarted)) == 2


def test_nor_after_another_one_that_was_shown_by_hand(hall: Hall) -> None:
    hall.define(schedules=[{"starts": "14:00", "ends": "18:00", "seat": "wall"}])
    hall.define(id="by-hand")
    hall.core.errands.zone = SHANGHAI
    hall.passes(1.0)
    hall.do("tour.stop", seat="wall")
    for _ in range(2):
        assert hall.do("tour.start", tour="by-hand", seat="wall").ok
        assert hall.do("tour.stop", seat="wall").ok
        hall.passes(2.0)
    assert hall.state.touring["wall"].tour == "by-hand"
    hall.passes(86_400.0)
    assert hall.state.touring["wall"].tour == "gates"
    # What was only replaced comes back: nobody has stopped it.
    hall.sign_in("li.wei")
    assert hall.do("tour.start", tour="by-hand", seat="wall").ok
    assert hall.do("tour.stop", seat="wall").ok
    hall.passes(2.0)
    assert hall.state.touring["wall"].tour == "gates"


def test_what_somebody_has_started_goes_before_the_schedule(hall: Hall) -> None:
    hall.define(schedules=[{"starts": "14:00", "ends": "14:30", "seat": "wall"}])
    hall.define(id="by-hand")
    hall.core.errands.zone = SHANGHAI
    hall.do("tour.start", tour="by-hand", seat="wall")
    hall.passes(60.0)
    assert hall.state.touring["wall"].tour == "by-hand"
    hall.passes(3000.0)
    assert hall.state.touring["wall"].state is RunState.RUNNING

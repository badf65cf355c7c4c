"""What moves in the made-up pictures: its minute has no seam, and vehicles neither collide nor drive over red."""

from __future__ import annotations

import json
import math
import random
from itertools import pairwise

import pytest

from commandcenter.simulator.cameras.kinds import table
from commandcenter.simulator.cameras.roster import scenes
from commandcenter.simulator.cameras.scenes import SceneKind
from commandcenter.simulator.cameras.traffic import Arrival, arrivals, drive
from commandcenter.simulator.cameras.trips import Path, steady, with_stops
from tests.support.district import district

STREET = Path(((0.0, 0.0), (0.0, 100.0)))


def test_a_steady_trip_is_where_its_speed_puts_it() -> None:
    trip = steady(STREET, start=10.0, speed=5.0)

    pose = trip.at(16.0)

    assert pose is not None
    assert pose.x == 0.0
    assert [pose.z, pose.gone, pose.speed] == pytest.approx([30.0, 30.0, 5.0])
    assert trip.at(9.9) is None
    assert trip.at(30.1) is None


def test_a_trip_over_the_end_of_the_minute_goes_on_at_its_beginning() -> None:
    trip = steady(STREET, start=50.0, speed=5.0)

    before, after = trip.at(59.9), trip.at(0.0)

    assert before is not None
    assert after is not None
    assert before.z == pytest.approx(49.5)
    assert after.z == pytest.approx(50.0)


def test_a_pause_is_a_pause() -> None:
    trip = with_stops(STREET, start=0.0, speed=2.0, stops=((20.0, 5.0),))

    places = [pose.gone for pose in (trip.at(second) for second in (10.0, 12.0, 15.0, 16.0)) if pose is not None]

    assert places == [pytest.approx(20.0), pytest.approx(20.0), pytest.approx(20.0), pytest.approx(22.0)]


def test_a_turn_changes_the_heading_by_a_right_angle() -> None:
    path = Path(((0.0, 0.0), (0.0, 10.0), (10.0, 10.0)))

    assert path.at(2.0)[2] == pytest.approx(0.0)
    assert path.at(18.0)[2] == pytest.approx(math.pi / 2)


@pytest.mark.parametrize("seed", range(5))
def test_vehicles_of_a_lane_never_touch(seed: int) -> None:
    coming = arrivals(random.Random(seed), [4.6] * 8, 11.0)
    trips = drive(STREET, coming)

    assert len(trips) == 8
    for tenth in range(600):
        places = sorted(pose.gone for pose in (trip.at(tenth / 10) for trip in trips) if pose is not None)
        gaps = [after - before for before, after in pairwise(places)]
        assert all(gap > 4.6 for gap in gaps), f"at second {tenth / 10}"


def test_vehicles_wait_at_red_and_drive_at_green() -> None:
    coming = [Arrival(5.0, 10.0, 4.6), Arrival(9.0, 10.0, 4.6)]

    trips = drive(STREET, coming, stop_line=60.0, go=lambda second: second >= 30.0)

    waiting = [pose.gone for pose in (trip.at(29.0) for trip in trips) if pose is not None]
    assert len(waiting) == 2
    assert 55.0 < waiting[0] <= 60.0
    assert waiting[1] < waiting[0] - 4.6
    assert all(trip.at(59.0) is None for trip in trips)


def test_the_districts_cameras_are_of_at_least_seven_kinds_and_no_two_look_alike() -> None:
    cameras = scenes(json.loads((district() / "assets.json").read_text(encoding="utf-8"))["cameras"])

    assert len(cameras) >= 20
    assert len({camera.kind for camera in cameras}) >= 7
    assert len({camera.name for camera in cameras}) == len(cameras)
    assert len({camera.id for camera in cameras}) == len(cameras)
    assert len({(camera.kind, camera.seed) for camera in cameras}) == len(cameras)


def test_more_cameras_of_a_kind_than_scenes_begin_again_with_other_seeds() -> None:
    cameras = scenes({"id": f"c{number}", "name": "", "scene": "gate"} for number in range(5))

    assert [camera.seed for camera in cameras] == [2, 3, 102, 103, 202]


def test_every_kind_of_place_can_be_built() -> None:
    assert set(table.BUILDERS) == set(SceneKind)

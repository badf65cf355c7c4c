"""Cameras beside the roads: four or more around each place of the story, the others across the district."""

from __future__ import annotations

from collections import defaultdict
from math import atan2, degrees
from random import Random
from typing import Any

from commandcenter.simulator.world.anchors import Anchors
from commandcenter.simulator.world.arterials import Road
from commandcenter.simulator.world.ground import Point
from commandcenter.simulator.world.places import Asset, District, apart, beside, located, named, spots_near

CAMERAS = 24
_CLEAR_M = 20.0
_SIDE_M = 9.0
_AROUND: dict[str, tuple[tuple[float, str], ...]] = {
    "cesspool": ((45, "street"), (80, "yard"), (230, "crossroads"), (380, "street")),
    "underpass": ((30, "underpass"), (120, "street"), (240, "crossroads"), (400, "street")),
    "sos": ((50, "plaza"), (130, "street"), (250, "market"), (420, "crossroads")),
    "lift": ((35, "gate"), (60, "lift_hall"), (170, "street"), (330, "street")),
}
_ELSEWHERE: tuple[tuple[str, str], ...] = (
    ("北滨路", "riverside"),
    ("石门大道", "crossroads"),
    ("海尔路", "street"),
    ("港城大道", "construction"),
    ("望江路", "gate"),
    ("东风大道", "street"),
    ("复盛大道", "plaza"),
    ("聚贤路", "street"),
)
_FIRST_ON = {"cesspool": "建新东路", "underpass": "建新东路", "lift": "金源路"}
"""The road that the first camera of a place stands on."""

_FIRST_NAME = ("建新东路", 12)


def place_cameras(where: District, story: Anchors, random: Random) -> list[Asset]:
    """`scene` is the kind of place that the camera looks at, `faces` its direction in degrees from north."""
    spots: list[tuple[Road, Point, str, Point]] = []
    seen: set[Point] = set()
    for name, wanted in _AROUND.items():
        target: Point = getattr(story, name)
        near = spots_near(where, target)
        for distance, scene in wanted:
            named = [it for it in near if it[0].name == _FIRST_ON.get(name)] if target not in seen else []
            seen.add(target)
            road, point = min(named or near, key=lambda it: abs(apart(it[1], target) - distance))
            near = [it for it in near if apart(it[1], point) > _CLEAR_M]
            spots.append((road, point, scene, target))
    for name, scene in _ELSEWHERE:
        road = where.road(name)
        along = road.shape.length * random.uniform(0.35, 0.65)
        spots.append((road, beside(road.shape, along, _SIDE_M), scene, beside(road.shape, along + 50, 0)))
    numbers = _numbers(random)
    return [_camera(where, number, spot, numbers) for number, spot in enumerate(spots, start=1)]


def _camera(where: District, number: int, spot: tuple[Road, Point, str, Point], numbers: dict[str, Any]) -> Asset:
    road, point, scene, target = spot
    plate = next(numbers[road.name])
    return located(
        where,
        point,
        id=f"CAM-{number:03d}",
        **named(f"{road.name} {plate}", f"{road.name_en} {plate}"),
        scene=scene,
        faces=round(degrees(atan2(target[0] - point[0], target[1] - point[1])) % 360),
    )


def _numbers(random: Random) -> dict[str, Any]:
    """For each road the numbers that its cameras get, none twice."""
    found: dict[str, Any] = defaultdict(lambda: iter(range(random.randint(2, 30), 1000, 3)))
    road, number = _FIRST_NAME
    found[road] = iter(range(number, 1000, 3))
    return found

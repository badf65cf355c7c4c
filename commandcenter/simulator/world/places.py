"""Where a thing stands: its street, its grid cell and the address that people say."""

from __future__ import annotations

from math import hypot
from random import Random
from typing import Any, NamedTuple

import numpy as np
import shapely

from commandcenter.simulator.world.arterials import Road
from commandcenter.simulator.world.grid import Cell
from commandcenter.simulator.world.ground import Point, Street, to_degrees
from commandcenter.simulator.world.names import Name
from commandcenter.simulator.world.streets import street_at

_METRES_PER_NUMBER = 40.0
_SPOTS_M = 20.0
_KERB_M = 9.0

Asset = dict[str, object]
"""One thing as it goes into assets.json; lon and lat are degrees, `area` is a street's code, `grid` a cell's."""


class District(NamedTuple):
    """All that is drawn, for placing things on it; shapes in metres."""

    outline: Any
    streets: list[Street]
    roads: list[Road]
    cells: list[Cell]
    road_tree: Any
    cell_tree: Any

    def road(self, name: str) -> Road:
        return next(road for road in self.roads if road.name == name)


def district(outline: Any, streets: list[Street], roads: list[Road], cells: list[Cell]) -> District:
    road_tree = shapely.STRtree([road.shape for road in roads])
    return District(outline, streets, roads, cells, road_tree, shapely.STRtree([cell.shape for cell in cells]))


def located(where: District, point: Point, **more: object) -> Asset:
    """The fields that every asset has, and those given."""
    here = shapely.Point(point)
    lon, lat = to_degrees([point])[0]
    return {
        "lon": lon,
        "lat": lat,
        "area": street_at(where.streets, here).code,
        "grid": where.cells[int(where.cell_tree.nearest(here))].code,
        **addressed(*address(where, point)),
        **more,
    }


def named(name: str, name_en: str) -> dict[str, object]:
    """What a thing is called, in both languages."""
    return {"name": name, "name_en": name_en}


def addressed(address: str, address_en: str) -> dict[str, object]:
    """Where people say that it is, in both languages."""
    return {"address": address, "address_en": address_en}


def road_at(where: District, point: Point) -> Road:
    """The nearest road."""
    return where.roads[int(where.road_tree.nearest(shapely.Point(point)))]


def address(where: District, point: Point) -> Name:
    """(Chinese, English): the nearest road and a house number along it, even on its left."""
    here = shapely.Point(point)
    road = road_at(where, point)
    along = shapely.line_locate_point(road.shape, here)
    number = 2 * int(along / _METRES_PER_NUMBER) + (2 if _is_left(road.shape, here) else 1)
    return f"{road.name} {number} 号", f"{road.name_en} {number}"


def beside(line: Any, along: float, off: float) -> Point:
    """The point `off` metres to the left of a line, `along` metres from its start."""
    along = min(max(along, 2.0), line.length - 2.0)
    (ax, ay), (bx, by) = (shapely.line_interpolate_point(line, along + step).coords[0] for step in (-1.0, 1.0))
    length = float(np.hypot(bx - ax, by - ay)) or 1.0
    return ((ax + bx) / 2 - (by - ay) / length * off, (ay + by) / 2 + (bx - ax) / length * off)


def scattered(where: District, count: int, off: tuple[float, float], random: Random) -> list[Point]:
    """`count` points beside roads, `off` metres from them; where there are more roads there are more points."""
    found: list[Point] = []
    while len(found) < count:
        road = random.choice(where.roads)
        side = random.choice((-1.0, 1.0))
        point = beside(road.shape, random.uniform(0, road.shape.length), side * random.uniform(*off))
        if shapely.contains_xy(where.outline, *point):
            found.append(point)
    return found


def spots_near(where: District, target: Point, reach: float = 560.0) -> list[tuple[Road, Point]]:
    """Points on the left kerb of every road, 20 m apart, less than `reach` metres from the target."""
    around = shapely.buffer(shapely.Point(target), reach)
    return [
        (road, point)
        for road in where.roads
        if shapely.intersects(road.shape, around)
        for step in range(1, int(road.shape.length / _SPOTS_M))
        if apart(point := beside(road.shape, step * _SPOTS_M, _KERB_M), target) < reach
    ]


def apart(a: Point, b: Point) -> float:
    """Metres between two points."""
    return hypot(a[0] - b[0], a[1] - b[1])


def _is_left(line: Any, point: Any) -> bool:
    along = shapely.line_locate_point(line, point)
    (ax, ay), (bx, by) = (
        shapely.line_interpolate_point(line, min(max(along + step, 0.0), line.length)).coords[0] for step in (-1.0, 1.0)
    )
    return bool((bx - ax) * (point.y - ay) - (by - ay) * (point.x - ax) > 0)

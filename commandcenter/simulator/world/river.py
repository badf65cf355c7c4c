"""The two rivers along the south of the district: the Jialing, and from its mouth on the Yangtze."""

from __future__ import annotations

from typing import Any

import shapely

from commandcenter.simulator.world.ground import Outline, Point, polygons, to_ground

_UPSTREAM: tuple[Point, ...] = ((106.425, 29.618), (106.440, 29.604))
_WEST_BANK: Point = (106.448, 29.589)
_MOUTH: Point = (106.5845, 29.5741)
_EAST_BANK: Point = (106.8466, 29.5783)
_DOWNSTREAM: tuple[Point, ...] = ((106.862, 29.562), (106.885, 29.556))
_FROM_SOUTH: tuple[Point, ...] = ((106.5855, 29.570), (106.588, 29.548), (106.578, 29.530))

_JIALING_M = 420.0
_YANGTZE_M = 780.0


def draw_rivers(outline: Outline) -> list[tuple[str, str, Any]]:
    """(name, English name, shape in metres) of each, with the district cut out."""
    ring = list(outline.shape.exterior.coords)[:-1]
    west, mouth, east = (_nearest(ring, to_ground([it])[0]) for it in (_WEST_BANK, _MOUTH, _EAST_BANK))
    jialing = [*to_ground(_UPSTREAM), *_southern(ring, west, mouth)]
    yangtze = [*_southern(ring, mouth, east), *to_ground(_DOWNSTREAM)]
    upper = to_ground(_FROM_SOUTH)
    broad = shapely.union(_band(yangtze, _YANGTZE_M, outline), _band(upper, _YANGTZE_M * 0.6, outline))
    narrow = shapely.difference(_band(jialing, _JIALING_M, outline), broad)
    return [("长江", "Yangtze", polygons(broad)[0]), ("嘉陵江", "Jialing", polygons(narrow)[0])]


def _band(bank: list[Point], width: float, outline: Outline) -> Any:
    """Water of about `width` metres beside the bank, with its far side rounded."""
    wide = shapely.buffer(shapely.LineString(bank), width)
    smooth = shapely.buffer(shapely.buffer(wide, width * 1.5), -width * 1.5)
    return polygons(shapely.difference(smooth, outline.shape))[0]


def _southern(ring: list[Point], start: int, end: int) -> list[Point]:
    """The part of the outline between two corners that lies further south."""
    first, last = sorted((start, end))
    one, other = ring[first : last + 1], [*ring[last:], *ring[: first + 1]]
    south = min(one, other, key=lambda part: sum(y for _, y in part) / len(part))
    return south if south[0] == ring[start] else south[::-1]


def _nearest(ring: list[Point], point: Point) -> int:
    return min(range(len(ring)), key=lambda i: (ring[i][0] - point[0]) ** 2 + (ring[i][1] - point[1]) ** 2)

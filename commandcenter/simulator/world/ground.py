"""The flat ground that the district is drawn on: metres east and north of its middle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import cos, radians
from typing import Any, NamedTuple

import numpy as np
import shapely

from commandcenter.adapters.resources import resource
from commandcenter.domain.place import METRES_PER_DEGREE

Point = tuple[float, float]

MIDDLE: Point = (106.67, 29.615)
_SCALE = np.array([METRES_PER_DEGREE * cos(radians(MIDDLE[1])), METRES_PER_DEGREE])


class Street(NamedTuple):
    """A street or town (街道, 镇): the level below the district. `shape` is in metres."""

    code: str
    name: str
    name_en: str
    centre: Point
    shape: Any


class Outline(NamedTuple):
    """What is taken from public figures; `streets` have no shape yet. `shape` is in metres."""

    name: str
    name_en: str
    shape: Any
    streets: tuple[Street, ...]


def to_ground(points: Sequence[Point]) -> list[Point]:
    """Degrees (lon, lat) to metres (east, north)."""
    return [(float(x), float(y)) for x, y in (np.asarray(points) - MIDDLE) * _SCALE]


def to_degrees(points: Sequence[Point]) -> list[Point]:
    """Metres back to degrees, to about 0.1 m."""
    return [(round(float(x), 6), round(float(y), 6)) for x, y in np.asarray(points) / _SCALE + MIDDLE]


def shape_in_degrees(shape: Any) -> Any:
    """A shape, or an array of them, in degrees, to about 0.1 m; still valid after the rounding."""
    exact = shapely.transform(shape, lambda points: points / _SCALE + MIDDLE)
    return shapely.transform(shapely.set_precision(exact, 1e-6), lambda points: np.round(points, 6))


def polygons(shape: Any) -> list[Any]:
    """The polygons of a shape, largest first."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    return sorted(parts, key=lambda part: -part.area)


def lines(shape: Any) -> list[Any]:
    """The lines of a shape, longest first."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString" and part.length > 0]
    return sorted(parts, key=lambda part: -part.length)


def read_outline() -> Outline:
    data = json.loads(resource("district/jiangbei.json").read_text(encoding="utf-8"))
    streets = tuple(
        Street(it["code"], it["name"], it["name_en"], to_ground([it["centre"]])[0], None) for it in data["streets"]
    )
    shape = shapely.Polygon(to_ground(data["outline"]))
    return Outline(data["name"], data["name_en"], shape, streets)

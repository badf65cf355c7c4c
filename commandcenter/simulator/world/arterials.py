"""The main roads, drawn by hand along the district's long axis, and the roads along the streets' borders."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import shapely

from commandcenter.adapters.resources import resource
from commandcenter.simulator.world.ground import Outline, Point, Street, lines, to_ground

SECONDARY, MINOR = "secondary", "minor"
_SHORTEST_BORDER_M = 500.0


class Road(NamedTuple):
    """`kind` is trunk, primary, secondary or minor; `street` the code of the street that it is counted to.

    `shape` is a line in metres.
    """

    name: str
    name_en: str
    kind: str
    street: str
    shape: Any


def draw_arterials(outline: Outline) -> list[Road]:
    inside = shapely.buffer(outline.shape, -40)
    found = []
    for it in json.loads(resource("district/main-roads.json").read_text(encoding="utf-8"))["roads"]:
        curve = lines(shapely.intersection(_curve(to_ground(it["points"])), inside))[0]
        found.append(Road(it["name"], it["name_en"], it["class"], it["street"], curve))
    return found


def draw_border_roads(outline: Outline, streets: list[Street]) -> list[Road]:
    """A road along each longer border of two streets, without a name yet."""
    inside = shapely.buffer(outline.shape, -40)
    found = []
    for one, other in combinations(streets, 2):
        shared = lines(shapely.line_merge(shapely.intersection(one.shape, other.shape)))
        clipped = lines(shapely.intersection(bend(shared[0]), inside)) if shared else []
        if clipped and clipped[0].length >= _SHORTEST_BORDER_M:
            found.append(Road("", "", SECONDARY, one.code, clipped[0]))
    return found


def bend(line: Any) -> Any:
    """The line with the lie of the land in it: a smooth shift that is the same for everything near by."""
    return shapely.transform(shapely.segmentize(line, 90.0), _shift)


def _shift(points: Any) -> Any:
    x, y = points[:, 0], points[:, 1]
    wild = np.clip((x + 6000.0) / 12000.0, 0.15, 1.0)  # the hills begin east of the town
    east = np.sin(x / 900.0 + 1.3) + np.sin(y / 620.0 + x / 2100.0)
    north = np.sin(y / 830.0 + 0.4) + np.sin(x / 710.0 - y / 1900.0)
    return np.column_stack([x + 95.0 * wild * east, y + 95.0 * wild * north])


def _curve(points: list[Point]) -> Any:
    """A smooth line through the points (Catmull-Rom), with a corner at each of them kept exactly."""
    known = np.array([points[0], *points, points[-1]])
    t = np.linspace(0.0, 1.0, 12, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(known[:-3], known[1:-2], known[2:-1], known[3:], strict=True):
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return shapely.LineString(np.vstack([*parts, known[-1:]]))

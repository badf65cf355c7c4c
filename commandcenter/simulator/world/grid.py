"""Unit grid cells (单元网格): small parcels that share out every street, exactly as many as the district has."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians, sin, sqrt
from random import Random
from typing import Any, NamedTuple

import numpy as np
import shapely

from commandcenter.simulator.world.ground import Street, polygons

CELLS = 7405
_URBAN = ("001", "002", "003", "004", "005", "006", "007")
_URBAN_DENSITY = 3.5


class Cell(NamedTuple):
    """`code` is the street's 9 digits and a serial of 7; `shape` is in metres."""

    code: str
    street: str
    shape: Any


def draw_grid(streets: list[Street], random: Random) -> list[Cell]:
    return [
        Cell(f"{street.code}{serial:07d}", street.code, shape)
        for street, count in zip(streets, _shares(streets), strict=True)
        for serial, shape in enumerate(_parcels(street.shape, count, random), start=1)
    ]


def _shares(streets: list[Street]) -> list[int]:
    """How many cells each street has: by area, more where the town is dense; the sum is CELLS."""
    weights = [street.shape.area * (_URBAN_DENSITY if street.code[-3:] in _URBAN else 1.0) for street in streets]
    exact = [CELLS * weight / sum(weights) for weight in weights]
    shares = [int(share) for share in exact]
    by_rest = sorted(range(len(shares)), key=lambda i: shares[i] - exact[i])
    for i in by_rest[: CELLS - sum(shares)]:
        shares[i] += 1
    return shares


def _parcels(shape: Any, count: int, random: Random) -> Iterator[Any]:
    """`count` parcels, in rows from the north-west."""
    middles = shapely.MultiPoint(_middles(shape, count, random))
    cells = shapely.get_parts(shapely.voronoi_polygons(middles, extend_to=shape, ordered=True))
    for part in shapely.intersection(cells, shape):
        yield polygons(part)[0]


def _middles(shape: Any, count: int, random: Random) -> Any:
    """Middles of the parcels: a turned lattice, shaken a little, of exactly `count` points inside the shape."""
    spacing = sqrt(shape.area / count)
    angle = random.uniform(0, 90)
    shapely.prepare(shape)
    while True:
        points = _lattice(shape, spacing, angle, random)
        inside = points[shapely.contains_xy(shape, points)]
        if len(inside) >= count:
            break
        spacing *= 0.995
    depth = shapely.distance(shape.exterior, shapely.points(inside))
    kept = inside[np.sort(np.argsort(-depth, kind="stable")[:count])]
    return kept[np.lexsort((kept[:, 0], -np.round(kept[:, 1] / spacing)))]


def _lattice(shape: Any, spacing: float, angle: float, random: Random) -> Any:
    left, bottom, right, top = shape.bounds
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    half = int(np.hypot(right - left, top - bottom) / 2 / spacing) + 1
    steps = np.arange(-half, half + 1) * spacing
    x, y = np.meshgrid(steps, steps)
    shake = np.random.default_rng(random.getrandbits(32)).uniform(-0.22, 0.22, (x.size, 2)) * spacing
    turn = np.array([[cos(radians(angle)), -sin(radians(angle))], [sin(radians(angle)), cos(radians(angle))]])
    return (np.column_stack([x.ravel(), y.ravel()]) + shake) @ turn.T + middle

"""The road network: main roads, and in every street a lattice that hangs together; 339 roads in 406 segments."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians, sin
from random import Random
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.ops import substring

from commandcenter.simulator.world.arterials import (
    MINOR,
    SECONDARY,
    Road,
    bend,
    draw_arterials,
    draw_border_roads,
)
from commandcenter.simulator.world.ground import Outline, Street, lines
from commandcenter.simulator.world.names import road_names

ROADS = 339
SEGMENTS = 406
_SHARES: dict[str, int] = {
    "500105001": 30,
    "500105002": 24,
    "500105003": 34,
    "500105004": 34,
    "500105005": 36,
    "500105006": 44,
    "500105007": 36,
    "500105008": 20,
    "500105009": 20,
    "500105100": 28,
    "500105101": 16,
    "500105102": 10,
}
_SHORTEST_M = 140.0
_OVER_BORDER_M = 40.0


class Segment(NamedTuple):
    """A part of a road that one segment chief (路段长) answers for."""

    id: str
    road_id: str
    road: Road
    shape: Any


def draw_roads(outline: Outline, streets: list[Street], random: Random) -> list[Road]:
    main = [*draw_arterials(outline), *draw_border_roads(outline, streets)]
    shares = _exact_shares(ROADS - len(main))
    unnamed = list(main)
    ground = shapely.buffer(outline.shape, -40.0)
    for street in streets:
        unnamed += _draw_lattice(street, ground, shares[street.code], unnamed, random)
    return _name(unnamed)


def cut_segments(roads: list[Road]) -> list[Segment]:
    """Cuts whatever is longest until there are SEGMENTS; each part of a road is equally long."""
    counts = [1] * len(roads)
    while sum(counts) < SEGMENTS:
        longest = max(range(len(roads)), key=lambda i: roads[i].shape.length / counts[i])
        counts[longest] += 1
    found: list[Segment] = []
    for number, (road, count) in enumerate(zip(roads, counts, strict=True), start=1):
        for part in range(count):
            shape = substring(road.shape, part / count, (part + 1) / count, normalized=True)
            found.append(Segment(f"SEG-{len(found) + 1:03d}", f"RD-{number:03d}", road, shape))
    return found


def _exact_shares(total: int) -> dict[str, int]:
    """_SHARES scaled to a sum of `total`."""
    exact = {code: share * total / sum(_SHARES.values()) for code, share in _SHARES.items()}
    shares = {code: int(share) for code, share in exact.items()}
    for code in sorted(exact, key=lambda code: shares[code] - exact[code])[: total - sum(shares.values())]:
        shares[code] += 1
    return shares


def _draw_lattice(street: Street, ground: Any, count: int, others: list[Road], random: Random) -> list[Road]:
    """`count` roads in the street, each crossing one that is there already."""
    near = [road.shape for road in others if shapely.distance(road.shape, street.shape) < 1.0]
    inside = shapely.intersection(shapely.buffer(street.shape, _OVER_BORDER_M), ground)
    angle = random.uniform(-25, 25)
    spacing = (street.shape.area / (count * 2.2)) ** 0.5
    while True:
        accepted = _connected(list(_candidates(street.shape, inside, spacing, angle, random)), near, count)
        if len(accepted) == count:
            return [Road("", "", _kind(shape), street.code, shape) for shape in accepted]
        spacing *= 0.93


def _kind(shape: Any) -> str:
    return SECONDARY if shape.length > 1300.0 else MINOR


def _candidates(shape: Any, inside: Any, spacing: float, angle: float, random: Random) -> Iterator[Any]:
    """Bent lattice lines inside the shape, some whole, most of them cut short where they cross others."""
    left, bottom, right, top = shape.bounds
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    reach = float(np.hypot(right - left, top - bottom)) / 2
    steps = int(reach / spacing) + 1
    turn = np.array([[cos(radians(angle)), -sin(radians(angle))], [sin(radians(angle)), cos(radians(angle))]])
    offsets = [[(i + random.uniform(-0.3, 0.3)) * spacing for i in range(-steps, steps + 1)] for _ in range(2)]
    for axis, here in enumerate(offsets):
        across = offsets[1 - axis]
        for offset in here:
            for start, end in _runs(len(across), random):
                ends = np.array([[across[start], offset], [across[end], offset]])
                line = bend(shapely.LineString((ends if axis == 0 else ends[:, ::-1]) @ turn.T + middle))
                parts = lines(shapely.intersection(line, inside))
                yield from (part for part in parts if part.length >= _SHORTEST_M)


def _runs(crossings: int, random: Random) -> Iterator[tuple[int, int]]:
    """First and last crossing of the pieces of one lattice line."""
    if random.random() < 0.22:
        yield 0, crossings - 1
        return
    at = 0
    while at < crossings - 1:
        end = min(crossings - 1, at + random.randint(2, 4))
        if random.random() < 0.85:
            yield at, end
        at = end if random.random() < 0.5 else end + 1


def _connected(candidates: list[Any], near: list[Any], count: int) -> list[Any]:
    """Up to `count` of the candidates, longest first, each touching what was taken before it."""
    taken: list[Any] = list(near)
    waiting = sorted(candidates, key=lambda line: -line.length)
    found: list[Any] = []
    grown = True
    while grown and len(found) < count:
        grown, left = False, []
        for line in waiting:
            if len(found) < count and shapely.intersects(line, np.array(taken)).any():
                taken.append(line)
                found.append(line)
                grown = True
            else:
                left.append(line)
        waiting = left
    return found


def _name(roads: list[Road]) -> list[Road]:
    """Gives a name to each road that has none: the longer a road, the plainer its name."""
    stock = {code: road_names(code) for code in _SHARES}
    used = {road.name for road in roads}
    named = {}
    for i in sorted(range(len(roads)), key=lambda i: -roads[i].shape.length):
        if not roads[i].name:
            name, name_en = next(it for it in stock[roads[i].street] if it[0] not in used)
            used.add(name)
            named[i] = roads[i]._replace(name=name, name_en=name_en)
    return [named.get(i, road) for i, road in enumerate(roads)]

"""Who comes along: lanes of vehicles, people on pavements and squares, riders at the kerb."""

from __future__ import annotations

import random
from collections.abc import Sequence

from commandcenter.simulator.cameras import palette
from commandcenter.simulator.cameras.figures import Walker
from commandcenter.simulator.cameras.riders import Rider
from commandcenter.simulator.cameras.scene import Mover
from commandcenter.simulator.cameras.scenes import LOOP_SECONDS
from commandcenter.simulator.cameras.traffic import Signal, arrivals, drive
from commandcenter.simulator.cameras.trips import Path, Spot, steady, with_stops
from commandcenter.simulator.cameras.vehicle_shapes import SHAPES
from commandcenter.simulator.cameras.vehicles import Vehicle


def lane(
    rng: random.Random,
    path: Path,
    count: int,
    speed: float,
    heavy: float = 0.12,
    stop_line: float | None = None,
    go: Signal | None = None,
    splash: tuple[float, float] | None = None,
) -> list[Mover]:
    """`count` vehicles a minute on one lane, at about `speed` m/s."""
    kinds = [palette.vehicle(rng, heavy) for _ in range(count)]
    coming = arrivals(rng, [SHAPES[kind].length for kind, _ in kinds], speed)
    by_start = {arrival.start: kind for arrival, kind in zip(coming, kinds, strict=True)}
    return [
        Vehicle(trip, *by_start[trip.start], splash=splash) for trip in drive(path, coming, stop_line=stop_line, go=go)
    ]


def walkers(
    rng: random.Random, start: Spot, end: Spot, spread: float, count: int, umbrellas: float = 0.0
) -> list[Mover]:
    """People between two places, both ways, within `spread` metres of the straight line."""
    movers: list[Mover] = []
    for _ in range(count):
        dx, dz = rng.uniform(-spread, spread), rng.uniform(-spread, spread)
        ends = [(start[0] + dx, start[1] + dz), (end[0] + dx, end[1] + dz)]
        if rng.random() < 0.5:
            ends.reverse()
        path = Path(tuple(ends))
        begin, speed = rng.uniform(0, LOOP_SECONDS), rng.uniform(1.05, 1.5)
        movers.append(Walker(steady(path, begin, speed), palette.clothes(rng, umbrellas)))
    return movers


def strollers(rng: random.Random, routes: Sequence[Sequence[Spot]], count: int, umbrellas: float = 0.0) -> list[Mover]:
    """People on one of several routes each, with a stop on the way now and then."""
    movers: list[Mover] = []
    for _ in range(count):
        route = [(x + rng.uniform(-0.9, 0.9), z + rng.uniform(-0.9, 0.9)) for x, z in rng.choice(routes)]
        if rng.random() < 0.5:
            route.reverse()
        path = Path(tuple(route))
        stops = [(path.length * rng.uniform(0.3, 0.7), rng.uniform(2, 7))] if rng.random() < 0.35 else []
        trip = with_stops(path, rng.uniform(0, LOOP_SECONDS), rng.uniform(1.0, 1.4), stops)
        movers.append(Walker(trip, palette.clothes(rng, umbrellas)))
    return movers


def riders(rng: random.Random, path: Path, count: int, speed: float = 5.5) -> list[Mover]:
    """Two-wheelers on one path, some of them couriers with a box."""
    movers: list[Mover] = []
    for index in range(count):
        begin = LOOP_SECONDS * (index + rng.uniform(0.1, 0.7)) / count
        courier = rng.choice(palette.COURIERS) if rng.random() < 0.5 else None
        outfit = palette.clothes(rng)
        movers.append(Rider(steady(path, begin, speed * rng.uniform(0.95, 1.05)), outfit, box=courier))
    return movers

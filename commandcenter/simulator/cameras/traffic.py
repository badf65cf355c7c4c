"""Lanes of vehicles that keep their distance and stop at red: a minute of traffic that repeats without a seam."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from commandcenter.simulator.cameras.scenes import LOOP_SECONDS
from commandcenter.simulator.cameras.trips import Path, Trip

STEP = 0.1
ROUNDS = 4

Signal = Callable[[float], bool]
"""Second of the loop → may one drive on?"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A vehicle that enters its lane at second `start`; speeds in m/s, length in metres."""

    start: float
    speed: float
    length: float


@dataclass(slots=True)
class _Car:
    arrival: Arrival
    index: int
    born: float
    place: float = 0.0
    speed: float = 0.0
    keys: list[tuple[float, float]] = field(default_factory=list)


def arrivals(rng: random.Random, lengths: Sequence[float], speed: float, least_gap: float = 2.2) -> list[Arrival]:
    """One vehicle for each length, spread at random over the loop."""
    spare = LOOP_SECONDS - least_gap * len(lengths)
    shares = sorted(rng.random() for _ in lengths)
    offset = rng.uniform(0, LOOP_SECONDS)
    return [
        Arrival(
            (offset + share * max(spare, 0) + least_gap * index) % LOOP_SECONDS, speed * rng.uniform(0.9, 1.1), size
        )
        for index, (share, size) in enumerate(zip(shares, lengths, strict=True))
    ]


def drive(
    path: Path, coming: Sequence[Arrival], stop_line: float | None = None, go: Signal | None = None
) -> list[Trip]:
    """Trips of one lane's vehicles, in the order of `coming`.

    The minute is driven several times over, until the queue at its end is the queue at its beginning; the last
    round is taken. A vehicle longer under way than the loop is not let in (its trip would meet itself).
    """
    order = sorted(range(len(coming)), key=lambda index: coming[index].start)
    waiting = [
        _Car(coming[index], index, round_ * LOOP_SECONDS + coming[index].start, speed=coming[index].speed)
        for round_ in range(ROUNDS)
        for index in order
    ]
    finished = _run(waiting, path.length, stop_line, go)
    chosen = {
        car.index: car for car in finished if (ROUNDS - 2) * LOOP_SECONDS <= car.born < (ROUNDS - 1) * LOOP_SECONDS
    }
    return [
        Trip(path, chosen[index].arrival.start, tuple(chosen[index].keys))
        for index in range(len(coming))
        if index in chosen and chosen[index].keys[-1][0] < LOOP_SECONDS - 0.5
    ]


def _run(waiting: list[_Car], length: float, stop_line: float | None, go: Signal | None) -> list[_Car]:
    """Let the cars in as their time comes; those that have reached the end, with the way that they made."""
    lane: list[_Car] = []
    finished: list[_Car] = []
    clock = 0.0
    while clock < (ROUNDS + 1) * LOOP_SECONDS and (waiting or lane):
        while waiting and waiting[0].born <= clock:
            lane.append(waiting.pop(0))
        _advance(lane, clock, stop_line, go)
        while lane and lane[0].place >= length:
            finished.append(lane.pop(0))
        clock += STEP
    return finished


def _advance(lane: list[_Car], clock: float, stop_line: float | None, go: Signal | None) -> None:
    ahead: _Car | None = None
    for car in lane:
        car.keys.append((clock - car.born, car.place))
        gap, closing = 1e6, 0.0
        if ahead is not None:
            gap, closing = ahead.place - ahead.arrival.length - car.place, car.speed - ahead.speed
        if stop_line is not None and go is not None and car.place < stop_line and not go(clock % LOOP_SECONDS):
            to_line = stop_line - car.place
            if to_line > car.speed**2 / 9.0 and to_line < gap:
                gap, closing = to_line, car.speed
        car.speed = max(0.0, car.speed + _acceleration(car, max(gap, 0.3), closing) * STEP)
        car.place += car.speed * STEP
        ahead = car


def _acceleration(car: _Car, gap: float, closing: float) -> float:
    """The intelligent driver model: free road, less the wish to keep 2 m and 1.3 s."""
    wish = 2.0 + max(0.0, car.speed * 1.3 + car.speed * closing / (2 * math.sqrt(1.6 * 2.2)))
    push = 1.6 * (1 - (car.speed / car.arrival.speed) ** 4 - (wish / gap) ** 2)
    return max(push, -6.0)

"""Where a moving thing is at a moment of the loop: paths over the ground and trips along them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from commandcenter.simulator.cameras.scenes import LOOP_SECONDS

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pose:
    """A place on the ground; `heading` in radians from +z to the right, `gone` metres so far, `speed` in m/s."""

    x: float
    z: float
    heading: float
    gone: float = 0.0
    speed: float = 0.0


@dataclass(frozen=True)
class Path:
    """A line over the ground through some corners, (x, z) in metres."""

    corners: tuple[Spot, ...]
    marks: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        steps = (math.dist(a, b) for a, b in zip(self.corners, self.corners[1:], strict=False))
        object.__setattr__(self, "marks", tuple(accumulate(steps, initial=0.0)))

    @property
    def length(self) -> float:
        return self.marks[-1]

    def at(self, gone: float) -> tuple[float, float, float]:
        """x, z and heading after `gone` metres; the heading turns smoothly around a corner."""
        x, z, heading = self._leg(gone)
        before, after = self._leg(gone - 0.8)[2], self._leg(gone + 0.8)[2]
        turn = math.remainder(after - before, 2 * math.pi)
        if abs(turn) > 1e-6:
            heading = before + turn / 2
        return x, z, heading

    def _leg(self, gone: float) -> tuple[float, float, float]:
        index = min(max(bisect_right(self.marks, gone) - 1, 0), len(self.corners) - 2)
        (x0, z0), (x1, z1) = self.corners[index], self.corners[index + 1]
        size = self.marks[index + 1] - self.marks[index] or 1.0
        share = (gone - self.marks[index]) / size
        return x0 + share * (x1 - x0), z0 + share * (z1 - z0), math.atan2(x1 - x0, z1 - z0)


def rounded(corners: Sequence[Spot], radius: float) -> Path:
    """A path whose inner corners are arcs (of about `radius` metres)."""
    smooth: list[Spot] = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        for step in range(9):
            share = step / 8
            a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
            smooth.append((a * start[0] + b * corner[0] + c * end[0], a * start[1] + b * corner[1] + c * end[1]))
    smooth.append(corners[-1])
    return Path(tuple(smooth))


def _towards(start: Spot, end: Spot, metres: float) -> Spot:
    size = math.dist(start, end)
    share = min(0.5, metres / size)
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


@dataclass(frozen=True)
class Trip:
    """One way along a path: it begins at second `start` of the loop and lasts as long as `keys` say.

    `keys` are (seconds since start, metres gone), both never falling; before and after it the thing is not there.
    A trip shorter than the loop may cross its end: it goes on at the loop's beginning.
    """

    path: Path
    start: float
    keys: tuple[tuple[float, float], ...]

    def at(self, second: float) -> Pose | None:
        since = (second - self.start) % LOOP_SECONDS
        if since > self.keys[-1][0]:
            return None
        index = max(bisect_right(self.keys, (since, math.inf)) - 1, 0)
        if index == len(self.keys) - 1:
            index -= 1
        (t0, s0), (t1, s1) = self.keys[index], self.keys[index + 1]
        speed = (s1 - s0) / max(t1 - t0, 1e-6)
        gone = s0 + speed * (since - t0)
        x, z, heading = self.path.at(gone)
        return Pose(x, z, heading, gone, speed)


def steady(path: Path, start: float, speed: float) -> Trip:
    """A trip at one speed (m/s); slower ones than the loop allows are sped up to fit."""
    lasts = min(path.length / speed, LOOP_SECONDS - 0.5)
    return Trip(path, start, ((0.0, 0.0), (lasts, path.length)))


def with_stops(path: Path, start: float, speed: float, stops: Sequence[tuple[float, float]]) -> Trip:
    """A walk that pauses: `stops` are (metres gone, seconds of pause)."""
    keys: list[tuple[float, float]] = [(0.0, 0.0)]
    now, place = 0.0, 0.0
    for metres, pause in (*stops, (path.length, 0.0)):
        now += (metres - place) / speed
        place = metres
        keys.append((now, place))
        if pause > 0:
            now += pause
            keys.append((now, place))
    if now >= LOOP_SECONDS:
        squeeze = (LOOP_SECONDS - 0.5) / now
        keys = [(t * squeeze, s) for t, s in keys]
    return Trip(path, start, tuple(keys))

"""The gate of an estate: a barrier that lifts for cars, a guard's booth, people who come and go beside it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from commandcenter.simulator.cameras import crowd, palette, props
from commandcenter.simulator.cameras.facades import Facade
from commandcenter.simulator.cameras.figures import Clothes, Stander
from commandcenter.simulator.cameras.kinds.roads import KERB, WHITE, house_facade, is_dark
from commandcenter.simulator.cameras.light import Lamp, light_of
from commandcenter.simulator.cameras.materials import asphalt, between, blend, joints, line, slabs
from commandcenter.simulator.cameras.raycast import Block, Ground, Surface
from commandcenter.simulator.cameras.scene import Detail, Drawing, Mover, Paint, Scene, seen
from commandcenter.simulator.cameras.scenes import SceneSpec
from commandcenter.simulator.cameras.stage import Stage
from commandcenter.simulator.cameras.trips import Path, Trip, with_stops
from commandcenter.simulator.cameras.vehicles import Vehicle
from commandcenter.simulator.cameras.view import Floats, View

GATE = 15.0
DRIVE = 3.4
NAMES = ("融景苑", "江湾雅居", "海尔花园", "华新小区", "石马佳苑", "北城名都")


@dataclass(frozen=True, slots=True)
class Barrier:
    """A striped arm from x0 to x1 at depth z, up from `opens` for `stays` seconds, at several moments of the loop."""

    x0: float
    x1: float
    z: float
    opens: tuple[float, ...]
    stays: float = 6.5

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        raised = max((self._raised((second - begin) % 60.0) for begin in self.opens), default=0.0)
        return seen(view, (self.x0, 1.5, self.z), 4.5, lambda stage: self._paint(stage, raised))

    def _raised(self, since: float) -> float:
        return max(0.0, min(1.0, since / 1.4, (self.stays - since) / 1.4))

    def _paint(self, stage: Stage, raised: float) -> None:
        rise, reach = 3.0 * raised, 1.0 - 0.80 * raised
        for part in range(8):
            a, b = part / 8, (part + 1) / 8
            start = (self.x0 + (self.x1 - self.x0) * a * reach, 1.0 + rise * a, self.z)
            end = (self.x0 + (self.x1 - self.x0) * b * reach, 1.0 + rise * b, self.z)
            stage.rod(start, end, 0.10, (0.58, 0.16, 0.13) if part % 2 else (0.66, 0.66, 0.64))
        stage.rod((self.x0, 0.0, self.z), (self.x0, 1.15, self.z), 0.30, (0.52, 0.44, 0.18))


def build(spec: SceneSpec) -> Scene:
    rng = random.Random(spec.seed)
    view = View(
        rng.uniform(-3.5, 4.5),
        rng.uniform(4.8, 6.0),
        0.0,
        rng.uniform(-7, 7),
        rng.uniform(10.5, 13),
        rng.uniform(62, 70),
    )
    lamps = (
        Lamp(-5.6, 4.2, GATE - 1, power=22.0),
        Lamp(5.6, 4.2, GATE - 1, power=22.0),
        Lamp(0, 6.5, GATE + 22, power=40.0),
    )
    light = light_of(spec.daylight, lamps, rng.choice((-0.7, 0.8)))
    name = next((name for name in NAMES if name in spec.name), rng.choice(NAMES))
    return Scene(
        view, light, _ground(spec.seed), _blocks(rng), _details(rng, view, is_dark(spec.daylight), name), _movers(rng)
    )


def _ground(seed: int) -> Ground:
    def ground(x: Floats, z: Floats, foot: Floats) -> Surface:
        inside = between(z, GATE, 400.0, foot)
        drive = blend(asphalt(x, z, seed, 0.28), 0.3 * inside * joints(x, z, 2.0, 2.0, 0.04, foot), (0.14, 0.14, 0.14))
        drive = blend(drive, 0.7 * line(x, 0.0, 0.13, foot) * between(z, 5.0, GATE - 1, foot), WHITE)
        for stop in (GATE - 1.6, GATE + 1.2):
            drive = blend(drive, 0.7 * line(z, stop, 0.35, foot), WHITE)
        bump = line(z, GATE - 4.2, 0.5, foot)
        stripe = between(x % 1.0, 0.0, 0.5, foot)[:, None] * (0.50, 0.42, 0.14) + 0.06
        drive = blend(drive, bump, stripe)
        walk = slabs(x, z, foot, (0.42, 0.38, 0.35), (0.5, 0.25), seed + 1)
        off = between(abs(x), DRIVE, 300.0, foot)
        rgb = blend(drive, off, walk)
        return Surface(blend(rgb, line(abs(x), DRIVE + 0.12, 0.25, foot), KERB))

    return ground


def _blocks(rng: random.Random) -> tuple[Block, ...]:
    stone = Facade(wall=(0.40, 0.36, 0.32), window=(0, 0), dirt=0.4, seed=3)
    plaster = Facade(wall=(0.52, 0.48, 0.42), window=(0, 0), dirt=0.8, seed=5)
    booth = Facade(
        wall=(0.50, 0.51, 0.50), bay=1.1, floor=2.9, window=(0.85, 0.45), glass=(0.20, 0.26, 0.28), lit=1.0, dirt=0.1
    )
    blocks = [
        Block(-7.4, -5.9, GATE - 0.7, GATE + 0.7, 5.2, stone), Block(5.9, 7.4, GATE - 0.7, GATE + 0.7, 5.2, stone),
        Block(-7.4, 7.4, GATE - 0.6, GATE + 0.6, 6.4, stone, y0=5.2),
        Block(-40.0, -7.4, GATE - 0.2, GATE + 0.2, 2.6, plaster),
        Block(7.4, 40.0, GATE - 0.2, GATE + 0.2, 2.6, plaster),
        Block(3.6, 5.8, GATE - 1.2, GATE + 1.0, 2.8, booth),
    ]  # fmt: skip
    for x0, x1 in ((-40.0, -14.0), (12.0, 38.0)):
        for step in range(3):
            z = GATE + 16 + step * 28
            blocks.append(Block(x0, x1, z, z + 15, rng.choice((33.0, 55.0, 58.0)), house_facade(rng, 0.0, 0.4)))
    blocks.append(Block(-13.0, 11.0, GATE + 88, GATE + 100, 58.0, house_facade(rng, 0.0, 0.4)))
    return tuple(blocks)


def _details(rng: random.Random, view: View, night: bool, name: str) -> tuple[Detail, ...]:
    things: list[tuple[float, float, Paint]] = [
        (
            0.0,
            GATE - 0.65,
            props.board(0.0, GATE - 0.62, 5.3, (5.2, 1.0), (0.24, 0.20, 0.17), name, (0.72, 0.62, 0.40)),
        ),
        (
            4.7,
            GATE - 1.25,
            props.board(4.7, GATE - 1.22, 2.32, (1.7, 0.4), (0.14, 0.22, 0.34), "门卫室", (0.8, 0.8, 0.8)),
        ),
    ]
    for side in (-1, 1):
        for index in range(5):
            x, z = side * rng.uniform(5.0, 9.0), GATE + 7 + 11.0 * index
            things.append((x, z, props.tree(x, z, rng.uniform(4.5, 7.0), rng.randrange(10**6))))
        for index in range(4):
            x = side * (8.4 + 2.4 * index)
            things.append((x, GATE - 1.1, props.bush(x, GATE - 1.1, rng.uniform(0.5, 0.9), rng.randrange(10**6))))
    if night:
        for x in (-5.6, 5.6):
            things.append((x, GATE - 1.0, _globe(x)))
    things.sort(key=lambda thing: -thing[1])
    return tuple(props.standing(paint, view, x, z) for x, z, paint in things)


def _globe(x: float) -> Paint:
    def paint(stage: Stage) -> None:
        stage.ball((x, 4.2, GATE - 0.9), 0.22, (1.0, 0.9, 0.7), lit=(1.3, 1.3, 1.3))
        stage.glow((x, 4.2, GATE - 0.9), 1.7, (1.0, 0.78, 0.46), 0.8)

    return paint


def _movers(rng: random.Random) -> tuple[Mover, ...]:
    movers: list[Mover] = []
    incoming, outgoing = _cars(rng, (4.0, 36.0), 1.7, inward=True), _cars(rng, (21.0, 50.0), -1.7, inward=False)
    for car, _ in (*incoming, *outgoing):
        movers.append(car)
    movers.append(Barrier(3.3, 0.2, GATE - 0.5, tuple(opens for _, opens in incoming)))
    movers.append(Barrier(-3.3, -0.2, GATE + 0.4, tuple(opens for _, opens in outgoing)))
    guard = Clothes(coat=(0.14, 0.17, 0.24), legs=(0.10, 0.11, 0.15), hat=(0.10, 0.12, 0.18))
    movers.append(Stander(4.3, GATE - 2.2, 3.6, guard, period=10.0))
    movers += crowd.strollers(rng, [[(-4.8, 2.0), (-4.7, GATE - 1), (-4.7, GATE + 4), (-6.0, GATE + 30)]], 7)
    movers += crowd.strollers(rng, [[(-14.0, 9.0), (-5.0, 11.0), (-4.7, GATE + 1), (-4.5, GATE + 26)]], 4)
    movers += crowd.walkers(rng, (-16.0, 8.0), (16.0, 8.0), 1.4, 3)
    return tuple(movers)


def _cars(rng: random.Random, starts: tuple[float, ...], x: float, inward: bool) -> list[tuple[Vehicle, float]]:
    """Cars that wait for the barrier, and the seconds at which it opens for them."""
    cars = []
    for start in starts:
        begin = start + rng.uniform(0, 3)
        path = Path(((x, -6.0), (x, GATE + 62)) if inward else ((x, GATE + 62), (x, -6.0)))
        halt = GATE - 3.8 + 6.0 if inward else 62.0 - 3.6
        slow = _slowing(with_stops(path, begin, 5.5, ((halt, 2.4),)))
        arrives = next(t for t, s in slow.keys if s >= halt - 0.01)
        kind, colour = palette.vehicle(rng, 0.0)
        cars.append((Vehicle(slow, kind, colour), (begin + arrives + 0.8) % 60.0))
    return cars


def _slowing(trip: Trip) -> Trip:
    """The same trip with braking before the stop and a gentle start after it."""
    (t0, s0), (t1, s1), (t2, s2), (t3, s3) = trip.keys
    speed, ease = s1 / t1, 7.0
    keys = [(t0, s0), (t1 - ease / speed, s1 - ease)]
    for step in range(1, 9):
        share = step / 8
        keys.append((t1 - ease / speed + share * 2 * ease / speed, s1 - ease * (1 - share) ** 2))
    lost = ease / speed
    keys.append((t2 + lost, s2))
    for step in range(1, 9):
        share = step / 8
        keys.append((t2 + lost + share * 2 * ease / speed, s2 + ease * share**2))
    keys.append((t3 + 2 * lost, s3))
    return Trip(trip.path, trip.start, tuple(keys))

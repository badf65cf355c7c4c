"""A lift hall: three lifts whose doors open now and then, people who wait, get in and come out."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from commandcenter.simulator.cameras import palette, props
from commandcenter.simulator.cameras.facades import Facade
from commandcenter.simulator.cameras.figures import Walker
from commandcenter.simulator.cameras.light import Lamp, light_of
from commandcenter.simulator.cameras.materials import Colour, slabs
from commandcenter.simulator.cameras.raycast import Block, Ground, Surface
from commandcenter.simulator.cameras.scene import Detail, Drawing, Mover, Paint, Scene, seen
from commandcenter.simulator.cameras.scenes import Daylight, SceneSpec
from commandcenter.simulator.cameras.stage import Point, Stage
from commandcenter.simulator.cameras.trips import rounded, with_stops
from commandcenter.simulator.cameras.view import Floats, View

WALL = 8.2
DOOR, HIGH = 0.62, 2.15
"""Half the width and the height of a lift's door."""
DOORS = (-3.0, 0.0, 3.0)
STEEL: Colour = (0.40, 0.41, 0.42)


@dataclass(frozen=True, slots=True)
class Lift:
    """A lift at x: its doors stand open from each of `opens` for `stays` seconds."""

    x: float
    opens: tuple[float, ...]
    floors: tuple[int, ...]
    stays: float = 7.0

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        gap = max((self._gap((second - begin) % 60.0) for begin in self.opens), default=0.0)
        behind = seen(view, (self.x, 1.0, WALL + 1.2), 2.0, self._paint_car)
        doors = seen(view, (self.x, 1.0, WALL - 0.02), 2.0, lambda stage: self._paint_doors(stage, gap, second))
        return (*behind, *doors) if gap > 0 else doors

    def _gap(self, since: float) -> float:
        return max(0.0, min(1.0, since / 1.6, (self.stays - since) / 1.6))

    def _paint_car(self, stage: Stage) -> None:
        x0, x1 = self.x - DOOR, self.x + DOOR
        stage.polygon(
            [(x0, 0, WALL), (x1, 0, WALL), (x1, HIGH, WALL), (x0, HIGH, WALL)], (0.50, 0.48, 0.44), lit=(0.9, 0.9, 0.9)
        )
        back = WALL + 1.4
        stage.polygon([(x0, 0, WALL), (x1, 0, WALL), (x1, 0, back), (x0, 0, back)], (0.22, 0.21, 0.20), lit=(1, 1, 1))
        stage.rod((x0 + 0.1, 0.95, back), (x1 - 0.1, 0.95, back), 0.05, (0.7, 0.7, 0.7))

    def _paint_doors(self, stage: Stage, gap: float, second: float) -> None:
        open_by = gap * DOOR
        for side in (-1, 1):
            inner, outer = self.x + side * open_by, self.x + side * DOOR
            if abs(outer - inner) > 0.02:
                leaf = [
                    (inner, 0, WALL - 0.02),
                    (outer, 0, WALL - 0.02),
                    (outer, HIGH, WALL - 0.02),
                    (inner, HIGH, WALL - 0.02),
                ]
                stage.polygon(leaf, STEEL)
                shine = inner + (outer - inner) * 0.35
                stage.rod((shine, 0.1, WALL - 0.03), (shine, HIGH - 0.1, WALL - 0.03), 0.10, (0.48, 0.49, 0.50), 0.6)
        if gap == 0:
            stage.rod((self.x, 0, WALL - 0.03), (self.x, HIGH, WALL - 0.03), 0.02, (0.12, 0.12, 0.12))
        self._paint_floor(stage, 1 if gap > 0 else self.floors[int(second // 4) % len(self.floors)])

    def _paint_floor(self, stage: Stage, floor: int) -> None:
        """The number over the door."""

        def plate(half: float, low: float, high: float, z: float) -> list[Point]:
            return [
                (self.x - half, high, z),
                (self.x + half, high, z),
                (self.x + half, low, z),
                (self.x - half, low, z),
            ]

        stage.polygon(plate(0.2, 2.30, 2.52, WALL - 0.03), (0.05, 0.05, 0.05))
        stage.under((1.2, 1.2, 1.2)).write(plate(0.12, 2.33, 2.49, WALL - 0.04), f"{floor:02d}", (0.85, 0.36, 0.20))


def build(spec: SceneSpec) -> Scene:
    rng = random.Random(spec.seed)
    side = rng.choice((-1, 1))
    view = View(
        side * rng.uniform(1.5, 3.2), 2.85, 0.6, -side * rng.uniform(10, 20), rng.uniform(13, 16), rng.uniform(76, 84)
    )
    lamps = tuple(Lamp(x, 3.0, z, (1.0, 0.96, 0.90), 3.4) for x in (-3.0, 0.0, 3.0) for z in (3.2, 6.2))
    light = light_of(Daylight.OVERCAST)
    light = replace(light, ambient=(0.56, 0.56, 0.56), sun_colour=(0, 0, 0), lamps=lamps, haze_metres=400.0)
    wait = tuple(sorted(rng.sample(range(2, 54, 9), 5)))
    lifts = tuple(
        Lift(x, tuple(float(w) for w in wait[index::3]), tuple(rng.randint(2, 31) for _ in range(15)))
        for index, x in enumerate(DOORS)
    )
    movers: list[Mover] = [*lifts]
    for lift in lifts:
        for begin in lift.opens:
            movers += _people(rng, lift.x, begin)
    return Scene(view, light, _ground(spec.seed), _blocks(rng), _details(view), tuple(movers))


def _ground(seed: int) -> Ground:
    def ground(x: Floats, z: Floats, foot: Floats) -> Surface:
        rgb = slabs(x, z, foot, (0.40, 0.375, 0.34), (0.8, 0.8), seed)
        return Surface(rgb, np.full(len(x), 0.42, dtype=np.float32), 0.0012)

    return ground


def _blocks(rng: random.Random) -> tuple[Block, ...]:
    stone = Facade(
        wall=rng.choice(((0.46, 0.42, 0.36), (0.42, 0.42, 0.41), (0.48, 0.44, 0.40))), window=(0, 0), dirt=0.0, seed=2
    )
    plain = Facade(wall=(0.56, 0.55, 0.52), window=(0, 0), dirt=0.1, seed=4, roof=(0.5, 0.5, 0.5))
    blocks = [Block(-5.6, 5.6, -2.0, 10.0, 3.4, plain, y0=3.12, shadow=False)]
    edges = [-5.2, *(edge for x in DOORS for edge in (x - DOOR, x + DOOR)), 5.2]
    for x0, x1 in zip(edges[::2], edges[1::2], strict=True):
        blocks.append(Block(x0, x1, WALL, WALL + 0.4, 3.2, stone))
    blocks += [Block(x - DOOR, x + DOOR, WALL, WALL + 0.4, 3.2, stone, y0=HIGH) for x in DOORS]
    blocks += [Block(-5.6, -5.2, -2.0, WALL + 0.4, 3.2, plain), Block(5.2, 5.6, -2.0, WALL + 0.4, 3.2, plain)]
    blocks.append(Block(-5.2, 5.2, WALL + 1.6, WALL + 2.0, 3.2, plain))
    return tuple(blocks)


def _details(view: View) -> tuple[Detail, ...]:
    details = []
    for x in DOORS:
        details.append(Detail(_frame(x)))
        panel = props.box((x + 0.98, 1.0, WALL - 0.05), (x + 1.12, 1.45, WALL), (0.30, 0.31, 0.32))
        details.append(Detail(panel))
    for x, text in ((-1.5, "小心夹手"), (1.5, "请勿倚靠")):
        details.append(
            Detail(props.board(x, WALL - 0.04, 1.55, (0.62, 0.30), (0.50, 0.44, 0.18), text, (0.1, 0.1, 0.1)))
        )
    details.append(Detail(_lights))
    for x in (-4.6, 4.6):
        details.append(
            props.standing(props.box((x - 0.3, 0, 7.0), (x + 0.3, 0.5, 7.6), (0.30, 0.27, 0.25)), view, x, 7.0)
        )
        details.append(props.standing(props.bush(x, 7.3, 0.5, 7, base=0.5), view, x, 7.3))
    return tuple(details)


def _frame(x: float) -> Paint:
    def paint(stage: Stage) -> None:
        for side in (-1, 1):
            edge = x + side * (DOOR + 0.06)
            stage.rod((edge, 0.06, WALL - 0.03), (edge, HIGH, WALL - 0.03), 0.12, (0.28, 0.28, 0.29))
        stage.rod(
            (x - DOOR - 0.06, HIGH + 0.06, WALL - 0.03),
            (x + DOOR + 0.06, HIGH + 0.06, WALL - 0.03),
            0.12,
            (0.28, 0.28, 0.29),
        )

    return paint


def _lights(stage: Stage) -> None:
    for x in (-3.0, 0.0, 3.0):
        for z in (3.2, 6.2):
            panel = [
                (x - 0.55, 3.1, z - 0.3),
                (x + 0.55, 3.1, z - 0.3),
                (x + 0.55, 3.1, z + 0.3),
                (x - 0.55, 3.1, z + 0.3),
            ]
            stage.polygon(panel, (1.0, 0.98, 0.94), lit=(1.6, 1.6, 1.6))


def _people(rng: random.Random, x: float, opens: float) -> list[Mover]:
    """Some who wait for the doors and get in, and some who come out first."""
    movers: list[Mover] = []
    for index in range(rng.randint(1, 2)):
        wait = (x + rng.uniform(-0.7, 0.7), WALL - 1.7 - 0.6 * index)
        way = rounded([(rng.choice((-4.2, 4.2)), 0.2), (wait[0] * 0.6, 4.0), wait, (x, WALL + 0.9)], 0.5)
        pause, speed = rng.uniform(3, 11), 1.15
        until = way.length - 2.7
        begin = opens + 3.0 - pause - until / speed
        movers.append(Walker(with_stops(way, begin % 60.0, speed, ((until, pause),)), palette.clothes(rng)))
    for index in range(rng.randint(0, 2)):
        way = rounded([(x + 0.2, WALL + 0.9), (x + rng.uniform(-0.3, 0.3), 6.0), (rng.choice((-4.0, 3.8)), 0.0)], 0.8)
        movers.append(Walker(with_stops(way, (opens + 1.5 + 0.8 * index) % 60.0, 1.25, ()), palette.clothes(rng)))
    return movers

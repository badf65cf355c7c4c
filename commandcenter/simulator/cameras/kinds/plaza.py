"""A square before a shopping centre with many people on their ways."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from commandcenter.simulator.cameras import crowd, palette, props
from commandcenter.simulator.cameras.facades import Facade
from commandcenter.simulator.cameras.figures import Stander
from commandcenter.simulator.cameras.kinds.roads import is_dark, skyline
from commandcenter.simulator.cameras.light import Lamp, light_of
from commandcenter.simulator.cameras.materials import Colour, between, blend, line, slabs
from commandcenter.simulator.cameras.raycast import Block, Ground, Surface
from commandcenter.simulator.cameras.scene import Detail, Drawing, Mover, Paint, Scene, seen
from commandcenter.simulator.cameras.scenes import Daylight, SceneSpec
from commandcenter.simulator.cameras.stage import Stage
from commandcenter.simulator.cameras.view import Floats, View

FRONT = 44.0
SIGNS = ("北城天街", "观音桥广场", "星光里", "江北城")
SCREEN: tuple[Colour, ...] = ((0.16, 0.26, 0.34), (0.34, 0.24, 0.20), (0.20, 0.30, 0.24), (0.32, 0.30, 0.22))


@dataclass(frozen=True, slots=True)
class BigScreen:
    """A large screen on a wall: four pictures of fifteen seconds, each with bars that move."""

    x0: float
    x1: float
    y0: float
    y1: float
    z: float

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        return seen(view, ((self.x0 + self.x1) / 2, self.y0, self.z), 14.0, lambda stage: self._paint(stage, second))

    def _paint(self, stage: Stage, second: float) -> None:
        turn = int(second // 15)
        base, strength = SCREEN[turn], 1.1 if stage.light.night else 1.5
        lit = (strength, strength, strength)
        corners = [(self.x0, self.y0), (self.x1, self.y0), (self.x1, self.y1), (self.x0, self.y1)]
        stage.polygon([(x, y, self.z) for x, y in corners], base, lit=lit)
        wide, high = self.x1 - self.x0, self.y1 - self.y0
        for bar in range(5):
            share = 0.5 + 0.42 * math.sin(2 * math.pi * second / 15 * (1 + bar % 3) + bar * 1.7)
            left = self.x0 + wide * (0.08 + 0.18 * bar)
            top = self.y0 + high * (0.12 + 0.7 * share)
            ring = [
                (left, self.y0 + high * 0.1),
                (left + wide * 0.12, self.y0 + high * 0.1),
                (left + wide * 0.12, top),
                (left, top),
            ]
            stage.polygon(
                [(x, y, self.z - 0.02) for x, y in ring], (base[2] * 1.5, base[0] * 1.4, base[1] * 1.5), lit=lit
            )


def build(spec: SceneSpec) -> Scene:
    rng = random.Random(spec.seed)
    view = View(
        rng.uniform(-8, 8), rng.uniform(7.5, 9.5), 0.0, rng.uniform(-10, 10), rng.uniform(12.5, 15), rng.uniform(62, 70)
    )
    spots = [(x, z) for x in (-15.0, 0.0, 15.0) for z in (16.0, 32.0)]
    lamps = [Lamp(x, 6.0, z, (1.0, 0.86, 0.66), 24.0) for x, z in spots]
    lamps.append(Lamp(0, 8, FRONT - 4, (0.8, 0.85, 0.9), 60.0))
    light = light_of(spec.daylight, tuple(lamps), rng.choice((-0.8, 0.6)))
    name = next((name for name in SIGNS if name in spec.name), rng.choice(SIGNS))
    details = _details(rng, view, is_dark(spec.daylight), name)
    return Scene(view, light, _ground(spec.seed), _blocks(rng), details, _movers(rng, spec.daylight))


def _ground(seed: int) -> Ground:
    def ground(x: Floats, z: Floats, foot: Floats) -> Surface:
        rgb = slabs(x, z, foot, (0.43, 0.41, 0.39), (0.9, 0.9), seed)
        away = np.hypot(x, z - 22.0).astype(np.float32)
        for radius in (4.5, 9.0, 13.5):
            rgb = blend(rgb, 0.7 * line(away, radius, 0.8, foot), (0.28, 0.24, 0.23))
        rays = line(np.mod(np.arctan2(x, z - 22.0), np.pi / 4) * np.minimum(away, 13.5), 0.0, 0.5, foot)
        rgb = blend(rgb, 0.5 * rays * between(away, 4.5, 13.5, foot), (0.30, 0.27, 0.26))
        band = np.maximum(line(np.mod(x, 18.0), 9.0, 0.7, foot), line(np.mod(z, 18.0), 9.0, 0.7, foot))
        rgb = blend(rgb, 0.55 * band * (away > 14), (0.30, 0.28, 0.27))
        return Surface(rgb, np.full(len(x), 0.10, dtype=np.float32), 0.006)

    return ground


def _blocks(rng: random.Random) -> tuple[Block, ...]:
    mall = Facade(wall=(0.44, 0.42, 0.40), bay=4.6, floor=5.0, window=(0.90, 0.62), glass=(0.20, 0.24, 0.27),
                  shops=True, lit=0.75, seed=rng.randrange(99), dirt=0.15)  # fmt: skip
    wing = Facade(
        wall=(0.50, 0.47, 0.43), bay=3.6, floor=4.4, window=(0.7, 0.5), shops=True, lit=0.5, seed=rng.randrange(99)
    )
    blocks = [
        Block(-26.0, 22.0, FRONT, FRONT + 26, 24.0, mall), Block(22.0, 48.0, FRONT - 24, FRONT + 20, 18.0, wing),
        Block(-56.0, -32.0, FRONT - 30, FRONT + 20, 20.0, wing),
    ]  # fmt: skip
    return (*blocks, *skyline(rng, (-80.0, 70.0), (95.0, 200.0), 7))


def _details(rng: random.Random, view: View, night: bool, name: str) -> tuple[Detail, ...]:
    sign = props.board(-14.0, FRONT - 0.3, 7.4, (11.0, 1.9), (0.16, 0.17, 0.18), name, (0.80, 0.76, 0.66))
    things: list[tuple[float, float, Paint]] = [(-14.0, FRONT - 0.3, sign)]
    for x, z in ((-10.0, 13.0), (10.5, 14.0), (-11.0, 30.0), (11.5, 31.0), (-20.0, 22.0), (20.0, 36.0)):
        planter = props.box((x - 1.5, 0, z - 1.5), (x + 1.5, 0.55, z + 1.5), (0.40, 0.38, 0.36))
        things.append((x, z + 0.1, planter))
        things.append((x, z, props.tree(x, z, rng.uniform(4.2, 5.4), rng.randrange(10**6))))
    for x, z in ((-4.0, 36.0), (5.0, 37.0), (-22.0, 34.0)):
        things.append(
            (
                x,
                z,
                props.box(
                    (x - 1.6, 0, z - 0.9), (x + 1.6, 2.3, z + 0.9), rng.choice(((0.33, 0.28, 0.24), (0.27, 0.30, 0.31)))
                ),
            )
        )
    for x in (-15.0, 15.0):
        for z in (16.0, 32.0):
            things.append((x, z, props.lamp_post(x, z, 5.6, 0.5, night)))
    things.sort(key=lambda thing: -thing[1])
    return tuple(props.standing(paint, view, x, z) for x, z, paint in things)


def _movers(rng: random.Random, daylight: Daylight) -> tuple[Mover, ...]:
    routes = [
        [(-30.0, 12.0), (-3.0, 20.0), (4.0, 42.0)], [(28.0, 10.0), (4.0, 20.0), (-6.0, 42.0)],
        [(-26.0, 26.0), (26.0, 24.0)], [(-4.0, 4.0), (0.0, 24.0), (2.0, 42.0)], [(6.0, 4.0), (-18.0, 38.0)],
        [(-24.0, 36.0), (20.0, 18.0)], [(-14.0, 5.0), (16.0, 12.0)],
    ]  # fmt: skip
    umbrellas = 0.35 if daylight is Daylight.OVERCAST else 0.0
    movers = crowd.strollers(rng, routes, 24, umbrellas)
    for _ in range(3):
        x, z = rng.uniform(-8, 8), rng.uniform(15, 33)
        for turn in range(rng.choice((2, 3))):
            angle = turn * 2.1 + rng.uniform(-0.2, 0.2)
            at = (x + 0.7 * math.sin(angle), z + 0.7 * math.cos(angle))
            movers.append(
                Stander(*at, angle + math.pi, palette.clothes(rng), period=rng.choice((5.0, 6.0, 10.0)), phase=angle)
            )
    movers.append(BigScreen(2.0, 15.0, 7.4, 14.0, FRONT - 0.25))
    return tuple(movers)

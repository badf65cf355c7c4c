"""A back yard behind the houses: cesspool covers, a vent pipe with its fan, a fence, someone who looks after them."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from commandcenter.simulator.cameras import palette, props
from commandcenter.simulator.cameras.facades import Facade
from commandcenter.simulator.cameras.figures import Walker
from commandcenter.simulator.cameras.kinds.roads import WALLS, house_facade, is_dark
from commandcenter.simulator.cameras.light import Lamp, light_of
from commandcenter.simulator.cameras.materials import Colour, asphalt, between, blend, joints, line, noise, soil
from commandcenter.simulator.cameras.raycast import Block, Ground, Surface
from commandcenter.simulator.cameras.scene import Detail, Drawing, Mover, Paint, Scene, seen
from commandcenter.simulator.cameras.scenes import SceneSpec
from commandcenter.simulator.cameras.stage import Stage
from commandcenter.simulator.cameras.trips import rounded, with_stops
from commandcenter.simulator.cameras.vehicle_shapes import VehicleKind
from commandcenter.simulator.cameras.view import Floats, View

IRON: Colour = (0.17, 0.16, 0.15)


@dataclass(frozen=True, slots=True)
class Vapour:
    """Thin vapour that rises from the vent; each puff lives for `period` seconds, a divisor of the loop."""

    x: float
    z: float
    top: float
    period: float = 6.0

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        return seen(view, (self.x, self.top + 1, self.z), 2.0, lambda stage: self._paint(stage, second))

    def _paint(self, stage: Stage, second: float) -> None:
        for puff in range(6):
            age = (second / self.period + puff / 6) % 1.0
            drift = 0.9 * age + 0.1 * math.sin(2 * math.pi * (age + puff * 0.37))
            spot = (self.x + drift, self.top + 1.7 * age, self.z - 0.3 * age)
            stage.ball(spot, 0.14 + 0.42 * age, (0.72, 0.73, 0.73), 0.13 * math.sin(math.pi * age))


def build(spec: SceneSpec) -> Scene:
    rng = random.Random(spec.seed)
    view = View(
        rng.uniform(-3, 3), rng.uniform(4.6, 5.6), 0.0, rng.uniform(-8, 8), rng.uniform(21, 25), rng.uniform(62, 70)
    )
    lamps = (Lamp(-4.0, 4.2, 16.4, (1.0, 0.82, 0.58), 26.0), Lamp(6.0, 4.6, 9.0, (0.9, 0.9, 0.85), 14.0))
    light = light_of(spec.daylight, lamps, rng.choice((-0.7, 0.8)))
    covers = tuple((rng.uniform(-0.4, 0.4) + dx, 8.6 + dz) for dx, dz in ((-1.9, 0.2), (0.4, 0.0), (2.7, 0.3)))
    vent = (rng.choice((-4.6, 4.8)), 11.4)
    details = _details(rng, view, vent, is_dark(spec.daylight))
    movers = _movers(rng, covers, vent)
    return Scene(view, light, _ground(spec.seed, covers), _blocks(rng), details, movers)


def _ground(seed: int, covers: tuple[tuple[float, float], ...]) -> Ground:
    def ground(x: Floats, z: Floats, foot: Floats) -> Surface:
        rgb = asphalt(x, z, seed, 0.34)
        rgb = blend(rgb, 0.35 * joints(x, z - 1.0, 3.6, 3.6, 0.04, foot), (0.12, 0.12, 0.12))
        stain = np.clip(noise(x, z, 0.02, seed + 4, 1.1) - 0.25, 0, 1)
        rgb = blend(rgb, np.asarray(0.6 * stain, dtype=np.float32), (0.14, 0.14, 0.13))
        rgb = blend(rgb, between(np.abs(x), 6.6, 60.0, foot) * (z < 15.5), soil(x, z, seed, (0.17, 0.19, 0.12)))
        rgb = blend(rgb, line(np.abs(x), 6.55, 0.22, foot) * (z < 15.5), (0.44, 0.43, 0.42))
        for cx, cz in covers:
            away = np.hypot(x - cx, z - cz).astype(np.float32)
            square = between(np.maximum(np.abs(x - cx), np.abs(z - cz)), -1, 0.78, foot)
            rgb = blend(rgb, square, (0.40, 0.39, 0.37))
            rgb = blend(rgb, between(away, -1, 0.52, foot), (0.08, 0.08, 0.08))
            rgb = blend(rgb, between(away, -1, 0.47, foot), IRON)
            studs = between(np.mod(x - cx, 0.14), 0.0, 0.06, foot) * between(np.mod(z - cz, 0.14), 0.0, 0.06, foot)
            rgb = blend(rgb, 0.55 * studs * between(away, -1, 0.40, foot), (0.36, 0.35, 0.34))
            rgb = blend(rgb, 0.8 * line(away, 0.62, 0.05, foot), (0.60, 0.50, 0.16))
        puddle = np.clip((noise(x, z, 0.035, seed + 9, 1.2) - 0.72) * 6, 0, 1)
        return Surface(rgb, np.asarray(0.55 * puddle * (np.abs(x) < 6.5), dtype=np.float32), 0.004)

    return ground


def _blocks(rng: random.Random) -> tuple[Block, ...]:
    plaster = Facade(wall=rng.choice(WALLS), window=(0, 0), dirt=1.0, seed=rng.randrange(99))
    back = house_facade(rng, 0.0, 0.2)
    left = Block(-16.0, -9.0, 3.0, 17.0, 2.4, plaster)
    return (
        Block(-14.0, 5.5, 17.0, 28.0, 17.5, back),
        Block(6.8, 20.0, 19.0, 34.0, 22.0, house_facade(rng, 0.0, 0.2)),
        left,
    )


def _details(rng: random.Random, view: View, vent: tuple[float, float], night: bool) -> tuple[Detail, ...]:
    things: list[tuple[float, float, Paint]] = [
        (7.6, 10.0, props.fence((7.6, 4.0), (7.6, 16.5), 1.7, 0.16, (0.24, 0.30, 0.27))),
        (-8.0, 10.0, props.fence((-8.0, 4.0), (-8.0, 16.8), 1.7, 0.16, (0.24, 0.30, 0.27))),
        (vent[0], vent[1], _vent(*vent)),
        (-3.0, 16.6, props.box((-3.6, 0, 16.2), (-2.4, 2.15, 16.95), (0.30, 0.33, 0.31))),
        (3.6, 15.9, _bins(3.2, 15.9)),
        (
            1.0,
            16.9,
            props.board(0.6, 16.95, 1.5, (2.6, 0.62), (0.58, 0.50, 0.18), "化粪池 严禁烟火", (0.10, 0.09, 0.08)),
        ),
    ]
    if rng.random() < 0.7:
        kind = rng.choice((VehicleKind.VAN, VehicleKind.SUV))
        x = 4.3 if vent[0] < 0 else -4.5
        things.append((x, 13.2, props.parked(x, 13.2, math.pi * 0.5, kind, rng.choice(palette.VANS))))
    for index in range(5):
        x = rng.choice((-7.2, 8.6)) + rng.uniform(-0.4, 0.4)
        things.append(
            (x, 6.0 + 2.3 * index, props.bush(x, 6.0 + 2.3 * index, rng.uniform(0.4, 0.8), rng.randrange(10**6)))
        )
    if night:
        things.append((-4.0, 16.9, _wall_lamp(-4.0, 16.9)))
    things.sort(key=lambda thing: -thing[1])
    return tuple(props.standing(paint, view, x, z) for x, z, paint in things)


def _vent(x: float, z: float) -> Paint:
    cabinet = props.box((x - 0.45, 0, z - 0.35), (x + 0.45, 1.15, z + 0.35), (0.46, 0.48, 0.48))

    def paint(stage: Stage) -> None:
        stage.rod((x, 1.0, z), (x, 3.1, z), 0.26, (0.45, 0.46, 0.46))
        stage.rod((x, 3.1, z), (x + 0.35, 3.25, z), 0.26, (0.45, 0.46, 0.46))
        cabinet(stage)
        stage.ball((x, 0.66, z - 0.36), 0.27, (0.16, 0.17, 0.17))
        for blade in range(4):
            angle = math.pi / 4 * blade
            dx, dy = 0.24 * math.cos(angle), 0.24 * math.sin(angle)
            stage.rod((x - dx, 0.66 - dy, z - 0.37), (x + dx, 0.66 + dy, z - 0.37), 0.05, (0.40, 0.41, 0.41))

    return paint


def _bins(x: float, z: float) -> Paint:
    bins = [
        props.box((x + 0.8 * index, 0, z), (x + 0.8 * index + 0.62, 1.0, z + 0.6), colour)
        for index, colour in enumerate(((0.18, 0.30, 0.22), (0.20, 0.26, 0.36), (0.36, 0.36, 0.36)))
    ]

    def paint(stage: Stage) -> None:
        for one in bins:
            one(stage)

    return paint


def _wall_lamp(x: float, z: float) -> Paint:
    def paint(stage: Stage) -> None:
        stage.ball((x, 4.2, z), 0.16, (1.0, 0.86, 0.6), lit=(1.2, 1.2, 1.2))
        stage.glow((x, 4.2, z), 1.6, (1.0, 0.80, 0.50), 0.8)

    return paint


def _movers(
    rng: random.Random, covers: tuple[tuple[float, float], ...], vent: tuple[float, float]
) -> tuple[Mover, ...]:
    cx, cz = covers[1]
    way = rounded([(6.2, 18.4), (6.0, 14.6), (cx + 0.3, cz + 1.3), (cx - 2.2, cz + 1.2), (-5.6, 3.0)], 1.2)
    stops = ((way.length * 0.44, 9.0), (way.length * 0.58, 5.0))
    movers: list[Mover] = [
        Walker(with_stops(way, rng.uniform(0, 60), 1.1, stops), palette.worker_clothes(rng)),
        Vapour(vent[0] + 0.4, vent[1], 3.3),
    ]
    for _ in range(2):
        path = rounded([(6.1, 18.6), (5.4, 12.0), (rng.uniform(3, 5), 2.5)], 2.0)
        movers.append(Walker(with_stops(path, rng.uniform(0, 60), 1.25, ()), palette.clothes(rng)))
    return tuple(movers)

"""A building site: a digger at work, a tower crane that turns, lorries, workers in orange, a house in the raw."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from commandcenter.simulator.cameras import palette, props
from commandcenter.simulator.cameras.facades import Facade
from commandcenter.simulator.cameras.figures import Stander, Walker
from commandcenter.simulator.cameras.kinds.roads import skyline
from commandcenter.simulator.cameras.light import Lamp, light_of
from commandcenter.simulator.cameras.materials import Colour, between, blend, line, noise, soil, toned
from commandcenter.simulator.cameras.raycast import Block, Ground, Surface
from commandcenter.simulator.cameras.scene import Detail, Drawing, Mover, Paint, Scene, seen
from commandcenter.simulator.cameras.scenes import SceneSpec
from commandcenter.simulator.cameras.stage import Placed, Point, Stage
from commandcenter.simulator.cameras.trips import rounded, steady, with_stops
from commandcenter.simulator.cameras.vehicle_shapes import VehicleKind
from commandcenter.simulator.cameras.vehicles import Vehicle
from commandcenter.simulator.cameras.view import Floats, View

YELLOW: Colour = (0.52, 0.41, 0.12)
DARK: Colour = (0.10, 0.10, 0.10)


@dataclass(frozen=True, slots=True)
class Digger:
    """An excavator at (x, z): digs, turns, empties, turns back, every `period` seconds (a divisor of the loop)."""

    x: float
    z: float
    facing: float
    period: float = 12.0

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        return seen(view, (self.x, 2.0, self.z), 7.0, lambda stage: self._paint(stage, second))

    def _paint(self, stage: Stage, second: float) -> None:
        turn = 2 * math.pi * second / self.period
        heading = self.facing + 0.75 * (0.5 - 0.5 * math.cos(turn))
        dig = math.sin(turn * 2)
        sin, cos = math.sin(heading), math.cos(heading)

        def spot(right: float, up: float, ahead: float) -> Point:
            return self.x + right * cos + ahead * sin, up, self.z - right * sin + ahead * cos

        stage.shade(self.x, self.z, (1.9, 2.1), 0.6, self.facing)
        fs, fc = math.sin(self.facing), math.cos(self.facing)
        for side in (-1.1, 1.1):
            start = (self.x + side * fc - 1.6 * fs, 0.42, self.z - side * fs - 1.6 * fc)
            end = (self.x + side * fc + 1.6 * fs, 0.42, self.z - side * fs + 1.6 * fc)
            stage.rod(start, end, 0.8, DARK)
        parts = (
            [self._body, self._arm]
            if cos * (stage.view.z - self.z) + sin * (stage.view.x - self.x) > 0
            else [self._arm, self._body]
        )
        for part in parts:
            part(stage, spot, dig)

    def _body(self, stage: Stage, spot: Placed, dig: float) -> None:
        del dig
        stage.rod(spot(0, 1.45, -1.7), spot(0, 1.45, 0.9), 1.25, YELLOW)
        stage.rod(spot(0, 1.9, -1.9), spot(0, 1.9, -0.6), 0.7, toned(YELLOW, 0.85))
        stage.rod(spot(-0.6, 1.7, 0.6), spot(-0.6, 2.6, 0.5), 0.95, (0.15, 0.17, 0.18))
        stage.rod(spot(-0.95, 2.95, 0.5), spot(-0.25, 2.95, 0.5), 0.18, YELLOW)

    def _arm(self, stage: Stage, spot: Placed, dig: float) -> None:
        lift = 0.6 * dig
        elbow, wrist = spot(0.3, 4.4 + lift, 3.0), spot(0.3, 2.0 + 1.3 * lift, 5.0 + 0.5 * dig)
        bucket = spot(0.3, 1.0 + 1.3 * lift, 4.5 + 0.3 * dig)
        stage.rod(spot(0.3, 1.7, 0.8), elbow, 0.42, YELLOW)
        stage.rod(elbow, wrist, 0.32, YELLOW)
        stage.rod(spot(0.3, 2.6, 1.2), spot(0.3, 3.6 + 0.6 * lift, 2.2), 0.14, (0.5, 0.5, 0.5))
        stage.rod(wrist, bucket, 0.75, (0.20, 0.19, 0.17))


@dataclass(frozen=True, slots=True)
class TowerCrane:
    """A crane whose jib swings to and fro once a minute and whose hook goes up and down."""

    x: float
    z: float
    height: float = 25.0
    reach: float = 26.0

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        return seen(view, (self.x, self.height / 2, self.z), 45.0, lambda stage: self._paint(stage, second))

    def _paint(self, stage: Stage, second: float) -> None:
        angle = 0.9 * math.sin(2 * math.pi * second / 60) + 1.9
        sin, cos, top = math.sin(angle), math.cos(angle), self.height
        for side in (-0.6, 0.6):
            stage.rod((self.x + side, 0, self.z), (self.x + side, top + 4, self.z), 0.2, YELLOW)
        for rung in range(16):
            low, high = top * rung / 16, top * (rung + 1) / 16
            stage.rod((self.x - 0.6, low, self.z), (self.x + 0.6, high, self.z), 0.12, YELLOW)
        tip = (self.x + self.reach * sin, top + 0.6, self.z + self.reach * cos)
        tail = (self.x - 9 * sin, top + 0.6, self.z - 9 * cos)
        stage.rod(tail, tip, 0.55, YELLOW)
        for end in (tip, tail):
            stage.rod((self.x, top + 4, self.z), end, 0.1, (0.3, 0.3, 0.28))
        stage.rod(tail, (tail[0], top - 1.2, tail[2]), 1.6, (0.34, 0.34, 0.33))
        place = 0.62 + 0.2 * math.sin(2 * math.pi * second / 30)
        hook = (
            self.x + self.reach * place * sin,
            top * (0.5 + 0.25 * math.cos(2 * math.pi * second / 30)),
            self.z + self.reach * place * cos,
        )
        stage.rod((hook[0], top + 0.4, hook[2]), hook, 0.07, (0.15, 0.15, 0.15))
        stage.rod((hook[0] - 1.4, hook[1], hook[2]), (hook[0] + 1.4, hook[1], hook[2]), 0.5, (0.42, 0.40, 0.37))


def build(spec: SceneSpec) -> Scene:
    rng = random.Random(spec.seed)
    view = View(
        rng.uniform(-6, 6), rng.uniform(8.5, 10.5), 0.0, rng.uniform(-9, 9), rng.uniform(14, 17), rng.uniform(60, 68)
    )
    lamps = (Lamp(-14, 9, 22, (0.95, 0.95, 0.9), 130.0), Lamp(12, 9, 34, (0.95, 0.95, 0.9), 130.0))
    light = light_of(spec.daylight, lamps, rng.choice((-0.8, 0.7)))
    flip = rng.choice((-1, 1))
    details = _details(rng, view, flip)
    return Scene(view, light, _ground(spec.seed), _blocks(rng, flip), details, _movers(rng, flip))


def _ground(seed: int) -> Ground:
    def ground(x: Floats, z: Floats, foot: Floats) -> Surface:
        rgb = soil(x, z, seed, (0.30, 0.255, 0.205))
        haul = np.abs(x - 4.0 * np.sin(z / 17.0)) + 0.8 * noise(x, z, 0.1, seed, 1.0)
        rgb = blend(rgb, 0.55 * between(haul, -1.0, 3.4, np.full_like(foot, 1.2)), (0.33, 0.305, 0.27))
        for rut in (-1.1, 1.1):
            track = line(x - 4.0 * np.sin(z / 17.0), rut, 0.5, np.maximum(foot, 0.3))
            rgb = blend(rgb, 0.5 * track, (0.19, 0.165, 0.14))
        puddle = np.clip((noise(x, z, 0.07, seed + 4, 1.1) - 0.95) * 6, 0, 1)
        rgb = blend(rgb, np.asarray(0.6 * puddle, dtype=np.float32), (0.17, 0.15, 0.13))
        return Surface(rgb, np.asarray(0.6 * puddle, dtype=np.float32), 0.006)

    return ground


def _blocks(rng: random.Random, flip: int) -> tuple[Block, ...]:
    raw = Facade(
        wall=(0.45, 0.44, 0.42),
        bay=4.2,
        floor=3.3,
        window=(0.84, 0.72),
        glass=(0.09, 0.09, 0.09),
        lit=0.06,
        dirt=0.9,
        seed=8,
    )
    cabin = Facade(
        wall=(0.50, 0.54, 0.57), bay=2.9, floor=2.7, window=(0.4, 0.4), seed=6, dirt=0.3, roof=(0.24, 0.32, 0.42)
    )
    x0, x1 = (12.0, 40.0) if flip > 0 else (-40.0, -12.0)
    blocks = [Block(x0, x1, 46.0, 66.0, 36.5, raw)]
    cx0, cx1 = (-27.0, -14.0) if flip > 0 else (14.0, 27.0)
    blocks.append(Block(cx0, cx1, 36.0, 41.0, 5.4, cabin))
    return (*blocks, *skyline(rng, (-110.0, 100.0), (110.0, 260.0), 12))


def _details(rng: random.Random, view: View, flip: int) -> tuple[Detail, ...]:
    fence_z = 44.0
    hoarding = props.box((-60.0, 0, fence_z), (60.0, 2.2, fence_z + 0.2), (0.24, 0.34, 0.32))
    slogan = props.board(
        -flip * 4.0, fence_z - 0.1, 0.5, (17.0, 1.4), (0.24, 0.34, 0.32), "安全生产 人人有责", (0.70, 0.70, 0.66)
    )
    things: list[tuple[float, float, Paint]] = [(0.0, fence_z, hoarding), (0.0, fence_z - 0.1, slogan)]
    for index in range(4):
        x, z = flip * (10.5 + 2.3 * index), 27.0 + rng.uniform(-1, 1)
        things.append(
            (
                x,
                z,
                props.box(
                    (x - 0.9, 0, z - 1.4),
                    (x + 0.9, rng.uniform(0.6, 1.3), z + 1.4),
                    rng.choice(((0.40, 0.26, 0.20), (0.38, 0.37, 0.35))),
                ),
            )
        )
    for index in range(3):
        x, z = -flip * (12.0 + 3.4 * index), 22.0 + 3.0 * index
        things.append((x, z, _heap(x, z, rng.uniform(1.6, 2.6), rng.randrange(10**6))))
    pipes = [(-flip * 9.0 + 0.55 * index, 13.0) for index in range(5)]
    things += [(x, z, _pipe(x, z)) for x, z in pipes]
    things.sort(key=lambda thing: -thing[1])
    return tuple(props.standing(paint, view, x, z) for x, z, paint in things)


def _heap(x: float, z: float, size: float, seed: int) -> Paint:
    def paint(stage: Stage) -> None:
        rng = random.Random(seed)
        stage.shade(x, z, (size * 1.6, size * 1.3), 0.4)
        for step in range(260):
            rise = step / 260
            reach = size * 1.5 * (1 - rise)
            angle, out = rng.uniform(0, 2 * math.pi), reach * rng.random() ** 0.5
            bright = round(0.7 + 0.35 * rise + rng.uniform(-0.14, 0.14), 2)
            spot = (x + out * math.cos(angle), size * 0.75 * rise, z + out * math.sin(angle))
            stage.ball(spot, size * 0.12, toned((0.32, 0.27, 0.21), bright))

    return paint


def _pipe(x: float, z: float) -> Paint:
    def paint(stage: Stage) -> None:
        stage.rod((x, 0.27, z), (x, 0.27, z + 4.5), 0.48, (0.40, 0.40, 0.39))
        stage.ball((x, 0.27, z), 0.24, (0.46, 0.46, 0.45))
        stage.ball((x, 0.27, z - 0.02), 0.17, (0.10, 0.10, 0.10))

    return paint


def _movers(rng: random.Random, flip: int) -> tuple[Mover, ...]:
    movers: list[Mover] = [
        Digger(-flip * 5.5, 25.0, flip * 1.1, rng.choice((12.0, 15.0))),
        TowerCrane(-flip * 12.0, 96.0),
    ]
    for start in (rng.uniform(2, 8), rng.uniform(32, 38)):
        way = rounded([(flip * 30.0, 37.0), (flip * 3.5, 30.0), (flip * 4.0, 16.0), (flip * 1.0, -6.0)], 7.0)
        movers.append(Vehicle(steady(way, start, 3.6), VehicleKind.TIPPER, (0.42, 0.33, 0.14)))
    for _ in range(5):
        route = rounded([(rng.uniform(-14, 14), 12.0), (rng.uniform(-8, 8), 22.0), (rng.uniform(-16, 16), 34.0)], 2.0)
        trip = with_stops(route, rng.uniform(0, 60), 1.15, ((route.length * 0.5, rng.uniform(3, 9)),))
        movers.append(Walker(trip, palette.worker_clothes(rng)))
    for x, z in ((flip * 10.0, 24.5), (flip * 12.5, 24.2), (-flip * 8.0, 16.0)):
        movers.append(
            Stander(
                x,
                z,
                rng.uniform(0, 6),
                palette.worker_clothes(rng),
                rng.choice((2.0, 3.0, 4.0)),
                rng.uniform(0, 6),
                0.9,
            )
        )
    return tuple(movers)

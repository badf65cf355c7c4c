"""A food market's lane: stalls under awnings on both sides, sellers, many people between them."""

from __future__ import annotations

import math
import random

import numpy as np

from commandcenter.simulator.cameras import crowd, palette, props
from commandcenter.simulator.cameras.figures import Stander
from commandcenter.simulator.cameras.kinds.roads import house_facade
from commandcenter.simulator.cameras.light import Lamp, light_of
from commandcenter.simulator.cameras.materials import Colour, asphalt, blend, joints, noise, toned
from commandcenter.simulator.cameras.raycast import Block, Ground, Surface
from commandcenter.simulator.cameras.scene import Detail, Mover, Paint, Scene
from commandcenter.simulator.cameras.scenes import SceneSpec
from commandcenter.simulator.cameras.stage import Stage
from commandcenter.simulator.cameras.view import Floats, View

LANE = 3.0
GOODS: tuple[Colour, ...] = (
    (0.23, 0.30, 0.18), (0.42, 0.31, 0.20), (0.36, 0.20, 0.18),
    (0.46, 0.42, 0.32), (0.27, 0.23, 0.27), (0.30, 0.35, 0.23),
)  # fmt: skip
AWNINGS: tuple[tuple[Colour, Colour], ...] = (
    ((0.24, 0.29, 0.32), (0.40, 0.40, 0.39)), ((0.34, 0.23, 0.21), (0.40, 0.39, 0.37)),
    ((0.24, 0.30, 0.26), (0.40, 0.40, 0.37)),
)  # fmt: skip
STALL = 3.2


def build(spec: SceneSpec) -> Scene:
    rng = random.Random(spec.seed)
    view = View(
        rng.uniform(-1.2, 1.2), rng.uniform(4.6, 5.4), 0.0, rng.uniform(-5, 5), rng.uniform(15, 18), rng.uniform(64, 72)
    )
    lamps = tuple(
        Lamp(side * 2.6, 3.0, 6.0 + 6.4 * index, (1.0, 0.88, 0.66), 9.0) for index in range(6) for side in (-1, 1)
    )
    light = light_of(spec.daylight, lamps, rng.choice((-0.6, 0.6)))
    details = _stalls(rng, view, light.night)
    return Scene(view, light, _ground(spec.seed), _blocks(rng), details, _movers(rng))


def _ground(seed: int) -> Ground:
    def ground(x: Floats, z: Floats, foot: Floats) -> Surface:
        rgb = asphalt(x, z, seed, 0.33)
        rgb = blend(rgb, 0.3 * joints(x, z, 1.2, 1.2, 0.03, foot), (0.13, 0.13, 0.13))
        drain = np.clip(1 - np.abs(np.abs(x) - LANE + 0.25) / 0.14, 0, 1)
        rgb = blend(rgb, np.asarray(0.8 * drain, dtype=np.float32), (0.10, 0.10, 0.10))
        wet = np.clip((noise(x, z, 0.03, seed + 1, 1.0) - 0.15) * 2.5, 0, 1)
        rgb = blend(rgb, np.asarray(0.4 * wet, dtype=np.float32), (0.14, 0.14, 0.14))
        return Surface(rgb, np.asarray(0.5 * wet, dtype=np.float32), 0.004)

    return ground


def _blocks(rng: random.Random) -> tuple[Block, ...]:
    left = Block(-26.0, -LANE - 3.4, -4.0, 90.0, 15.5, house_facade(rng, 1.0))
    right = Block(LANE + 3.4, 26.0, -4.0, 90.0, 18.6, house_facade(rng, 1.0))
    return left, right, Block(-9.0, 9.0, 92.0, 110.0, 27.0, house_facade(rng, 0.0))


def _stalls(rng: random.Random, view: View, night: bool) -> tuple[Detail, ...]:
    details = []
    for index in reversed(range(11)):
        for side in (-1, 1):
            z = 5.5 + STALL * 1.25 * index
            paint = _stall(side, z, rng.randrange(10**6), night)
            details.append(Detail(paint, view.depth(side * LANE, z)))
    return tuple(details)


def _stall(side: int, z: float, seed: int, night: bool) -> Paint:
    """A counter of crates along the lane, an awning over it, a lamp below that."""
    rng = random.Random(seed)
    near, far = side * (LANE + 0.1), side * (LANE + 1.5)
    x0, x1 = min(near, far), max(near, far)
    stripes = rng.choice(AWNINGS)
    goods = [(row, column, rng.choice(GOODS)) for row in range(2) for column in range(4)]
    mounds = random.Random(seed + 1)

    def paint(stage: Stage) -> None:
        props.box((x0, 0, z), (x1, 0.75, z + STALL), (0.30, 0.29, 0.27))(stage)
        for row, column, colour in goods:
            a, b = x0 + row * 0.7, z + STALL - (column + 1) * STALL / 4
            props.box((a + 0.04, 0.75, b + 0.04), (a + 0.66, 0.92, b + STALL / 4 - 0.06), (0.34, 0.30, 0.24))(stage)
            mounds.seed(seed + row * 10 + column)
            for _ in range(26):
                spot = (a + 0.1 + 0.5 * mounds.random(), 0.93 + 0.12 * mounds.random(), b + 0.1 + 0.6 * mounds.random())
                stage.ball(spot, 0.075, toned(colour, round(mounds.uniform(0.75, 1.3), 2)))
        _canopy(stage, side, z, stripes)
        if night:
            stage.ball((side * 2.7, 2.35, z + STALL / 2), 0.09, (1, 0.95, 0.8), lit=(1.3, 1.3, 1.3))
            stage.glow((side * 2.7, 2.35, z + STALL / 2), 1.0, (1.0, 0.86, 0.6), 0.7)

    return paint


def _canopy(stage: Stage, side: int, z: float, stripes: tuple[Colour, Colour]) -> None:
    edge, wall, low, high = side * (LANE - 0.55), side * (LANE + 2.6), 2.45, 3.15
    for stripe in reversed(range(6)):
        a, b = z + STALL * stripe / 6, z + STALL * (stripe + 1) / 6
        colour = stripes[stripe % 2]
        stage.polygon([(edge, low, a), (edge, low, b), (wall, high, b), (wall, high, a)], colour)
        stage.polygon(
            [(edge, low, a), (edge, low, b), (edge, low - 0.22, b), (edge, low - 0.22, a)], toned(colour, 0.8)
        )
    stage.rod((edge, 0.0, z), (edge, low, z), 0.07, (0.40, 0.41, 0.42))


def _movers(rng: random.Random) -> tuple[Mover, ...]:
    routes = [
        [(-1.2, 1.0), (-1.0, 50.0)],
        [(1.2, 1.0), (1.0, 50.0)],
        [(0.0, 1.0), (1.4, 20.0), (-1.2, 34.0), (0.0, 50.0)],
    ]
    movers = crowd.strollers(rng, routes, 19)
    for index in range(8):
        for side in (-1, 1):
            if rng.random() < 0.6:
                z = 5.5 + STALL * 1.25 * index + rng.uniform(0.8, 2.2)
                heading = -side * math.pi / 2
                clothes = palette.clothes(rng)
                working = rng.choice((0.0, 0.8))
                movers.append(
                    Stander(
                        side * (LANE + 1.95),
                        z,
                        heading,
                        clothes,
                        rng.choice((3.0, 4.0, 6.0)),
                        rng.uniform(0, 6),
                        working,
                    )
                )
    return tuple(movers)

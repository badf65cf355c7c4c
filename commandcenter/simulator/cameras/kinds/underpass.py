"""A road under a bridge with water standing on it; cars slow down and throw it up."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np

from commandcenter.simulator.cameras import crowd, props
from commandcenter.simulator.cameras.facades import Facade
from commandcenter.simulator.cameras.kinds.riverside import Ripples
from commandcenter.simulator.cameras.kinds.roads import AMBER, KERB, LANE, WHITE, house_facade, wheel_tracks
from commandcenter.simulator.cameras.light import Lamp, light_of
from commandcenter.simulator.cameras.materials import asphalt, between, blend, dashes, line, noise, slabs
from commandcenter.simulator.cameras.raycast import Block, Ground, Surface
from commandcenter.simulator.cameras.scene import Detail, Mover, Paint, Scene
from commandcenter.simulator.cameras.scenes import SceneSpec
from commandcenter.simulator.cameras.stage import Stage
from commandcenter.simulator.cameras.trips import Path
from commandcenter.simulator.cameras.view import Floats, View

HALF = LANE + 0.6
BRIDGE = (24.0, 40.0)
CLEARANCE = 4.6
WATER = (17.0, 45.0)


def build(spec: SceneSpec) -> Scene:
    rng = random.Random(spec.seed)
    view = View(
        rng.uniform(-2.5, 2.5), rng.uniform(5.2, 6.2), 0.0, rng.uniform(-6, 6), rng.uniform(10, 13), rng.uniform(54, 62)
    )
    lamps = tuple(
        Lamp(side * 3.0, CLEARANCE - 0.3, z, (1.0, 0.84, 0.6), 9.0) for z in (27.0, 32.0, 37.0) for side in (-1, 1)
    )
    light = light_of(spec.daylight, lamps, 0.5)
    light = replace(light, lamps=lamps)
    return Scene(view, light, _ground(spec.seed), _blocks(rng), _details(rng, view), _movers(rng))


def _ground(seed: int) -> Ground:
    def ground(x: Floats, z: Floats, foot: Floats) -> Surface:
        rgb = wheel_tracks(asphalt(x, z, seed, 0.24), x, 1)
        rgb = blend(rgb, 0.7 * line(x, 0.0, 0.15, foot), AMBER)
        for side in (-1, 1):
            rgb = blend(rgb, 0.6 * line(x, side * (HALF - 0.4), 0.14, foot) * dashes(z, 12.0, 11.0, foot), WHITE)
        walk = slabs(x, z, foot, (0.38, 0.37, 0.36), (0.6, 0.6), seed)
        rgb = blend(rgb, between(np.abs(x), HALF, 300.0, foot), walk)
        rgb = blend(rgb, line(np.abs(x), HALF + 0.12, 0.26, foot), KERB)
        middle, reach = sum(WATER) / 2, (WATER[1] - WATER[0]) / 2
        edge = 1.0 - np.hypot((z - middle) / reach, x / (HALF + 0.3)) + 0.16 * noise(x, z, 0.06, seed + 1, 1.1)
        water = np.clip(edge * 5.0, 0, 1) * (np.abs(x) < HALF + 0.05)
        rgb = blend(rgb, np.asarray(0.72 * water, dtype=np.float32), (0.125, 0.125, 0.11))
        damp = np.clip((edge + 0.35) * 2, 0, 1) * 0.35
        rgb = blend(rgb, np.asarray(damp, dtype=np.float32), (0.13, 0.13, 0.13))
        shade = 1.0 - 0.62 * between(z, BRIDGE[0] + 1, BRIDGE[1] - 1, np.full_like(foot, 3.0))
        return Surface(
            np.asarray(rgb * shade[:, None], dtype=np.float32), np.asarray(water * 0.85, dtype=np.float32), 0.018
        )

    return ground


def _blocks(rng: random.Random) -> tuple[Block, ...]:
    concrete = Facade(wall=(0.42, 0.41, 0.40), window=(0, 0), dirt=1.0, seed=rng.randrange(99), roof=(0.30, 0.30, 0.30))
    wall = Facade(wall=(0.37, 0.36, 0.35), window=(0, 0), dirt=1.0, seed=rng.randrange(99), roof=(0.22, 0.22, 0.20))
    near, far = BRIDGE
    blocks = [
        Block(-60.0, 60.0, near, far, CLEARANCE + 1.5, concrete, y0=CLEARANCE, front=True),
        Block(-60.0, 60.0, near - 0.3, near, CLEARANCE + 2.4, concrete, y0=CLEARANCE + 0.9, front=True),
        Block(-40.0, -HALF - 2.4, near, far, CLEARANCE, wall), Block(HALF + 2.4, 40.0, near, far, CLEARANCE, wall),
        Block(-12.0, -HALF - 2.4, 2.0, near, 2.6, wall), Block(HALF + 2.4, 12.0, 2.0, near, 2.6, wall),
    ]  # fmt: skip
    for side in (-1, 1):
        for step in range(3):
            z = far + 14 + step * 30
            x0, x1 = (14.0, 34.0) if side > 0 else (-34.0, -14.0)
            blocks.append(Block(x0, x1, z, z + 24, rng.choice((18.6, 27.9, 55.0)), house_facade(rng, 0.5)))
    blocks += [
        Block(-50.0, -18.0, 14.0, 38.0, 24.0, house_facade(rng, 0.0)),
        Block(18.0, 50.0, 12.0, 38.0, 31.0, house_facade(rng, 0.0)),
    ]
    return tuple(blocks)


def _details(rng: random.Random, view: View) -> tuple[Detail, ...]:
    near = BRIDGE[0]
    things: list[tuple[float, float, Paint]] = [
        (
            0.0,
            near - 0.4,
            props.board(
                -1.75, near - 0.35, CLEARANCE + 1.05, (1.7, 0.62), (0.52, 0.44, 0.16), "限高4.5m", (0.08, 0.08, 0.08)
            ),
        ),
        (
            2.6,
            near - 0.4,
            props.board(
                2.2, near - 0.35, CLEARANCE + 1.05, (2.4, 0.62), (0.16, 0.24, 0.36), "积水慢行", (0.8, 0.8, 0.8)
            ),
        ),
        (HALF + 2.2, near - 0.2, _gauge(HALF + 2.1, near - 0.1)),
    ]
    for side in (-1, 1):
        for index in range(4):
            x, z = side * 10.0, BRIDGE[1] + 8 + 12.0 * index
            things.append((x, z, props.tree(x, z, rng.uniform(5, 7), rng.randrange(10**6))))
    things.sort(key=lambda thing: -thing[1])
    return tuple(props.standing(paint, view, x, z) for x, z, paint in things)


def _gauge(x: float, z: float) -> Paint:
    """A water gauge: a white board with red marks every ten centimetres."""

    def paint(stage: Stage) -> None:
        stage.polygon([(x - 0.22, 0, z), (x + 0.22, 0, z), (x + 0.22, 2.2, z), (x - 0.22, 2.2, z)], (0.66, 0.66, 0.64))
        for mark in range(1, 11):
            up = mark * 0.2
            left = x - (0.2 if mark % 5 == 0 else 0.05)
            stage.rod((left, up, z - 0.01), (x + 0.2, up, z - 0.01), 0.05, (0.60, 0.14, 0.12))

    return paint


def _movers(rng: random.Random) -> tuple[Mover, ...]:
    there = Path(((1.85, -6.0), (1.85, 110.0)))
    back = Path(((-1.85, 110.0), (-1.85, -6.0)))
    movers = crowd.lane(rng, there, rng.randint(5, 7), 7.0, 0.1, splash=WATER)
    movers += crowd.lane(rng, back, rng.randint(5, 7), 7.0, 0.1, splash=WATER)
    movers += crowd.walkers(rng, (HALF + 1.3, 4.0), (HALF + 1.3, 54.0), 0.4, 3, 0.5)
    spots = []
    for _ in range(40):
        z = rng.uniform(WATER[0] + 3, WATER[1] - 4)
        spots.append(
            (
                rng.uniform(-HALF + 0.6, HALF - 0.6),
                z,
                rng.uniform(0.15, 0.5),
                rng.choice((2.0, 3.0, 4.0)),
                rng.uniform(0, 6.3),
            )
        )
    movers.append(Ripples(tuple(spots)))
    return tuple(movers)

"""A street with traffic in both directions, seen from a pole."""

from __future__ import annotations

import random

import numpy as np

from commandcenter.simulator.cameras import crowd, palette, props
from commandcenter.simulator.cameras.facades import Facade
from commandcenter.simulator.cameras.kinds.roads import (
    AMBER,
    KERB,
    LANE,
    WHITE,
    house_facade,
    is_dark,
    skyline,
    wheel_tracks,
)
from commandcenter.simulator.cameras.light import Lamp, light_of
from commandcenter.simulator.cameras.materials import asphalt, between, blend, dashes, line, slabs, soil
from commandcenter.simulator.cameras.raycast import Block, Ground, Surface
from commandcenter.simulator.cameras.scene import Detail, Mover, Scene
from commandcenter.simulator.cameras.scenes import SceneSpec
from commandcenter.simulator.cameras.trips import Path
from commandcenter.simulator.cameras.view import Floats, View


def build(spec: SceneSpec) -> Scene:
    rng = random.Random(spec.seed)
    lanes = rng.choice((1, 2, 2))
    half = lanes * LANE + 0.5
    x, height, yaw = rng.uniform(-1.5, half + 2.0), rng.uniform(6.0, 8.0), rng.uniform(-9, 5)
    view = View(x, height, 0.0, yaw, rng.uniform(13, 17), rng.uniform(52, 62))
    night = is_dark(spec.daylight)
    posts = [(side * (half + 0.8), 14.0 + 24 * index) for index in range(6) for side in (-1, 1)]
    lamps = tuple(Lamp(x - np.sign(x) * 1.8, 8.2, z, power=34.0) for x, z in posts)
    light = light_of(spec.daylight, lamps, rng.choice((-0.8, 0.7)))
    green = rng.choice((-1, 0, 0, 1))
    details = (*_park(rng, view, half, green), *_details(rng, view, half, posts, night))
    movers = _traffic(rng, lanes, half)
    return Scene(view, light, _ground(spec.seed, lanes, half, green), _houses(rng, half, green), details, movers)


def _ground(seed: int, lanes: int, half: float, green: int) -> Ground:
    def ground(x: Floats, z: Floats, foot: Floats) -> Surface:
        road = wheel_tracks(asphalt(x, z, seed), x, lanes)
        road = blend(road, 0.8 * np.maximum(line(x, -0.12, 0.13, foot), line(x, 0.12, 0.13, foot)), AMBER)
        for index in range(1, lanes):
            broken = dashes(z, 9.0, 4.0, foot)
            for side in (-1, 1):
                road = blend(road, 0.75 * line(x, side * index * LANE, 0.14, foot) * broken, WHITE)
        for side in (-1, 1):
            road = blend(road, 0.6 * line(x, side * (half - 0.3), 0.14, foot), WHITE)
        zebra = between(z, 15.0, 18.6, foot) * between(np.mod(x, 1.1), 0.0, 0.5, foot)
        road = blend(road, 0.7 * zebra * (np.abs(x) < half - 0.4), WHITE)
        walk = slabs(x, z, foot, (0.40, 0.385, 0.37), (0.6, 0.6), seed + 3)
        walk = blend(walk, 0.8 * line(np.abs(x), half + 2.1, 0.55, foot), (0.46, 0.41, 0.26))
        outside = between(np.abs(x), half, 400.0, foot)
        rgb = blend(road, outside, walk)
        if green:
            park = between(x * green, half + 4.6, 400.0, foot)
            rgb = blend(rgb, park, soil(x, z, seed, (0.15, 0.18, 0.11)))
        rgb = blend(rgb, line(np.abs(x), half + 0.12, 0.26, foot), KERB)
        return Surface(blend(rgb, 0.7 * line(np.abs(x), half - 0.06, 0.12, foot), (0.10, 0.10, 0.10)))

    return ground


def _houses(rng: random.Random, half: float, green: int) -> tuple[Block, ...]:
    """Rows of houses on both sides; on the `green` side (-1, 1; 0: none) a wall, a park and towers far behind it."""
    blocks = []
    for side in (-1, 1):
        if side == green:
            low = Facade(
                wall=(0.44, 0.42, 0.39), window=(0, 0), dirt=0.8, seed=rng.randrange(99), roof=(0.40, 0.39, 0.37)
            )
            near = half + 4.4
            blocks.append(
                Block(
                    min(side * near, side * (near + 0.4)), max(side * near, side * (near + 0.4)), -10.0, 200.0, 1.1, low
                )
            )
            far = (half + 45.0, half + 130.0) if side > 0 else (-half - 150.0, -half - 60.0)
            blocks += skyline(rng, far, (40.0, 230.0), 9)
            continue
        z = -12.0
        while z < 260:
            long = rng.uniform(16, 34)
            deep, high = rng.uniform(12, 20), rng.choice((12.5, 18.6, 21.7, 27.9, 55.8))
            near = half + rng.uniform(4.6, 5.6)
            x0, x1 = (near, near + deep) if side > 0 else (-near - deep, -near)
            blocks.append(Block(x0, x1, z, z + long, high, house_facade(rng)))
            z += long + rng.choice((0.0, 0.0, 3.0, 9.0))
    return tuple(blocks)


def _park(rng: random.Random, view: View, half: float, green: int) -> list[Detail]:
    """Trees and bushes behind the wall of the green side."""
    things = []
    for index in range(14 if green else 0):
        x, z = green * (half + rng.uniform(7, 19)), 14.0 + 7.5 * index
        things.append((z, x, props.tree(x, z, rng.uniform(5.5, 9.0), rng.randrange(10**6), (0.17, 0.22, 0.14))))
    things.sort(key=lambda thing: -thing[0])
    return [props.standing(paint, view, x, z) for z, x, paint in things]


def _details(
    rng: random.Random, view: View, half: float, posts: list[tuple[float, float]], night: bool
) -> tuple[Detail, ...]:
    things = [(z, x, props.lamp_post(x, z, 8.0, -1.8 if x > 0 else 1.8, night)) for x, z in posts]
    for index in range(9):
        for side in (-1, 1):
            x, z = side * (half + 1.5), 17.0 + 12.5 * index + rng.uniform(-2, 2)
            if rng.random() < 0.8:
                things.append((z, x, props.tree(x, z, rng.uniform(4.6, 6.2), rng.randrange(10**6))))
    for z in (22.0, 29.5, 58.0):
        if rng.random() < 0.6:
            kind, colour = palette.vehicle(rng, 0.0)
            side = rng.choice((-1, 1))
            things.append((z, 0.0, props.parked(side * (half + 3.4), z, 0.0, kind, colour)))
    things.sort(key=lambda thing: -thing[0])
    return tuple(props.standing(paint, view, x, z) for z, x, paint in things)


def _traffic(rng: random.Random, lanes: int, half: float) -> tuple[Mover, ...]:
    movers: list[Mover] = []
    for index in range(lanes):
        offset = (index + 0.5) * LANE
        movers += crowd.lane(rng, Path(((offset, -8.0), (offset, 150.0))), rng.randint(5, 7), 11.5 + index, 0.14)
        movers += crowd.lane(rng, Path(((-offset, 150.0), (-offset, -8.0))), rng.randint(5, 7), 11.5 + index, 0.14)
    movers += crowd.riders(rng, Path(((half - 0.7, -6.0), (half - 0.7, 120.0))), 4)
    movers += crowd.riders(rng, Path(((-half + 0.7, 120.0), (-half + 0.7, -6.0))), 3)
    for side in (-1, 1):
        walk = side * (half + 3.2)
        movers += crowd.walkers(rng, (walk, 2.0), (walk, 52.0), 0.8, 6)
    return tuple(movers)

"""A road along the river at night: lamps, a railing, boats, the lights of the other bank in the water."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from commandcenter.simulator.cameras import crowd, props
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
from commandcenter.simulator.cameras.materials import (
    Colour,
    asphalt,
    between,
    blend,
    dashes,
    flat,
    line,
    noise,
    slabs,
    tint,
)
from commandcenter.simulator.cameras.raycast import Block, Ground, Surface
from commandcenter.simulator.cameras.scene import Detail, Drawing, Mover, Scene, seen
from commandcenter.simulator.cameras.scenes import LOOP_SECONDS, SceneSpec
from commandcenter.simulator.cameras.stage import Stage
from commandcenter.simulator.cameras.trips import Path, Trip, steady
from commandcenter.simulator.cameras.view import Floats, View

HALF = LANE + 0.5
WALK = 4.2
BANK = HALF + WALK


@dataclass(frozen=True, slots=True)
class Boat:
    """A river boat with two decks of lit windows."""

    trip: Trip
    hull: Colour
    length: float = 26.0

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        pose = self.trip.at(second)
        if pose is None:
            return ()
        return seen(
            view, (pose.x, 2.0, pose.z), self.length * 0.7, lambda stage: self._paint(stage, pose.x, pose.z, second)
        )

    def _paint(self, stage: Stage, x: float, z: float, second: float) -> None:
        half, bob = self.length / 2, 0.08 * math.sin(2 * math.pi * second / 4)
        night = stage.light.night
        for deck, (low, high, short) in enumerate(((0.0, 1.6, 0.0), (1.6, 4.0, 3.0), (4.0, 6.2, 6.0))):
            near, far = z - half + short, z + half - short
            colour = self.hull if deck == 0 else (0.55, 0.55, 0.53)
            side = [
                (x - 3, low + bob, near),
                (x - 3, low + bob, far),
                (x - 3, high + bob, far),
                (x - 3, high + bob, near),
            ]
            stage.polygon(side, colour)
            if deck:
                count = int((far - near) / 1.6)
                for index in range(count):
                    at = near + (index + 0.5) * (far - near) / count
                    pane = [(x - 3.02, low + 0.7 + bob, at - 0.5), (x - 3.02, low + 0.7 + bob, at + 0.5),
                            (x - 3.02, high - 0.4 + bob, at + 0.5), (x - 3.02, high - 0.4 + bob, at - 0.5)]  # fmt: skip
                    stage.polygon(pane, (0.95, 0.74, 0.42) if night else (0.2, 0.24, 0.28), lit=(0.9, 0.9, 0.9))
        if night:
            stage.rod((x - 3, 6.4 + bob, z - half + 6), (x - 3, 6.4 + bob, z + half - 6), 0.16, (1.0, 0.7, 0.4))
            for step in range(7):
                sway = math.sin(step * 2.2 + second * math.pi) * 2
                stage.glint((x - 5 - 2.2 * step, 0.0, z + sway), half * 0.5, (0.9, 0.6, 0.3), 0.14)


@dataclass(frozen=True, slots=True)
class Ripples:
    """Short streaks that come and go on the water, each with a period that divides the loop."""

    spots: tuple[tuple[float, float, float, float, float], ...]
    """(x, z, half length, period, phase)"""

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        del view
        return (Drawing(1e5, lambda stage: self._paint(stage, second)),)

    def _paint(self, stage: Stage, second: float) -> None:
        colour = (0.75, 0.62, 0.45) if stage.light.night else (0.7, 0.74, 0.76)
        for x, z, half, period, phase in self.spots:
            strength = 0.16 * max(0.0, math.sin(2 * math.pi * second / period + phase))
            if strength > 0.01:
                stage.glint((x, 0.0, z), half, colour, strength)


def build(spec: SceneSpec) -> Scene:
    rng = random.Random(spec.seed)
    view = View(
        rng.uniform(-2.0, 1.0), rng.uniform(6.5, 8.0), 0.0, rng.uniform(20, 27), rng.uniform(9, 12), rng.uniform(62, 70)
    )
    posts = [(HALF + 0.6, 13.0 + 19 * index) for index in range(9)]
    lamps = tuple(Lamp(x - 1.6, 7.6, z, power=30.0) for x, z in posts)
    light = replace(light_of(spec.daylight, lamps, 0.8), haze_metres=520.0)
    details = [props.standing(props.lamp_post(x, z, 7.5, -1.8, is_dark(spec.daylight)), view, x, z) for x, z in posts]
    details.append(Detail(props.fence((BANK - 0.2, 6.0), (BANK - 0.2, 130.0), 1.15, 1.1, (0.42, 0.43, 0.43)), 6.0))
    for index in range(8):
        tree = props.tree(HALF + 2.2, 22 + 14.0 * index, rng.uniform(3.6, 4.8), rng.randrange(10**6))
        details.append(props.standing(tree, view, HALF + 2.2, 22 + 14.0 * index))
    details.sort(key=lambda detail: -(detail.depth or 0))
    return Scene(view, light, _ground(spec.seed), _blocks(rng), tuple(details), _movers(rng))


def _ground(seed: int) -> Ground:
    def ground(x: Floats, z: Floats, foot: Floats) -> Surface:
        rgb = wheel_tracks(asphalt(x, z, seed), x, 1)
        rgb = blend(rgb, 0.7 * line(x, 0.0, 0.16, foot) * dashes(z, 6.0, 3.0, foot), AMBER)
        for side in (-1, 1):
            rgb = blend(rgb, 0.6 * line(x, side * (HALF - 0.3), 0.14, foot), WHITE)
        walk = slabs(x, z, foot, (0.42, 0.40, 0.38), (0.9, 0.6), seed + 2)
        rgb = blend(rgb, between(np.abs(x), HALF, BANK, foot), walk)
        rgb = blend(rgb, line(np.abs(x), HALF + 0.12, 0.26, foot), KERB)
        rgb = blend(rgb, line(x, BANK + 0.1, 0.5, foot), (0.46, 0.45, 0.44))
        water = between(x, BANK + 0.35, 175.0, foot)
        shade = 1.0 + 0.25 * noise(x * 0.5, z * 0.2, 0.3, seed, 0.8)
        river = tint(flat(x, (0.11, 0.13, 0.12)), np.asarray(shade, dtype=np.float32))
        rgb = blend(rgb, water, river)
        rgb = blend(rgb, between(x, 175.0, 3000.0, foot), (0.20, 0.22, 0.18))
        return Surface(rgb, np.asarray(water * 0.85, dtype=np.float32), ripple=0.045)

    return ground


def _blocks(rng: random.Random) -> tuple[Block, ...]:
    blocks = skyline(rng, (182.0, 330.0), (60.0, 620.0), 26)
    z = -10.0
    while z < 180:
        long = rng.uniform(18, 34)
        blocks.append(Block(-30.0, -HALF - 6.0, z, z + long, rng.choice((15.5, 24.8, 31.0)), house_facade(rng, 0.6)))
        z += long + rng.choice((0.0, 5.0))
    return tuple(blocks)


def _movers(rng: random.Random) -> tuple[Mover, ...]:
    movers: list[Mover] = []
    movers += crowd.lane(rng, Path(((1.75, -6.0), (1.75, 150.0))), rng.randint(6, 9), 12.0, 0.1)
    movers += crowd.lane(rng, Path(((-1.75, 150.0), (-1.75, -6.0))), rng.randint(6, 9), 12.0, 0.1)
    movers += crowd.walkers(rng, (BANK - 1.3, 4.0), (BANK - 1.3, 56.0), 0.8, 9)
    for x, speed in ((62.0, 4.2), (115.0, 3.4)):
        z = rng.uniform(40, 90)
        path = Path(((x, z), (x, z + 150.0))) if rng.random() < 0.5 else Path(((x, z + 150.0), (x, z)))
        movers.append(Boat(steady(path, rng.uniform(0, LOOP_SECONDS), speed), (0.22, 0.26, 0.32)))
    spots = []
    for _ in range(70):
        x = BANK + 6 + 90 * rng.random() ** 1.2
        spots.append(
            (
                x,
                rng.uniform(0.7, 3.0) * x + 4,
                rng.uniform(0.3, 1.1),
                rng.choice((3.0, 4.0, 5.0, 6.0)),
                rng.uniform(0, 6.3),
            )
        )
    movers.append(Ripples(tuple(spots)))
    return tuple(movers)

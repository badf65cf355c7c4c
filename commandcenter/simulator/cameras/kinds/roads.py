"""What several kinds of place have in common: road paint, house walls, rows of houses."""

from __future__ import annotations

import random

import numpy as np

from commandcenter.simulator.cameras.facades import Facade
from commandcenter.simulator.cameras.materials import Colour, blend
from commandcenter.simulator.cameras.raycast import Block
from commandcenter.simulator.cameras.scenes import Daylight
from commandcenter.simulator.cameras.view import Floats

LANE = 3.4
WHITE: Colour = (0.62, 0.62, 0.60)
AMBER: Colour = (0.60, 0.48, 0.20)
KERB: Colour = (0.50, 0.50, 0.49)
WALLS: tuple[Colour, ...] = (
    (0.50, 0.48, 0.45), (0.44, 0.43, 0.42), (0.55, 0.51, 0.44), (0.40, 0.37, 0.35), (0.47, 0.50, 0.51),
    (0.52, 0.45, 0.40), (0.36, 0.40, 0.44),
)  # fmt: skip


def is_dark(daylight: Daylight) -> bool:
    return daylight in (Daylight.NIGHT, Daylight.DUSK)


def wheel_tracks(road: Floats, across: Floats, lanes: int) -> Floats:
    """Darker strips where wheels run, in `lanes` lanes on either side of 0."""
    for lane in range(-lanes, lanes):
        for wheel in (0.85, 2.55):
            worn = np.exp(-(((across - (lane * LANE + wheel)) / 0.4) ** 2))
            road = blend(road, np.asarray(0.22 * worn, dtype=np.float32), (0.17, 0.17, 0.175))
    return road


def house_facade(rng: random.Random, shops: float = 0.7, lit: float = 0.3) -> Facade:
    """The front of an ordinary house; a share of them with shops."""
    return Facade(
        wall=rng.choice(WALLS), bay=rng.uniform(2.9, 4.2), balcony=rng.random() < 0.5, shops=rng.random() < shops,
        window=(rng.uniform(0.42, 0.66), rng.uniform(0.42, 0.55)), seed=rng.randrange(1000), lit=lit,
    )  # fmt: skip


def tower_facade(rng: random.Random, lit: float = 0.35) -> Facade:
    """A tower far off: many narrow windows."""
    return Facade(
        wall=rng.choice(WALLS),
        bay=rng.uniform(2.6, 3.6),
        window=(0.62, 0.56),
        seed=rng.randrange(1000),
        lit=lit,
        dirt=0.2,
    )


def skyline(rng: random.Random, x: tuple[float, float], z: tuple[float, float], count: int) -> list[Block]:
    """Towers scattered over a piece of ground."""
    blocks = []
    for _ in range(count):
        x0, z0, wide = rng.uniform(*x), rng.uniform(*z), rng.uniform(16, 28)
        blocks.append(Block(x0, x0 + wide, z0, z0 + wide, rng.uniform(38, 105), tower_facade(rng), shadow=False))
    return blocks

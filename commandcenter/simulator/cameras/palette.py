"""The colours that things in the made-up city come in: muted, as a street camera sees them."""

from __future__ import annotations

import random

from commandcenter.simulator.cameras.figures import Clothes
from commandcenter.simulator.cameras.materials import Colour
from commandcenter.simulator.cameras.vehicle_shapes import VehicleKind

CARS: tuple[Colour, ...] = (
    (0.62, 0.62, 0.61), (0.66, 0.66, 0.64), (0.12, 0.12, 0.13), (0.14, 0.14, 0.16), (0.36, 0.37, 0.39),
    (0.44, 0.45, 0.46), (0.17, 0.21, 0.29), (0.36, 0.14, 0.13), (0.42, 0.38, 0.31), (0.19, 0.27, 0.26),
)  # fmt: skip
TAXI: Colour = (0.58, 0.48, 0.16)
BUSES: tuple[Colour, ...] = ((0.24, 0.34, 0.37), (0.46, 0.40, 0.24), (0.45, 0.48, 0.46))
VANS: tuple[Colour, ...] = ((0.60, 0.60, 0.58), (0.45, 0.46, 0.46), (0.26, 0.32, 0.38))
COATS: tuple[Colour, ...] = (
    (0.16, 0.17, 0.20), (0.22, 0.25, 0.32), (0.35, 0.32, 0.28), (0.42, 0.42, 0.43), (0.34, 0.18, 0.18),
    (0.22, 0.28, 0.24), (0.50, 0.46, 0.40), (0.14, 0.14, 0.14), (0.38, 0.30, 0.36), (0.28, 0.36, 0.44),
)  # fmt: skip
TROUSERS: tuple[Colour, ...] = ((0.12, 0.12, 0.14), (0.16, 0.18, 0.24), (0.24, 0.22, 0.20), (0.30, 0.30, 0.31))
UMBRELLAS: tuple[Colour, ...] = ((0.20, 0.22, 0.30), (0.40, 0.20, 0.22), (0.16, 0.26, 0.26), (0.34, 0.33, 0.30))
COURIERS: tuple[Colour, ...] = ((0.56, 0.47, 0.16), (0.20, 0.36, 0.50))
ORANGE: Colour = (0.64, 0.32, 0.12)
YELLOW: Colour = (0.62, 0.52, 0.18)


def clothes(rng: random.Random, umbrellas: float = 0.0) -> Clothes:
    """What a passer-by wears; a share of them under umbrellas."""
    return Clothes(
        coat=rng.choice(COATS),
        legs=rng.choice(TROUSERS),
        height=rng.uniform(1.56, 1.80),
        bag=rng.choice(COATS) if rng.random() < 0.3 else None,
        umbrella=rng.choice(UMBRELLAS) if rng.random() < umbrellas else None,
    )


def worker_clothes(rng: random.Random) -> Clothes:
    """Orange vest and yellow helmet."""
    return Clothes(coat=(0.24, 0.27, 0.34), legs=rng.choice(TROUSERS), vest=ORANGE, hat=YELLOW)


def vehicle(rng: random.Random, heavy: float = 0.12) -> tuple[VehicleKind, Colour]:
    """One vehicle of ordinary traffic; `heavy` is the share of buses and lorries."""
    draw = rng.random()
    if draw < heavy * 0.6:
        return VehicleKind.BUS, rng.choice(BUSES)
    if draw < heavy:
        return VehicleKind.LORRY, rng.choice(VANS)
    if draw < heavy + 0.12:
        return VehicleKind.VAN, rng.choice(VANS)
    if draw < heavy + 0.22:
        return VehicleKind.SALOON, TAXI
    return rng.choice((VehicleKind.SALOON, VehicleKind.SUV, VehicleKind.SUV)), rng.choice(CARS)

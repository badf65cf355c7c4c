"""The light of a scene: sky, sun, lamps and haze, the same for what stands and for what moves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from commandcenter.simulator.cameras.materials import Colour
from commandcenter.simulator.cameras.scenes import Daylight
from commandcenter.simulator.cameras.view import Floats


@dataclass(frozen=True, slots=True)
class Lamp:
    """A lamp at (x, y, z) metres; at distance d it adds colour * power / (d² + 4)."""

    x: float
    y: float
    z: float
    colour: Colour = (1.0, 0.72, 0.42)
    power: float = 28.0


DARKNESS = 0.004
"""A lamp is left out where it would add less than this."""


@dataclass(frozen=True, slots=True)
class Light:
    """`sun` points from the ground to the sun; colours are multipliers, about 0..1.5."""

    ambient: Colour
    sun: tuple[float, float, float]
    sun_colour: Colour
    sky_top: Colour
    sky_low: Colour
    haze: Colour
    haze_metres: float
    night: bool = False
    lamps: tuple[Lamp, ...] = ()

    def at(self, points: Floats, normals: Floats, shadow: Floats) -> Floats:
        """Light falling on (n, 3) points with (n, 3) unit normals; `shadow` 0..1 takes the sun away."""
        rgb = np.asarray(self.ambient, dtype=np.float32) * (0.78 + 0.22 * normals[:, 1:2])
        facing = np.clip(normals @ np.asarray(self.sun, dtype=np.float32), 0.0, 1.0) * (1.0 - shadow)
        rgb = rgb + facing[:, None] * np.asarray(self.sun_colour, dtype=np.float32)
        for lamp in self.lamps:
            self._add_lamp(rgb, lamp, points, normals)
        return np.asarray(rgb, dtype=np.float32)

    @staticmethod
    def _add_lamp(rgb: Floats, lamp: Lamp, points: Floats, normals: Floats) -> None:
        right, up, ahead = lamp.x - points[:, 0], lamp.y - points[:, 1], lamp.z - points[:, 2]
        square = right * right + up * up + ahead * ahead
        lit = np.flatnonzero(square < lamp.power / DARKNESS)
        if lit.size == 0:
            return
        square = square[lit]
        facing = right[lit] * normals[lit, 0] + up[lit] * normals[lit, 1] + ahead[lit] * normals[lit, 2]
        slope = np.clip(facing / np.sqrt(square), 0.0, 1.0)
        strength = lamp.power * (0.25 + 0.75 * slope) / (square + 4.0)
        rgb[lit] += strength[:, None] * np.asarray(lamp.colour, dtype=np.float32)

    def on(self, x: float, z: float, y: float = 1.0) -> Colour:
        """Light on a thing that moves: no direction, no shadow."""
        red, green, blue = (a + 0.6 * s for a, s in zip(self.ambient, self.sun_colour, strict=True))
        for lamp in self.lamps:
            square = (lamp.x - x) ** 2 + (lamp.y - y) ** 2 + (lamp.z - z) ** 2
            strength = 0.8 * lamp.power / (square + 4.0)
            red += strength * lamp.colour[0]
            green += strength * lamp.colour[1]
            blue += strength * lamp.colour[2]
        return red, green, blue

    def hazed(self, depth: float) -> float:
        """How much of a thing at `depth` metres the haze hides, 0..1."""
        return 1.0 - math.exp(-((max(depth, 0.0) / self.haze_metres) ** 1.3))


def _unit(x: float, y: float, z: float) -> tuple[float, float, float]:
    size = (x * x + y * y + z * z) ** 0.5
    return x / size, y / size, z / size


def light_of(daylight: Daylight, lamps: tuple[Lamp, ...] = (), sun_side: float = 0.6) -> Light:
    """The light of an hour; `sun_side` is where the sun stands, -1 left to 1 right."""
    if daylight is Daylight.DAY:
        return Light(
            (0.86, 0.92, 1.00), _unit(sun_side, 1.0, -0.45), (1.05, 0.96, 0.80),
            (0.50, 0.58, 0.66), (0.72, 0.75, 0.76), (0.66, 0.69, 0.71), 320.0,
        )  # fmt: skip
    if daylight is Daylight.OVERCAST:
        return Light(
            (1.16, 1.20, 1.24), _unit(sun_side, 1.6, -0.3), (0.22, 0.22, 0.22),
            (0.56, 0.59, 0.61), (0.66, 0.68, 0.69), (0.62, 0.64, 0.65), 170.0,
        )  # fmt: skip
    if daylight is Daylight.DUSK:
        return Light(
            (0.36, 0.38, 0.46), _unit(sun_side, 0.5, 0.4), (0.13, 0.10, 0.08),
            (0.22, 0.26, 0.34), (0.50, 0.44, 0.42), (0.36, 0.35, 0.38), 240.0, True, lamps,
        )  # fmt: skip
    return Light(
        (0.10, 0.115, 0.15), _unit(sun_side, 1.0, 0.2), (0.0, 0.0, 0.0),
        (0.030, 0.036, 0.052), (0.085, 0.085, 0.10), (0.07, 0.072, 0.088), 260.0, True, lamps,
    )  # fmt: skip

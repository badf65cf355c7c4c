"""Still things of a street: trees, lamp posts, fences, signs, kiosks; each is a function that paints."""

from __future__ import annotations

import math
import random

from commandcenter.simulator.cameras.materials import Colour, toned
from commandcenter.simulator.cameras.scene import Detail, Paint
from commandcenter.simulator.cameras.stage import Point, Stage
from commandcenter.simulator.cameras.trips import Pose
from commandcenter.simulator.cameras.vehicle_shapes import VehicleKind
from commandcenter.simulator.cameras.vehicles import paint_parked
from commandcenter.simulator.cameras.view import View

LEAF: Colour = (0.20, 0.25, 0.16)
STEEL: Colour = (0.42, 0.43, 0.44)


def tree(x: float, z: float, height: float, seed: int, leaf: Colour = LEAF) -> Paint:
    """A street tree: a trunk and a crown of many blots, lighter above, darker below."""

    def paint(stage: Stage) -> None:
        rng = random.Random(seed)
        crown, radius = height * 0.66, height * 0.30
        stage.shade(x, z, (radius * 0.9, radius * 0.9), 0.42)
        sun_x, sun_y, sun_z = stage.light.sun
        if max(stage.light.sun_colour) > 0.3:
            reach = crown / max(sun_y, 0.3) * 0.8
            stage.shade(x - sun_x * reach, z - sun_z * reach, (radius * 1.1, radius * 1.1), 0.45)
        stage.rod((x, 0, z), (x, crown, z), 0.22 + height * 0.012, (0.20, 0.17, 0.14))
        for _ in range(4):
            lean = rng.uniform(-1, 1)
            stage.rod((x, crown * 0.7, z), (x + lean * radius * 0.6, crown * 1.1, z), 0.12, (0.18, 0.15, 0.13))
        blots = []
        count = int(min(700, max(60, 26 * (height * stage.pixels_per_metre(stage.view.depth(x, z))) ** 0.6)))
        for _ in range(count):
            angle, share = rng.uniform(0, 2 * math.pi), rng.random() ** 0.4
            rise = rng.uniform(-1, 1)
            out = radius * share * math.sqrt(1 - 0.8 * rise * rise)
            blots.append((out * math.cos(angle), crown + rise * radius * 0.95, out * math.sin(angle), rise))
        blots.sort(key=lambda blot: blot[3] * 0.8 + rng.uniform(-0.3, 0.3))
        for right, up, deep, rise in blots:
            side = (right * sun_x + deep * sun_z) / radius
            bright = 0.62 + 0.42 * rise + 0.22 * side + rng.uniform(-0.16, 0.16)
            size = radius * rng.uniform(0.9, 1.9) * 1.5 / count**0.5
            stage.ball((x + right, up, z + deep), size, toned(leaf, round(max(bright, 0.2), 2)), 0.9)

    return paint


def bush(x: float, z: float, radius: float, seed: int, leaf: Colour = LEAF, base: float = 0.0) -> Paint:
    def paint(stage: Stage) -> None:
        rng = random.Random(seed)
        if base == 0.0:
            stage.shade(x, z, (radius * 1.2, radius * 1.2), 0.4)
        for index in range(60):
            rise = index / 60
            angle, out = rng.uniform(0, 2 * math.pi), radius * rng.random() ** 0.5 * (1 - 0.5 * rise)
            bright = 0.55 + 0.6 * rise + rng.uniform(-0.15, 0.15)
            spot = (x + out * math.cos(angle), base + radius * (0.15 + 0.75 * rise), z + out * math.sin(angle))
            stage.ball(spot, radius * rng.uniform(0.12, 0.24), toned(leaf, bright), 0.92)

    return paint


def lamp_post(x: float, z: float, height: float, arm: float, lit: bool) -> Paint:
    """A street lamp whose arm reaches `arm` metres along x."""

    def paint(stage: Stage) -> None:
        stage.rod((x, 0, z), (x, height, z), 0.15, (0.30, 0.31, 0.32))
        stage.rod((x, height, z), (x + arm, height + 0.35, z), 0.09, (0.30, 0.31, 0.32))
        head = (x + arm, height + 0.3, z)
        if lit:
            stage.rod(head, (x + arm * 1.35, height + 0.3, z), 0.2, (1.0, 0.85, 0.6))
            stage.glow(head, 1.9, (1.0, 0.74, 0.42), 0.75)
        else:
            stage.rod(head, (x + arm * 1.35, height + 0.3, z), 0.18, (0.55, 0.56, 0.56))

    return paint


def fence(start: tuple[float, float], end: tuple[float, float], height: float, gap: float, colour: Colour) -> Paint:
    """Upright bars between two rails."""

    def paint(stage: Stage) -> None:
        (x0, z0), (x1, z1) = start, end
        count = max(2, round(math.hypot(x1 - x0, z1 - z0) / gap))
        for index in range(count + 1):
            share = index / count
            x, z = x0 + share * (x1 - x0), z0 + share * (z1 - z0)
            thick = 0.10 if index % 10 == 0 else 0.04
            stage.rod((x, 0, z), (x, height, z), thick, colour)
        for index in range(max(1, count // 8)):
            a, b = index / max(1, count // 8), (index + 1) / max(1, count // 8)
            for rail in (0.15, 0.92):
                up = rail * height
                stage.rod(
                    (x0 + a * (x1 - x0), up, z0 + a * (z1 - z0)),
                    (x0 + b * (x1 - x0), up, z0 + b * (z1 - z0)),
                    0.06,
                    colour,
                )

    return paint


def box(low: Point, high: Point, colour: Colour, top: float = 1.12) -> Paint:
    """A plain box between two corners, its visible faces painted far to near."""

    def paint(stage: Stage) -> None:
        (x0, y0, z0), (x1, y1, z1) = low, high
        stage.shade((x0 + x1) / 2, (z0 + z1) / 2, ((x1 - x0) * 0.62, (z1 - z0) * 0.62), 0.4) if y0 < 0.1 else None
        sides = [
            (abs(stage.view.x - x0), [(x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x0, y1, z0)], 0.82, stage.view.x < x0),
            (abs(stage.view.x - x1), [(x1, y0, z0), (x1, y0, z1), (x1, y1, z1), (x1, y1, z0)], 0.82, stage.view.x > x1),
            (abs(stage.view.z - z0), [(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)], 0.95, stage.view.z < z0),
            (abs(stage.view.z - z1), [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)], 0.95, stage.view.z > z1),
        ]
        for _, corners, shade, seen in sides:
            if seen:
                stage.polygon(corners, toned(colour, shade))
        if stage.view.y > y1:
            stage.polygon([(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)], toned(colour, top))

    return paint


def board(x: float, z: float, y: float, size: tuple[float, float], colour: Colour, text: str, ink: Colour) -> Paint:
    """A board `size` (width, height) that looks towards -z, with writing on it."""

    def paint(stage: Stage) -> None:
        (wide, high), inset = size, size[1] * 0.2
        x0, x1 = x - wide / 2, x + wide / 2
        stage.polygon([(x0, y, z), (x1, y, z), (x1, y + high, z), (x0, y + high, z)], colour)
        a, b, low, up = x0 + inset, x1 - inset, y + inset, y + high - inset
        stage.write([(a, up, z), (b, up, z), (b, low, z), (a, low, z)], text, ink)

    return paint


def parked(x: float, z: float, heading: float, kind: VehicleKind, colour: Colour) -> Paint:
    def paint(stage: Stage) -> None:
        paint_parked(stage, Pose(x, z, heading), kind, colour)

    return paint


def standing(paint: Paint, view: View, x: float, z: float) -> Detail:
    """A detail that hides what moves behind it."""
    return Detail(paint, view.depth(x, z))

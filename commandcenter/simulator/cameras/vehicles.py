"""Cars, vans, buses and lorries as solids of a few faces, shaded, with wheels, glass, lamps and a shadow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from PySide6.QtGui import QColor

from commandcenter.simulator.cameras.materials import Colour, toned
from commandcenter.simulator.cameras.scene import Drawing, seen
from commandcenter.simulator.cameras.stage import NEAR, Stage, rounded, turned_away
from commandcenter.simulator.cameras.trips import Pose, Trip
from commandcenter.simulator.cameras.vehicle_shapes import SHAPES, Face, Finish, Shape, VehicleKind
from commandcenter.simulator.cameras.view import Floats, View

MATERIALS: Mapping[str, Colour] = MappingProxyType(
    {
        "glass": (0.10, 0.12, 0.14),
        "tyre": (0.05, 0.05, 0.05),
        "trim": (0.13, 0.13, 0.14),
        "pale": (0.55, 0.55, 0.54),
        "plate": (0.20, 0.30, 0.46),
    }
)
"""What faces are made of; the others have the vehicle's paint."""
GROUND = 1e6
"""The depth of what lies flat: painted before everything that stands."""
HEADLAMP: Colour = (1.0, 0.95, 0.82)
TAILLAMP: Colour = (0.85, 0.10, 0.08)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle on its trip."""

    trip: Trip
    kind: VehicleKind
    paint: Colour
    splash: tuple[float, float] | None = None
    """From z0 to z1 the road is under water: wheels throw it up there."""

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        pose = self.trip.at(second)
        if pose is None:
            return ()
        shape = SHAPES[self.kind]
        body = seen(
            view,
            (pose.x, 1.0, pose.z),
            shape.length * 0.8 + 2.0,
            lambda stage: paint_vehicle(stage, pose, self.kind, self.paint, self.trip, second),
        )
        if not body:
            return ()
        flat = Drawing(GROUND, lambda stage: _on_the_road(stage, pose, shape))
        body = (flat, *body)
        if self.splash is not None and self.splash[0] < pose.z < self.splash[1]:
            return (*body, Drawing(body[1].depth - 0.1, lambda stage: _splash(stage, pose, shape, second)))
        return body


def paint_parked(stage: Stage, pose: Pose, kind: VehicleKind, paint: Colour) -> None:
    """A vehicle that stands, lamps off, with its shadow."""
    _shadow(stage, pose, SHAPES[kind])
    paint_vehicle(stage, pose, kind, paint)


def paint_vehicle(
    stage: Stage, pose: Pose, kind: VehicleKind, paint: Colour, trip: Trip | None = None, second: float = 0.0
) -> None:
    shape = SHAPES[kind]
    distance = stage.view.depth(pose.x, pose.z)
    size = stage.pixels_per_metre(distance)
    vertices, faces = _solid(kind, Finish.FAR if size < 10.0 else Finish.MIDDLE if size < 30.0 else Finish.NEAR)
    spots = stage.view.project(_placed(vertices, pose))
    if float(spots[:, 2].min()) < NEAR or not _on_picture(spots):
        return
    lit = stage.light.on(pose.x, pose.z)
    depth, pixels = float(spots[:, 2].mean()), [(x, y, d) for x, y, d in spots.tolist()]
    sun_x, sun_y, sun_z = stage.light.sun
    sin, cos = math.sin(pose.heading), math.cos(pose.heading)
    if _faces_away(stage, pose):
        faces = tuple(sorted(faces, key=lambda face: not face.cab))
    for face in faces:
        ring = [pixels[index] for index in face.corners]
        if turned_away(ring):
            continue
        nx, ny, nz = face.normal
        facing = (nx * cos + nz * sin) * sun_x + ny * sun_y + (nz * cos - nx * sin) * sun_z
        bright = 0.74 + 0.30 * ny + 0.24 * max(facing, 0.0)
        if face.role == "glass":
            bright += 0.75 * max(ny, 0.0)
        shaded = rounded(toned(lit, bright))
        stage.fill(ring, stage.colour(MATERIALS.get(face.role, paint), shaded, depth))
    braking = trip is not None and _braking(trip, second, pose)
    _lamps(stage, pose, shape, braking, driven=trip is not None)


@lru_cache(maxsize=32)
def _solid(kind: VehicleKind, finish: Finish) -> tuple[Floats, tuple[Face, ...]]:
    return SHAPES[kind].solid(finish)


def _placed(vertices: Floats, pose: Pose) -> Floats:
    sin, cos = math.sin(pose.heading), math.cos(pose.heading)
    turn = np.array([[cos, 0.0, -sin], [0.0, 1.0, 0.0], [sin, 0.0, cos]], dtype=np.float32)
    return np.asarray(vertices @ turn + np.array([pose.x, 0.0, pose.z], dtype=np.float32), dtype=np.float32)


def _on_picture(spots: Floats) -> bool:
    low, high = spots[:, :2].min(axis=0), spots[:, :2].max(axis=0)
    return bool(high[0] > -80 and low[0] < 720 and high[1] > -80 and low[1] < 440)


def _on_the_road(stage: Stage, pose: Pose, shape: Shape) -> None:
    """What lies flat on the ground under and before a vehicle: it never covers another one."""
    _shadow(stage, pose, shape)
    if stage.light.night:
        _beams(stage, pose, shape)


def _shadow(stage: Stage, pose: Pose, shape: Shape) -> None:
    sun_x, _, sun_z = stage.light.sun
    strong = max(stage.light.sun_colour)
    stage.shade(pose.x, pose.z, (shape.width * 0.60, shape.length * 0.56), 0.62, pose.heading)
    if strong > 0.3:
        shift = shape.height * 0.45
        stage.shade(
            pose.x - sun_x * shift, pose.z - sun_z * shift, (shape.width * 0.58, shape.length * 0.5), 0.5, pose.heading
        )


def _braking(trip: Trip, second: float, pose: Pose) -> bool:
    later = trip.at((second + 0.4) % 60.0)
    return pose.speed < 0.3 or (later is not None and later.speed < pose.speed - 0.35)


def _faces_away(stage: Stage, pose: Pose) -> bool:
    ahead = (stage.view.x - pose.x) * math.sin(pose.heading) + (stage.view.z - pose.z) * math.cos(pose.heading)
    return ahead < 0


def _spot(pose: Pose, right: float, up: float, ahead: float) -> tuple[float, float, float]:
    sin, cos = math.sin(pose.heading), math.cos(pose.heading)
    return pose.x + right * cos + ahead * sin, up, pose.z - right * sin + ahead * cos


def _beams(stage: Stage, pose: Pose, shape: Shape) -> None:
    half, reach, far = shape.width / 2 - 0.28, shape.length / 2, 9.0
    for grow, strength in ((1.0, 0.03), (0.7, 0.04), (0.4, 0.04)):
        stage.beam(
            [
                _spot(pose, -half, 0.02, reach + 0.3),
                _spot(pose, half, 0.02, reach + 0.3),
                _spot(pose, half + 1.6 * grow, 0.02, reach + far * grow),
                _spot(pose, -half - 1.6 * grow, 0.02, reach + far * grow),
            ],
            (0.9, 0.8, 0.62),
            strength,
        )


def _lamps(stage: Stage, pose: Pose, shape: Shape, braking: bool, driven: bool) -> None:
    night = stage.light.night
    front = not _faces_away(stage, pose)
    half, reach = shape.width / 2 - 0.28, shape.length / 2
    for side in (-half, half):
        spot = _spot(pose, side, shape.lamp_height, reach + 0.02 if front else -reach - 0.02)
        if front:
            stage.ball(spot, 0.13, HEADLAMP if night and driven else (0.62, 0.62, 0.60), lit=(1, 1, 1))
            if night and driven:
                stage.glow(spot, 1.5, HEADLAMP, 0.75)
        elif driven and (night or braking):
            stage.ball(spot, 0.11, TAILLAMP, lit=(1.1, 1.1, 1.1))
            stage.glow(spot, 0.9 if braking else 0.6, (0.9, 0.10, 0.06), 0.55 if braking else 0.3)
        else:
            stage.ball(spot, 0.11, (0.34, 0.07, 0.07), lit=(1, 1, 1))


def _splash(stage: Stage, pose: Pose, shape: Shape, second: float) -> None:
    strength = min(1.0, pose.speed / 7.0)
    for side in (-1, 1):
        for drop in range(7):
            flutter = math.sin(drop * 2.4 + second * 2 * math.pi * 3)
            away = shape.width / 2 + 0.15 + 0.16 * drop * strength
            up = max(0.05, (0.55 - 0.08 * drop + 0.12 * flutter) * strength)
            spot = _spot(pose, side * away, up, -shape.length * 0.3 + 0.3 * flutter)
            stage.ball(spot, 0.17, (0.62, 0.66, 0.68), 0.28 * strength)
    wake = [_spot(pose, side, 0.02, ahead) for side, ahead in ((-0.8, -1.5), (0.8, -1.5), (1.5, -6.5), (-1.5, -6.5))]
    spots = stage.spots(wake)
    if spots is not None:
        stage.fill(spots, QColor.fromRgbF(0.72, 0.75, 0.76, 0.13 * strength), seam=False)

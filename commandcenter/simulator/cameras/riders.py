"""People on electric two-wheelers, some of them couriers with a box."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from commandcenter.simulator.cameras.figures import Clothes
from commandcenter.simulator.cameras.materials import Colour, toned
from commandcenter.simulator.cameras.scene import Drawing, seen
from commandcenter.simulator.cameras.stage import Placed, Point, Stage, turned_away
from commandcenter.simulator.cameras.trips import Pose, Trip
from commandcenter.simulator.cameras.view import View


@dataclass(frozen=True, slots=True)
class Rider:
    """Someone on an electric two-wheeler, with a delivery box or without."""

    trip: Trip
    clothes: Clothes
    machine: Colour = (0.20, 0.21, 0.23)
    box: Colour | None = None

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        pose = self.trip.at(second)
        if pose is None:
            return ()
        return seen(view, (pose.x, 0.8, pose.z), 1.9, lambda stage: _paint_rider(stage, pose, self))


def _paint_rider(stage: Stage, pose: Pose, rider: Rider) -> None:
    stage = stage.under(stage.light.on(pose.x, pose.z))
    sin, cos = math.sin(pose.heading), math.cos(pose.heading)

    def spot(right: float, up: float, ahead: float) -> Point:
        return pose.x + right * cos + ahead * sin, up, pose.z - right * sin + ahead * cos

    if stage.pixels_per_metre(stage.view.depth(pose.x, pose.z)) < 14.0:
        _paint_far(stage, spot, rider)
        return
    stage.shade(pose.x, pose.z, (0.36, 0.95), 0.5, pose.heading)
    _machine(stage, spot, rider.machine)
    away = (stage.view.x - pose.x) * sin + (stage.view.z - pose.z) * cos < 0
    if rider.box is not None and not away:
        _delivery_box(stage, spot, rider.box)
    _body(stage, spot, rider.clothes)
    if rider.box is not None and away:
        _delivery_box(stage, spot, rider.box)
    if stage.light.night:
        if away:
            stage.glow(spot(0, 0.6, -0.85), 0.5, (0.9, 0.1, 0.06), 0.4)
        else:
            stage.glow(spot(0, 0.85, 0.6), 1.1, (1.0, 0.95, 0.82), 0.6)


def _machine(stage: Stage, spot: Placed, colour: Colour) -> None:
    for ahead in (-0.62, 0.62):
        ring = [
            spot(0.0, 0.26 + 0.26 * math.sin(a), ahead + 0.26 * math.cos(a))
            for a in (2 * math.pi * k / 10 for k in range(10))
        ]
        stage.polygon(ring, (0.06, 0.06, 0.06))
        stage.rod(spot(0, 0.05, ahead), spot(0, 0.48, ahead), 0.10, (0.07, 0.07, 0.07))
    stage.rod(spot(0, 0.35, -0.55), spot(0, 0.35, 0.35), 0.24, colour)
    stage.rod(spot(0, 0.62, -0.55), spot(0, 0.62, -0.05), 0.26, (0.10, 0.10, 0.10))
    stage.rod(spot(0, 0.30, 0.52), spot(0, 0.98, 0.38), 0.16, colour)
    stage.rod(spot(-0.3, 1.0, 0.36), spot(0.3, 1.0, 0.36), 0.05, (0.1, 0.1, 0.1))


def _body(stage: Stage, spot: Placed, clothes: Clothes) -> None:
    for side in (-1, 1):
        stage.rod(spot(0.13 * side, 0.72, -0.2), spot(0.16 * side, 0.66, 0.18), 0.16, clothes.legs)
        stage.rod(spot(0.16 * side, 0.66, 0.18), spot(0.14 * side, 0.34, 0.14), 0.13, clothes.legs)
        stage.rod(spot(0.2 * side, 1.22, -0.1), spot(0.28 * side, 1.02, 0.32), 0.11, clothes.coat)
    stage.rod(spot(0, 0.78, -0.22), spot(0, 1.25, -0.10), 0.40, clothes.coat)
    stage.ball(spot(0, 1.46, -0.02), 0.12, clothes.skin)
    stage.ball(spot(0, 1.51, -0.05), 0.145, clothes.hat or clothes.hair)


def _paint_far(stage: Stage, spot: Placed, rider: Rider) -> None:
    stage.rod(spot(0, 0.3, -0.7), spot(0, 0.3, 0.7), 0.34, (0.10, 0.10, 0.11))
    stage.rod(spot(0, 0.6, -0.2), spot(0, 1.2, -0.1), 0.42, rider.clothes.coat)
    if rider.box is not None:
        stage.rod(spot(0, 0.97, -0.95), spot(0, 0.97, -0.55), 0.48, rider.box)
    stage.ball(spot(0, 1.48, 0), 0.15, rider.clothes.hat or rider.clothes.hair)


def _delivery_box(stage: Stage, spot: Placed, colour: Colour) -> None:
    low, high, front, back, half = 0.74, 1.2, -0.5, -0.95, 0.24
    faces = (
        ([(-half, high, front), (half, high, front), (half, high, back), (-half, high, back)], 1.1),
        ([(-half, low, back), (-half, low, front), (-half, high, front), (-half, high, back)], 0.75),
        ([(half, low, front), (half, low, back), (half, high, back), (half, high, front)], 0.75),
        ([(half, low, back), (-half, low, back), (-half, high, back), (half, high, back)], 0.92),
        ([(-half, low, front), (half, low, front), (half, high, front), (-half, high, front)], 0.92),
    )
    for corners, shade in faces:
        spots = stage.spots([spot(right, up, ahead) for right, up, ahead in corners])
        if spots is not None and not turned_away(spots):
            stage.polygon([spot(right, up, ahead) for right, up, ahead in corners], toned(colour, shade))

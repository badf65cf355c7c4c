"""People on foot: a few rods and balls, legs in step with the ground that they cover."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from commandcenter.simulator.cameras.materials import Colour, toned
from commandcenter.simulator.cameras.scene import Drawing, seen
from commandcenter.simulator.cameras.stage import Placed, Point, Stage
from commandcenter.simulator.cameras.trips import Pose, Trip
from commandcenter.simulator.cameras.view import View

STRIDE = 1.35
"""Metres of two steps."""


@dataclass(frozen=True, slots=True)
class Clothes:
    coat: Colour = (0.25, 0.27, 0.32)
    legs: Colour = (0.14, 0.15, 0.18)
    hair: Colour = (0.07, 0.06, 0.06)
    skin: Colour = (0.56, 0.43, 0.35)
    height: float = 1.70
    hat: Colour | None = None
    vest: Colour | None = None
    bag: Colour | None = None
    umbrella: Colour | None = None


@dataclass(frozen=True, slots=True)
class Walker:
    """Someone on foot."""

    trip: Trip
    clothes: Clothes

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        pose = self.trip.at(second)
        if pose is None:
            return ()
        return seen(view, (pose.x, 0.9, pose.z), 1.6, lambda stage: paint_person(stage, pose, self.clothes))


@dataclass(frozen=True, slots=True)
class Stander:
    """Someone who stays: shifts weight, turns the head; `period` divides the loop."""

    x: float
    z: float
    heading: float
    clothes: Clothes
    period: float = 6.0
    phase: float = 0.0
    working: float = 0.0
    """How far the arms swing at work, radians."""

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        turn = 2 * math.pi * second / self.period + self.phase
        pose = Pose(self.x + 0.03 * math.sin(turn), self.z, self.heading + 0.16 * math.sin(turn / 2))
        swing = self.working * math.sin(turn)
        return seen(view, (pose.x, 0.9, pose.z), 1.6, lambda stage: paint_person(stage, pose, self.clothes, swing))


def _frame(pose: Pose) -> tuple[float, float]:
    return math.sin(pose.heading), math.cos(pose.heading)


def paint_person(stage: Stage, pose: Pose, clothes: Clothes, arm_swing: float = 0.0) -> None:
    depth = stage.view.depth(pose.x, pose.z)
    size = stage.pixels_per_metre(depth)
    stage = stage.under(stage.light.on(pose.x, pose.z))
    if size < 9.0:
        _paint_far(stage, pose, clothes)
        return
    sin, cos = _frame(pose)
    tall = clothes.height / 1.7

    def spot(right: float, up: float, ahead: float) -> Point:
        return pose.x + right * cos + ahead * sin, up * tall, pose.z - right * sin + ahead * cos

    if size < 22.0:
        _paint_middling(stage, spot, pose, clothes)
        return
    _person_shadow(stage, pose, tall)
    _limbs(stage, spot, pose, clothes, arm_swing)
    _torso(stage, spot, clothes)
    stage.ball(spot(0, 1.58, 0.02), 0.115, clothes.skin)
    stage.ball(spot(0, 1.62, -0.025), 0.115, clothes.hat or clothes.hair)
    if clothes.umbrella is not None:
        _umbrella(stage, spot, clothes.umbrella)


def _limbs(stage: Stage, spot: Placed, pose: Pose, clothes: Clothes, arm_swing: float) -> None:
    step = 2 * math.pi * pose.gone / STRIDE
    moving = 1.0 if pose.speed > 0.1 else 0.0
    for side, phase in ((-1, 0.0), (1, math.pi)):
        reach = moving * 0.30 * math.sin(step + phase)
        lift = moving * max(0.0, 0.10 * math.cos(step + phase))
        foot, knee = spot(0.10 * side, 0.06 + lift, reach), spot(0.10 * side, 0.47, reach * 0.45 + 0.05 * moving)
        stage.rod(spot(0.09 * side, 0.86, 0), knee, 0.17, clothes.legs)
        stage.rod(knee, foot, 0.13, clothes.legs)
        stage.rod(foot, spot(0.10 * side, 0.04 + lift, reach + 0.12), 0.09, (0.10, 0.09, 0.09))
    dark = toned(clothes.coat, 0.8)
    for side, phase in ((-1, math.pi), (1, 0.0)):
        reach = moving * 0.24 * math.sin(step + phase) + 0.35 * math.sin(arm_swing + side * 0.4) * (arm_swing != 0)
        elbow, hand = spot(0.27 * side, 1.12, reach * 0.4), spot(0.25 * side, 0.88 + abs(reach) * 0.25, reach)
        stage.rod(spot(0.22 * side, 1.38, 0), elbow, 0.12, dark)
        stage.rod(elbow, hand, 0.10, dark)
        stage.ball(hand, 0.05, clothes.skin)


def _paint_far(stage: Stage, pose: Pose, clothes: Clothes) -> None:
    """A person a few pixels high: legs, coat, head."""
    x, z, tall = pose.x, pose.z, clothes.height / 1.7
    stage.rod((x, 0.1, z), (x, 0.9 * tall, z), 0.26, clothes.legs)
    stage.rod((x, 0.9 * tall, z), (x, 1.35 * tall, z), 0.42, clothes.vest or clothes.coat)
    stage.ball((x, 1.58 * tall, z), 0.13, clothes.hat or clothes.hair)


def _paint_middling(stage: Stage, spot: Placed, pose: Pose, clothes: Clothes) -> None:
    """A person some twenty or thirty pixels high: what is left of the limbs at that size."""
    swing = 0.28 * math.sin(2 * math.pi * pose.gone / STRIDE) if pose.speed > 0.1 else 0.0
    _person_shadow(stage, pose, clothes.height / 1.7)
    dark = toned(clothes.coat, 0.8)
    for side in (-1, 1):
        stage.rod(spot(0.09 * side, 0.86, 0), spot(0.10 * side, 0.06, swing * side), 0.15, clothes.legs)
        stage.rod(spot(0.22 * side, 1.36, 0), spot(0.25 * side, 0.92, -swing * side), 0.10, dark)
    stage.rod(spot(0, 0.95, 0), spot(0, 1.32, 0), 0.40, clothes.vest or clothes.coat)
    if clothes.bag is not None:
        stage.rod(spot(0, 1.05, -0.17), spot(0, 1.30, -0.17), 0.27, clothes.bag)
    stage.ball(spot(0, 1.56, 0.03), 0.11, clothes.skin)
    stage.ball(spot(0, 1.62, -0.02), 0.12, clothes.hat or clothes.hair)
    if clothes.umbrella is not None:
        _umbrella(stage, spot, clothes.umbrella)


def _person_shadow(stage: Stage, pose: Pose, tall: float) -> None:
    stage.foot_shade(pose.x, pose.z, 0.36, 0.5)
    if max(stage.light.sun_colour) > 0.3:
        sun_x, sun_y, sun_z = stage.light.sun
        reach = 0.85 * tall / max(sun_y, 0.3)
        turn = math.atan2(-sun_x, -sun_z)
        flat = math.hypot(sun_x, sun_z)
        stage.shade(pose.x - sun_x * reach, pose.z - sun_z * reach, (0.2, reach * flat), 0.42, turn)


def _torso(stage: Stage, spot: Placed, clothes: Clothes) -> None:
    stage.rod(spot(0, 0.90, 0), spot(0, 1.30, 0), 0.38, clothes.coat)
    stage.rod(spot(-0.13, 1.36, 0), spot(0.13, 1.36, 0), 0.22, clothes.coat)
    if clothes.vest is not None:
        stage.rod(spot(0, 0.98, 0), spot(0, 1.32, 0), 0.39, clothes.vest)
        stage.rod(spot(-0.17, 1.08, 0), spot(0.17, 1.08, 0), 0.05, (0.72, 0.72, 0.66))
    if clothes.bag is not None:
        stage.rod(spot(0, 1.05, -0.17), spot(0, 1.30, -0.17), 0.27, clothes.bag)


def _umbrella(stage: Stage, spot: Placed, colour: Colour) -> None:
    ring = [
        spot(0.52 * math.cos(angle), 1.84, 0.1 + 0.52 * math.sin(angle))
        for angle in (2 * math.pi * k / 10 for k in range(10))
    ]
    top = spot(0, 2.05, 0.1)
    for index, edge in enumerate(ring):
        shade = 0.82 + 0.18 * math.cos(2 * math.pi * index / 10)
        stage.polygon((top, edge, ring[(index + 1) % 10]), toned(colour, shade))

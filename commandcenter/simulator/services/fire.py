"""Smoke detectors and hydrants: low batteries, weak pressure, and once a kitchen that smokes for a moment."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from commandcenter.simulator.services.rhythm import Pace, Trouble, calm, together
from commandcenter.simulator.services.stage import Act, NoDevices, Sample, World, raised, returned

SMOKE_S, SMOKE_OVER_S = 165.0, 190.0


class Fire(NoDevices):
    def __init__(self, world: World, seed: int) -> None:
        self._seed = seed
        self._detectors = world.assets["smoke"]

    def acts(self) -> Iterator[Act]:
        random = Random(f"fire {self._seed}")
        weak, smoking, *others = random.sample(self._detectors, len(self._detectors))
        script = [
            Act(2.2, raised(weak, "fire.battery", "烟感电量低", battery_pct=random.randint(6, 14))),
            Act(58.0, returned(weak, "fire.battery")),
            Act(SMOKE_S, raised(smoking, "fire.smoke", "烟雾报警", smoke_pct=18)),
            Act(SMOKE_OVER_S, returned(smoking, "fire.smoke")),
        ]
        troubles = [
            Trouble("fire.battery", "烟感电量低", 5, lambda r: {"battery_pct": r.randint(5, 15)}, others),
            Trouble("fire.pressure", "消防水压低", 1, lambda r: {"pressure_kpa": r.randint(50, 95)}, others),
        ]
        return together(script, calm(troubles, Pace(36, 70, 50, 200), random))

    def samples(self, t: float) -> list[Sample]:
        fleet = {"online": len(self._detectors) - 3, "total": len(self._detectors)}
        return [{"key": "smoke/fleet", "type": "fire.fleet", "values": fleet}]

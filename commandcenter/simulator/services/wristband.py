"""Wristbands of the old and ill: hearts beat, batteries run low, and one presses SOS."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from commandcenter.simulator.services.rhythm import Pace, Trouble, calm, sway, through, together
from commandcenter.simulator.services.stage import Act, NoDevices, Sample, World, place, raised, returned

SOS_S, HELPED_S = 16.0, 76.0
SHOWN = 12
_COURSE = ((0.0, 88.0), (6.0, 92.0), (SOS_S, 142.0), (50.0, 136.0), (HELPED_S, 96.0), (120.0, 84.0))


class Wristbands(NoDevices):
    """Telemetry is that of the few who are under observation."""

    def __init__(self, world: World, seed: int) -> None:
        self._seed = seed
        self._bands = world.assets["bands"]
        self._caller = world.find("bands", world.story["sos"])

    def acts(self) -> Iterator[Act]:
        random = Random(f"wristband {self._seed}")
        others = [band for band in self._bands if band is not self._caller]
        weak = others.pop(random.randrange(len(others)))
        script = [
            Act(6.4, raised(weak, "wristband.battery", "手环电量低", battery_pct=9)),
            Act(SOS_S, raised(self._caller, "wristband.sos", "一键呼救", heart_rate=142)),
            Act(HELPED_S, returned(self._caller, "wristband.sos")),
            Act(88.0, returned(weak, "wristband.battery")),
        ]
        troubles = [
            Trouble("wristband.battery", "手环电量低", 5, lambda r: {"battery_pct": r.randint(4, 12)}, others),
            Trouble("wristband.left_area", "离开看护范围", 1, lambda r: {"distance_m": r.randint(150, 600)}, others),
        ]
        return together(script, calm(troubles, Pace(43, 95, 60, 240), random))

    def samples(self, t: float) -> list[Sample]:
        shown = [self._caller, *(band for band in self._bands if band is not self._caller)][:SHOWN]
        return [
            {
                "key": f"heart/{band['id']}",
                "type": "wristband.heart",
                "name": band["name"],
                "place": place(band),
                "values": {"value": self._heart_rate(band["id"], band["heart_rate"], t), "unit": "/min"},
            }
            for band in shown
        ]

    def _heart_rate(self, band: str, usual: float, t: float) -> int:
        base = through(_COURSE, t) if band == self._caller["id"] else usual
        return round(base + sway(band, t, 4.0, 25))

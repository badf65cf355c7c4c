"""Lifts: inspections that are overdue, faults, and people who are trapped once."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from commandcenter.simulator.services.rhythm import Pace, Trouble, calm, together
from commandcenter.simulator.services.stage import Act, NoDevices, Sample, World, raised, returned

TRAPPED_S, FREED_S = 30.0, 84.0


class Lifts(NoDevices):
    def __init__(self, world: World, seed: int) -> None:
        self._seed = seed
        self._lifts = world.assets["lifts"]
        self._stuck = world.find("lifts", world.story["lift"])

    def acts(self) -> Iterator[Act]:
        random = Random(f"lift {self._seed}")
        others = [lift for lift in self._lifts if lift is not self._stuck]
        overdue, stuck_later = others.pop(random.randrange(len(others))), others.pop(random.randrange(len(others)))
        here = {"people": 2, "floor": 7}
        later = {"people": 1, "floor": 12}
        script = [
            Act(1.4, raised(overdue, "lift.overdue", "电梯检验超期", days=3)),
            Act(TRAPPED_S, raised(self._stuck, "lift.trapped", "电梯困人", **here)),
            Act(FREED_S, returned(self._stuck, "lift.trapped")),
            Act(420.0, raised(stuck_later, "lift.trapped", "电梯困人", **later)),
            Act(490.0, returned(stuck_later, "lift.trapped")),
        ]
        troubles = [
            Trouble("lift.overdue", "电梯检验超期", 4, lambda r: {"days": r.randint(1, 9)}, others),
            Trouble("lift.fault", "电梯故障停梯", 1, lambda r: {"code": f"E{r.randint(10, 59)}"}, others),
        ]
        return together(script, calm(troubles, Pace(64, 110, 80, 300), random))

    def samples(self, t: float) -> list[Sample]:
        stopped = 1 if TRAPPED_S <= t < FREED_S else 0
        fleet = {"running": len(self._lifts) - 4 - stopped, "total": len(self._lifts), "trapped": stopped}
        return [{"key": "lift/fleet", "type": "lift.fleet", "values": fleet}]

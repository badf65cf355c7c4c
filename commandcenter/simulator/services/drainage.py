"""Drainage levels: an underpass fills within seconds of the story and empties again."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from commandcenter.simulator.services.rhythm import Pace, Trouble, calm, sway, through, together
from commandcenter.simulator.services.stage import Act, NoDevices, Sample, World, place, raised, returned

ALARM_S, NORMAL_S = 20.0, 82.0
_COURSE = (
    (0.0, 5.0),
    (9.0, 6.0),
    (14.0, 19.0),
    (ALARM_S, 42.0),
    (45.0, 46.0),
    (66.0, 31.0),
    (NORMAL_S, 9.0),
    (100.0, 5.0),
)


class Drains(NoDevices):
    def __init__(self, world: World, seed: int) -> None:
        self._seed = seed
        self._drains = world.assets["drains"]
        self._full = world.find("drains", world.story["underpass"])

    def acts(self) -> Iterator[Act]:
        drain = self._full
        level = {"level_cm": 42, "limit_cm": drain["limit_cm"]}
        script = [
            Act(ALARM_S, raised(drain, "drainage.level", "积水超限", **level)),
            Act(NORMAL_S, returned(drain, "drainage.level")),
        ]
        others = [it for it in self._drains if it is not drain]
        watch = Trouble("drainage.pump", "水泵空转", 1, lambda r: {"run_min": r.randint(12, 50)}, others)
        return together(script, calm([watch], Pace(48, 120, 40, 120), Random(f"drainage {self._seed}")))

    def samples(self, t: float) -> list[Sample]:
        return [
            {
                "key": f"level/{drain['id']}",
                "type": "drainage.level",
                "name": drain["gauge"],
                "place": place(drain),
                "values": {"value": self.level_cm(drain["id"], t), "unit": "cm", "limit": drain["limit_cm"]},
            }
            for drain in self._drains
        ]

    def level_cm(self, drain: str, t: float) -> float:
        if drain == self._full["id"]:
            return round(through(_COURSE, t), 1)
        return round(max(0.0, 4.0 + sway(f"{drain} level", 0, 3.0) + sway(drain, t, 0.8, 90)), 1)

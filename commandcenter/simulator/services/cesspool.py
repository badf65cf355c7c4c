"""Cesspool monitoring, the emergency: methane climbs, the fan starts by itself, an hour of exhaust is not enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from bridge.source import Outcome, refused
from commandcenter.simulator.services.rhythm import SCRIPTED_S, Pace, Trouble, calm, sway, through, together
from commandcenter.simulator.services.stage import (
    Act,
    Event,
    Sample,
    World,
    declared,
    noted,
    place,
    raised,
    returned,
)

LIMIT_PCT = 60.0
FAN_ON_S, ALARM_S, NORMAL_S, FAN_OFF_S = 18.0, 40.0, 112.0, 128.0
_COURSE = (
    (0.0, 4.0),
    (4.0, 4.2),
    (10.0, 22.0),
    (FAN_ON_S, 60.4),
    (24.0, 64.8),
    (33.0, 61.6),
    (ALARM_S, 62.4),
    (58.0, 64.1),
    (84.0, 61.2),
    (100.0, 58.0),
    (NORMAL_S, 31.0),
    (FAN_OFF_S, 12.0),
    (150.0, 4.0),
)


class Cesspools:
    def __init__(self, world: World, seed: int) -> None:
        self._seed = seed
        self._pools = [pool for pool in world.assets["cesspools"] if pool["monitored"]]
        self._fans = {fan["id"]: fan for fan in world.assets["fans"]}
        self._hot = world.find("cesspools", world.story["cesspool"])
        self._ordered: dict[str, bool] = {}

    def opening(self) -> list[Event]:
        return [declared(fan, "fan", "fan.start", "fan.stop") for fan in self._fans.values()]

    def acts(self) -> Iterator[Act]:
        high, alarm = "cesspool.methane_high", "cesspool.methane"
        pool, at_start, at_alarm = self._hot, self.methane_pct(self._hot["id"], FAN_ON_S), _COURSE[6][1]
        script = [
            Act(FAN_ON_S, noted(pool, "cesspool.fan_started", "排风机自动启动", methane_pct=at_start)),
            Act(FAN_ON_S + 0.1, raised(pool, high, "甲烷超限 自动排风", methane_pct=at_start, limit_pct=LIMIT_PCT)),
            Act(ALARM_S, raised(pool, alarm, "甲烷排风后未降", methane_pct=at_alarm, exhaust_h=1)),
            Act(NORMAL_S, returned(pool, alarm)),
            Act(NORMAL_S + 0.1, returned(pool, high)),
            Act(FAN_OFF_S, noted(pool, "cesspool.fan_stopped", "排风机自动停止", methane_pct=12.0)),
        ]
        others = [it for it in self._pools if it is not pool]
        silent = Trouble("cesspool.sensor", "传感器无数据", 1, lambda r: {"silent_min": r.randint(10, 45)}, others)
        return together(script, calm([silent], Pace(SCRIPTED_S + 30, 200, 60, 180), Random(f"cesspool {self._seed}")))

    def samples(self, t: float) -> list[Sample]:
        return [
            {
                "key": f"methane/{pool['id']}",
                "type": "cesspool.methane",
                "name": pool["gauge"],
                "place": place(pool),
                "values": {
                    "value": self.methane_pct(pool["id"], t),
                    "unit": "%",
                    "limit": LIMIT_PCT,
                    "fan": self.fan_runs(pool["id"], t),
                },
            }
            for pool in self._pools
        ]

    def methane_pct(self, pool: str, t: float) -> float:
        if pool == self._hot["id"]:
            return round(through(_COURSE, t) + (sway(pool, t, 0.5, 7) if t > FAN_ON_S + 2 else 0.0), 1)
        return round(5.0 + sway(f"{pool} level", 0, 2.5) + sway(pool, t, 1.2), 1)

    def fan_runs(self, pool: str, t: float) -> bool:
        """An order by hand holds until the next; else the fan follows the methane."""
        by_hand = self._ordered.get(pool)
        return by_hand if by_hand is not None else pool == self._hot["id"] and FAN_ON_S <= t < FAN_OFF_S

    def obey(self, device: str, action: str, args: Mapping[str, str]) -> Outcome:
        fan = self._fans.get(device)
        if fan is None:
            return refused("no such device")
        if action not in ("fan.start", "fan.stop"):
            return refused("no such action")
        self._ordered[fan["subject"]] = action == "fan.start"
        return Outcome("done", "on" if action == "fan.start" else "off")

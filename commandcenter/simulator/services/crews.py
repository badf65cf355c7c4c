"""Crews on their rounds: positions along the roads, and the few who are sent when something happens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import atan2, cos, degrees, hypot, radians
from random import Random
from typing import NamedTuple

from commandcenter.simulator.services import cesspool, drainage, lift, wristband
from commandcenter.simulator.services.stage import Act, Asset, NoDevices, Sample, World

METRES_PER_DEGREE = 111_320.0
PATROL_M_PER_S = 6.0
ON_THE_WAY_S = 26.0
ORDERED_AFTER_S = 4.0


class Line:
    """A line in degrees that is travelled by metres."""

    def __init__(self, points: Sequence[Sequence[float]]) -> None:
        self._points = points
        self._scale = cos(radians(points[0][1]))
        steps = [self._apart(a, b) for a, b in pairwise(points)]
        self._at = list(accumulate(steps, initial=0.0))
        self.length = self._at[-1]

    def along(self, metres: float) -> tuple[float, float, float]:
        """(lon, lat, heading in degrees from north) after so many metres from the start."""
        metres = min(max(metres, 0.0), self.length)
        i = min(max(bisect_right(self._at, metres) - 1, 0), len(self._points) - 2)
        a, b = self._points[i], self._points[i + 1]
        share = (metres - self._at[i]) / ((self._at[i + 1] - self._at[i]) or 1.0)
        heading = degrees(atan2((b[0] - a[0]) * self._scale, b[1] - a[1])) % 360
        return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, heading

    def _apart(self, a: Sequence[float], b: Sequence[float]) -> float:
        return hypot((b[0] - a[0]) * self._scale, b[1] - a[1]) * METRES_PER_DEGREE


class Mission(NamedTuple):
    """A way that a crew travels; seconds of the story."""

    line: Line
    start: float
    end: float


class Crews(NoDevices):
    def __init__(self, world: World, seed: int) -> None:
        happens = {
            world.story["cesspool"]: (cesspool.ALARM_S, cesspool.NORMAL_S),
            world.story["underpass"]: (drainage.ALARM_S, drainage.NORMAL_S),
            world.story["sos"]: (wristband.SOS_S, wristband.HELPED_S),
            world.story["lift"]: (lift.TRAPPED_S, lift.FREED_S),
        }
        self._crews = world.assets["crews"]
        self._rounds = {crew["id"]: Line(crew["patrol"]) for crew in self._crews}
        self._starts = {crew["id"]: Random(f"{seed} {crew['id']}").uniform(0, 4000.0) for crew in self._crews}
        self._missions = {
            crew["id"]: Mission(Line(line), happens[subject][0] + ORDERED_AFTER_S, happens[subject][1])
            for crew in self._crews
            for subject, line in crew["routes"].items()
        }

    def acts(self) -> Iterator[Act]:
        """Positions are all that this service tells."""
        return iter(())

    def samples(self, t: float) -> list[Sample]:
        return [self._sample(crew, t) for crew in self._crews]

    def _sample(self, crew: Asset, t: float) -> Sample:
        (lon, lat, heading), out = self.position(crew["id"], t)
        return {
            "key": f"crew/{crew['name']}",
            "type": "crew",
            "name": crew["name"],
            "place": {"lon": round(lon, 6), "lat": round(lat, 6)},
            "values": {
                "status": "out" if out or crew["status"] == "out" else "idle",
                "people": crew["people"],
                "heading": round(heading) % 360,
            },
        }

    def position(self, crew: str, t: float) -> tuple[tuple[float, float, float], bool]:
        """Where a crew is, and whether a happening of the story has it out.

        A crew that will be sent waits where its way begins, goes, stays while it lasts, and comes back.
        """
        mission = self._missions.get(crew)
        if mission is None:
            return self._on_round(crew, t), False
        there = min(max((t - mission.start) / ON_THE_WAY_S, 0.0), 1.0)
        back = min(max((t - mission.end) / (2 * ON_THE_WAY_S), 0.0), 1.0)
        lon, lat, heading = mission.line.along((there - back) * mission.line.length)
        return (lon, lat, (heading + 180) % 360 if back else heading), mission.start <= t < mission.end

    def _on_round(self, crew: str, t: float) -> tuple[float, float, float]:
        """To and fro on its round."""
        line = self._rounds[crew]
        at = (self._starts[crew] + t * PATROL_M_PER_S) % (2 * line.length)
        if at <= line.length:
            return line.along(at)
        lon, lat, heading = line.along(2 * line.length - at)
        return lon, lat, (heading + 180) % 360

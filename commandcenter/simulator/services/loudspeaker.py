"""The loudspeaker columns (音柱): they speak when told, carry one live talk; a few are offline and say so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from random import Random

from bridge.source import Outcome, refused
from commandcenter.simulator.services.stage import Act, Asset, Event, Sample, World, declared, raised

FASTEST_S, SLOWEST_S = 0.4, 1.5
ACTIONS = ("speak", "talk.begin", "talk.end")
TALK_S, LONGEST_TALK_S = 60.0, 300.0
"""A live talk lasts so long where nothing is said of it, and so long at most."""


class Loudspeakers:
    """`clock` gives monotonic seconds, real ones: a person waits, and talks."""

    def __init__(self, world: World, seed: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._columns = {column["id"]: column for column in world.assets["columns"]}
        self._talks: dict[str, tuple[str, float]] = {}
        self._delays = {name: Random(f"{seed} {name}").uniform(FASTEST_S, SLOWEST_S) for name in self._columns}

    def opening(self) -> list[Event]:
        return [declared(column, "loudspeaker", *ACTIONS) for column in self._columns.values()]

    def acts(self) -> Iterator[Act]:
        offline = [column for column in self._columns.values() if not column["online"]]
        for number, column in enumerate(offline):
            yield Act(3.7 + 19.0 * number, raised(column, "loudspeaker.offline", "音柱离线"))

    def samples(self, t: float) -> list[Sample]:
        online = sum(column["online"] for column in self._columns.values())
        fleet = {"online": online, "total": len(self._columns)}
        return [{"key": "loudspeaker/fleet", "type": "loudspeaker.fleet", "values": fleet}]

    def obey(self, device: str, action: str, args: Mapping[str, str]) -> Outcome:
        column = self._columns.get(device)
        if column is None:
            return refused("no such device")
        if action not in ACTIONS:
            return refused("no such action")
        if action != "speak":
            return self._talk(column, action, args)
        if not args.get("text", "").strip():
            return refused("nothing to say")
        time.sleep(self._delays[device])
        return Outcome("done", f"{self._delays[device]:.1f} s") if column["online"] else refused("offline")

    def _talk(self, column: Asset, action: str, args: Mapping[str, str]) -> Outcome:
        """One at a time, until it is not renewed in time; the end of one that is over already changes nothing."""
        name, session = str(column["id"]), args.get("session", "")
        if not session:
            return refused("no session")
        if not column["online"]:
            return refused("offline")
        talker, until = self._talks.get(name, ("", 0.0))
        if self._clock() >= until:
            talker = ""
        if action == "talk.begin":
            if talker not in ("", session):
                return refused("busy")
            self._talks[name] = session, self._clock() + _lasts(args.get("seconds", ""))
        elif talker == session:
            del self._talks[name]
        return Outcome("done", "")


def _lasts(seconds: str) -> float:
    try:
        asked = float(seconds)
    except ValueError:
        return TALK_S
    return min(asked, LONGEST_TALK_S) if asked > 0.0 else TALK_S

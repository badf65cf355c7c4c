"""One run: a seat works, is cut off, works on, is killed like the core, comes back; then both journals are compared."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

import msgspec

from bridge.protocol.seat import Record
from bridge.source.keys import read_keys
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.administering import make_keys, obeying
from commandcenter.domain.journal import CommandId, Entry
from commandcenter.domain.keys import EVERYTHING, KeyKind
from commandcenter.domain.merging import BEGINNING, link_of
from commandcenter.services.credentials import Claim
from commandcenter.settings import read_settings
from tests.chaos.child import Child
from tests.support.centre import Centre, bare_centre
from tests.support.lossy_proxy import LossyProxy

PASSWORD = "correct-horse-battery-9"
ALARMS = 40


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`seconds` without a network, in which there are so many actions, deaths of the seat and of the core."""

    seed: int = 20261122
    seconds: float = 60.0
    actions: int = 200
    seat_kills: int = 4
    core_kills: int = 4


class Line(msgspec.Struct, frozen=True):
    """Record `n` of the seat's own journal, and what the core's journal says of it."""

    n: int
    command: str
    outcome: str
    late_s: float


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """`recorded` are (n, id, link) of the seat's journal, `merged` those of the core's in its order, each run once."""

    recorded: list[tuple[int, str, bytes]]
    merged: list[tuple[int, str, bytes]]
    acknowledged: int
    broken: int
    verified: bool
    lines: list[Line]

    @property
    def good(self) -> bool:
        whole = self.recorded == self.merged and len(self.recorded) >= self.acknowledged
        return whole and not self.broken and self.verified


class CutRun:
    """Everything lies in `folder`; `tell` is given a line now and then."""

    def __init__(self, folder: Path, plan: Plan, tell: Callable[[str], None]) -> None:
        self._plan, self._tell, self._random = plan, tell, Random(plan.seed)
        self.centre: Centre = bare_centre(folder)
        here = DataFolder(self.centre.data)
        settings = read_settings(here.settings)
        keys = make_keys(here, settings, KeyKind.CONSOLE, "desk-1", EVERYTHING, folder / "desk.json")
        with obeying(here, settings) as obey:
            person = {"account": "li.wei", "name": "Li Wei", "person": "A1", "roles": ["duty-officer"]}
            rest = {"areas": ["*"], "cameras": ["*"], "must_change": False}
            obey("account.add", {**person, **rest}, Claim(secret=PASSWORD))
        self.network = LossyProxy(settings.core.endpoint, plan.seed)
        self._journal = folder / "seats" / "desk-1.sqlite"
        core = read_keys(folder / "desk.json").peers[0]
        words = (self.network.endpoint, str(folder / "desk.json"), core, str(self._journal))
        self.seat = Child("seat", folder, "-m", "tests.cut_seat.seat", *words)
        self.public = keys.public
        self._done = self._acknowledged = 0
        self._seated = False

    def run(self) -> Result:
        """Leaves nothing running, whatever happens."""
        try:
            self._begin()
            self._work(5)
            self.centre.wait(lambda: self._answered() >= 5, "the seat's first actions are answered")
            self.network.cut()
            self._wait_for("lost")
            self._tell(f"cut off; {self._plan.actions} actions, {self._plan.seconds:.0f} s")
            self._cut_off()
            self.network.mend()
            self._tell("reunited")
            self.centre.wait(self._all_merged, "all that the seat has recorded is merged")
        finally:
            self.seat.stop()
            self.network.stop()
            self.centre.stop()
        return self._result()

    def _begin(self) -> None:
        self.centre.start_source()
        self.centre.start("core")
        self.seat.start()
        for number in range(ALARMS):
            self.centre.tell_source(f"raise P{number} minor Pump room {number}")
        self.centre.wait(lambda: self.centre.count("alarm.raised", by="event") == ALARMS, "the alarms are there")
        self._wait_for("live")
        self.seat.tell(f"sign li.wei {PASSWORD} duty-officer")
        self._wait_for("live S")
        self._seated = True

    def _wait_for(self, start: str) -> None:
        """The newest word on the link begins so."""

        def look() -> bool:
            words = [line for line in self._said() if line.startswith(("live", "lost"))]
            return bool(words) and words[-1].startswith(start)

        self.centre.wait(look, f"the seat says {start!r}: {self._said()[-5:]}")

    def _said(self) -> list[str]:
        return self.seat.output().splitlines()

    def _answered(self) -> int:
        return sum(line.startswith("answer") and " ok" in line for line in self._said())

    def _cut_off(self) -> None:
        """Deaths at any moment, the seat's after half of its actions: then nobody is signed in there any more."""
        plan, began = self._plan, time.monotonic()
        half, each = plan.actions // 2, plan.seconds / plan.actions
        seat_deaths = {half + self._random.randrange(half) for _ in range(plan.seat_kills)}
        core_deaths = {self._random.randrange(plan.actions) for _ in range(plan.core_kills)}
        for number in range(plan.actions):
            self._work(1)
            if number == half:
                self.centre.wait(lambda: self._kept() >= half, "the screen says what is kept")
                self._acknowledged = self._recorded()
            if number in seat_deaths:
                self._tell("the seat is killed")
                self._kill_seat()
            if number in core_deaths:
                self._tell("the core is killed")
                self._kill_core()
            self.centre.wait(partial(_reached, began + (number + 1) * each), "time passes")

    def _work(self, count: int) -> None:
        for _ in range(count):
            self._done += 1
            name, args = self._next(self._done)
            self.seat.tell(f"do {name} {json.dumps(args)}")

    def _next(self, number: int) -> tuple[str, dict[str, object]]:
        """All classes while somebody is signed in, else what a seat does by itself."""
        if not self._seated:
            return "seat.ready", {"seconds": float(number)}
        match number % 4:
            case 0:
                return "alarm.acknowledge", {"alarm": f"A{number // 4 % ALARMS + 1}"}
            case 1:
                return "map.move", {"lon": 106.5, "lat": 29.5, "zoom": 12.0}
            case 2 if number % 8 == 2:
                return "linkage.start", {"alarm": f"A{number // 4 % ALARMS + 1}"}
            case _:
                return "queue.filter", {"filter": f"{number}"}

    def _kept(self) -> int:
        """What the screen said last."""
        counts = [int(line.split()[1]) for line in self._said() if line.startswith("kept")]
        return counts[-1] if counts else 0

    def _kill_core(self) -> None:
        before = self.centre.processes.pid("core")
        self.centre.kill("core")
        self.centre.wait(lambda: self.centre.processes.pid("core") != before, "the core is started again")

    def _kill_seat(self) -> None:
        self.seat.kill()
        self.seat.again()
        self._seated = False
        if self._acknowledged:
            self.centre.wait(lambda: self._kept() > 0, "the seat says what waits after its start")

    def _records(self) -> list[tuple[int, str, bytes]]:
        """(n, id, link) of the seat's journal as it lies on its disk, each link held against the next record."""
        found, link = [], BEGINNING
        with closing(sqlite3.connect(f"file:{self._journal}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT n, record FROM records ORDER BY n").fetchall()
        for n, data in rows:
            record = msgspec.msgpack.decode(data, type=Record)
            assert (record.n, record.prev) == (n, link), f"record {n} does not follow"
            link = link_of(link, data)
            found.append((n, record.command.id, link))
        return found

    def _recorded(self) -> int:
        return len(self._records())

    def _caused(self) -> list[tuple[CommandId, Entry]]:
        """What came out of the seat's journal, in the order of the core's; the entries of one record once."""
        found: list[tuple[CommandId, Entry]] = []
        for entry in self.centre.entries():
            cause = entry.cause
            if isinstance(cause, CommandId) and cause.chain and (not found or found[-1][0] != cause):
                found.append((cause, entry))
        return found

    def _all_merged(self) -> bool:
        return len(self._caused()) >= self._recorded()

    def _result(self) -> Result:
        caused = self._caused()
        verified = json.loads(self.centre.run("journal", "--verify", "--json").stdout)["verified"]
        return Result(
            recorded=self._records(),
            merged=[(cause.n, cause.id, cause.link) for cause, _ in caused],
            acknowledged=self._acknowledged,
            broken=self.centre.count("seat.chain_broken"),
            verified=verified,
            lines=[Line(cause.n, cause.name, entry.outcome.value, cause.late_s) for cause, entry in caused],
        )


def _reached(moment: float) -> bool:
    return time.monotonic() >= moment

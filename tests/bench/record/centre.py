"""A core at work without its sockets: real store, real seal; what has arrived is taken in as the core's loop does."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import count
from pathlib import Path

import msgspec

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.guarding import guard_of
from commandcenter.app.sealing import open_sealing
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import Raised
from commandcenter.domain.journal import CommandId
from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.services.core import Batch, Core
from commandcenter.services.doubts import Log
from commandcenter.services.operating import command_table
from commandcenter.services.ports import Stamped
from commandcenter.settings import Settings
from tests.bench.record.pace import Done
from tests.support.cores import WANG, source_key

SOURCES, SUBJECTS = 10, 500
# Twenty officers, each with a key or click a second.
COMMAND_EVERY = 50
TICK_S = 0.25
MOVED = msgspec.msgpack.encode({"lon": 106.55, "lat": 29.585, "zoom": 14.0})


class Centre:
    """`stored` are the bytes of what was taken in, by transactions; `sealing_s` how long each checkpoint took."""

    def __init__(self, folder: Path, where: Where | None = None) -> None:
        data = DataFolder(folder)
        data.prepare()
        self._store = SqlStore(where or data.journal, guard=guard_of(data))
        self._core = Core(self._store, command_table(), Catalogue(), utc_now)
        self._sealing = open_sealing(data, Settings(), self._core, self._store)
        self._numbers, self._ticked = count(), 0.0
        self._taken = dict.fromkeys(range(SOURCES), 0)
        self.stored: list[list[bytes]] = []
        self.sealing_s: list[float] = []
        self._sealing.look()
        self._core.trust(source_key(_name(source)) for source in self._taken)
        for source in self._taken:
            self._core.open_source(_name(source), Log(epoch="e", first=1, head=0))

    def serve(self, arrived: range, done: Done) -> None:
        """Commands one by one, then all events in one transaction, as far as the loop takes them at once."""
        events = []
        for number in arrived:
            if number % COMMAND_EVERY:
                events.append(number)
                continue
            cause = CommandId(id=f"command-{next(self._numbers)}", name="map.move")
            _, entries = self._core.command(cause, MOVED, WANG, "desk-1", utc_now())
            done(range(number, number + 1))
            self._keep(entries)
        if events:
            self._keep(self._core.take(self._batches(events)))
            for number in events:
                done(range(number, number + 1))

    def rest(self) -> None:
        """The seal when it is due, and the passing of time."""
        before = self._sealing.newest
        began = time.perf_counter()
        self._sealing.look()
        if self._sealing.newest is not before:
            self.sealing_s.append(time.perf_counter() - began)
        if began - self._ticked >= TICK_S:
            self._ticked = began
            self._core.tick()

    def close(self) -> None:
        self._store.close()

    def _batches(self, numbers: Iterable[int]) -> list[Batch]:
        by_source: dict[int, list[bytes]] = {}
        for number in numbers:
            by_source.setdefault(number % SOURCES, []).append(_event(number))
        batches = []
        for source, events in by_source.items():
            batches.append(Batch(source=_name(source), epoch="e", first=self._taken[source] + 1, events=events))
            self._taken[source] += len(events)
        return batches

    def _keep(self, entries: Iterable[Stamped]) -> None:
        self.stored.append([stamped.data for stamped in entries])


def _name(source: int) -> str:
    return f"bench-{source}"


def _event(number: int) -> bytes:
    event = Raised(
        at=utc_now(),
        type="bench.pump",
        subject=f"pump/{number % SUBJECTS}",
        title="Pump room floods",
        priority=Priority.MINOR,
        place=Place(lon=106.55, lat=29.585),
        values={"level_m": 1.5},
    )
    return msgspec.msgpack.encode(event)

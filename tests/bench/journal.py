"""The entry `journal`: how many events a second the core takes in and keeps, beside bare inserts of the same bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import msgspec

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.guarding import guard_of
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import Raised
from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.services.core import Batch, Core
from commandcenter.services.doubts import Log
from commandcenter.services.operating import command_table
from tests.bench.figures import Compared, Figure, Goal, GoalOf, Kind, rounded
from tests.bench.glass.bare import INSERT, open_bare
from tests.bench.places import workplace
from tests.bench.rounds import Rates, compare
from tests.support.cores import source_key

NAME = "journal"
ROUNDS = 7
SINGLES, BATCHES, BATCH = 100, 20, 100
SUBJECTS = 500
# A city's source at its worst moment must not fill its outbox: ten times the load of alarm-to-glass, one by one.
SINGLE_GOAL, BATCH_GOAL = 200.0, 2000.0

Tell = Callable[[str], None]


class Feed:
    """One source's events into a core on a store of its own; keeps the bytes that were stored for the rival."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._seq = 0
        self._subjects = count()
        self.stored: list[bytes] = []
        core.trust([source_key("bench")])
        core.open_source("bench", Log(epoch="e", first=1, head=0))

    def take(self, size: int) -> None:
        """One transaction of so many events."""
        raws = [self._event() for _ in range(size)]
        batch = Batch(source="bench", epoch="e", first=self._seq + 1, events=raws)
        self.stored.extend(stamped.data for stamped in self._core.take([batch]))
        self._seq += size

    def _event(self) -> bytes:
        subject = next(self._subjects) % SUBJECTS
        event = Raised(
            at=utc_now(),
            type="bench.pump",
            subject=f"pump/{subject}",
            title="Pump room floods",
            priority=Priority.MINOR,
            place=Place(lon=106.55, lat=29.585),
            values={"level_m": 1.5},
        )
        return msgspec.msgpack.encode(event)


def run(tell: Tell) -> list[Figure]:
    """About a quarter of a minute."""
    with workplace(NAME) as folder:
        data = DataFolder(folder)
        store = SqlStore(data.journal, guard=guard_of(data))
        try:
            with closing(open_bare(str(folder / "bare.sqlite"))) as bare:
                feed = Feed(Core(store, command_table(), Catalogue(), utc_now))
                tell(f"{ROUNDS} rounds of {SINGLES} events, each in a transaction of its own")
                singles = compare(lambda: _ours(feed, SINGLES, 1), lambda: _bare(bare, feed, 1), ROUNDS)
                tell(f"{ROUNDS} rounds of {BATCHES} transactions of {BATCH} events")
                batches = compare(lambda: _ours(feed, BATCHES, BATCH), lambda: _bare(bare, feed, BATCH), ROUNDS)
        finally:
            store.close()
        size = _bytes_each(folder / "bare.sqlite")
    return [
        _figure(
            "journal-single", "events taken in, each decided, hashed and on disk alone", singles, SINGLE_GOAL, size
        ),
        _figure("journal-batch", "events taken in and on disk a hundred at a time", batches, BATCH_GOAL, size),
    ]


def _ours(feed: Feed, transactions: int, size: int) -> int:
    feed.stored.clear()
    for _ in range(transactions):
        feed.take(size)
    return transactions * size


def _bare(database: sqlite3.Connection, feed: Feed, size: int) -> int:
    """The very bytes of our last round, in as many transactions."""
    data = feed.stored
    for first in range(0, len(data), size):
        database.execute("BEGIN IMMEDIATE")
        database.executemany(INSERT, [(entry,) for entry in data[first : first + size]])
        database.execute("COMMIT")
    return len(data)


def _bytes_each(path: Path) -> float:
    with closing(sqlite3.connect(path)) as database:
        return float(database.execute("SELECT avg(length(entry)) FROM journal").fetchone()[0])


def _figure(name: str, what: str, rates: Rates, goal: float, size: float) -> Figure:
    return Figure(
        name=name,
        what=what,
        value=rates.ours,
        unit="events/s",
        compared=Compared(kind=Kind.RIVAL, what="bare sqlite3 inserts of the same bytes, FULL", value=rates.rival),
        lower_is_better=False,
        goal=Goal(of=GoalOf.VALUE, bound=goal),
        samples=rates.pieces,
        detail={
            "ratio_of_rounds": rounded(rates.ratio),
            "bytes_each": rounded(size),
            "rounds": [[rounded(ours), rounded(bare)] for ours, bare in rates.rounds],
        },
    )

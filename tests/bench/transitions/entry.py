"""The entry `transitions`: alarms moved a second, from sources over CURVE into a sealed journal and on to a seat.

Under the program's own rules and under a large district's; beside them the same events under no rules at all, and bare
inserts of the very same entries in the very same transactions.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import psycopg
from sqlalchemy import URL

from commandcenter.adapters.store.reading import JournalReader
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, rounded
from tests.bench.flow.setting import Setting, wait
from tests.bench.glass.bare import open_bare
from tests.bench.places import OUT, workplace
from tests.bench.record.appending import DURABLE
from tests.bench.transitions.rules import NONE, large
from tests.support.postgres import NoPostgres, Server

NAME = "transitions"
SOURCES, EVENTS = 4, 200_000
LIMIT = 5000.0
MIX = "bad day"
INSERT = "INSERT INTO journal VALUES (?, ?)"

Tell = Callable[[str], None]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A second: alarms moved, events and entries, all as they came to the seat; `bare` the same entries, inserted."""

    moved: float
    events: float
    entries: float
    bare: float


def run(tell: Tell) -> list[Figure]:
    """Two minutes."""
    with workplace(NAME) as folder:
        found = {
            name: _measured(folder / name, rules, None)
            for name, rules in (("none", NONE), ("own", ""), ("large", large()))
        }
        for name, one in found.items():
            tell(f"rules {name}: {one.moved:,.0f} transitions/s of {one.events:,.0f} events/s; bare {one.bare:,.0f}/s")
        figures = [
            _figure(NAME, "the program's own rules", found["own"], found["none"]),
            _figure(f"{NAME}-large", "fifty rules on events", found["large"], found["none"]),
            _beside_bare(found["large"]),
        ]
        try:
            with _postgres() as database:
                kept = _measured(folder / "postgres", large(), database)
        except NoPostgres:
            tell("there is no PostgreSQL on this machine: no figure for it")
        else:
            tell(f"into PostgreSQL: {kept.moved:,.0f} transitions/s of {kept.events:,.0f} events/s")
            figures.append(_figure(f"{NAME}-postgres", "fifty rules on events, into PostgreSQL", kept, found["none"]))
    return figures


def _measured(folder: Path, rules: str, database: URL | None) -> Run:
    folder.mkdir()
    setting = Setting(folder, SOURCES, rules=rules, database=database)
    with setting.sources(held=EVENTS // SOURCES, mix=MIX), setting.core(), setting.seat() as seat:
        wait(lambda: seat.events >= EVENTS // 10, "the first events arrive")
        began, moved, events, entries = seat.at, seat.moved, seat.events, seat.size
        wait(lambda: seat.events >= EVENTS * 95 // 100, "the events are at the seat", 300)
        seconds = seat.at - began
        if seat.joins > 1 or seconds <= 0:
            raise BenchError(f"the seat joined {seat.joins} times in {seconds:.1f} s: it has not seen all of it")
        rates = [(now - then) / seconds for now, then in ((seat.moved, moved), (seat.events, events))]
        per_s = (seat.size - entries) / seconds
    return Run(
        moved=rates[0],
        events=rates[1],
        entries=per_s,
        bare=_bare(folder, setting) if database is None else 0.0,
    )


def _bare(folder: Path, setting: Setting) -> float:
    """Entries a second: nothing is decided, hashed, sealed, projected or published."""
    reader = JournalReader(setting.data.journal)
    try:
        rows = [(entry.seq, msgspec.msgpack.encode(entry)) for entry in reader.entries()]
    finally:
        reader.close()
    ends = [size for size, _ in setting.commits()]
    with closing(open_bare(str(folder / "bare.sqlite"))) as database:
        database.execute("PRAGMA wal_autocheckpoint=8000")
        began = time.perf_counter()
        for first, end in zip([0, *ends], [*ends, len(rows)], strict=True):
            _insert(database, rows[first:end])
        return len(rows) / (time.perf_counter() - began)


def _insert(database: sqlite3.Connection, rows: list[tuple[int, bytes]]) -> None:
    database.execute("BEGIN IMMEDIATE")
    database.executemany(INSERT, rows)
    database.execute("COMMIT")


@contextmanager
def _postgres() -> Iterator[URL]:
    """On the disk of the checkout, and as durable as a centre's. Raises NoPostgres."""
    with tempfile.TemporaryDirectory(prefix="pg-", dir=OUT) as place:
        Path(place).chmod(0o755)
        server = Server(Path(place), DURABLE)
        try:
            yield server.database()
        except psycopg.Error as error:
            raise BenchError(f"PostgreSQL: {error}") from error
        finally:
            server.stop()


def _figure(name: str, under: str, found: Run, none: Run) -> Figure:
    return Figure(
        name=name,
        what=f"alarms moved a second, {under}: from {SOURCES} sources, committed with FULL, sealed, at a seat",
        value=found.moved,
        unit="transitions/s",
        compared=Compared(kind=Kind.LIMIT, what="what was set", value=LIMIT),
        samples=EVENTS,
        lower_is_better=False,
        goal=Goal(of=GoalOf.RATIO, bound=1.0),
        detail={
            "events_per_s": rounded(found.events),
            "entries_per_s": rounded(found.entries),
            "events_without_rules": rounded(none.events),
            "of_without_rules": rounded(found.events / none.events),
        },
    )


def _beside_bare(found: Run) -> Figure:
    return Figure(
        name=f"{NAME}-of-bare",
        what="entries a second under fifty rules, with all that a core does",
        value=found.entries,
        unit="entries/s",
        compared=Compared(kind=Kind.RIVAL, what="the same entries in the same transactions, bare", value=found.bare),
        samples=EVENTS,
        lower_is_better=False,
    )

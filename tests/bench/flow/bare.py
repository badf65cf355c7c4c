"""The bare limit: decode the same events and write them in as large transactions, in one process, without network."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import msgspec

from bridge.core.intake import SLICE
from bridge.source.wire import pack_event
from commandcenter.domain.events import Event, Raised, Returned
from tests.bench.flow.events import events

EVENTS = 100_000
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=8000")
LOG = "CREATE TABLE journal (seq INTEGER PRIMARY KEY, entry BLOB NOT NULL)"
ALARMS = "CREATE TABLE alarms (id TEXT PRIMARY KEY, open INTEGER NOT NULL, value BLOB NOT NULL)"
CURSOR = "CREATE TABLE cursor (source TEXT PRIMARY KEY, seq INTEGER NOT NULL)"


def limit(folder: Path, *, alarms: bool) -> float:
    """Events a second; with `alarms` also one row for each alarm that an event changes, as every centre needs it."""
    packed = [pack_event(event) for event in events(0, EVENTS)]
    path = folder / f"bare-{alarms}.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for pragma in PRAGMAS:
            database.execute(f"PRAGMA {pragma}")
        for table in (LOG, ALARMS, CURSOR):
            database.execute(table)
        began = time.perf_counter()
        for first in range(0, EVENTS, SLICE):
            _write(database, first, packed[first : first + SLICE], alarms=alarms)
        return EVENTS / (time.perf_counter() - began)


def _write(database: sqlite3.Connection, first: int, packed: list[bytes], *, alarms: bool) -> None:
    decode = msgspec.msgpack.Decoder(Event).decode
    found = [decode(raw) for raw in packed]
    database.execute("BEGIN IMMEDIATE")
    database.executemany("INSERT INTO journal VALUES (?, ?)", list(enumerate(packed, first)))
    if alarms:
        changed = [
            (event.subject, isinstance(event, Raised), raw)
            for event, raw in zip(found, packed, strict=True)
            if isinstance(event, Raised | Returned)
        ]
        database.executemany("INSERT OR REPLACE INTO alarms VALUES (?, ?, ?)", changed)
    database.execute("INSERT OR REPLACE INTO cursor VALUES ('s', ?)", (first + len(packed),))
    database.execute("COMMIT")

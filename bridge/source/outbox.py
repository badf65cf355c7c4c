"""The durable outbox: events, device results and cores in one SQLite file that survives a crash at any moment."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import NamedTuple

BATCH_BYTES = 256 << 10
CORE_FORGOTTEN_S = 7 * 24 * 3600.0
_TRIM_STEP = 500
_READ = "SELECT seq, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?"
_KEEP_CORE = "INSERT OR REPLACE INTO cores (core, durable, seen) VALUES (?, ?, ?)"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS cores (core TEXT PRIMARY KEY, durable INTEGER NOT NULL, seen REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commands (key TEXT PRIMARY KEY, at REAL NOT NULL, ok INTEGER, detail TEXT) WITHOUT ROWID;
"""


class OutboxError(Exception):
    """The outbox cannot be opened or written; the text says what to do."""


class _Core(NamedTuple):
    durable: int
    seen: float


class Answer(NamedTuple):
    ok: bool
    detail: str


class Outbox:
    """One connection behind one lock. A method returns when what it wrote is on disk.

    Nothing that a core still needs is dropped: only events that every known core called
    durable, and of those the newest `history` stay. At `most` events it refuses new ones.
    """

    def __init__(self, folder: Path, source: str, *, history: int = 10_000, most: int = 1_000_000) -> None:
        self._lock = Lock()
        self._history = max(1, history)
        self._most = most
        self._connection = _open(folder)
        try:
            self.epoch = self._about(source)
            first, head = self._connection.execute("SELECT min(seq), max(seq) FROM events").fetchone()
            self._first, self._head = first or 1, head or 0
            rows = self._connection.execute("SELECT core, durable, seen FROM cores")
            self._cores = {core: _Core(durable, seen) for core, durable, seen in rows}
        except BaseException:
            self._connection.close()
            raise

    @property
    def head(self) -> int:
        return self._head

    @property
    def first(self) -> int:
        """The oldest event that is still here; head + 1 when there is none."""
        return self._first

    def append(self, bodies: Sequence[bytes]) -> int:
        """Writes packed events; returns the number of the last. All are on disk, or none is (OutboxError)."""
        with self._lock:
            if self._head - self._first + 1 + len(bodies) > self._most:
                raise OutboxError(f"{self._most} events wait for a core: connect one, or give the outbox more room")
            rows = enumerate(bodies, start=self._head + 1)
            self._write([("INSERT INTO events (seq, body) VALUES (?, ?)", rows)])
            self._head += len(bodies)
            return self._head

    def read(self, after: int, count: int) -> tuple[int, list[bytes]]:
        """The first event's number and the packed events after `after`: at most `count` and about BATCH_BYTES."""
        first, size = 0, 0
        bodies: list[bytes] = []
        with self._lock, closing(self._connection.execute(_READ, (after, count))) as rows:
            for seq, body in rows:
                first = first or seq
                size += len(body)
                if bodies and size > BATCH_BYTES:
                    break
                bodies.append(body)
        return first, bodies

    def know(self, core: str) -> None:
        """From now on nothing is dropped that this core has not called durable."""
        with self._lock:
            durable = self._cores[core].durable if core in self._cores else 0
            self._cores[core] = _Core(durable, time.time())
            self._write([(_KEEP_CORE, [(core, *self._cores[core])])])

    def mark_durable(self, core: str, seq: int) -> None:
        """Takes the core's word for everything up to `seq`, and drops what nobody needs, a step at a time."""
        with self._lock:
            known = self._cores.get(core, _Core(0, 0.0))
            self._cores[core] = _Core(max(known.durable, min(seq, self._head)), time.time())
            gone = [name for name, it in self._cores.items() if it.seen < time.time() - CORE_FORGOTTEN_S]
            needed = min(it.durable for name, it in self._cores.items() if name not in gone) + 1
            keep_from = min(needed, self._head - self._history + 1)
            if keep_from - self._first >= _TRIM_STEP:
                self._trim(keep_from, gone)

    def _trim(self, keep_from: int, gone: Sequence[str]) -> None:
        left = {name: it for name, it in self._cores.items() if name not in gone}
        self._write(
            [
                ("DELETE FROM cores WHERE core = ?", [(name,) for name in gone]),
                (_KEEP_CORE, [(name, *it) for name, it in left.items()]),
                ("DELETE FROM events WHERE seq < ?", [(keep_from,)]),
            ]
        )
        self._first, self._cores = keep_from, left

    def begin(self, key: str) -> bool:
        """Claims a command for ever; False when it was claimed before, be it in an earlier life."""
        with self._lock:
            known = self._connection.execute("SELECT 1 FROM commands WHERE key = ?", (key,)).fetchone()
            if known is None:
                self._write([("INSERT INTO commands (key, at) VALUES (?, ?)", [(key, time.time())])])
            return known is None

    def finish(self, key: str, answer: Answer) -> None:
        with self._lock:
            self._write([("UPDATE commands SET ok = ?, detail = ? WHERE key = ?", [(answer.ok, answer.detail, key)])])

    def answer(self, key: str) -> Answer | None:
        """The stored answer of a claimed command; None when it never came to one."""
        with self._lock:
            row = self._connection.execute("SELECT ok, detail FROM commands WHERE key = ?", (key,)).fetchone()
        return None if row is None or row[0] is None else Answer(bool(row[0]), row[1])

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _write(self, statements: Sequence[tuple[str, Iterable[tuple[object, ...]]]]) -> None:
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                for sql, rows in statements:
                    self._connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise OutboxError(f"the outbox cannot be written: {error}; look at the disk's space and rights") from error

    def _about(self, source: str) -> str:
        about = dict(self._connection.execute("SELECT name, value FROM about"))
        if not about:
            about = {"source": source, "epoch": secrets.token_hex(8)}
            self._write([("INSERT INTO about VALUES (?, ?)", list(about.items()))])
        if about["source"] != source:
            raise OutboxError(f"this outbox belongs to {about['source']!r}, not {source!r}: give each its own folder")
        return str(about["epoch"])


def _open(folder: Path) -> sqlite3.Connection:
    path = folder / "outbox.sqlite"
    connection = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=1.0, isolation_level=None, check_same_thread=False)
        # Exclusive: one process and one connection, which also keeps clear of SQLite's WAL-reset bug (up to 3.51.2).
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
    except (OSError, sqlite3.Error) as error:
        if connection is not None:
            connection.close()
        raise OutboxError(
            f"{path} cannot be opened: {error}; if another process has it, stop that one; "
            "if it is damaged, move it away (a new epoch begins)"
        ) from error
    return connection

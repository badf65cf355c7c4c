"""A seat's own journal on its disk: a chain of records, each naming the one before; kept for a while when answered."""

from __future__ import annotations

import fcntl
import logging
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple
from uuid import uuid4

import msgspec

from bridge.protocol.decoding import twice
from bridge.protocol.seat import Command, Record
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.merging import BEGINNING, link_of

log = logging.getLogger(__name__)

# What the core takes; what it does not take would be sent for ever.
NAME = re.compile(r"[0-9a-f]{32}\Z")
ANSWERED_KEPT = 10_000
PRUNED_EVERY = 500

TABLES = """
BEGIN;
CREATE TABLE IF NOT EXISTS chain (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS records (n INTEGER PRIMARY KEY, record BLOB NOT NULL, answered INTEGER NOT NULL DEFAULT 0);
COMMIT;
"""

# What SQLite says of a file that is no such database, or not whole.
SPOILT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH})


class Held(NamedTuple):
    """A record, its bytes as they are stored, and its link."""

    record: Record
    data: bytes
    link: bytes


class Damaged(Exception):
    """The file is not a whole chain."""


class Found(NamedTuple):
    """What a file holds: the chain's id, its last record's number and link, those without an answer, oldest first.

    `older`: commands that an earlier version of the program has left, which are in no chain yet.
    """

    chain: str
    n: int
    link: bytes
    pending: list[Held]
    older: list[Command]


class ChainFile:
    """Used by one thread. Raises sqlite3.Error when the disk does not take it, OSError, BlockingIOError when used."""

    def __init__(self, path: Path | None) -> None:
        """In memory without a path."""
        self._lock: IO[str] | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(path.with_suffix(".lock"))
        self._database = sqlite3.connect(path or ":memory:", isolation_level=None)
        try:
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            self._database.executescript(TABLES)
        except sqlite3.Error:
            self.close()
            raise

    def read(self) -> Found:
        """All of it, and whether each record follows the one before. Raises Damaged."""
        self._database.execute("INSERT OR IGNORE INTO chain VALUES (1, ?)", (uuid4().hex,))
        ((chain,),) = self._database.execute("SELECT name FROM chain").fetchall()
        if not NAME.match(str(chain)):
            raise Damaged("the chain's name is none")
        n, link, pending = 0, BEGINNING, []
        for number, data, answered in self._database.execute("SELECT n, record, answered FROM records ORDER BY n"):
            held = _held(data)
            # The first ones are pruned in the course of time: the chain is whole from where it begins.
            follows = n == 0 or (number == n + 1 and held.record.prev == link)
            if held.record.n != number or not follows or (number == 1 and held.record.prev != BEGINNING):
                raise Damaged(f"record {number} does not follow record {n}")
            n, link = number, held.link
            if not answered:
                pending.append(held)
        return Found(str(chain), n, link, pending, list(self._older()))

    def write(self, records: Iterable[Held]) -> None:
        """On disk when it returns; all or none. What an earlier version left is in them by now."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            rows = [(held.record.n, held.data) for held in records]
            self._database.executemany("INSERT OR IGNORE INTO records (n, record) VALUES (?, ?)", rows)
            self._database.execute("DROP TABLE IF EXISTS pending")
            self._database.execute("COMMIT")
        except sqlite3.Error:
            with suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise

    def mark(self, numbers: Iterable[int]) -> None:
        """These are answered; of all such the oldest go."""
        numbers = list(numbers)
        self._database.execute("BEGIN IMMEDIATE")
        try:
            rows = [(n,) for n in numbers]
            self._database.executemany("UPDATE records SET answered = 1 WHERE n = ?", rows)
            if any(n % PRUNED_EVERY == 0 for n in numbers):
                kept = max(numbers) - ANSWERED_KEPT
                # No further than the oldest without an answer: the chain stays in one piece.
                whole = "(SELECT coalesce(min(n), ?) FROM records WHERE answered = 0)"
                self._database.execute(f"DELETE FROM records WHERE n <= ? AND n < {whole}", (kept, kept + 1))
            self._database.execute("COMMIT")
        except sqlite3.Error:
            with suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise

    def close(self) -> None:
        self._database.close()
        if self._lock is not None:
            self._lock.close()

    def _older(self) -> Iterator[Command]:
        """Oldest first. What is no command is dropped: it must not hold up those that are."""
        there = self._database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'pending'")
        if there.fetchone() is None:
            return
        rows = self._database.execute("SELECT rowid, CAST(command AS BLOB) FROM pending ORDER BY rowid")
        for row, data in rows.fetchall():
            try:
                yield msgspec.msgpack.decode(data, type=Command)
            except UNDECODABLE as error:
                log.warning("row %d of the outbox is no command and is dropped: %s", row, error)


def put_aside(path: Path) -> list[Held]:
    """Renames what is damaged; what can still be read of it and has no answer, oldest first. Raises OSError."""
    found = _readable(path)
    moment = time.strftime("%Y%m%d-%H%M%S")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(path.with_name(f"{path.name}.damaged-{moment}{suffix}"))
    return found


def _readable(path: Path) -> list[Held]:
    found: list[Held] = []
    with suppress(sqlite3.Error):
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            for (data,) in database.execute("SELECT record FROM records WHERE answered = 0 ORDER BY n"):
                with suppress(Damaged):
                    found.append(_held(data))
        finally:
            database.close()
    return found


def _held(data: object) -> Held:
    if not isinstance(data, bytes):
        raise Damaged("a record is not bytes")
    try:
        record = msgspec.msgpack.decode(data, type=Record)
        if twice(data):
            raise Damaged("a key stands twice")
    except UNDECODABLE as error:
        raise Damaged(str(error)) from error
    return Held(record, data, link_of(record.prev, data))


def _locked(path: Path) -> IO[str]:
    handle = path.open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise
    return handle

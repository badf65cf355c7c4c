"""The outbox's SQLite file: one connection behind one lock; a write is one transaction, on disk when it returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Condition
from typing import Any

Row = tuple[Any, ...]
Statement = tuple[str, Iterable[Row]]
"""SQL and the rows to execute it with."""

FILE = "outbox.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS raised (
    type TEXT NOT NULL, subject TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (type, subject)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS devices (device TEXT PRIMARY KEY, actions TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cores (
    key TEXT NOT NULL, core TEXT NOT NULL, durable INTEGER NOT NULL, silent REAL NOT NULL, PRIMARY KEY (key, core)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commands (
    key TEXT PRIMARY KEY, deadline REAL NOT NULL, outcome TEXT, detail TEXT
) WITHOUT ROWID;
"""


class OutboxError(Exception):
    """The outbox cannot be opened, read or written; the text says what to do."""


class Database:
    """Whoever reads or writes holds `lock` (it may be taken twice); `lock` is also told of what others wait for."""

    def __init__(self, folder: Path) -> None:
        self.lock = Condition()
        self._connection = _open(folder / FILE)

    def write(self, statements: Sequence[Statement]) -> None:
        """Everything or nothing. Raises OutboxError."""
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                for sql, rows in statements:
                    self._connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise OutboxError(f"the outbox cannot be written: {error}; look at the disk's space and rights") from error

    def rows(self, sql: str, values: Row = ()) -> list[Row]:
        """Raises OutboxError."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise OutboxError(
                f"the outbox cannot be read: {error}; if it is damaged, move it away (a new epoch begins)"
            ) from error

    def close(self) -> None:
        self._connection.close()


def _open(path: Path) -> sqlite3.Connection:
    connection = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
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

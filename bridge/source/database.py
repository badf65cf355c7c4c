"""The outbox's SQLite file: one connection behind one lock; a write is one transaction, on disk when it returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Condition
from typing import Any

from .migrating import NewerOutbox, bring_up_to_date

Row = tuple[Any, ...]
Statement = tuple[str, Iterable[Row]]
"""SQL and the rows to execute it with."""

FILE = "outbox.sqlite"


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
        bring_up_to_date(connection)
    except (OSError, sqlite3.Error, NewerOutbox) as error:
        if connection is not None:
            connection.close()
        todo = (
            "install that version, or use another folder (a new epoch begins)"
            if isinstance(error, NewerOutbox)
            else "if another process has it, stop that one; if it is damaged, move it away (a new epoch begins)"
        )
        raise OutboxError(f"{path} cannot be opened: {error}; {todo}") from error
    return connection

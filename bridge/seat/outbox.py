"""A seat's commands that the core has not answered yet, on the seat's own disk.

What an officer did while the core was away is therefore not lost, even if the seat is killed.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec

from bridge.protocol.seat import Command


class Outbox:
    """Used by one thread. Raises sqlite3.Error when the disk does not take it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE TABLE IF NOT EXISTS pending (id TEXT PRIMARY KEY, command BLOB NOT NULL)")

    def add(self, command: Command) -> None:
        self._database.execute(
            "INSERT OR IGNORE INTO pending VALUES (?, ?)", (command.id, msgspec.msgpack.encode(command))
        )

    def remove(self, command_id: str) -> None:
        self._database.execute("DELETE FROM pending WHERE id = ?", (command_id,))

    def pending(self) -> list[Command]:
        """Oldest first."""
        found = self._database.execute("SELECT command FROM pending ORDER BY rowid").fetchall()
        return [msgspec.msgpack.decode(data, type=Command) for (data,) in found]

    def close(self) -> None:
        self._database.close()

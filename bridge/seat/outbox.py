"""A seat's commands that the core has not answered yet, on the seat's own disk.

What an officer did while the core was away is therefore not lost, even if the seat is killed.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import suppress
from pathlib import Path

import msgspec

from bridge.protocol.decoding import UNDECODABLE
from bridge.protocol.seat import Command

log = logging.getLogger(__name__)


class Outbox:
    """Used by one thread. Raises sqlite3.Error when the disk does not take it, OSError when there is no folder."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        try:
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            self._database.execute("CREATE TABLE IF NOT EXISTS pending (id TEXT PRIMARY KEY, command BLOB NOT NULL)")
        except sqlite3.Error:
            self._database.close()
            raise

    def add(self, command: Command) -> None:
        self._database.execute(
            "INSERT OR IGNORE INTO pending VALUES (?, ?)", (command.id, msgspec.msgpack.encode(command))
        )

    def remove(self, command_id: str) -> None:
        self._database.execute("DELETE FROM pending WHERE id = ?", (command_id,))

    def pending(self) -> list[Command]:
        """Oldest first. What is no command is dropped: it must not hold up those that are."""
        commands = []
        rows = self._database.execute("SELECT rowid, CAST(command AS BLOB) FROM pending ORDER BY rowid").fetchall()
        for row, data in rows:
            try:
                commands.append(msgspec.msgpack.decode(data, type=Command))
            except UNDECODABLE as error:
                log.warning("row %d of the outbox is no command and is dropped: %s", row, error)
                # It is passed over again at the next start when the disk does not let it go now.
                with suppress(sqlite3.Error):
                    self._database.execute("DELETE FROM pending WHERE rowid = ?", (row,))
        return commands

    def close(self) -> None:
        self._database.close()


class Waiting:
    """All commands that wait for an answer, oldest first, in memory; the outbox keeps a copy as well as it can.

    Opening and every call succeed whatever the disk does; what it does is logged.
    """

    def __init__(self, path: Path) -> None:
        self._outbox, commands = _opened(path)
        self._commands = {command.id: command for command in commands}
        self._told: set[str] = set()
        self._complained = False

    def first(self) -> Command | None:
        return next(iter(self._commands.values()), None)

    def add(self, command: Command) -> None:
        """A command that waits already keeps its place."""
        try:
            self._outbox.add(command)
        except sqlite3.Error as error:
            self._complain(error)
        self._commands.setdefault(command.id, command)

    def remove(self, command_id: str) -> None:
        """A copy that the disk does not let go is sent again after a restart, which the core recognises by its id."""
        try:
            self._outbox.remove(command_id)
        except sqlite3.Error as error:
            self._complain(error)
        self._commands.pop(command_id, None)
        self._told.discard(command_id)

    def untold(self) -> list[str]:
        """Ids of those of which nobody has been told yet that they must wait; each is given once."""
        ids = [command_id for command_id in self._commands if command_id not in self._told]
        self._told.update(ids)
        return ids

    def close(self) -> None:
        self._outbox.close()

    def _complain(self, error: sqlite3.Error) -> None:
        if not self._complained:
            log.error(
                "this seat's disk fails: %s; actions are kept in memory too, further failures are not logged", error
            )
        self._complained = True


def _opened(path: Path) -> tuple[Outbox, list[Command]]:
    """The outbox and what it holds; one in memory when that of the disk cannot be used."""
    try:
        outbox = Outbox(path)
        try:
            return outbox, outbox.pending()
        except sqlite3.Error:
            outbox.close()
            raise
    except (OSError, sqlite3.Error) as error:
        log.error("the outbox %s cannot be used: %s; actions are kept in memory only", path, error)
        return Outbox(Path(":memory:")), []

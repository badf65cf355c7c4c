"""Which commands were ever taken, and what became of them: what makes a command act once for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from .database import Database

OUTCOMES = ("done", "failed", "refused", "expired", "unknown")
KEPT = timedelta(days=1)


class Outcome(NamedTuple):
    """What became of a command: `word` is one of OUTCOMES, `detail` a few words for people.

    done; failed: tried, without success; refused: not tried (no such device, offline, busy).
    """

    word: str
    detail: str = ""


def refused(detail: str) -> Outcome:
    """Not tried, and why."""
    return Outcome("refused", detail)


class Claims:
    """A claim is on disk before the device acts, the outcome after. Everything raises OutboxError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def outcome(self, key: str) -> Outcome | None:
        """What became of a claimed command, be it in an earlier life; None for one that never was claimed."""
        with self._database.lock:
            rows = self._database.rows("SELECT outcome, detail FROM commands WHERE key = ?", (key,))
        if rows and rows[0][0] is None:
            # That life ended before the outcome: it may have acted or not.
            return Outcome("unknown", "the source stopped while acting")
        return Outcome(*rows[0]) if rows else None

    def begin(self, key: str, deadline: datetime) -> None:
        """Claims a command that never was."""
        with self._database.lock:
            row = (key, deadline.timestamp())
            self._database.write([("INSERT INTO commands (key, deadline) VALUES (?, ?)", [row])])

    def finish(self, key: str, outcome: Outcome) -> None:
        with self._database.lock:
            self._database.write([("UPDATE commands SET outcome = ?, detail = ? WHERE key = ?", [(*outcome, key)])])

    def purge(self) -> None:
        """Forgets those whose deadline passed long ago: should one come again, it has expired."""
        before = (datetime.now(UTC) - KEPT).timestamp()
        with self._database.lock:
            self._database.write([("DELETE FROM commands WHERE deadline < ?", [(before,)])])

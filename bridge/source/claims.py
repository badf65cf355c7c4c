"""Which commands were ever taken, and what became of them: what makes a command act once for ever."""

from __future__ import annotations

import time
from typing import NamedTuple

from .database import Database

OUTCOMES = ("done", "failed", "refused", "expired", "unknown")


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
    """A claim is on disk before the device acts, the outcome after."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, key: str) -> bool:
        """Claims a command for ever; False when it was claimed before, be it in an earlier life."""
        with self._database.lock:
            if self._database.rows("SELECT 1 FROM commands WHERE key = ?", (key,)):
                return False
            self._database.write([("INSERT INTO commands (key, at) VALUES (?, ?)", [(key, time.time())])])
            return True

    def finish(self, key: str, outcome: Outcome) -> None:
        with self._database.lock:
            self._database.write([("UPDATE commands SET outcome = ?, detail = ? WHERE key = ?", [(*outcome, key)])])

    def outcome(self, key: str) -> Outcome | None:
        """What became of a claimed command; None when that never was written."""
        with self._database.lock:
            rows = self._database.rows("SELECT outcome, detail FROM commands WHERE key = ?", (key,))
        return Outcome(*rows[0]) if rows and rows[0][0] is not None else None

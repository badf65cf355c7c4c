"""Which commands were ever taken, and what became of them: what makes a command act once for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
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
    """A claim is on disk before the device acts, the outcome after. Everything raises OutboxError.

    `clock` gives monotonic seconds: how long a claim was kept, which counts only while this source runs.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._counted = clock()

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
            # What runs until the next count is counted whole, so that what of it lies before the claim is taken off.
            row = (key, deadline.timestamp(), self._counted - self._clock())
            self._database.write([("INSERT INTO commands (key, deadline, kept) VALUES (?, ?, ?)", [row])])

    def finish(self, key: str, outcome: Outcome) -> None:
        with self._database.lock:
            self._database.write([("UPDATE commands SET outcome = ?, detail = ? WHERE key = ?", [(*outcome, key)])])

    def purge(self) -> None:
        """Forgets those whose deadline passed long ago: should one come again, it has expired.

        The clock on the wall may be wrong for a while: each is also kept for as long by one that never jumps.
        """
        before = (datetime.now(UTC) - KEPT).timestamp()
        with self._database.lock:
            now = self._clock()
            self._database.write(
                [
                    ("UPDATE commands SET kept = kept + ?", [(now - self._counted,)]),
                    ("DELETE FROM commands WHERE deadline < ? AND kept > ?", [(before, KEPT.total_seconds())]),
                ]
            )
            self._counted = now

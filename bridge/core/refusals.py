"""Who was not let in: told to the journal within seconds, then counted, however often it is tried."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock

import msgspec

from commandcenter.domain.changes.keys import LinkRefused

log = logging.getLogger(__name__)

# A seat of this machine comes before the core has looked at the key that it has just made.
PATIENCE_S = 2.0
AGAIN_S = 600.0
MOST_KNOWN = 1000
MOST_A_MINUTE = 60


class _Known(msgspec.Struct):
    """`since` when it is counted, `count` how often it was since it was told last."""

    since: float
    count: int = 1
    told: bool = False


class Refusals:
    """Bounded in memory, log and journal: strangers who come with a new key each time share one line.

    `clock` gives monotonic seconds. May be used on several threads.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._known: dict[tuple[str, str], _Known] = {}
        self._minute = float("-inf")
        self._told = 0

    def note(self, who: str, reason: str) -> None:
        with self._lock:
            known = self._known.get((who, reason))
            if known is None and (len(self._known) >= MOST_KNOWN or not self._room()):
                who = ""
                known = self._known.get((who, reason))
            if known is None:
                self._known[who, reason] = _Known(self._clock())
            else:
                known.count += 1

    def due(self) -> list[LinkRefused]:
        """What the journal should hold now and does not yet."""
        now, due = self._clock(), []
        with self._lock:
            for (who, reason), known in list(self._known.items()):
                if now - known.since < (AGAIN_S if known.told else PATIENCE_S):
                    continue
                if known.count:
                    due.append(LinkRefused(who=who, reason=reason, count=known.count))
                    known.since, known.count, known.told = now, 0, True
                else:
                    del self._known[who, reason]
        for refusal in due:
            log.warning("refused %d times: %s %s", refusal.count, refusal.who or "somebody", refusal.reason)
        return due

    def forgive(self, who: str) -> None:
        """The key's standing has changed: its next refusal is told at once."""
        with self._lock:
            for key in [key for key in self._known if key[0] == who]:
                del self._known[key]

    def _room(self) -> bool:
        """Whether one more line fits into this minute."""
        now = self._clock()
        if now - self._minute >= 60.0:
            self._minute, self._told = now, 0
        self._told += 1
        return self._told <= MOST_A_MINUTE

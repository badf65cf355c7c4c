"""The cores that ever pulled: how far each has the log on its disk, and how long it has not been heard."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from .database import Database, Statement

MAX_CORES = 64
CORE_FORGOTTEN_S = 7 * 24 * 3600.0
_KEEP = "INSERT OR REPLACE INTO cores (key, core, durable, silent) VALUES (?, ?, ?, ?)"
_FORGET = "DELETE FROM cores WHERE key = ? AND core = ?"

CoreId = tuple[str, str]
"""(public key, the name that it gives itself): nobody speaks for another's position."""

Clock = Callable[[], float]


class _Core(NamedTuple):
    durable: int
    heard: float


class Cores:
    """Every method may be called from any thread and raises OutboxError. `clock` gives monotonic seconds.

    Only the time in which this source ran counts as silence: while it was off it could hear nobody.
    """

    def __init__(self, database: Database, clock: Clock = time.monotonic) -> None:
        self._database = database
        self._changed = database.lock
        self._clock = clock
        rows = database.rows("SELECT key, core, durable, silent FROM cores")
        self._cores = {(key, core): _Core(durable, clock() - silent) for key, core, durable, silent in rows}

    def __len__(self) -> int:
        return len(self._cores)

    @property
    def needed_from(self) -> int:
        """The first event that a core which is not gone lacks."""
        with self._changed:
            return min((it.durable for it in self._cores.values() if not self._is_gone(it)), default=0) + 1

    def lag(self, head: int) -> int:
        """How many events the one that is furthest behind lacks; 0 without any."""
        with self._changed:
            return max((head - it.durable for it in self._cores.values()), default=0)

    def behind(self, head: int) -> list[str]:
        """Those that lack something, for people."""
        with self._changed:
            return [f"{name} ({it.durable} of {head})" for (_, name), it in self._cores.items() if it.durable < head]

    def know(self, core: CoreId) -> bool:
        """From now on nothing is dropped that this core has not called durable. False when there are too many."""
        with self._changed:
            if core not in self._cores and len(self._cores) >= MAX_CORES:
                self.forget_gone()
                if len(self._cores) >= MAX_CORES:
                    return False
            durable = self._cores[core].durable if core in self._cores else 0
            self._database.write([(_KEEP, [(*core, durable, 0.0)])])
            self._cores[core] = _Core(durable, self._clock())
            return True

    def heard(self, cores: Collection[CoreId]) -> None:
        """They are there, if they say nothing new."""
        with self._changed:
            for core in cores:
                self.mark(core, 0)

    def mark(self, core: CoreId, durable: int) -> bool:
        """It is there, and has this much at least. False for one that never pulled: nothing is kept for it."""
        with self._changed:
            known = self._cores.get(core)
            if known is None:
                return False
            self._cores[core] = _Core(max(known.durable, durable), self._clock())
            self._changed.notify_all()
            return True

    def forget(self, gone: Callable[[CoreId], bool]) -> None:
        """Waits for these no more."""
        with self._changed:
            names = [core for core in self._cores if gone(core)]
            if names:
                self._database.write([(_FORGET, names)])
                self._cores = {core: it for core, it in self._cores.items() if core not in names}
                self._changed.notify_all()

    def forget_gone(self) -> None:
        with self._changed:
            self.forget(lambda core: self._is_gone(self._cores[core]))

    def write(self, *more: Statement) -> None:
        """What they said last, for they need not say it again; `more` is written with it."""
        with self._changed:
            self._database.write([self._rows(self._cores), *more])

    def start_anew(self, *more: Statement) -> None:
        """In a new log, whose beginning is written with it, nobody has anything."""
        with self._changed:
            cores = {core: it._replace(durable=0) for core, it in self._cores.items()}
            self._database.write([self._rows(cores), *more])
            self._cores = cores

    def _rows(self, cores: Mapping[CoreId, _Core]) -> Statement:
        now = self._clock()
        return _KEEP, [(*core, it.durable, now - it.heard) for core, it in cores.items()]

    def _is_gone(self, core: _Core) -> bool:
        return self._clock() - core.heard > CORE_FORGOTTEN_S

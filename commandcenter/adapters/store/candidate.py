"""A core that would lead: looks on a thread of its own whether it may, and takes the lead when it is free."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy import URL

from commandcenter.adapters.store.leader_row import Leader, LeaderRow
from commandcenter.adapters.store.lease import Lease
from commandcenter.domain.errors import Trouble
from commandcenter.services.ports import StoreTrouble

log = logging.getLogger(__name__)

LOOK_S = 0.5
READY_S = 5.0

Ready = Callable[[], Trouble | None]
"""What keeps this core from leading, None when nothing. Raises StoreTrouble, and Trouble, which keeps it as well."""


class Candidate:
    """`changed` is called from the thread when there is something new: a `lease`, another leader, a database away.

    `lease` is the caller's once it is there. `tried` is set when the first look is over.
    """

    def __init__(self, url: URL, holder: str, ready: Ready, changed: Callable[[], None]) -> None:
        self.lease: Lease | None = None
        self.leader: Leader | None = None
        self.unfit: Trouble | None = None
        self.away = ""
        self.tried = threading.Event()
        self._row = LeaderRow(url, holder)
        self._holder = holder
        self._ready = ready
        self._changed = changed
        self._look_again = float("-inf")
        self._ending = threading.Event()
        # A server that stands still keeps it; the process may end all the same.
        self._thread = threading.Thread(target=self._run, name="candidate", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """A lead that nobody has asked for any more is given up."""
        self._ending.set()
        self._thread.join(LOOK_S + 3.0)

    def _run(self) -> None:
        try:
            while self.lease is None and not self._ending.is_set():
                before = self._told()
                self._look()
                self.tried.set()
                if self._told() != before:
                    self._changed()
                self._ending.wait(0.0 if self.lease else LOOK_S)
        finally:
            if self.lease is None:
                self._row.close()

    def _look(self) -> None:
        try:
            # First what gives up in time on a server that stands still.
            self.leader = self._row.look()
            if time.monotonic() >= self._look_again:
                before, self.unfit = self.unfit, self._asked()
                if self.unfit is not None and before is None:
                    log.error("%s", self.unfit)
                self._look_again = time.monotonic() + READY_S
            term = None if self.unfit else self._row.take()
        except (StoreTrouble, OSError) as error:
            if not self.away:
                log.error("the database cannot be asked who leads: %s", error)
            self.away = str(error)
            return
        self.away = ""
        if term is not None:
            self.lease = Lease(self._row, term, self._holder)

    def _asked(self) -> Trouble | None:
        """What cannot be looked at keeps it from leading as well, until it can."""
        try:
            return self._ready()
        except Trouble as error:
            return error

    def _told(self) -> tuple[object, ...]:
        leader = self.leader.holder if self.leader else ""
        return self.lease, leader, self.away != "", self.unfit is None

"""The lead of one core over its database: renewed each second by a thread, and given up before it ends."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import psycopg
from sqlalchemy import URL, Connection

from commandcenter.adapters.machine import boot_id
from commandcenter.adapters.store.leader_row import LeaderRow, Term, line_name
from commandcenter.adapters.store.line import Line
from commandcenter.services.ports import Deposed, StoreTrouble
from commandcenter.services.steady import since_boot

log = logging.getLogger(__name__)

RENEW_S = 1.0
AGAIN_S = 0.2
# Only one locks it whole, to take the lead, and only when it is free; who writes locks its key, who renews changes
# another column. So a renewal waits for no transaction, however long that takes.
FENCE = "SELECT epoch FROM public.leader WHERE id = 1 AND epoch = %s FOR KEY SHARE"


def holder_at(lock: Path | None) -> str:
    """A name for this run: machine, place and run. Of two that have locked the same file only one is alive."""
    try:
        found = lock.stat() if lock is not None else None
    except OSError:
        found = None
    mark = f"{boot_id()} {found.st_dev} {found.st_ino}" if found else token_hex(16)
    return f"{socket.gethostname()[:64]}/{sha256(mark.encode()).hexdigest()[:12]}/{token_hex(6)}"


class Lease:
    """Held from the start on; `check` from any thread. `term` was taken by way of `row`, which is ours now."""

    def __init__(self, row: LeaderRow, term: Term, holder: str, clock: Callable[[], float] = since_boot) -> None:
        self.epoch = term.epoch
        self.holder = holder
        self._row = row
        self._term = term
        self._clock = clock
        self._why = ""
        self._line = Line()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)
        self._thread.start()

    @property
    def line_name(self) -> str:
        """What the server calls the connections that write under this lease."""
        return line_name(self.holder)

    @property
    def held(self) -> bool:
        return not self._why and self._clock() < self._term.ends

    def check(self) -> None:
        """Raises Deposed unless this core leads at this moment."""
        if not self.held:
            raise Deposed(self._why or "the lease was not renewed in time")

    def fence(self, connection: Connection) -> None:
        """At the beginning of a transaction that writes: until its end nobody else can take the lead."""
        self.check()
        if connection.exec_driver_sql(FENCE, (self.epoch,)).first() is None:
            self._lose("another core leads")
            self.check()

    def watch(self, connection: psycopg.Connection) -> None:
        """That connection is cut when the lease ends: nobody waits for ever for a server that stands still."""
        self._line.watch(connection)

    def close(self) -> None:
        """Gives the lead up, if it is still ours."""
        self._ending.set()
        self._thread.join()
        try:
            if self.held:
                self._row.release(self._term)
        except StoreTrouble as error:
            log.info("the lead could not be given up: %s", error)
        self._why = self._why or "given up"
        self._row.close()
        self._line.close()

    def _run(self) -> None:
        wait = RENEW_S
        while not self._ending.wait(min(wait, max(0.0, self._term.ends - self._clock()))):
            if not self.held:
                self._lose("the lease was not renewed in time")
                return
            try:
                term = self._row.renew(self._term)
            except StoreTrouble as error:
                if wait == RENEW_S:
                    log.info("the lease cannot be renewed at present: %s", error)
                wait = AGAIN_S
                continue
            if term is None:
                self._lose("another core leads")
                return
            self._term, wait = term, RENEW_S

    def _lose(self, why: str) -> None:
        if not self._why:
            self._why = why
            log.error("this core leads no more (epoch %d): %s", self.epoch, why)
        self._line.cut()


def take_at_once(url: URL, holder: str) -> Lease:
    """For who does not wait. Raises StoreTrouble, `busy` when another holds it."""
    row = LeaderRow(url, holder)
    try:
        term = row.take()
        if term is None:
            raise StoreTrouble("another core leads this database", busy=True)
    except BaseException:
        row.close()
        raise
    return Lease(row, term, holder)

"""Figures that are worked out of the journal on a thread of their own: one question after the other, answers kept."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Generic, NamedTuple, TypeVar

from commandcenter.domain.errors import UNDECODABLE, Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

WAITING = 32
LIGHT = 20
"""What took long to work out is valid for so many times as long: reading takes a twentieth of one core at most."""
EVERY, REST_S = 50, 0.001
"""After every few entries: the core, in the same interpreter, goes first."""

UNREADABLE = QT_TRANSLATE_NOOP("trouble", "The journal cannot be read for the figures: {reason}")

About = TypeVar("About", bound=Hashable)
Figures = TypeVar("Figures")


class _Stopped(Exception):
    """The core ends; nobody waits for an answer any more."""


class _Kept(NamedTuple, Generic[Figures]):
    figures: Figures
    until: float


class FiguresThread(Generic[About, Figures]):
    """`work` makes the figures about something, calls `rest` for each entry that it reads, and may raise Trouble."""

    def __init__(
        self,
        what: str,
        work: Callable[[About], Figures],
        log: logging.Logger,
        *,
        valid_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`what` the figures are of, for thread and log; answers are valid for `valid_s` at least."""
        self._what, self._work, self._log = what, work, log
        self._valid_s, self._clock = valid_s, clock
        self._questions: queue.Queue[tuple[About, Callable[[Figures | Trouble], None]] | None] = queue.Queue(WAITING)
        self._kept: dict[About, _Kept[Figures]] = {}
        self._told = ""
        self._read = 0
        self._stopping = threading.Event()
        # A database server that stands still would keep it for ever; it holds nothing that has to be put away.
        self._thread = threading.Thread(target=self._run, name=f"{what}-figures", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience_s: float) -> None:
        """Whoever waits for an answer gets none."""
        self._stopping.set()
        with suppress(queue.Full):
            self._questions.put_nowait(None)
        if self._thread.ident is not None:
            self._thread.join(patience_s)

    def ask(self, about: About, done: Callable[[Figures | Trouble], None]) -> bool:
        """At once where these figures are not old yet, else later on the thread; False when too many wait."""
        valid = self._valid(about)
        if valid is not None:
            done(valid)
            return True
        try:
            self._questions.put_nowait((about, done))
        except queue.Full:
            return False
        return True

    def rest(self) -> bool:
        """For each entry that is read; whether there was a rest, which is the time to look at the clock."""
        self._read += 1
        if self._read % EVERY:
            return False
        if self._stopping.wait(REST_S):
            raise _Stopped
        return True

    def _valid(self, about: About) -> Figures | None:
        kept = self._kept.get(about)
        return kept.figures if kept is not None and self._clock() < kept.until else None

    def _run(self) -> None:
        while not self._stopping.is_set():
            asked = self._questions.get()
            if asked is None:
                continue
            about, done = asked
            try:
                done(self._valid(about) or self._worked_out(about))
            except _Stopped:
                return
            except Trouble as error:
                self._refuse(error, done)
            except UNDECODABLE as error:
                self._refuse(Trouble(UNREADABLE, reason=error), done)
            except Exception as error:  # noqa: BLE001 - the thread's own guard: ended, nobody would get figures any more
                self._log.exception("the figures of the %s failed", self._what)
                self._refuse(Trouble(UNREADABLE, reason=error), done)

    def _worked_out(self, about: About) -> Figures:
        began = self._clock()
        found = self._work(about)
        self._told = ""
        ended = self._clock()
        self._kept[about] = _Kept(found, ended + max(self._valid_s, (ended - began) * LIGHT))
        return found

    def _refuse(self, error: Trouble, done: Callable[[Figures | Trouble], None]) -> None:
        if str(error) != self._told:
            self._told = str(error)
            self._log.warning("no figures of the %s: %s", self._what, error)
        done(error)

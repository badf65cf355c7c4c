"""The figures on a thread of their own: one period after the other, each at most once a minute however many ask."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple

from commandcenter.adapters.quality.reading import measure
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.domain.errors import UNDECODABLE, Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.quality.asking import Span, Told, brief

log = logging.getLogger(__name__)

WAITING = 32
VALID_S = 50.0  # a desk asks each minute, and never meets figures that end just then
LIGHT = 20
"""What took long to work out is valid for so many times as long: reading takes a twentieth of one core at most."""
MOST, LEAST = 250_000, 1_000
"""Entries that are read for one answer: some 10 s beside a busy core."""
SLOW_S = 30.0
"""A journal that takes longer than this is asked for less of it."""
EVERY, REST_S = 50, 0.001
"""After every few entries: the core, in the same interpreter, goes first."""

UNREADABLE = QT_TRANSLATE_NOOP("trouble", "The journal cannot be read for the figures: {reason}")

TOO_SLOW = QT_TRANSLATE_NOOP("trouble", "The journal is read too slowly for figures of so long a time: ask for less.")

Done = Callable[[Told | Trouble], None]


class _Stopped(Exception):
    """The core ends; nobody waits for an answer any more."""


class _TooSlow(Trouble):
    """More could be read, but not in time."""


class _Known(NamedTuple):
    told: Told
    until: float


class QualityService:
    """Implements `services.quality.asking.Measurer`. `open_journal` raises Trouble where it cannot be read."""

    def __init__(
        self,
        open_journal: Callable[[], AbstractContextManager[JournalReader]],
        now: Callable[[], datetime],
        *,
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST,
        slow_s: float = SLOW_S,
    ) -> None:
        self._open_journal, self._now, self._clock = open_journal, now, clock
        self._most_ever = self._most = most
        self._slow_s = slow_s
        self._questions: queue.Queue[tuple[Span, Done] | None] = queue.Queue(WAITING)
        self._known: dict[Span, _Known] = {}
        self._read = 0
        self._late_at = float("inf")
        self._told = ""
        self._stopping = threading.Event()
        # A database server that stands still would keep it for ever; it holds nothing that has to be put away.
        self._thread = threading.Thread(target=self._run, name="alarm-figures", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience_s: float = 5.0) -> None:
        """Whoever waits for an answer gets none."""
        self._stopping.set()
        try:
            self._questions.put_nowait(None)
        except queue.Full:
            log.debug("questions are left unanswered")
        if self._thread.ident is not None:
            self._thread.join(patience_s)

    def ask(self, span: Span, done: Done) -> bool:
        """At once where the figures of that span are not old yet."""
        known = self._valid(span)
        if known is not None:
            done(known)
            return True
        try:
            self._questions.put_nowait((span, done))
        except queue.Full:
            return False
        return True

    def _valid(self, span: Span) -> Told | None:
        known = self._known.get(span)
        return known.told if known is not None and self._clock() < known.until else None

    def _run(self) -> None:
        while not self._stopping.is_set():
            asked = self._questions.get()
            if asked is None:
                continue
            span, done = asked
            try:
                done(self._valid(span) or self._worked_out(span))
            except _Stopped:
                return
            except Trouble as error:
                self._refuse(error, done)
            except UNDECODABLE as error:
                self._refuse(Trouble(UNREADABLE, reason=error), done)
            # The figures have only this thread: ended, nobody would get any until the core starts again.
            except Exception as error:
                log.exception("the figures of the alarms failed")
                self._refuse(Trouble(UNREADABLE, reason=error), done)

    def _refuse(self, error: Trouble, done: Done) -> None:
        if str(error) != self._told:
            self._told = str(error)
            log.warning("no figures of the alarms: %s", error)
        done(error)

    def _worked_out(self, span: Span) -> Told:
        """Of as much as can be read in time; what that is, is learned from the last answers."""
        try:
            told = self._measured(span)
        except _TooSlow:
            self._most = max(self._read // 2, LEAST)
            log.info("the journal is read slowly: figures of %d entries at most", self._most)
            return self._measured(span)
        if told.cut and self._clock() < self._late_at - self._slow_s / 2:
            self._most = min(self._most * 2, self._most_ever)
        return told

    def _measured(self, span: Span) -> Told:
        began, ends = self._clock(), self._now()
        self._read, self._late_at = 0, began + self._slow_s
        with self._open_journal() as reader:
            found = measure(reader, ends - span.value, ends, self._most, self._rest)
        desks = tuple(brief(it) for it in found.desks)
        told = Told(as_of=ends, asked_from=found.asked_from, cut=found.cut, desks=desks)
        self._told = ""
        took = self._clock() - began
        self._known[span] = _Known(told, self._clock() + max(VALID_S, took * LIGHT))
        return told

    def _rest(self) -> None:
        self._read += 1
        if self._read % EVERY:
            return
        if self._stopping.wait(REST_S):
            raise _Stopped
        if self._clock() > self._late_at:
            raise _TooSlow(TOO_SLOW)

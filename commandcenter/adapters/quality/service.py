"""The figures on a thread of their own: one period after the other, each at most once a minute however many ask."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from commandcenter.adapters.figures_thread import FiguresThread
from commandcenter.adapters.quality.reading import measure
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.quality.asking import Span, Told, brief

log = logging.getLogger(__name__)

VALID_S = 50.0  # a desk asks each minute, and never meets figures that end just then
MOST, LEAST = 250_000, 1_000
"""Entries that are read for one answer: some 10 s beside a busy core."""
SLOW_S = 30.0
"""A journal that takes longer than this is asked for less of it."""

TOO_SLOW = QT_TRANSLATE_NOOP("trouble", "The journal is read too slowly for figures of so long a time: ask for less.")


class _TooSlow(Trouble):
    """More could be read, but not in time."""


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
        self._read = 0
        self._late_at = float("inf")
        self._thread: FiguresThread[Span, Told] = FiguresThread(
            "alarms", self._worked_out, log, valid_s=VALID_S, clock=clock
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience_s: float = 5.0) -> None:
        """Whoever waits for an answer gets none."""
        self._thread.stop(patience_s)

    def ask(self, span: Span, done: Callable[[Told | Trouble], None]) -> bool:
        """At once where the figures of that span are not old yet."""
        return self._thread.ask(span, done)

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
        ends = self._now()
        self._read, self._late_at = 0, self._clock() + self._slow_s
        with self._open_journal() as reader:
            found = measure(reader, ends - span.value, ends, self._most, self._rest)
        desks = tuple(brief(it) for it in found.desks)
        return Told(as_of=ends, asked_from=found.asked_from, cut=found.cut, desks=desks)

    def _rest(self) -> None:
        self._read += 1
        if self._thread.rest() and self._clock() > self._late_at:
            raise _TooSlow(TOO_SLOW)

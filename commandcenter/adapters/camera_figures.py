"""The cameras' health of today, worked out from the journal on a thread of its own, at most once a minute."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import datetime

from commandcenter.adapters.camera_words import camera_words
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.domain.errors import UNDECODABLE, Trouble
from commandcenter.domain.journal import Entry
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.camera_health.asking import CamerasMeasured
from commandcenter.services.camera_health.figures import health

log = logging.getLogger(__name__)

WAITING = 32
VALID_S = 25.0
"""A desk asks twice a minute, and never meets figures that end just then."""
LIGHT = 20
"""What took long to work out is valid for so many times as long: reading takes a twentieth of one core at most."""
EVERY, REST_S = 50, 0.001
"""After every few entries: the core, in the same interpreter, goes first."""

UNREADABLE = QT_TRANSLATE_NOOP("trouble", "The journal cannot be read for the figures: {reason}")

Done = Callable[[CamerasMeasured | Trouble], None]


class _Stopped(Exception):
    """The core ends; nobody waits for an answer any more."""


class CameraFigures:
    """Implements `services.camera_health.asking.CameraMeasurer`. `open_journal` raises Trouble where it cannot be read.

    `begins` says when the day of a moment began by the centre's clocks.
    """

    def __init__(
        self,
        open_journal: Callable[[], AbstractContextManager[JournalReader]],
        now: Callable[[], datetime],
        begins: Callable[[datetime], datetime],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_journal, self._now, self._begins, self._clock = open_journal, now, begins, clock
        self._questions: queue.Queue[Done | None] = queue.Queue(WAITING)
        self._known: tuple[CamerasMeasured, float] | None = None
        self._told = ""
        self._stopping = threading.Event()
        # A database server that stands still would keep it for ever; it holds nothing that has to be put away.
        self._thread = threading.Thread(target=self._run, name="camera-figures", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience_s: float = 5.0) -> None:
        """Whoever waits for an answer gets none."""
        self._stopping.set()
        with suppress(queue.Full):
            self._questions.put_nowait(None)
        self._thread.join(patience_s)

    def ask(self, done: Done) -> bool:
        """At once where the figures are not old yet."""
        known = self._valid()
        if known is not None:
            done(known)
            return True
        try:
            self._questions.put_nowait(done)
        except queue.Full:
            return False
        return True

    def _valid(self) -> CamerasMeasured | None:
        known = self._known
        return known[0] if known is not None and self._clock() < known[1] else None

    def _run(self) -> None:
        while not self._stopping.is_set():
            done = self._questions.get()
            if done is None:
                continue
            try:
                done(self._valid() or self._measured())
            except _Stopped:
                return
            except Trouble as error:
                self._refuse(error, done)
            except UNDECODABLE as error:
                self._refuse(Trouble(UNREADABLE, reason=error), done)
            # The figures have only this thread: ended, nobody would get any until the core starts again.
            except Exception as error:
                log.exception("the figures of the cameras failed")
                self._refuse(Trouble(UNREADABLE, reason=error), done)

    def _refuse(self, error: Trouble, done: Done) -> None:
        if str(error) != self._told:
            self._told = str(error)
            log.warning("no figures of the cameras: %s", error)
        done(error)

    def _measured(self) -> CamerasMeasured:
        began, ends = self._clock(), self._now()
        begins = self._begins(ends)
        with self._open_journal() as reader:
            found = health(self._resting(camera_words(reader, begins, ends)), begins, ends)
        self._told = ""
        measured = CamerasMeasured(begins=begins, as_of=ends, cameras=tuple(found))
        took = self._clock() - began
        self._known = measured, self._clock() + max(VALID_S, took * LIGHT)
        return measured

    def _resting(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        for number, entry in enumerate(entries):
            if number % EVERY == 0 and self._stopping.wait(REST_S):
                raise _Stopped
            yield entry

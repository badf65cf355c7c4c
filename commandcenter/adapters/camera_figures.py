"""The cameras' health of today, worked out from the journal on a thread of its own, at most once a minute."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime

from commandcenter.adapters.camera_words import camera_words
from commandcenter.adapters.figures_thread import FiguresThread
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.domain.errors import Trouble
from commandcenter.domain.journal import Entry
from commandcenter.services.camera_health.asking import CamerasMeasured
from commandcenter.services.camera_health.figures import health

VALID_S = 25.0
"""A desk asks twice a minute, and never meets figures that end just then."""


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
        self._open_journal, self._now, self._begins = open_journal, now, begins
        log = logging.getLogger(__name__)
        self._thread: FiguresThread[None, CamerasMeasured] = FiguresThread(
            "cameras", self._measured, log, valid_s=VALID_S, clock=clock
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience_s: float = 5.0) -> None:
        """Whoever waits for an answer gets none."""
        self._thread.stop(patience_s)

    def ask(self, done: Callable[[CamerasMeasured | Trouble], None]) -> bool:
        """At once where the figures are not old yet."""
        return self._thread.ask(None, done)

    def _measured(self, _about: None) -> CamerasMeasured:
        ends = self._now()
        begins = self._begins(ends)
        with self._open_journal() as reader:
            found = health(self._resting(camera_words(reader, begins, ends)), begins, ends)
        return CamerasMeasured(begins=begins, as_of=ends, cameras=tuple(found))

    def _resting(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        for entry in entries:
            self._thread.rest()
            yield entry

"""Long work on the GUI's own thread, a few milliseconds at a time: no thread, no lock, and the screen goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

Made = TypeVar("Made")

BUDGET_S = 0.008
PAUSE_MS = 4
"""Between two turns, so that what waits for the screen comes first."""


class Slices(QObject, Generic[Made]):
    """Runs a generator to its end; `done` gets what it returns."""

    def __init__(self, done: Callable[[Made], None], parent: QObject) -> None:
        super().__init__(parent)
        self._done = done
        self._work: Generator[None, None, Made] | None = None
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self._on_turn)

    @property
    def working(self) -> bool:
        return self._work is not None

    def begin(self, work: Generator[None, None, Made]) -> None:
        """In place of what was begun before and has not ended."""
        self.stop()
        self._work = work
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        if self._work is not None:
            self._work.close()
            self._work = None

    @Slot()
    def _on_turn(self) -> None:
        work = self._work
        until = time.monotonic() + BUDGET_S
        while work is not None and time.monotonic() < until:
            try:
                next(work)
            except StopIteration as ended:
                self.stop()
                self._done(ended.value)
                return

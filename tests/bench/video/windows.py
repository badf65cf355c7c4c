"""Where tile number n of so many stands on the bench's display, and what both Qt programs do with the bench's lines."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from tests.bench.video.contender import HEIGHT, WIDTH

COLUMNS = 12  # of tiles on four monitors of 1920
TIMER_MS = 10


def place(number: int, count: int) -> tuple[int, int]:
    """Left and top, in pixels."""
    columns = min(COLUMNS, -(-count // 2) if count < 25 else 9)
    return number % columns * WIDTH, number // columns * HEIGHT


class Answering(QObject):
    """Answers `ready` and `said` from standard input and ends with it; measures how late the timer comes."""

    def __init__(self, ready: Callable[[], bool], shown: Callable[[], int]) -> None:
        super().__init__()
        self._ready, self._shown = ready, shown
        self._late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=TIMER_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._input = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._input.activated.connect(self._read)

    @Slot()
    def _tick(self) -> None:
        now = time.perf_counter() * 1000
        if self._last:
            self._late.append(abs(now - self._last - TIMER_MS))
        self._last = now

    @Slot()
    def _read(self) -> None:
        data = os.read(sys.stdin.fileno(), 4096)
        if not data:
            QApplication.quit()
        for word in data.decode().split():
            self._answer(word)

    def _answer(self, word: str) -> None:
        if word == "ready":
            answer: dict[str, object] = {"ready": self._ready()}
        else:
            answer = {"shown": self._shown(), "jitter_ms": self._late}
            self._late, self._last = [], 0.0
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

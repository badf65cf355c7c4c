"""Brings what lies in the mailbox onto the GUI thread, at the screen's pace.

The first change after a quiet moment is handed on at once, a storm in batches.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from bridge.mailbox import Mailbox
from bridge.seat.happenings import SeatMailbox

PACE_S = 1 / 30


class Gateway(QObject):
    """Lives on the GUI thread; `mailbox` is for the network thread."""

    happened = Signal(list)  # [Happening, ...] in order
    newest = Signal(list)  # newest Reading of each key, newest Beat
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mailbox: SeatMailbox = Mailbox(self._woken.emit)
        self._flushed = float("-inf")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.flush)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _on_woken(self) -> None:
        wait = self._flushed + PACE_S - time.monotonic()
        if wait <= 0:
            self.flush()
        elif not self._timer.isActive():
            self._timer.start(max(1, int(wait * 1000)))

    @Slot()
    def flush(self) -> None:
        """Hands on all that has arrived."""
        self._flushed = time.monotonic()
        happenings, newest = self.mailbox.drain()
        if happenings:
            self.happened.emit(happenings)
        if newest:
            self.newest.emit(list(newest.values()))

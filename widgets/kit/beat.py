"""A slow beat for what changes with time alone; it is silent while its widget is hidden."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget


class Beat(QObject):
    """Calls `tick` when `owner` is shown and every second until it is hidden."""

    def __init__(self, owner: QWidget, tick: Callable[[], None]) -> None:
        super().__init__(owner)
        self._tick = tick
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._beat)
        owner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show:
            self._tick()
            self._timer.start()
        elif event.type() is QEvent.Type.Hide:
            self._timer.stop()
        return False

    @Slot()
    def _beat(self) -> None:
        self._tick()

"""One pace for all video tiles of a process: a single timer, and only tiles that have something new are painted."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from shiboken6 import isValid


class Paced(Protocol):
    def isVisible(self) -> bool: ...  # noqa: N802  (QWidget's own)

    def refresh(self) -> None:
        """Repaint if there is something new to see."""


class Pacer(QObject):
    """Looks after its tiles `hz` times a second; it rests while it has none."""

    def __init__(self, hz: int = 25, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[Paced] = []
        self._timer = QTimer(self, interval=1000 // hz, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def add(self, tile: Paced) -> None:
        if tile not in self._tiles:
            self._tiles.append(tile)
        self._timer.start()

    def remove(self, tile: Paced) -> None:
        if tile in self._tiles:
            self._tiles.remove(tile)
        if not self._tiles:
            self._timer.stop()

    @Slot()
    def _beat(self) -> None:
        for tile in list(self._tiles):
            if not isValid(tile):  # deleted with its window: Qt sends no hide event to Python then
                self.remove(tile)
            elif tile.isVisible():
                tile.refresh()

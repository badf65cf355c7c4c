"""One pace for all video tiles of a process: a single timer, and only tiles that have something new are painted."""

from __future__ import annotations

import logging
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from shiboken6 import isValid

STATES_HZ = 5
SHARES = 4
"""Painting sixteen tiles at once would keep the window's thread from keys and alarms for as long as that takes."""

log = logging.getLogger(__name__)


class Paced(Protocol):
    def isVisible(self) -> bool: ...  # noqa: N802  (QWidget's own)

    def follow(self) -> None:
        """Repaint if there is a new picture."""

    def refresh(self) -> None:
        """Repaint if there is anything new to see or to say."""

    def fail(self) -> None:
        """Show no picture, and that something is wrong: what is true of it cannot be told."""


class Pacer(QObject):
    """Looks for new pictures `hz` times a second, and for what else there is to say `STATES_HZ` times.

    Twice as often as cameras send: one that was looked for a moment too early is not lost to the next one. Each beat
    is for one share of the tiles, in turn. It rests while it has no tiles.
    """

    def __init__(self, hz: int = 50, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[Paced] = []
        self._failing: list[Paced] = []  # already in the log
        self._beats, self._whole = 0, max(1, hz // STATES_HZ)
        self._timer = QTimer(self, interval=1000 // (hz * SHARES), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def add(self, tile: Paced) -> None:
        if tile not in self._tiles:
            self._tiles.append(tile)
        self._timer.start()

    def remove(self, tile: Paced) -> None:
        if tile in self._tiles:
            self._tiles.remove(tile)
        if tile in self._failing:
            self._failing.remove(tile)
        if not self._tiles:
            self._timer.stop()

    @Slot()
    def _beat(self) -> None:
        self._beats = (self._beats + 1) % (self._whole * SHARES)
        for tile in self._tiles[self._beats % SHARES :: SHARES]:
            if not isValid(tile):  # deleted with its window: Qt sends no hide event to Python then
                self.remove(tile)
            elif tile.isVisible():
                self._look_at(tile)

    def _look_at(self, tile: Paced) -> None:
        try:
            if self._beats >= SHARES:
                tile.follow()
                return
            tile.refresh()
        except Exception:  # one tile's fault must not leave all others showing what is true no more
            if tile not in self._failing:
                self._failing.append(tile)
                log.exception("looking after a video tile")
            tile.fail()
        else:
            if tile in self._failing:
                self._failing.remove(tile)

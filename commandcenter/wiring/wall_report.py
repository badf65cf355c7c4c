"""Makes the wall look where the core wants, and tells the core what is really seen."""

from __future__ import annotations

import time
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from commandcenter.domain.wall import Wall
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from widgets.map.view import MapView

LOOK_MS = 100
WATCH_MS = 5000
AGAIN_S = 60.0
SETTLING_S = 3.0
PATIENCE_S = 8.0  # less than a linkage waits for its answer


class Video(Protocol):
    """What the wall's tiles show."""

    def counts(self) -> tuple[int, int]:
        """(playing, wanted)."""

    def settled(self) -> bool:
        """Nothing is still being opened."""

    def dark(self) -> tuple[str, ...]:
        """The ids of the cameras that do not play."""


class WallReport(QObject):
    """One report for each version: when all is there, when it is known what does not come, or when patience ends.

    And one more, at most every `AGAIN_S`, when other cameras are dark than it said: the handover asks for them.
    """

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        view: MapView,
        video: Video,
        started: float,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._seat = seat
        self._commands = commands
        self._view = view
        self._video = video
        self._started = started
        self._ready_told = False
        self._version = -1
        self._asked_at = 0.0
        self._map_shown = False
        self._reported = True
        self._dark: tuple[str, ...] = ()
        self._said_at = 0.0
        self._watch = QTimer(self, interval=WATCH_MS)
        self._watch.timeout.connect(self._on_watch)
        self._watch.start()
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._on_look)
        view.shown.connect(self._on_shown)
        seat.wall_changed.connect(self._on_wall)
        seat.replaced.connect(self._on_replaced)

    @Slot()
    def _on_replaced(self) -> None:
        if self._seat.state.wall.version != self._version:
            self._turn(self._seat.state.wall)

    @Slot(object)
    def _on_wall(self, wall: Wall) -> None:
        if wall.version != self._version:
            self._turn(wall)

    def _turn(self, wall: Wall) -> None:
        self._version = wall.version
        self._asked_at = time.monotonic()
        self._map_shown = self._reported = False
        self._view.select(wall.alarm or None)
        if wall.centre is None:
            self._view.fit_district(token=str(wall.version))
        else:
            self._view.centre(wall.centre.lon, wall.centre.lat, wall.zoom, token=str(wall.version))
        self._look.start()

    @Slot(str)
    def _on_shown(self, token: str) -> None:
        if token == str(self._version):
            self._map_shown = True

    @Slot()
    def _on_look(self) -> None:
        playing, wanted = self._video.counts()
        waited = time.monotonic() - self._asked_at
        whole = self._map_shown and playing == wanted and wanted > 0
        settled = self._map_shown and waited > SETTLING_S and self._video.settled()
        if not self._reported and (whole or settled or waited > PATIENCE_S):
            self._say()
        if (whole or (self._map_shown and waited > PATIENCE_S)) and not self._ready_told:
            self._ready_told = True
            self._commands("seat.ready", seconds=round(time.monotonic() - self._started, 2))
        if self._reported and self._ready_told:
            self._look.stop()

    def _say(self) -> None:
        playing, wanted = self._video.counts()
        self._reported, self._said_at, self._dark = True, time.monotonic(), self._video.dark()
        self._commands(
            "wall.confirm",
            version=self._version,
            tiles=playing,
            wanted=wanted,
            map=self._map_shown,
            dark=self._dark,
        )

    @Slot()
    def _on_watch(self) -> None:
        """A camera that has gone dark since, or plays again."""
        due = time.monotonic() - self._said_at > AGAIN_S
        if due and self._reported and self._video.settled() and self._video.dark() != self._dark:
            self._say()

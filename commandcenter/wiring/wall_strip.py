"""The wall in small at the desk: what it is meant to show, and whether it has said that it does."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Beat, SeatKind
from commandcenter.domain.wall import Wall
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording
from widgets.wall_strip.view import WallStripView


class WallStripFeature(QObject):
    def __init__(self, seat: SeatModel, view: WallStripView, wording: Wording) -> None:
        super().__init__(view)
        self._seat = seat
        self._view = view
        self._wording = wording
        seat.replaced.connect(self._on_replaced)
        seat.wall_changed.connect(self._on_wall)
        seat.beat_changed.connect(self._on_beat)
        seat.alarms_changed.connect(self._on_alarms)

    @Slot()
    def _on_replaced(self) -> None:
        self._on_wall(self._seat.state.wall)
        self._on_alarms([], [])

    @Slot(object)
    def _on_wall(self, wall: Wall) -> None:
        alarm = self._seat.state.alarms.get(wall.alarm)
        if self._seat.beat is not None:
            self._on_beat(self._seat.beat)
        self._view.show_wall(wall, self._wording.alarm(alarm) if alarm else wall.alarm)

    @Slot(object)
    def _on_beat(self, beat: Beat) -> None:
        there = any(seat.role is SeatKind.WALL for seat in beat.seats)
        self._view.set_shown(self._seat.state.wall.shown if there else None)

    @Slot(list, list)
    def _on_alarms(self, changed: list[object], cleared: list[str]) -> None:
        self._view.show_counts(self._seat.board.shown)

"""The vital signs of the wall: figures that the seat can count itself from the core's state and telemetry."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, QTimer, Slot

from commandcenter.domain.priority import Priority
from commandcenter.wiring.forces import forces
from commandcenter.wiring.seat_model import SeatModel
from widgets.vital_signs.sign import VitalSign
from widgets.vital_signs.view import VitalSignsView

SERIES = 120


class VitalsFeature(QObject):
    """Counts once a second; `video` gives (playing, wanted) of this seat's tiles."""

    def __init__(self, seat: SeatModel, view: VitalSignsView, video: Callable[[], tuple[int, int]]) -> None:
        super().__init__(view)
        self._seat = seat
        self._view = view
        self._video = video
        self._past: dict[str, deque[float]] = {}
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._refresh)
        self._timer.start()
        self._soon = QTimer(self, interval=250, singleShot=True)
        self._soon.timeout.connect(self._refresh)
        seat.alarms_changed.connect(self._on_alarms)
        seat.replaced.connect(self._refresh)

    @Slot()
    def _on_alarms(self) -> None:
        """In a storm the figures follow four times a second: nobody reads faster."""
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _refresh(self) -> None:
        if self._seat.beat is None:
            return
        grow = self.sender() is self._timer
        signs = [self._open(), self._unacknowledged(), self._forces(), self._videos()]
        self._view.apply([self._with_past(sign, grow) for sign in signs])

    def _open(self) -> VitalSign:
        shown = self._seat.board.shown
        high = shown[Priority.CRITICAL] + shown[Priority.MAJOR]
        detail = self.tr("{high} critical and major   {raised} since the start")
        return VitalSign(
            id="open",
            label=self.tr("Open alarms"),
            value=float(sum(shown.values())),
            detail=detail.format(high=high, raised=self._seat.state.raised),
            age_s=self._seat.silent_s,
        )

    def _unacknowledged(self) -> VitalSign:
        board = self._seat.board
        detail = self.tr("{returned} of them back to normal")
        return VitalSign(
            id="unacknowledged",
            label=self.tr("Not acknowledged"),
            value=float(board.waiting),
            detail=detail.format(returned=board.returned),
            age_s=self._seat.silent_s,
        )

    def _forces(self) -> VitalSign:
        own = forces(self._seat)
        detail = self.tr("{crews} crews   {out} out")
        if own.silent:
            detail = self.tr("{crews} crews of {all}, {silent} silent   {out} out")
        return VitalSign(
            id="forces",
            label=self.tr("People on duty"),
            value=own.people,
            detail=detail.format(crews=own.crews, all=own.crews + own.silent, silent=own.silent, out=own.out),
            age_s=own.age_s,
        )

    def _videos(self) -> VitalSign:
        playing, wanted = self._video()
        share = 100.0 * playing / wanted if wanted else None
        detail = self.tr("{playing}/{wanted} on this wall   {known} in the list")
        return VitalSign(
            id="video",
            label=self.tr("Video playing"),
            value=share,
            unit="%",
            detail=detail.format(playing=playing, wanted=wanted, known=len(self._seat.state.cameras)),
            age_s=0.0,
        )

    def _with_past(self, sign: VitalSign, grow: bool) -> VitalSign:
        past = self._past.setdefault(sign.id, deque(maxlen=SERIES))
        if grow and sign.value is not None:
            past.append(sign.value)
        return msgspec.structs.replace(sign, series=tuple(past))

"""Two places for live pictures side by side, each 16 to 9."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale

SLOTS = 2


class CameraSlots(QWidget):
    opened = Signal(int)  # a double click on one of them, from 0

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = scale.sizes.gap
        self._cameras: list[QWidget] = []
        self.setFont(scale.font(Role.SMALL))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def cameras(self) -> list[QWidget]:
        return list(self._cameras)

    def set_cameras(self, cameras: Sequence[QWidget]) -> None:
        """Shows up to two widgets; those shown before are hidden and given back without a parent."""
        kept = list(cameras)[:SLOTS]
        for old in self._cameras:
            if old not in kept:
                old.hide()
                old.setParent(None)
        self._cameras = kept
        for camera in kept:
            camera.setParent(self)
            camera.show()
        self._place()
        self.update()

    def heightForWidth(self, width: int) -> int:
        return (width - self._gap) // SLOTS * 9 // 16

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(320))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        for at in range(len(self._cameras)):
            if self._slot(at).contains(spot):
                self.opened.emit(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at in range(len(self._cameras), SLOTS):
            box = self._slot(at)
            painter.setPen(QPen(Tone.LINE.color, 1))
            painter.setBrush(Tone.PANEL.color)
            painter.drawRect(box.adjusted(0, 0, -1, -1))
            painter.setPen(Tone.TEXT.color)
            text = self.tr("No camera nearby") if not self._cameras else self.tr("No second camera")
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _slot(self, at: int) -> QRect:
        wide = (self.width() - self._gap) // SLOTS
        return QRect(at * (wide + self._gap), 0, wide, self.height())

    def _place(self) -> None:
        for at, camera in enumerate(self._cameras):
            camera.setGeometry(self._slot(at))

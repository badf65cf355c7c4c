"""A key as it looks on a keyboard, beside what it does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale


class Keycap(QWidget):
    def __init__(self, key: str, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setFont(scale.font(Role.SMALL))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(key)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        high = metrics.capHeight() + 12
        return QSize(max(high, metrics.horizontalAdvance(self.key) + 12), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(Tone.DIM.color, 1))
        painter.setBrush(Tone.RAISED.color)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(Tone.TEXT.color)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.key)

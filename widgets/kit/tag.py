"""A word in a frame inside a painted row: a dashed frame says that it is provisional. It has no colour of its own."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from widgets.kit.palette import Tone


class Tag:
    """Measured once for its font; painted as often as needed."""

    def __init__(self, text: str, font: QFont, *, solid: bool = False) -> None:
        self.text = text
        self._font, self._solid = font, solid
        metrics = QFontMetrics(font)
        self._high = metrics.capHeight()
        # A pixel more than measured: widths are rounded.
        self.width = metrics.horizontalAdvance(text) + self._high * 1.2 + 1

    def paint(self, painter: QPainter, right: float, row: QRectF, color: QColor) -> None:
        """At the middle of `row`, ending at x `right`."""
        box = QRectF(right - self.width, row.center().y() - self._high, self.width, self._high * 2)
        edge = max(1.0, round(self._high / 12))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(Tone.DIM.color, edge, Qt.PenStyle.SolidLine if self._solid else Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2), edge * 3, edge * 3)
        painter.setFont(self._font)
        painter.setPen(color)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text)
        painter.restore()

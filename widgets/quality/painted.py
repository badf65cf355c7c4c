"""What the plots have in common: the fonts, and text that is cut with an ellipsis where there is no room for it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


class Painted(QWidget):
    """`cut` has the texts that had no room when it was painted last."""

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sizes = scale.sizes
        self.small, self.body = scale.font(Role.SMALL), scale.font(Role.BODY)
        self.bold = scale.font(Role.BODY, bold=True)
        self.cut: list[str] = []
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def begin(self) -> QPainter:
        self.cut = []
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), Tone.GROUND.color)
        return painter

    def write(
        self, painter: QPainter, box: QRectF, text: str, font: QFont, tone: Tone, align: Qt.AlignmentFlag = LEFT
    ) -> None:
        cleaned = plain(text)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(cleaned, Qt.TextElideMode.ElideRight, box.width() + 0.5)
        if shown != cleaned:
            self.cut.append(cleaned)
        painter.setFont(font)
        painter.setPen(tone.color)
        painter.drawText(box, int(align | Qt.TextFlag.TextSingleLine), shown)


def wide(text: str, font: QFont) -> float:
    """In pixels."""
    return QFontMetricsF(font).horizontalAdvance(plain(text)) + 1.0


def high(font: QFont) -> float:
    return QFontMetricsF(font).height()

"""A small framed word: a mode, or a filter that can be pressed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone, priority_tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain


class Chip(QAbstractButton):
    """`mark` puts a priority's shape before the word and its colour on the frame.

    `dims`: it is dim while it cannot be pressed; any other one is a word to be read all the same.
    """

    def __init__(self, *, scale: Scale, dims: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dims = dims
        self._mark: Priority | None = None
        self.setFont(scale.font(Role.SMALL))
        self._metrics = QFontMetrics(self.font())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def mark(self) -> Priority | None:
        return self._mark

    def show_text(self, text: str, mark: Priority | None = None) -> None:
        cleaned = plain(text)
        if (cleaned, mark) == (self.text(), self._mark):
            return
        self._mark = mark
        self.setText(cleaned)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        high = self._metrics.capHeight()
        mark = int(high * 1.6) if self._mark is not None else 0
        return QSize(self._metrics.horizontalAdvance(self.text()) + int(high * 1.6) + mark, int(high * 2.4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = priority_tone(self._mark) if self._mark is not None else Tone.LINE
        painter.setPen(QPen((Tone.ACCENT if self.isChecked() else edge).color, 1))
        painter.setBrush((Tone.SELECTED if self.isChecked() else Tone.GROUND).color)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        high = self._metrics.capHeight()
        box = QRectF(self.rect()).adjusted(high * 0.8, 0, -high * 0.8, 0)
        if self._mark is not None:
            paint_mark(painter, self._mark, QRectF(box.x(), box.center().y() - high / 2, high, high))
            box.setLeft(box.left() + high * 1.6)
        painter.setPen((Tone.TEXT if self.isEnabled() or not self._dims else Tone.DIM).color)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())

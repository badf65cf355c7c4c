"""The alarms that called most: a bar for each, its share, and the share of it and those before it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale
from widgets.quality.painted import RIGHT, Painted, high, wide
from widgets.quality.state import WorstShown

ROWS = 10
BAR = 96.0
"""Pixels that the longest bar has at least, where the names leave so many."""


class WorstPlot(Painted):
    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, parent=parent)
        self._worst: tuple[WorstShown, ...] = ()

    def show_worst(self, worst: Sequence[WorstShown]) -> None:
        self._worst = tuple(worst)
        self.setAccessibleName("; ".join(f"{it.name} {it.count}" for it in worst))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(440, int(high(self.body) * 1.25 * (ROWS + 1)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.begin()
        pad = float(self.sizes.pad)
        box = QRectF(self.rect()).adjusted(pad, 0.0, -pad, 0.0)
        titles = (self.tr("calls"), self.tr("share"), self.tr("together"))
        numbers = [max(wide(title, self.small), wide("100.0%", self.body)) + pad * 0.75 for title in titles]
        tall = min(box.height() / (ROWS + 1), 40.0)
        names = max((wide(it.name, self.body) for it in self._worst), default=0.0) + self.sizes.mark * 2.2
        names = max(min(names, box.width() - sum(numbers) - BAR), 0.0)
        self._write_numbers(painter, QRectF(box.x(), box.y(), box.width(), tall), numbers, titles, head=True)
        for at, it in enumerate(self._worst):
            row = QRectF(box.x(), box.y() + tall * (at + 1), box.width(), tall)
            painter.setPen(QPen(Tone.RAISED.color, 1.0))
            painter.drawLine(row.topLeft(), row.topRight())
            side = float(self.sizes.mark)
            paint_mark(painter, it.priority, QRectF(row.x(), row.center().y() - side / 2, side, side))
            self.write(
                painter, QRectF(row.x() + side * 1.7, row.y(), names - side * 2.0, tall), it.name, self.body, Tone.TEXT
            )
            self._paint_bar(painter, it, QRectF(row.x() + names, row.y(), row.width() - names - sum(numbers), tall))
            texts = (str(it.count), f"{it.share:.1%}", f"{it.together:.1%}")
            self._write_numbers(painter, row, numbers, texts, head=False)

    def _paint_bar(self, painter: QPainter, it: WorstShown, room: QRectF) -> None:
        most = max(one.share for one in self._worst) or 1.0
        thick = min(room.height() * 0.5, 16.0)
        across = max(room.width() * it.share / most, 2.0)
        painter.fillRect(QRectF(room.x(), room.center().y() - thick / 2, across, thick), Tone.ACCENT.color)

    def _write_numbers(
        self, painter: QPainter, row: QRectF, numbers: Sequence[float], texts: Sequence[str], *, head: bool
    ) -> None:
        x = row.right() - sum(numbers)
        for across, text in zip(numbers, texts, strict=True):
            place = QRectF(x, row.y(), across, row.height())
            font, tone = (self.small, Tone.MUTED) if head else (self.body, Tone.TEXT)
            self.write(painter, place, text, font, tone, RIGHT)
            x += across

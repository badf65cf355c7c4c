"""Calls of each ten minutes over the time, with the limits of the standards and the floods behind them."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from commandcenter.services.quality.charting import peaks
from commandcenter.services.quality.floods import BEGINS_ABOVE
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale
from widgets.quality.painted import MIDDLE, RIGHT, Painted, high, wide
from widgets.quality.state import RateShown

LIMITS = ((1, Tone.MUTED), (2, Tone.MUTED), (BEGINS_ABOVE, Tone.ORANGE))
COLUMN = 3.0
"""Pixels; narrower columns are the highest of several."""
STEPS = (2, 5, 10, 20, 50, 100, 200, 500, 1000)


class RatePlot(Painted):
    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, parent=parent)
        self._shown = RateShown()

    def show_rate(self, shown: RateShown) -> None:
        self._shown = shown
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.begin()
        line = high(self.small)
        scale = wide("0000", self.small)
        pad = float(self.sizes.pad)
        box = QRectF(self.rect()).adjusted(scale + pad / 2, line * 0.6, -pad, -line * 1.4)
        most = max([BEGINS_ABOVE + 2, *self._shown.tens])
        self._paint_floods(painter, box)
        self._paint_scale(painter, box, most)
        self._paint_columns(painter, box, most)
        for limit, tone in LIMITS:
            y = box.bottom() - box.height() * limit / most
            painter.setPen(QPen(tone.color, 1.0, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(box.left(), y, box.right(), y))
        self._paint_ticks(painter, box, line)

    def _paint_floods(self, painter: QPainter, box: QRectF) -> None:
        for begins, ends in self._shown.floods:
            left = box.left() + box.width() * begins
            across = max(2.0, box.width() * (ends - begins))
            painter.fillRect(QRectF(left, box.top(), across, box.height()), Tone.ORANGE.faded(0.16))

    def _paint_scale(self, painter: QPainter, box: QRectF, most: int) -> None:
        line = high(self.small)
        step: int = next((it for it in STEPS if box.height() * it / most >= line * 1.6), most)
        for value in range(0, most + 1, step):
            y = box.bottom() - box.height() * value / most
            painter.setPen(QPen(Tone.RAISED.color, 1.0))
            painter.drawLine(QLineF(box.left(), y, box.right(), y))
            place = QRectF(0.0, y - line / 2, box.left() - self.sizes.gap, line)
            self.write(painter, place, str(value), self.small, Tone.MUTED, RIGHT)

    def _paint_columns(self, painter: QPainter, box: QRectF, most: int) -> None:
        _, columns = peaks(self._shown.tens, int(box.width() / COLUMN))
        across = box.width() / max(1, len(columns))
        thick = min(max(across * 0.8, across - 3.0), 32.0)
        for at, count in enumerate(columns):
            if count:
                tall = box.height() * count / most
                left = box.left() + across * at + (across - thick) / 2
                tone = Tone.ORANGE if count > BEGINS_ABOVE else Tone.ACCENT
                painter.fillRect(QRectF(left, box.bottom() - tall, thick, tall), tone.color)

    def _paint_ticks(self, painter: QPainter, box: QRectF, line: float) -> None:
        painter.setPen(QPen(Tone.DIM.color, 1.0))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        for tick in self._shown.ticks:
            x = box.left() + box.width() * tick.at
            half = wide(tick.label, self.small) / 2
            # Half of the first or last one would stand outside.
            if x - half >= 0.0 and x + half <= self.width():
                painter.setPen(QPen(Tone.DIM.color, 1.0))
                painter.drawLine(QLineF(x, box.bottom(), x, box.bottom() + 3.0))
                place = QRectF(x - half, box.bottom() + line * 0.25, half * 2, line)
                self.write(painter, place, tick.label, self.small, Tone.MUTED, MIDDLE)

"""How soon people took notice: a column for each step, one priority upon the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone, priority_tone
from widgets.kit.scale import Scale
from widgets.kit.words import priority_word
from widgets.quality.painted import MIDDLE, Painted, high, wide
from widgets.quality.state import TakenShown


class TakenPlot(Painted):
    """The gravest stands lowest. Each colour has its shape and word above."""

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, parent=parent)
        self._taken: tuple[TakenShown, ...] = ()
        self._steps: tuple[str, ...] = ()

    def show_taken(self, taken: Sequence[TakenShown], steps: Sequence[str]) -> None:
        self._taken, self._steps = tuple(taken), tuple(steps)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, int(high(self.small) * 1.6 * 5))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.begin()
        line, pad = high(self.small), float(self.sizes.pad)
        whole = QRectF(self.rect()).adjusted(pad, pad / 2, -pad, -pad / 2)
        self._paint_legend(painter, QRectF(whole.x(), whole.y(), whole.width(), line))
        box = whole.adjusted(0.0, line * 2.3, 0.0, -line * 1.3)
        sums = [sum(counts) for counts in zip(*(it.counts for it in self._taken), strict=True)]
        most, across = max([1, *sums]), box.width() / max(1, len(self._steps))
        for at, (name, count) in enumerate(zip(self._steps, sums, strict=False)):
            place = QRectF(box.x() + at * across, box.y(), across, box.height())
            top = self._paint_column(painter, at, place, most)
            if count:
                number = QRectF(place.x(), top - line, across, line)
                self.write(painter, number, str(count), self.small, Tone.TEXT, MIDDLE)
            foot = QRectF(place.x() - 2.0, box.bottom() + line * 0.2, across + 4.0, line)
            self.write(painter, foot, name, self.small, Tone.MUTED, MIDDLE)
        painter.setPen(QPen(Tone.DIM.color, 1.0))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if self._taken and not any(sums):
            self.write(painter, box, self.tr("Nothing was acknowledged."), self.small, Tone.MUTED, MIDDLE)

    def _paint_column(self, painter: QPainter, at: int, place: QRectF, most: int) -> float:
        """Where it ends."""
        top = place.bottom()
        for it in self._taken:
            tall = place.height() * it.counts[at] / most
            top -= tall
            thick = min(place.width() * 0.66, 48.0)
            column = QRectF(place.center().x() - thick / 2, top, thick, tall)
            painter.fillRect(column, priority_tone(it.priority).color)
        return top

    def _paint_legend(self, painter: QPainter, box: QRectF) -> None:
        side, x = float(self.sizes.mark), box.x()
        for it in self._taken:
            word = priority_word(it.priority)
            paint_mark(painter, it.priority, QRectF(x, box.center().y() - side / 2, side, side))
            across = wide(word, self.small)
            self.write(painter, QRectF(x + side * 1.5, box.y(), across, box.height()), word, self.small, Tone.MUTED)
            x += side * 1.5 + across + self.sizes.pad

"""How much of the calls each priority has, against what the standard wants of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone, priority_tone
from widgets.kit.scale import Scale
from widgets.kit.words import priority_word
from widgets.quality.painted import RIGHT, Painted, high, wide
from widgets.quality.state import ShareShown


class SharesPlot(Painted):
    """A bar for each, a line where it should end."""

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, parent=parent)
        self._shares: tuple[ShareShown, ...] = ()

    def show_shares(self, shares: Sequence[ShareShown]) -> None:
        self._shares = tuple(shares)
        self.setAccessibleName("; ".join(f"{priority_word(it.priority)} {it.share:.1%}" for it in shares))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, int(high(self.small) * 1.6 * 5))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.begin()
        pad = float(self.sizes.pad)
        box = QRectF(self.rect()).adjusted(pad, pad / 2, -pad, -pad / 2)
        foot = high(self.small) * 1.4
        tall = min((box.height() - foot) / max(1, len(self._shares)), 44.0)
        mark = self.sizes.mark * 1.6
        words = max((wide(priority_word(it.priority), self.small) for it in self._shares), default=0.0)
        numbers = wide("100.0%", self.small)
        bar = QRectF(box.x() + mark + words + pad, 0.0, box.width() - mark - words - numbers - 2 * pad, 0.0)
        for at, it in enumerate(self._shares):
            row = QRectF(box.x(), box.y() + at * tall, box.width(), tall)
            self._paint_row(painter, it, row, bar)
        text = self.tr("The line is what ISA-18.2 wants: < 1 %, 5 %, 15 %, 80 %")
        place = QRectF(box.x(), box.bottom() - foot, box.width(), foot)
        self.write(painter, place, text, self.small, Tone.MUTED)

    def _paint_row(self, painter: QPainter, it: ShareShown, row: QRectF, bar: QRectF) -> None:
        side, middle = float(self.sizes.mark), row.center().y()
        paint_mark(painter, it.priority, QRectF(row.x(), middle - side / 2, side, side))
        words = QRectF(row.x() + side * 1.6, row.y(), bar.x() - row.x() - side * 1.6, row.height())
        self.write(painter, words, priority_word(it.priority), self.small, Tone.TEXT)
        thick = min(row.height() * 0.5, 16.0)
        whole = QRectF(bar.x(), middle - thick / 2, bar.width(), thick)
        painter.fillRect(whole, Tone.RAISED.color)
        part = QRectF(whole.x(), whole.y(), whole.width() * it.share, thick)
        painter.fillRect(part, priority_tone(it.priority).color)
        x = whole.x() + whole.width() * it.target
        painter.fillRect(QRectF(x - 1.0, whole.y() - 4.0, 2.0, thick + 8.0), Tone.TEXT.color)
        number = QRectF(whole.right(), row.y(), row.right() - whole.right(), row.height())
        self.write(painter, number, f"{it.share:.1%}", self.small, Tone.TEXT, RIGHT)

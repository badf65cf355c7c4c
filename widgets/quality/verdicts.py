"""The table of the figures with their limits and verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets.kit.marks import Sign, paint_sign
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale
from widgets.quality.painted import LEFT, RIGHT, Painted, high, wide
from widgets.quality.state import VerdictShown

ROWS = 19
"""With the titles."""


class VerdictTable(Painted):
    """Every column is as wide as what stands in it; what is left lies between them."""

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, parent=parent)
        self._verdicts: tuple[VerdictShown, ...] = ()

    def show_verdicts(self, verdicts: Sequence[VerdictShown]) -> None:
        self._verdicts = tuple(verdicts)
        self.setAccessibleName("; ".join(f"{it.name} {it.value}: {it.verdict}" for it in verdicts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(720, int(high(self.body) * 1.2 * ROWS))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.begin()
        pad = float(self.sizes.pad)
        box = QRectF(self.rect()).adjusted(pad, 0.0, -pad, 0.0)
        rows = [_texts(it) for it in self._verdicts]
        titles = (
            self.tr("figure"),
            self.tr("value"),
            self.tr("acceptable"),
            self.tr("manageable"),
            self.tr("verdict"),
            self.tr("standard"),
        )
        wides = [
            max([wide(titles[at], self.small), *(wide(row[at], self._font(at)) for row in rows)])
            for at in range(len(titles))
        ]
        mark = self.sizes.mark * 1.6
        gap = max((box.width() - sum(wides) - mark) / (len(wides) - 1), 4.0)
        tall = min(box.height() / ROWS, 44.0)
        self._write_row(painter, QRectF(box.x(), box.y(), box.width(), tall), titles, wides, gap, None)
        for at, (it, texts) in enumerate(zip(self._verdicts, rows, strict=True), 1):
            row = QRectF(box.x(), box.y() + tall * at, box.width(), tall)
            painter.setPen(QPen(Tone.RAISED.color, 1.0))
            painter.drawLine(row.topLeft(), row.topRight())
            self._write_row(painter, row, texts, wides, gap, it)

    def _write_row(
        self,
        painter: QPainter,
        row: QRectF,
        texts: Sequence[str],
        wides: Sequence[float],
        gap: float,
        it: VerdictShown | None,
    ) -> None:
        x, side = row.x(), float(self.sizes.mark)
        for at, (text, across) in enumerate(zip(texts, wides, strict=True)):
            if at == VERDICT:
                if it is not None:
                    sign, tone = (Sign.DONE, Tone.MUTED) if it.good else (Sign.FAILED, Tone.ORANGE)
                    paint_sign(painter, sign, QRectF(x, row.center().y() - side / 2, side, side), tone.color)
                x += side * 1.6
            place = QRectF(x, row.y(), across, row.height())
            font = self.small if it is None else self._font(at)
            self.write(painter, place, text, font, _tone(at, it), _align(at))
            x += across + gap

    def _font(self, at: int) -> QFont:
        return self.bold if at == VALUE else self.body


VALUE, VERDICT = 1, 4


def _texts(it: VerdictShown) -> tuple[str, ...]:
    return (it.name, it.value, it.acceptable, it.manageable, it.verdict, it.standard)


def _align(at: int) -> Qt.AlignmentFlag:
    return RIGHT if VALUE <= at < VERDICT else LEFT


def _tone(at: int, it: VerdictShown | None) -> Tone:
    if it is None or at > VERDICT or VALUE < at < VERDICT:
        return Tone.MUTED
    return Tone.ORANGE if at == VERDICT and not it.good else Tone.TEXT

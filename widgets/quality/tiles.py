"""The numbers that matter, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.kit.marks import Sign, paint_sign
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.quality.painted import Painted, high
from widgets.quality.state import FigureShown


class Tiles(Painted):
    """What is beyond the limits has its cross and its colour."""

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, parent=parent)
        self._large = scale.font(Role.FIGURE, bold=True)
        self._figures: tuple[FigureShown, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: Sequence[FigureShown]) -> None:
        self._figures = tuple(figures)
        self.setAccessibleName("; ".join(f"{it.label} {it.value}" for it in figures))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, int(2 * high(self.small) + high(self._large) * 0.95 + self.sizes.gap * 2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.begin()
        gap, count = float(self.sizes.gap), max(1, len(self._figures))
        across = (self.width() - gap * (count - 1)) / count
        low, tall = high(self.small), high(self._large) * 0.95
        for at, it in enumerate(self._figures):
            box = QRectF(at * (across + gap), 0.0, across, float(self.height()))
            painter.fillRect(box, Tone.PANEL.color)
            inner = box.adjusted(gap * 1.5, gap, -gap * 1.5, -gap)
            tone = Tone.TEXT if it.good else Tone.ORANGE
            self.write(painter, QRectF(inner.x(), inner.y(), inner.width(), low), it.label, self.small, Tone.MUTED)
            place = QRectF(inner.x(), inner.y() + low, inner.width(), tall)
            self.write(painter, place, it.value, self._large, tone)
            self.write(
                painter,
                QRectF(inner.x(), inner.bottom() - low, inner.width(), low),
                it.detail,
                self.small,
                Tone.MUTED,
            )
            if not it.good:
                side = float(self.sizes.mark)
                spot = QRectF(inner.right() - side, place.center().y() - side / 2, side, side)
                paint_sign(painter, Sign.FAILED, spot, Tone.ORANGE.color)

"""Where the alarms are: one line of streets with their counts, as many as fit, and the rest together."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale


class AreaLine(QWidget):
    """`warning` (the age of stale data) stands at the right end with its mark."""

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._areas: list[tuple[str, int]] = []
        self._warning = ""
        self._sizes = scale.sizes
        self.setFont(scale.font(Role.SMALL))
        self._metrics = QFontMetrics(self.font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_areas(self, areas: list[tuple[str, int]]) -> None:
        if areas != self._areas:
            self._areas = areas
            self.update()

    def set_warning(self, text: str) -> None:
        if text != self._warning:
            self._warning = text
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self._sizes.row)

    def parts(self, width: float) -> list[tuple[str, int]]:
        """(name, count) of what fits into `width` pixels; the last one may be the sum of the others."""
        space = self._sizes.pad
        left = width
        for shown, (name, count) in enumerate(self._areas):
            rest = sum(count for _, count in self._areas[shown + 1 :])
            reserve = self._width(self.tr("Others"), rest) + space if rest else 0.0
            left -= self._width(name, count) + space
            if left < reserve:
                rest += count
                return [*self._areas[:shown], (self.tr("Others"), rest)]
        return self._areas

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), Tone.GROUND.color)
        box = QRectF(self.rect()).adjusted(self._sizes.pad, 0, -self._sizes.pad, 0)
        if self._warning:
            box.setRight(self._paint_warning(painter, box))
        for name, count in self.parts(box.width()):
            self._draw(painter, box, name + " ", Tone.MUTED)
            self._draw(painter, box, str(count), Tone.TEXT)
            box.setLeft(box.left() + self._sizes.pad)

    def _draw(self, painter: QPainter, box: QRectF, text: str, tone: Tone) -> None:
        painter.setPen(tone.color)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        box.setLeft(box.left() + self._metrics.horizontalAdvance(text))

    def _paint_warning(self, painter: QPainter, box: QRectF) -> float:
        """Returns the x where it begins."""
        side = self._metrics.capHeight() * 1.15
        text = box.right() - self._metrics.horizontalAdvance(self._warning)
        left = text - side * 1.5
        paint_mark(painter, Priority.MINOR, QRectF(left, box.center().y() - side / 2, side, side))
        painter.setPen(Tone.YELLOW.color)
        place = QRectF(text, box.y(), box.right() - text + 1, box.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, self._warning)
        return left - self._sizes.pad

    def _width(self, name: str, count: int) -> float:
        return self._metrics.horizontalAdvance(f"{name} {count}")

"""The watermark: who looks, where and when, faintly and again and again, so that a photograph of the screen tells."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain

ANGLE = -24.0
BRIGHT, DARK = 0.20, 0.28
MOST_LINES, LONGEST = 3, 80


class Watermark:
    """Drawn once for its text and size, and laid over each picture from then on."""

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._lines: tuple[str, ...] = ()
        self._drawn: QPixmap | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        return self._lines

    def set_lines(self, lines: Sequence[str]) -> bool:
        """Whether it says something else now; an empty one is not drawn."""
        cleaned = tuple(text for text in (plain(line, LONGEST) for line in lines[:MOST_LINES]) if text)
        if cleaned == self._lines:
            return False
        self._lines, self._drawn = cleaned, None
        return True

    def paint(self, painter: QPainter, body: QRect, ratio: float) -> None:
        """`ratio`: device pixels for one logical one."""
        if not self._lines or body.isEmpty():
            return
        size = body.size() * ratio
        if self._drawn is None or self._drawn.size() != size:
            self._drawn = self._draw(body.size(), size, ratio)
        painter.drawPixmap(body.topLeft(), self._drawn)

    def _draw(self, logical: QSize, size: QSize, ratio: float) -> QPixmap:
        picture = QPixmap(size)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        font = self._scale.font(Role.SMALL)
        metrics = QFontMetrics(font)
        high = metrics.height()
        wide = max(metrics.horizontalAdvance(line) for line in self._lines)
        step_x, step_y = wide + 3 * high, (len(self._lines) + 3) * high
        reach = logical.width() + logical.height()
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.translate(QPointF(logical.width() / 2, logical.height() / 2))
        painter.rotate(ANGLE)
        for row, y in enumerate(range(-reach // 2, reach // 2, step_y)):
            # Every other row is moved by half a step: no strip of the picture stays without it.
            for x in range(-reach // 2 - (row % 2) * step_x // 2, reach // 2, step_x):
                self._write(painter, QPointF(x, y), high)
        painter.end()
        return picture

    def _write(self, painter: QPainter, at: QPointF, high: int) -> None:
        for number, line in enumerate(self._lines):
            spot = at + QPointF(0.0, high * (number + 1.0))
            painter.setPen(Tone.GROUND.faded(DARK))
            painter.drawText(spot + QPointF(1.0, 1.0), line)
            painter.setPen(Tone.TEXT.faded(BRIGHT))
            painter.drawText(spot, line)

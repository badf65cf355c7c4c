"""What a camera writes into its own picture: its name, and a clock that is true for every minute."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from commandcenter.simulator.cameras.scenes import WIDTH
from commandcenter.simulator.cameras.stage import FAMILY

MARGIN = 12.0
BAND = 44
"""Rows from the top within which all writing stays."""
DIAL = 14
"""Half the side of the dial's picture, in pixels."""
DIGITS = "0123456789:."
INK = QColor(238, 240, 240)
EDGE = QColor(0, 0, 0, 170)


def _font(pixels: int) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.Medium)
    return font


def _write(painter: QPainter, x: float, baseline: float, text: str, font: QFont) -> None:
    """White with a dark rim, readable on any picture."""
    path = QPainterPath()
    path.addText(QPointF(x, baseline), font, text)
    painter.strokePath(path, QPen(EDGE, 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.fillPath(path, INK)


def paint_name(painter: QPainter, name: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _write(painter, MARGIN, MARGIN + 19, name, _font(22))


class Clock:
    """A dial with a second hand and the seconds of the minute, to a tenth: `:37.4`.

    Its characters are written once and then copied: text in every frame costs more than the traffic.
    """

    def __init__(self) -> None:
        font = _font(22)
        metrics = QFontMetricsF(font)
        self._widths = {sign: metrics.horizontalAdvance(sign) for sign in DIGITS}
        self._signs = {sign: _sign(sign, font) for sign in DIGITS}
        self._dial = _dial()

    def paint(self, painter: QPainter, second: float) -> None:
        centre = QPointF(WIDTH - MARGIN - 82, MARGIN + 12)
        painter.drawImage(centre - QPointF(DIAL, DIAL), self._dial)
        angle = 2 * math.pi * second / 60
        painter.setPen(QPen(INK, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(centre, centre + QPointF(math.sin(angle), -math.cos(angle)) * 8.5)
        left = WIDTH - MARGIN - 64
        for sign in f":{second:04.1f}":
            painter.drawImage(QPointF(round(left) - 3, 0), self._signs[sign])
            left += self._widths[sign]


def _clear(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _sign(sign: str, font: QFont) -> QImage:
    image = _clear(24, BAND)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _write(painter, 3, MARGIN + 19, sign, font)
    painter.end()
    return image


def _dial() -> QImage:
    image = _clear(2 * DIAL, 2 * DIAL)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(INK, 1.6))
    painter.setBrush(QColor(0, 0, 0, 120))
    centre = QPointF(DIAL, DIAL)
    painter.drawEllipse(centre, 12.0, 12.0)
    for tick in range(4):
        angle = math.pi / 2 * tick
        way = QPointF(math.sin(angle), -math.cos(angle))
        painter.drawLine(centre + way * 9.0, centre + way * 11.0)
    painter.end()
    return image

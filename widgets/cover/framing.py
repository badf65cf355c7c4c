"""The frame of a card: one rounded rectangle."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPen

from widgets.kit.palette import Tone


def paint_frame(painter: QPainter, rect: QRect, ground: Tone, edge: Tone) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge.color, 1))
    painter.setBrush(ground.color)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

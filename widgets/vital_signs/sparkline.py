"""A small line of the past: its shape only, without axes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from widgets.kit.palette import Tone

_STEP = 3  # pixels between points: finer than this is not seen


def sparkline(series: Sequence[float], box: QRectF) -> QPolygonF:
    """The line through at most one mean per `_STEP` pixels; flat in the middle when nothing changed."""
    known = [value for value in series if isfinite(value)]
    slots = max(2, int(box.width() / _STEP))
    values = known if len(known) <= slots else _means(known, slots)
    if len(values) < 2:
        return QPolygonF()
    low, high = min(values), max(values)
    span = high - low
    step = box.width() / (len(values) - 1)
    return QPolygonF(
        [
            QPointF(box.left() + at * step, box.bottom() - box.height() * ((value - low) / span if span else 0.5))
            for at, value in enumerate(values)
        ]
    )


def paint_sparkline(painter: QPainter, series: Sequence[float], box: QRectF, *, width: float, faded: bool) -> None:
    line = sparkline(series, box)
    if line.isEmpty():
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = Tone.DIM.color if faded else Tone.ACCENT.color
    painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(line)
    if not faded:
        painter.setBrush(color)
        painter.drawEllipse(line.last(), width * 1.2, width * 1.2)
    painter.restore()


def _means(values: Sequence[float], slots: int) -> list[float]:
    edges = [at * len(values) // slots for at in range(slots + 1)]
    return [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]

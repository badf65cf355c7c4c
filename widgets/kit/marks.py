"""The shapes of priority (▲ ◆ ■ ●) and of answers (✓ … ✗ ? ○), painted at any size so that no font decides on them."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from commandcenter.domain.priority import Priority
from widgets.kit.palette import Tone, priority_tone

_HOLLOW = 0.14


class Sign(Enum):
    """How a step stands."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


def mark_path(priority: Priority, box: QRectF) -> QPainterPath:
    """The outline of a priority's shape, centred in `box`; all four weigh the same to the eye."""
    side = min(box.width(), box.height())
    centre = box.center()
    path = QPainterPath()
    match priority:
        case Priority.CRITICAL:
            half, top = side * 0.5, side * 0.44
            path.addPolygon(_points(centre, (0, -top), (half, top), (-half, top)))
        case Priority.MAJOR:
            half = side * 0.5
            path.addPolygon(_points(centre, (0, -half), (half, 0), (0, half), (-half, 0)))
        case Priority.MINOR:
            half = side * 0.38
            path.addRect(QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half))
        case Priority.NOTICE:
            path.addEllipse(centre, side * 0.42, side * 0.42)
    path.closeSubpath()
    return path


def paint_mark(
    painter: QPainter, priority: Priority, box: QRectF, color: QColor | None = None, *, hollow: bool = False
) -> None:
    """Fills the shape in its priority's colour, or in `color` where the mark is of the past.

    `hollow` leaves its middle open: what the mark stands for is not confirmed.
    """
    color = color or priority_tone(priority).color
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if hollow:
        width = max(1.5, min(box.width(), box.height()) * _HOLLOW)
        inset = width / 2
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin))
        painter.drawPath(mark_path(priority, box.adjusted(inset, inset, -inset, -inset)))
    else:
        painter.fillPath(mark_path(priority, box), color)
    painter.restore()


def paint_ring(painter: QPainter, priority: Priority, box: QRectF, width: float) -> None:
    """The border of the alarm's pulse: the shape's outline in the rim of `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(priority_tone(priority).color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(mark_path(priority, box))
    painter.restore()


def paint_force(painter: QPainter, box: QRectF) -> None:
    """Own forces: a low bar in the accent colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    bar = QRectF(box.x(), box.center().y() - box.height() * 0.22, box.width(), box.height() * 0.44)
    path = QPainterPath()
    path.addRoundedRect(bar, bar.height() * 0.2, bar.height() * 0.2)
    painter.fillPath(path, Tone.ACCENT.color)
    painter.restore()


def paint_sign(painter: QPainter, sign: Sign, box: QRectF, color: QColor) -> None:
    """An answer's sign in strokes of one width."""
    side = min(box.width(), box.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color, max(1.5, side * 0.13), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(_sign_path(sign, box.center(), side))
    painter.restore()


def _sign_path(sign: Sign, centre: QPointF, side: float) -> QPainterPath:
    path = QPainterPath()
    far = side * 0.32
    match sign:
        case Sign.DONE:
            path.addPolygon(_points(centre, (-0.36 * side, 0.02 * side), (-0.1 * side, far), (0.38 * side, -far)))
        case Sign.FAILED:
            path.addPolygon(_points(centre, (-far, -far), (far, far)))
            path.addPolygon(_points(centre, (far, -far), (-far, far)))
        case Sign.WAITING:
            for step in (-1, 0, 1):
                spot = centre + QPointF(step * side * 0.34, 0)
                path.addEllipse(spot, side * 0.03, side * 0.03)
        case Sign.UNKNOWN:
            bow = QRectF(centre.x() - 0.24 * side, centre.y() - 0.44 * side, 0.48 * side, 0.46 * side)
            path.arcMoveTo(bow, 180)
            path.arcTo(bow, 180, -230)
            path.lineTo(centre + QPointF(0, 0.16 * side))
            path.addEllipse(centre + QPointF(0, 0.42 * side), side * 0.02, side * 0.02)
        case Sign.OPEN:
            path.addEllipse(centre, side * 0.36, side * 0.36)
    return path


def _points(centre: QPointF, *offsets: tuple[float, float]) -> QPolygonF:
    return QPolygonF([centre + QPointF(x, y) for x, y in offsets])

"""What is drawn over a picture: what an event found in it, and who looks at it."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from commandcenter.domain.priority import Priority
from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone, priority_tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain
from widgets.kit.zoom import View
from widgets.video_tile.placing import on_screen

MOST_BOXES = 32
WORD = 40
GROUND = 0.82
AIR = 4.0


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """Something found in a picture: its rectangle in shares of the picture (0–1), its word, how much it matters.

    It is drawn until `until`, in seconds of the tile's monotonic clock. Raises ValueError for what lies outside.
    """

    left: float
    top: float
    width: float
    height: float
    word: str
    priority: Priority
    until: float

    def __post_init__(self) -> None:
        far = self.left + self.width, self.top + self.height
        # Not-a-number fails each comparison, and so does infinity.
        if not (self.left >= 0 and self.top >= 0 and self.width > 0 and self.height > 0 and max(far) <= 1.0 + 1e-6):
            raise ValueError(f"not within the picture: {self.left}, {self.top}, {self.width}, {self.height}")


def paint_boxes(painter: QPainter, boxes: tuple[Box, ...], view: View, place: QRect, body: QRect, scale: Scale) -> None:
    """`place` is the picture's, `body` what of the tile may be drawn on; boxes out of sight are left out."""
    painter.save()
    seen = QRectF(place.intersected(body))
    painter.setClipRect(seen)
    # The worst is drawn last, over the others.
    for box in sorted(boxes, key=lambda it: it.priority.rank, reverse=True):
        at = on_screen(box.left, box.top, box.width, box.height, view, place)
        if at.intersects(seen):
            _paint_box(painter, box, at, seen, scale)
    painter.restore()


def _paint_box(painter: QPainter, box: Box, at: QRectF, seen: QRectF, scale: Scale) -> None:
    thick = 4.0 if scale is Scale.WALL else 2.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # The dark rim keeps the colour apart from a picture of the same colour.
    for width, color in ((thick + 2.0, Tone.GROUND.faded(0.7)), (thick, priority_tone(box.priority).color)):
        pen = QPen(color, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(at)
    word = plain(box.word, WORD)
    font = scale.font(Role.SMALL)
    metrics = QFontMetrics(font)
    side = float(metrics.capHeight()) * 1.15
    wide = side + 3 * AIR + metrics.horizontalAdvance(word) if word else side + 2 * AIR
    label = _label_place(at, seen, wide, metrics.height() + 2.0)
    painter.fillRect(label, Tone.GROUND.faded(GROUND))
    mark = QRectF(label.x() + AIR, label.center().y() - side / 2, side, side)
    paint_mark(painter, box.priority, mark)
    painter.setFont(font)
    painter.setPen(Tone.TEXT.color)
    text = label.adjusted(side + 2 * AIR, 0, 0, 0)
    painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), word)


def _label_place(at: QRectF, seen: QRectF, wide: float, high: float) -> QRectF:
    """Above the box where there is room, else in its upper edge; never beside the picture."""
    top = at.top() - high - 1.0
    if top < seen.top():
        top = max(at.top() + 2.0, seen.top())
    left = max(seen.left(), min(at.left(), seen.right() - wide))
    return QRectF(left, top, wide, high)

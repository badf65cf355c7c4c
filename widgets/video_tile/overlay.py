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
    shown = [(box, on_screen(box.left, box.top, box.width, box.height, view, place)) for box in boxes]
    # The worst first: its words have their place before those of others.
    shown = sorted(((box, at) for box, at in shown if at.intersects(seen)), key=lambda it: it[0].priority.rank)
    for box, at in reversed(shown):
        _paint_frame(painter, box, at, scale)
    taken: list[QRectF] = []
    for box, at in shown:
        _paint_words(painter, box, at, seen, scale, taken)
    painter.restore()


def _paint_frame(painter: QPainter, box: Box, at: QRectF, scale: Scale) -> None:
    thick = 4.0 if scale is Scale.WALL else 2.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # The dark rim keeps the colour apart from a picture of the same colour.
    for width, color in ((thick + 2.0, Tone.GROUND.faded(0.7)), (thick, priority_tone(box.priority).color)):
        pen = QPen(color, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(at)


def _paint_words(painter: QPainter, box: Box, at: QRectF, seen: QRectF, scale: Scale, taken: list[QRectF]) -> None:
    """Its mark and word beside the box, the mark alone where that would lie on another's, nothing where both would.

    `taken` is where others have theirs, and grows.
    """
    font = scale.font(Role.SMALL)
    metrics = QFontMetrics(font)
    side = float(metrics.capHeight()) * 1.15
    for word in dict.fromkeys((plain(box.word, WORD), "")):
        wide = side + 3 * AIR + metrics.horizontalAdvance(word) if word else side + 2 * AIR
        label = _label_place(at, seen, wide, metrics.height() + 2.0)
        if any(label.intersects(it) for it in taken):
            continue
        taken.append(label)
        painter.fillRect(label, Tone.GROUND.faded(GROUND))
        paint_mark(painter, box.priority, QRectF(label.x() + AIR, label.center().y() - side / 2, side, side))
        painter.setFont(font)
        painter.setPen(Tone.TEXT.color)
        text = label.adjusted(side + 2 * AIR, 0, 0, 0)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), word)
        return


def _label_place(at: QRectF, seen: QRectF, wide: float, high: float) -> QRectF:
    """Above the box where there is room, else in its upper edge; never beside the picture."""
    top = at.top() - high - 1.0
    if top < seen.top():
        top = max(at.top() + 2.0, seen.top())
    left = max(seen.left(), min(at.left(), seen.right() - wide))
    return QRectF(left, top, wide, high)

"""The strip at a tile's foot: the camera's name and the picture's time, drawn once while they stay the same."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.video_tile.face import Face
from widgets.video_tile.telling import elided

_Key = tuple[int, int, str, str, str, float]


def strip_height(scale: Scale) -> int:
    """Logical pixels of the strip at the bottom that carries name and time."""
    return 56 if scale is Scale.WALL else 28


def strip_box(rect: QRect, name: str, face: Face, scale: Scale) -> QRect:
    """Name and time beside one another.

    On the small tiles of a desk the time stands below where the name would be whole without it.
    """
    if not name:
        return QRect(rect.x(), rect.bottom() + 1, rect.width(), 0)
    high = strip_height(scale)
    metrics = QFontMetrics(scale.font(Role.BODY))
    time = QFontMetrics(scale.font(Role.SMALL)).horizontalAdvance(face.time)
    room, wide = rect.width() - 2 * _pad(scale), metrics.horizontalAdvance(name)
    if scale is Scale.CONSOLE and wide <= room < wide + scale.sizes.gap + time:
        high += metrics.height()
    return QRect(rect.x(), rect.bottom() + 1 - high, rect.width(), high)


class Strip:
    """Of one tile: text is slow to lay out, and twenty-five pictures a second lie above the same one.

    Nothing shows through it, so that what lies under it need not be painted.
    """

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._key: _Key = (0, 0, "", "", "", 0.0)
        self._box = QRect()
        self._drawn = QPixmap()

    def box(self, rect: QRect, name: str, face: Face, ratio: float) -> QRect:
        """Where it lies in a tile of that rectangle; `ratio`: device pixels for one logical one."""
        key = (rect.width(), rect.height(), name, face.time, face.brief_time, ratio)
        if key != self._key:
            self._key, self._drawn = key, QPixmap()
            self._box = strip_box(rect, name, face, self._scale)
        return self._box

    def paint(self, painter: QPainter, name: str, face: Face) -> None:
        """After `box` was asked."""
        if self._box.isEmpty():
            return
        if self._drawn.isNull():
            self._drawn = self._draw(name, face, self._key[-1])
        painter.drawPixmap(self._box.topLeft(), self._drawn)

    def _draw(self, name: str, face: Face, ratio: float) -> QPixmap:
        picture = QPixmap(self._box.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Tone.GROUND.color)
        painter = QPainter(picture)
        _write(painter, QRect(0, 0, self._box.width(), self._box.height()), name, face, self._scale)
        painter.end()
        return picture


def _pad(scale: Scale) -> int:
    return scale.sizes.pad * 2 // 3


def _write(painter: QPainter, strip: QRect, name: str, face: Face, scale: Scale) -> None:
    inner = strip.adjusted(_pad(scale), 0, -_pad(scale), 0)
    two = strip.height() > strip_height(scale)
    air = (strip_height(scale) - QFontMetrics(scale.font(Role.BODY)).height()) // 2
    upper = inner.adjusted(0, air, 0, -inner.height() // 2) if two else inner
    lower = inner.adjusted(0, inner.height() // 2, 0, -air) if two else inner
    time_font, name_font = scale.font(Role.SMALL), scale.font(Role.BODY)
    full = QFontMetrics(time_font).horizontalAdvance(face.time) + QFontMetrics(name_font).horizontalAdvance(name)
    crowded = not two and full + scale.sizes.gap > inner.width()
    time, time_width = elided((crowded and face.brief_time) or face.time, time_font, inner.width())
    shown, _ = elided(name, name_font, inner.width() - (time_width + scale.sizes.gap if time and not two else 0))
    painter.setPen(Tone.TEXT.color)
    painter.setFont(time_font)
    painter.drawText(lower, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, time)
    painter.setFont(name_font)
    painter.drawText(upper, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

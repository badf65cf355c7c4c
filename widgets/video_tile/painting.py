"""How a tile is painted: picture, veil, what is told over it, strip. Plain functions on a painter."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.video_tile.face import Face, Look
from widgets.video_tile.feed import VideoFeed
from widgets.video_tile.placing import placed
from widgets.video_tile.telling import OVER_PICTURE, elided, paint_strikes, paint_tag, paint_words

TRIES = 3
VEIL = 0.7  # how much of the last picture the ground covers: it is seen, and seen to be old
STRIP = 0.88
WITH_PICTURE = (Look.LIVE, *OVER_PICTURE)


def paint_tile(painter: QPainter, rect: QRect, face: Face, name: str, feed: VideoFeed | None, scale: Scale) -> None:
    painter.fillRect(rect, Tone.GROUND.color)
    if face.look not in WITH_PICTURE:
        _paint_frame(painter, rect)
    if feed is not None and face.look in WITH_PICTURE:
        _paint_picture(painter, rect, feed, strip_height(scale) if name else 0)
    strip = strip_box(rect, name, face, scale)
    body = rect.adjusted(0, 0, 0, -strip.height())
    if face.look in OVER_PICTURE:
        painter.fillRect(rect, Tone.GROUND.faded(VEIL))
    words = paint_words(painter, body, face, scale) if face.headline else QRect()
    if face.look in (Look.STRUCK, Look.CROSSED):
        paint_strikes(painter, body, words, face, scale)
    if face.tag:
        paint_tag(painter, body, face, scale)
    if name:
        _paint_strip(painter, strip, name, face, scale)


def strip_box(rect: QRect, name: str, face: Face, scale: Scale) -> QRect:
    """The strip at the foot: name and time beside one another.

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


def _pad(scale: Scale) -> int:
    return scale.sizes.pad * 2 // 3


def strip_height(scale: Scale) -> int:
    """Logical pixels of the strip at the bottom that carries name and time."""
    return 56 if scale is Scale.WALL else 28


def _paint_picture(painter: QPainter, rect: QRect, feed: VideoFeed, foot: int) -> None:
    """The newest picture straight from shared memory; again when it was written over meanwhile."""
    for _ in range(TRIES):
        picture = feed.latest()
        if picture is None:
            return
        image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
        painter.drawImage(placed(picture.aspect, rect, foot), image)
        if picture.intact():
            return


def _paint_frame(painter: QPainter, rect: QRect) -> None:
    painter.setPen(Tone.LINE.color)
    painter.drawRect(rect.adjusted(0, 0, -1, -1))


def _paint_strip(painter: QPainter, strip: QRect, name: str, face: Face, scale: Scale) -> None:
    painter.fillRect(strip, Tone.GROUND.faded(STRIP))
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

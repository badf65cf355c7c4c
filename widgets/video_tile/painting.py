"""How a tile is painted: picture, veil, what is told over it. Plain functions on a painter."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from widgets.kit.palette import Tone
from widgets.kit.scale import Scale
from widgets.video_tile.face import Face, Look
from widgets.video_tile.feed import VideoFeed
from widgets.video_tile.placing import placed
from widgets.video_tile.telling import OVER_PICTURE, paint_strikes, paint_tag, paint_words

TRIES = 3
VEIL = 0.7  # how much of the last picture the ground covers: it is seen, and seen to be old
WITH_PICTURE = (Look.LIVE, *OVER_PICTURE)


def paint_picture(painter: QPainter, rect: QRect, body: QRect, face: Face, feed: VideoFeed | None, foot: int) -> None:
    """The newest picture, or the ground where there is none; `foot` pixels are left to what stands below it.

    Of it `body` is seen: what the strip leaves of the tile.
    """
    covered = QRect()
    painter.setClipRect(body)
    if feed is not None and face.look in WITH_PICTURE:
        covered = _paint_newest(painter, rect, feed, foot)
    # Most tiles are all picture, and filling them first would cost as much as the picture.
    for bare in _around(covered, rect):
        painter.fillRect(bare, Tone.GROUND.color)
    if face.look not in WITH_PICTURE:
        painter.setPen(Tone.LINE.color)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
    painter.setClipping(False)


def paint_telling(painter: QPainter, rect: QRect, body: QRect, face: Face, scale: Scale) -> None:
    """What the face says, over the picture; `body` is what the strip leaves of the tile."""
    if face.look in OVER_PICTURE:
        painter.fillRect(rect, Tone.GROUND.faded(VEIL))
    words = paint_words(painter, body, face, scale) if face.headline else QRect()
    if face.look in (Look.STRUCK, Look.CROSSED):
        paint_strikes(painter, body, words, face, scale)
    if face.tag:
        paint_tag(painter, body, face, scale)


def _paint_newest(painter: QPainter, rect: QRect, feed: VideoFeed, foot: int) -> QRect:
    """Straight from shared memory; again when it was written over meanwhile. Where it lies, nowhere without one."""
    place = QRect()
    for _ in range(TRIES):
        picture = feed.latest()
        if picture is None:
            break
        image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
        place = placed(picture.aspect, rect, foot)
        painter.drawImage(place, image)
        if picture.intact():
            break
    return place


def _around(inner: QRect, outer: QRect) -> list[QRect]:
    """What of `outer` is not `inner`; most often nothing."""
    if inner == outer:
        return []
    if inner.isEmpty():
        return [outer]
    left, right = inner.left() - outer.left(), outer.right() - inner.right()
    above, below = inner.top() - outer.top(), outer.bottom() - inner.bottom()
    return [
        QRect(outer.left(), outer.top(), outer.width(), above),
        QRect(outer.left(), inner.bottom() + 1, outer.width(), below),
        QRect(outer.left(), inner.top(), left, inner.height()),
        QRect(inner.right() + 1, inner.top(), right, inner.height()),
    ]

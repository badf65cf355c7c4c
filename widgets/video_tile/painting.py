"""How a tile is painted: picture, veil, strike, words, strip. Plain functions on a painter."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPen, QRegion

from commandcenter.domain.priority import Priority
from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.video_tile.face import Face, Look
from widgets.video_tile.feed import PictureLike, VideoFeed

TRIES = 3
VEIL = 0.85  # how much of the last picture the ground covers: words stay readable on a white one
STRIP = 0.88
WITH_PICTURE = (Look.LIVE, Look.STRUCK, Look.DIMMED)


def paint_tile(painter: QPainter, rect: QRect, face: Face, name: str, feed: VideoFeed | None, scale: Scale) -> None:
    painter.fillRect(rect, Tone.GROUND.color)
    if face.look not in WITH_PICTURE:
        _paint_frame(painter, rect)
    if feed is not None and face.look in WITH_PICTURE:
        _paint_picture(painter, rect, feed)
    strip = strip_box(rect, name, face, scale)
    body = rect.adjusted(0, 0, 0, -strip.height())
    if face.look in (Look.STRUCK, Look.DIMMED):
        painter.fillRect(rect, Tone.GROUND.faded(VEIL))
    words = _paint_words(painter, body, face, scale) if face.headline else QRect()
    if face.look is Look.STRUCK:
        _paint_strike(painter, body, words, scale)
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


def _paint_picture(painter: QPainter, rect: QRect, feed: VideoFeed) -> None:
    """The newest picture straight from shared memory; again when it was written over meanwhile."""
    for _ in range(TRIES):
        picture = feed.latest()
        if picture is None:
            return
        image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
        painter.drawImage(_placed(picture, rect), image)
        if picture.intact():
            return


def _placed(picture: PictureLike, rect: QRect) -> QRect:
    """The largest place of the camera's shape in the tile; the whole tile when the shapes nearly agree."""
    if abs(picture.aspect * rect.height() - rect.width()) <= 0.03 * rect.width():
        return rect
    width = min(rect.width(), round(rect.height() * picture.aspect))
    height = min(rect.height(), round(rect.width() / picture.aspect))
    return QRect(rect.x() + (rect.width() - width) // 2, rect.y() + (rect.height() - height) // 2, width, height)


def _paint_frame(painter: QPainter, rect: QRect) -> None:
    painter.setPen(Tone.LINE.color)
    painter.drawRect(rect.adjusted(0, 0, -1, -1))


def _paint_words(painter: QPainter, body: QRect, face: Face, scale: Scale) -> QRect:
    """Headline and detail in the middle of `body`; the room that they take."""
    sizes = scale.sizes
    headline_font = scale.font(Role.BODY, bold=face.look in (Look.WRONG, Look.STRUCK))
    detail_font = scale.font(Role.SMALL)
    mark = sizes.mark + sizes.gap if face.look in (Look.WRONG, Look.STRUCK) else 0
    width = body.width() - 2 * sizes.pad
    headline, headline_width = _elided(face.headline, headline_font, width - mark)
    detail, detail_width = _elided(face.detail, detail_font, width)
    line, next_line = QFontMetrics(headline_font).height(), QFontMetrics(detail_font).height() if detail else 0
    top = body.center().y() - (line + next_line) // 2
    left = body.center().x() - (headline_width + mark) // 2
    if mark:
        box = QRectF(left, top + (line - sizes.mark) / 2, sizes.mark, sizes.mark)
        paint_mark(painter, Priority.MINOR, box)
    painter.setFont(headline_font)
    painter.setPen(_headline_tone(face.look).color)
    painter.drawText(QRect(left + mark, top, headline_width, line), Qt.AlignmentFlag.AlignVCenter, headline)
    painter.setFont(detail_font)
    painter.setPen((Tone.TEXT if face.look is Look.STRUCK else Tone.MUTED).color)
    painter.drawText(QRect(body.x(), top + line, body.width(), next_line), Qt.AlignmentFlag.AlignHCenter, detail)
    taken = max(headline_width + mark, detail_width)
    return QRect(body.center().x() - taken // 2, top, taken, line + next_line)


def _headline_tone(look: Look) -> Tone:
    match look:
        case Look.STRUCK:
            return Tone.YELLOW
        case Look.WRONG | Look.DIMMED:
            return Tone.TEXT
        case _:
            return Tone.MUTED


def _paint_strike(painter: QPainter, body: QRect, words: QRect, scale: Scale) -> None:
    """A line from corner to corner that leaves the words alone."""
    gap = scale.sizes.gap
    painter.save()
    painter.setClipRegion(QRegion(body).subtracted(QRegion(words.adjusted(-gap, -gap, gap, gap))))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(Tone.YELLOW.color, 3.0 if scale is Scale.WALL else 2.0))
    painter.drawLine(QLineF(body.bottomLeft(), body.topRight() + QPoint(1, 0)))
    painter.restore()


def _paint_strip(painter: QPainter, strip: QRect, name: str, face: Face, scale: Scale) -> None:
    painter.fillRect(strip, Tone.GROUND.faded(STRIP))
    inner = strip.adjusted(_pad(scale), 0, -_pad(scale), 0)
    two = strip.height() > strip_height(scale)
    air = (strip_height(scale) - QFontMetrics(scale.font(Role.BODY)).height()) // 2
    upper = inner.adjusted(0, air, 0, -inner.height() // 2) if two else inner
    lower = inner.adjusted(0, inner.height() // 2, 0, -air) if two else inner
    time_font, name_font = scale.font(Role.SMALL), scale.font(Role.BODY)
    time, time_width = _elided(face.time, time_font, inner.width())
    shown, _ = _elided(name, name_font, inner.width() - (time_width + scale.sizes.gap if time and not two else 0))
    painter.setPen(Tone.TEXT.color)
    painter.setFont(time_font)
    painter.drawText(lower, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, time)
    painter.setFont(name_font)
    painter.drawText(upper, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _elided(text: str, font: QFont, width: int) -> tuple[str, int]:
    """The text in at most `width` pixels, and the pixels that it takes."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))
    return shown, metrics.horizontalAdvance(shown)

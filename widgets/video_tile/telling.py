"""What stands over a picture: words on their plate, signs, strikes and the tag. Plain functions on a painter."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QRegion

from commandcenter.domain.priority import Priority
from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.video_tile.face import Face, Look, Sign

PLATE = 0.85  # the ground under words, so that they are read on a white picture too
STRIKE_SEEN = 0.7  # of the height for words at most, so that a strike is seen on a small tile
DOT = " · "
OVER_PICTURE = (Look.STRUCK, Look.CROSSED, Look.DIMMED)


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    width: int
    font: QFont
    tone: Tone


def paint_words(painter: QPainter, body: QRect, face: Face, scale: Scale) -> QRect:
    """Sign, headline and detail in the middle of `body`; the room that they take."""
    sizes = scale.sizes
    lines = _lines(face, scale, body.width() - 2 * sizes.gap, body.height())
    high = sum(QFontMetrics(line.font).height() for line in lines)
    beside = sizes.mark + sizes.gap if face.sign is not Sign.NONE else 0
    glyph = 2 * sizes.mark
    above = face.sign in (Sign.LOCK, Sign.FILM) and high + glyph + 3 * sizes.gap <= body.height()
    top = body.center().y() - (high + (glyph + sizes.gap if above else 0)) // 2
    wide = max([lines[0].width + (0 if above else beside), *(line.width for line in lines[1:])])
    room = QRect(body.center().x() - wide // 2, top, wide, high + (glyph + sizes.gap if above else 0))
    if face.look in OVER_PICTURE:
        painter.fillRect(room.adjusted(-sizes.gap, -sizes.gap, sizes.gap, sizes.gap) & body, Tone.GROUND.faded(PLATE))
    if above:
        paint_sign(painter, face.sign, QRectF(body.center().x() - glyph / 2, top, glyph, glyph))
        top += glyph + sizes.gap
    elif beside:
        left = body.center().x() - (lines[0].width + beside) // 2
        high_one = QFontMetrics(lines[0].font).height()
        paint_sign(painter, face.sign, QRectF(left, top + (high_one - sizes.mark) / 2, sizes.mark, sizes.mark))
    _paint_lines(painter, body, lines, top, 0 if above else beside)
    return room


def paint_strikes(painter: QPainter, body: QRect, words: QRect, face: Face, scale: Scale) -> None:
    """From corner to corner, once or twice, leaving the words alone."""
    gap = scale.sizes.gap
    painter.save()
    painter.setClipRegion(QRegion(body).subtracted(QRegion(words.adjusted(-gap, -gap, gap, gap))))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(Tone.YELLOW.color, 5.0 if scale is Scale.WALL else 2.5))
    area = QRectF(body)
    painter.drawLine(QLineF(area.bottomLeft(), area.topRight()))
    if face.look is Look.CROSSED:
        painter.drawLine(QLineF(area.topLeft(), area.bottomRight()))
    painter.restore()


def paint_tag(painter: QPainter, rect: QRect, face: Face, scale: Scale) -> None:
    """In the upper left corner of a picture that is shown as it is."""
    sizes = scale.sizes
    font = scale.font(Role.BODY, bold=face.tag_marked)
    mark = sizes.mark + sizes.gap if face.tag_marked else 0
    text, width = elided(face.tag, font, rect.width() - 3 * sizes.gap - mark)
    high = QFontMetrics(font).height() + sizes.gap
    box = QRect(rect.x() + sizes.gap, rect.y() + sizes.gap, width + mark + 2 * sizes.gap, high)
    painter.fillRect(box, Tone.GROUND.faded(PLATE))
    painter.setPen(QPen((Tone.YELLOW if face.tag_marked else Tone.MUTED).color, 3 if scale is Scale.WALL else 1))
    painter.drawRect(box)
    if mark:
        place = QRectF(box.x() + sizes.gap, box.center().y() - sizes.mark / 2, sizes.mark, sizes.mark)
        paint_mark(painter, Priority.MINOR, place)
    painter.setFont(font)
    painter.setPen((Tone.YELLOW if face.tag_marked else Tone.TEXT).color)
    painter.drawText(box.adjusted(sizes.gap + mark, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)


def paint_sign(painter: QPainter, sign: Sign, box: QRectF) -> None:
    """The minor mark, a padlock, or a strip of film that is crossed out."""
    if sign is Sign.MARK:
        paint_mark(painter, Priority.MINOR, box)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.5, box.height() / 11)
    painter.setPen(QPen(Tone.YELLOW.color, width))
    inner = box.adjusted(width, width, -width, -width)
    if sign is Sign.LOCK:
        _draw_lock(painter, inner)
    else:
        _draw_film(painter, inner)
    painter.restore()


def elided(text: str, font: QFont, room: int) -> tuple[str, int]:
    """The text cut to `room` pixels, and its width."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
    return shown, metrics.horizontalAdvance(shown)


def _draw_lock(painter: QPainter, box: QRectF) -> None:
    shackle = QRectF(box.x() + box.width() * 0.25, box.y(), box.width() * 0.5, box.height() * 0.9)
    painter.drawArc(shackle, 0, 180 * 16)
    painter.fillRect(
        QRectF(box.x(), box.y() + box.height() * 0.45, box.width(), box.height() * 0.55), Tone.YELLOW.color
    )


def _draw_film(painter: QPainter, box: QRectF) -> None:
    frame = box.adjusted(0, box.height() * 0.12, 0, -box.height() * 0.12)
    painter.drawRect(frame)
    for third in (1, 3, 5):
        x = frame.x() + frame.width() * third / 6
        for y in (frame.y() + frame.height() * 0.16, frame.bottom() - frame.height() * 0.16):
            painter.drawPoint(QPointF(x, y))
    painter.drawLine(QLineF(box.bottomLeft(), box.topRight()))


def _lines(face: Face, scale: Scale, room: int, high: int) -> list[Line]:
    """The headline, then the detail: broken at its dots where it is too long, its end left out where there is none."""
    wrong = face.sign is not Sign.NONE
    beside = scale.sizes.mark + scale.sizes.gap if wrong else 0
    bold = scale.font(Role.BODY, bold=wrong)
    lines = [Line(*elided(face.headline, bold, room - beside), bold, _headline_tone(face.look))]
    small = scale.font(Role.SMALL)
    tone = Tone.TEXT if face.look in OVER_PICTURE else Tone.MUTED
    whole = QFontMetrics(small).horizontalAdvance(face.detail) <= room
    parts = [face.detail] if whole else face.detail.split(DOT)
    high = round(high * STRIKE_SEEN) if face.look in (Look.STRUCK, Look.CROSSED) else high
    fitting = max(0, (high - QFontMetrics(bold).height()) // QFontMetrics(small).height())
    return lines + [Line(*elided(part, small, room), small, tone) for part in parts[:fitting] if part]


def _paint_lines(painter: QPainter, body: QRect, lines: list[Line], top: int, beside: int) -> None:
    for number, line in enumerate(lines):
        high = QFontMetrics(line.font).height()
        left = body.center().x() - (line.width + (beside if number == 0 else 0)) // 2
        painter.setFont(line.font)
        painter.setPen(line.tone.color)
        place = QRect(left + (beside if number == 0 else 0), top, line.width + 2, high)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line.text)
        top += high


def _headline_tone(look: Look) -> Tone:
    match look:
        case Look.STRUCK | Look.CROSSED:
            return Tone.YELLOW
        case Look.WRONG | Look.DIMMED:
            return Tone.TEXT
        case _:
            return Tone.MUTED

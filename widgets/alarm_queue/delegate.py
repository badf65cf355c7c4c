"""Paints one row of the queue: mark, time, what, where, state; bold while nobody has acknowledged it."""

from __future__ import annotations

import math
from datetime import date, tzinfo
from functools import lru_cache
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.priority import Priority
from widgets.alarm_queue.decor import Decor
from widgets.alarm_queue.model import DECOR_ROLE, ROW_ROLE
from widgets.alarm_queue.rows import Row
from widgets.kit.ages import Monotonic, Now, short_clock, utc_now
from widgets.kit.marks import paint_mark, paint_ring
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.tag import Tag
from widgets.kit.words import state_word, suspect_word

NEW_FOR_S = 8.0
_NARROWEST_TEXT = 12
_LEAST_TEXT = 9
_SHORTEST_TEXT = 7
_PICTURES = 96
_NAME = 12
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class _Look(NamedTuple):
    """Everything that the picture of a row depends on."""

    row: Row
    decor: Decor
    left: int
    chosen: bool
    hovered: bool
    new: bool
    width: int
    ratio: float
    today: date


class QueueDelegate(QStyledItemDelegate):
    """`pulse` is whether the border of unacknowledged critical marks is on at this second.

    `width` is that of the whole list with its scroll bar, 0 while it is not known. `true_now` is the time by which
    shelves end, where that is not the clock on the wall.
    """

    def __init__(
        self,
        *,
        scale: Scale,
        now: Now = utc_now,
        zone: tzinfo | None = None,
        clock: Monotonic = monotonic,
        true_now: Now | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.pulse = False
        self.width = 0
        self._sizes = scale.sizes
        self._now, self._zone, self._clock = now, zone, clock
        self._true_now = true_now or now
        self._plain, self._bold = scale.font(), scale.font(bold=True)
        self._small = scale.font(Role.SMALL) if scale is Scale.CONSOLE else self._plain
        metrics = QFontMetrics(self._plain)
        self._time_width = metrics.horizontalAdvance("00:00")
        # The longest common name of a street decides, in the language of the seat.
        longest = QCoreApplication.translate("QueueDelegate", "Jiangbeicheng")
        self._area_width = metrics.horizontalAdvance(longest) + self._sizes.gap
        small = QFontMetrics(self._small)
        # A pixel more than measured: widths are rounded, and a word that just fits would be cut.
        self._state_width = max(small.horizontalAdvance(state_word(state)) for state in AlarmState) + 1
        self._left_text = QCoreApplication.translate("QueueDelegate", "{time} left")
        self._em = metrics.horizontalAdvance("中")
        self._suspect, self._suspect_short = Tag(suspect_word(), self._small), Tag("?", self._small)
        self._text, self._muted, self._dim = Tone.TEXT.color, Tone.MUTED.color, Tone.DIM.color
        self._ground, self._hover, self._selected = Tone.GROUND.color, Tone.PANEL.color, Tone.SELECTED.color
        self._line, self._accent = Tone.RAISED.color, Tone.ACCENT.color
        measures = {font.key(): QFontMetrics(font) for font in (self._plain, self._bold, self._small)}

        @lru_cache(maxsize=1024)
        def cut(text: str, font: str, width: int) -> str:
            return measures[font].elidedText(text, Qt.TextElideMode.ElideRight, width)

        @lru_cache(maxsize=1024)
        def wide(text: str, font: str) -> int:
            return measures[font].horizontalAdvance(text)

        @lru_cache(maxsize=64)
        def holder(name: str) -> Tag:
            return Tag(name[:_NAME], self._small, solid=True)

        @lru_cache(maxsize=64)
        def lookers(names: tuple[str, ...]) -> Tag:
            first, more = names[0][:_NAME], len(names) - 1
            text = QCoreApplication.translate("QueueDelegate", "{name} looks").replace("{name}", first)
            return Tag(f"{text} +{more}" if more else text, self._small)

        @lru_cache(maxsize=256)
        def folded(count: int) -> Tag:
            return Tag(f"+{count}", self._small, solid=True)

        self._cut, self._wide, self._holder, self._folded = cut, wide, holder, folded
        self._lookers = lookers
        self._pictures: dict[str, tuple[_Look, QPixmap]] = {}

    def is_new(self, row: Row) -> bool:
        return row.arrived > 0 and self._clock() - row.arrived < NEW_FOR_S

    def was_just_new(self, row: Row) -> bool:
        """Whether its mark of arrival ended within the last two seconds and may still be on the screen."""
        return row.arrived > 0 and 0 <= self._clock() - row.arrived - NEW_FOR_S < 2

    def minutes_left(self, alarm: Alarm) -> int:
        """Until its shelf's time is over, begun ones counted; -1 where it is not on a shelf."""
        shelved = alarm.hiding.shelved
        if shelved is None or alarm.state is not AlarmState.SHELVED:
            return -1
        return max(0, math.ceil((shelved.until - self._true_now()).total_seconds() / 60))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._sizes.row * 6, self._sizes.row)

    def mark_box(self, row: QRectF) -> QRectF:
        """Where the mark with its border stands in a row, so that a pulse repaints no more than that."""
        side = self._sizes.mark
        return QRectF(row.x() + self._sizes.pad * 0.75, row.center().y() - side, side * 2, side * 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Rows that only moved are copied from their last picture: writing them anew takes a hundred times as long."""
        row: Row = index.data(ROW_ROLE)
        decor: Decor = index.data(DECOR_ROLE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ratio = painter.device().devicePixelRatio()
        left, today = self.minutes_left(row.alarm), self._now().date()
        look = _Look(row, decor, left, chosen, hovered, self.is_new(row), option.rect.width(), ratio, today)
        kept = self._pictures.pop(row.alarm.id, None)
        if kept is None or kept[0] != look:
            kept = (look, self._picture(look, option.rect.size()))
        self._pictures[row.alarm.id] = kept
        while len(self._pictures) > _PICTURES:
            del self._pictures[next(iter(self._pictures))]
        painter.drawPixmap(option.rect.topLeft(), kept[1])
        if self.pulse and pulses(row.alarm):
            rim = self._sizes.mark / 7
            box = self.mark_box(QRectF(option.rect)).adjusted(rim, rim, -rim, -rim)
            paint_ring(painter, row.alarm.priority, box, max(1.5, self._sizes.mark / 12))

    def forget_pictures(self) -> None:
        """For another language: the words of the states are in the pictures."""
        self._suspect = Tag(suspect_word(), self._small)
        self._left_text = QCoreApplication.translate("QueueDelegate", "{time} left")
        self._pictures.clear()

    def _picture(self, look: _Look, size: QSize) -> QPixmap:
        pixmap = QPixmap(size * look.ratio)
        pixmap.setDevicePixelRatio(look.ratio)
        painter = QPainter(pixmap)
        box = QRectF(0, 0, size.width(), size.height())
        ground = self._selected if look.chosen else self._hover if look.hovered else self._ground
        painter.fillRect(box, ground)
        if look.decor.marked:
            painter.fillRect(box, Tone.ACCENT.faded(0.25))
        painter.fillRect(QRectF(0, box.bottom() - 1, box.width(), 1), self._line)
        if look.new:
            painter.fillRect(QRectF(0, 0, self._sizes.gap / 2, box.height() - 1), self._accent)
        mark, side = self.mark_box(box), self._sizes.mark
        inner = QRectF(mark.center().x() - side / 2, mark.center().y() - side / 2, side, side)
        alarm, gone = look.row.alarm, look.row.gone
        paint_mark(painter, alarm.priority, inner, self._dim if gone else None, hollow=alarm.suspect and not gone)
        self._paint_columns(painter, look, box)
        painter.end()
        return pixmap

    def _paint_columns(self, painter: QPainter, look: _Look, box: QRectF) -> None:
        row, chosen = look.row, look.chosen
        alarm, gap, pad = row.alarm, self._sizes.gap, self._sizes.pad
        side = self._text if chosen else self._dim if row.gone else self._muted
        left = self.mark_box(box).right() + gap
        right = (self.width or box.right()) - pad
        waiting = alarm.waits and not row.gone
        state = self._text if waiting or chosen else self._dim
        word = self._state(look)
        room = right - left - self._state_width - self._time_width - gap * 4
        # Before the text is nothing but its beginning, the word goes (bold says it too), and then the time.
        if room >= self._em * _SHORTEST_TEXT:
            self._draw(painter, word, right - self._state_width, self._state_width, box, self._small, state)
            right -= self._state_width + gap * 2
        if right - left - self._time_width >= self._em * _SHORTEST_TEXT:
            time = short_clock(alarm.raised_at, self._now(), self._zone)
            self._draw(painter, time, left, self._time_width + gap, box, self._plain, side)
            left += self._time_width + gap * 2
        text = f"{row.text} ×{alarm.count}" if alarm.count > 1 else row.text
        text = f"✓ {text}" if look.decor.marked else text
        font = self._bold if waiting else self._plain
        tag = self._tag(row, look.decor, right - left)
        wide = self._area_room(row, right - left, self._wide(text, font.key()), tag)
        if wide:
            self._draw(painter, row.area, right - wide, wide, box, self._plain, side)
            right -= wide + gap
        if tag is not None:
            tag.paint(painter, right, box, side)
            right -= tag.width + gap
        self._draw(painter, text, left, right - left, box, font, self._dim if row.gone else self._text)

    def _state(self, look: _Look) -> str:
        """In a word; of one that is shelved how long still, for that it is has been asked for."""
        if look.left >= 0 and not look.row.gone:
            return self._left_text.replace("{time}", f"{look.left // 60}:{look.left % 60:02}")
        return state_word(AlarmState.CLEARED if look.row.gone else look.row.alarm.state)

    def _tag(self, row: Row, decor: Decor, room: float) -> Tag | None:
        """How many are folded into it; that it is not confirmed, as short as the room asks for; who has it; who has it
        before them just now.
        """
        if row.gone:
            return None
        if row.folded:
            return self._folded(row.folded)
        if not row.alarm.suspect:
            tag = self._holder(row.alarm.holder.name) if row.alarm.holder else None
            if tag is None and decor.lookers:
                tag = self._lookers(decor.lookers)
            return tag if tag and room - tag.width > self._em * _LEAST_TEXT else None
        return self._suspect if room - self._suspect.width > self._em * _LEAST_TEXT else self._suspect_short

    def _area_room(self, row: Row, room: float, wide: float, tag: Tag | None) -> int:
        """What it is comes before where it is: the area has its column, or only the room of its own name where the
        column would cut the text, or none.
        """
        if not row.area or room - self._area_width + self._sizes.gap * 2 <= self._em * _NARROWEST_TEXT:
            return 0
        left = room - self._sizes.gap - wide - (0 if tag is None else tag.width + self._sizes.gap)
        own = min(self._area_width, self._wide(row.area, self._plain.key()) + 1)
        return next((at for at in (self._area_width, own) if at <= left), 0)

    def _draw(
        self, painter: QPainter, text: str, x: float, width: float, row: QRectF, font: QFont, color: QColor
    ) -> None:
        if not text or width <= 0:
            return
        painter.setFont(font)
        painter.setPen(color)
        shown = self._cut(text, font.key(), int(width))
        painter.drawText(QRectF(x, row.y(), width + 1, row.height() - 1), int(_LEFT), shown)


def pulses(alarm: Alarm) -> bool:
    return alarm.priority is Priority.CRITICAL and alarm.state is AlarmState.UNACKNOWLEDGED

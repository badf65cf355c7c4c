"""A small picture of the wall: alarms left, where the map looks, which cameras, and who asked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from time import monotonic

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from commandcenter.domain.wall import TILES, Wall
from widgets.kit.ages import Monotonic, clock
from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone, priority_tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain
from widgets.kit.text_line import TextLine
from widgets.kit.words import figure

_ACROSS = 3
_CENTRE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine)


class WallStripView(Panel):
    """`camera_name` and `person_name` turn ids into names."""

    def __init__(
        self,
        camera_name: Callable[[str], str],
        *,
        person_name: Callable[[str], str] = str,
        zone: tzinfo | None = None,
        monotonic_clock: Monotonic = monotonic,
        scale: Scale = Scale.CONSOLE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", scale=scale, clock=monotonic_clock, parent=parent)
        self.setObjectName("wall-strip")
        self.title.set_text(self.tr("Wall"))
        self._person_name, self._zone = person_name, zone
        self._wall: Wall | None = None
        self._shown: int | None = None
        self._state = TextLine(scale=scale)
        self.heading.addWidget(self._state)
        self.screens = MiniScreens(camera_name, scale=scale)
        gap = scale.sizes.gap
        self.body.setContentsMargins(gap, gap, gap, gap)
        self.body.addWidget(self.screens)
        self.show_loading()

    @property
    def state_text(self) -> str:
        return self._state.text

    @property
    def state_mark(self) -> Priority | None:
        return self._state.mark

    @property
    def state_tone(self) -> Tone:
        return self._state.tone

    def show_wall(self, wall: Wall, alarm_text: str = "") -> None:
        """What the wall is meant to show; `alarm_text` describes the alarm that it shows, if any."""
        self._wall = wall
        self.screens.show_wall(wall, alarm_text)
        self.show_body()
        self._say()

    def show_counts(self, counts: Mapping[Priority, int]) -> None:
        self.screens.show_counts(counts)

    def set_shown(self, version: int | None) -> None:
        """The version that the wall itself says it shows; None: no wall is connected."""
        self._shown = version
        self._say()

    def _say(self) -> None:
        wall = self._wall
        if wall is None:
            return
        if self._shown is None:
            self._state.show_text(self.tr("No wall connected"), Tone.YELLOW, Priority.MINOR)
        elif self._shown < wall.version:
            self._state.show_text(self.tr("Changing…"), Tone.TEXT)
        elif lacking := self._lacking(wall):
            self._state.show_text(lacking, Tone.YELLOW, Priority.MINOR)
        elif wall.changed_at is not None:
            person = self._person_name(wall.changed_by) if wall.changed_by else ""
            self._state.show_text(f"{person} {clock(wall.changed_at, self._zone)}".strip(), Tone.TEXT)
        else:
            self._state.show_text(self.tr("Daily view"), Tone.TEXT)

    def _lacking(self, wall: Wall) -> str:
        """What the wall shows less than it should, by its own last word; "" when it shows all of it."""
        parts = []
        if wall.playing != wall.wanted:
            share = f"{figure(wall.playing)}/{figure(wall.wanted)}"
            parts.append(self.tr("{share} pictures").format(share=share))
        if not wall.centred:
            parts.append(self.tr("map not in place"))
        return " · ".join(parts)


class MiniScreens(QWidget):
    def __init__(self, camera_name: Callable[[str], str], *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera_name = camera_name
        self._gap = scale.sizes.gap
        self._wall = Wall()
        self._alarm_text = ""
        self._counts: dict[Priority, int] = {}
        self.setFont(scale.font(Role.SMALL))
        self._metrics = QFontMetrics(self.font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_wall(self, wall: Wall, alarm_text: str) -> None:
        self._wall, self._alarm_text = wall, plain(alarm_text)
        self.update()

    def show_counts(self, counts: Mapping[Priority, int]) -> None:
        if dict(counts) != self._counts:
            self._counts = dict(counts)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 72)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wide = (self.width() - self._gap * (_ACROSS - 1)) / _ACROSS
        # Taller than a real screen: names of cameras need the room more than the shape does.
        high = min(float(self.height()), wide * 3 / 4)
        top = (self.height() - high) / 2
        boxes = [QRectF(at * (wide + self._gap), top, wide, high) for at in range(_ACROSS)]
        for box in boxes:
            painter.setPen(QPen(Tone.LINE.color, 1))
            painter.setBrush(Tone.GROUND.color)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_alarms(painter, boxes[0])
        self._paint_map(painter, boxes[1])
        self._paint_cameras(painter, boxes[2])

    def _paint_alarms(self, painter: QPainter, box: QRectF) -> None:
        """One bar for each priority, as long as its share."""
        rows = list(Priority)
        most = max([*self._counts.values(), 1])
        step = box.height() / (len(rows) + 1)
        side, text = min(step * 0.7, 14.0), self._metrics.horizontalAdvance("0000")
        left = box.x() + self._gap
        longest = max(0.0, box.width() - side - text - self._gap * 4)
        for at, priority in enumerate(rows):
            count = self._counts.get(priority, 0)
            middle = box.y() + step * (at + 1)
            faded = None if count else Tone.DIM.color
            paint_mark(painter, priority, QRectF(left, middle - side / 2, side, side), faded)
            bar = QRectF(left + side + self._gap, middle - side / 4, longest * count / most, side / 2)
            painter.fillRect(bar, priority_tone(priority).faded(0.45))
            painter.setPen(Tone.TEXT.color)
            place = QRectF(box.right() - text - self._gap, middle - step / 2, text, step)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), figure(count))

    def _paint_map(self, painter: QPainter, box: QRectF) -> None:
        inner = box.adjusted(self._gap, self._gap, -self._gap, -self._gap)
        looking = self._wall.centre
        title = self.tr("Whole district") if looking is None else self.tr("Map at the alarm")
        second = self._alarm_text or (self.tr("no alarm on the wall") if looking is None else "")
        if looking is not None and not self._alarm_text:
            second = f"{looking.lon:.4f} {looking.lat:.4f}"
        line = self._metrics.height() * 1.3
        middle = inner.center().y()
        for at, (text, tone) in enumerate(
            ((title, Tone.TEXT), (second, Tone.TEXT if self._alarm_text else Tone.MUTED))
        ):
            painter.setPen(tone.color)
            shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.drawText(QRectF(inner.x(), middle - line + at * line, inner.width(), line), _CENTRE, shown)

    def _paint_cameras(self, painter: QPainter, box: QRectF) -> None:
        wide, high = box.width() / 3, box.height() / 3
        for at in range(TILES):
            cell = QRectF(box.x() + at % 3 * wide, box.y() + at // 3 * high, wide, high)
            painter.setPen(QPen(Tone.LINE.color, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))
            known = at < len(self._wall.cameras)
            text = plain(self._camera_name(self._wall.cameras[at])) if known else "—"
            painter.setPen((Tone.TEXT if known else Tone.MUTED).color)
            shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(wide - self._gap))
            painter.drawText(cell, _CENTRE, shown)

"""A small picture of the wall: alarms left, where the map looks, which cameras, and who asked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from time import monotonic

from PySide6.QtCore import QRect, QRectF, QSize, Qt
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

# Alarms, map and cameras: names need more room than bars.
_SHARES = (3, 4, 6)
_WRAPPED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
_INSET = 3


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
        return QSize(160, 72)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        boxes = self._boxes()
        for box in boxes:
            painter.setPen(QPen(Tone.LINE.color, 1))
            painter.setBrush(Tone.GROUND.color)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_alarms(painter, boxes[0])
        self._paint_map(painter, boxes[1])
        self._paint_cameras(painter, boxes[2])

    def _boxes(self) -> list[QRectF]:
        """Taller than real screens: the names of cameras need the room more than the shape does."""
        share = (self.width() - self._gap * (len(_SHARES) - 1)) / sum(_SHARES)
        high = min(float(self.height()), share * _SHARES[-1])
        boxes, left = [], 0.0
        for shares in _SHARES:
            boxes.append(QRectF(left, (self.height() - high) / 2, share * shares, high))
            left += share * shares + self._gap
        return boxes

    def _paint_alarms(self, painter: QPainter, box: QRectF) -> None:
        """One bar for each priority, as long as its share."""
        rows = list(Priority)
        most = max([*self._counts.values(), 1])
        step = box.height() / (len(rows) + 1)
        side, text = min(step * 0.7, 14.0), self._metrics.horizontalAdvance("00 000")
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
        upper = QRectF(inner.x(), inner.y(), inner.width(), inner.height() * 0.4)
        lower = QRectF(inner.x(), upper.bottom(), inner.width(), inner.height() - upper.height())
        self._paint_block(painter, upper, title, Tone.TEXT)
        self._paint_block(painter, lower, second, Tone.TEXT if self._alarm_text else Tone.MUTED)

    def _paint_cameras(self, painter: QPainter, box: QRectF) -> None:
        for at, (cell, text) in enumerate(zip(_cells(box), self.camera_texts, strict=True)):
            painter.setPen(QPen(Tone.LINE.color, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen((Tone.TEXT if at < len(self._wall.cameras) else Tone.MUTED).color)
            painter.drawText(_inner(cell), _WRAPPED, text)

    @property
    def camera_texts(self) -> list[str]:
        """What is written in each cell at this size, row by row."""
        cameras = self._wall.cameras
        names = [plain(self._camera_name(cameras[at])) if at < len(cameras) else "—" for at in range(TILES)]
        return [self._fitting(name, _inner(cell)) for name, cell in zip(names, _cells(self._boxes()[-1]), strict=True)]

    def _paint_block(self, painter: QPainter, box: QRectF, text: str, tone: Tone) -> None:
        """As many lines as there is room for; what does not fit then is cut at its end."""
        painter.setPen(tone.color)
        painter.drawText(box, _WRAPPED, self._fitting(text, box))

    def _fitting(self, text: str, box: QRectF) -> str:
        words = text.split(" ")
        for kept in range(len(words), 0, -1):
            shown = " ".join(words[:kept]) + ("" if kept == len(words) else " …")
            needed = self._metrics.boundingRect(QRect(0, 0, int(box.width()), 0), _WRAPPED, shown)
            if needed.height() <= box.height() + 1 and needed.width() <= box.width():
                return shown
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))


def _cells(box: QRectF) -> list[QRectF]:
    wide, high = box.width() / 3, box.height() / 3
    return [QRectF(box.x() + at % 3 * wide, box.y() + at // 3 * high, wide, high) for at in range(TILES)]


def _inner(cell: QRectF) -> QRectF:
    return cell.adjusted(_INSET, _INSET, -_INSET, -_INSET)

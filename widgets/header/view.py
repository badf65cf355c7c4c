"""The bar on top: title, mode and seat left; what is wrong in the middle; data, sources and the clock right.

Below it a line of its own for what the core says is wrong, while it does: a sentence that has to be read whole.
"""

from __future__ import annotations

from datetime import tzinfo
from time import monotonic

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.header.state import Link, Mode
from widgets.kit.ages import Age, Monotonic, Now, ago, clock, lasting, utc_now
from widgets.kit.chip import Chip
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.kit.words import figure


class HeaderBar(QWidget):
    """Data older than its promise and a lost core are told here within three seconds, by the bar's own clock."""

    def __init__(
        self,
        title: str,
        *,
        scale: Scale,
        now: Now = utc_now,
        zone: tzinfo | None = None,
        monotonic_clock: Monotonic = monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self._scale, self._now, self._zone = scale, now, zone
        self._age = Age(monotonic_clock)
        self._link = Link(connected=False)
        self._waiting = 0
        self._line = 0
        small = Role.SMALL if scale is Scale.WALL else Role.BODY
        self.title = TextLine(title, scale=scale, role=Role.TITLE, bold=True)
        self.mode = Chip(scale=scale)
        self.seat = TextLine(scale=scale, role=small)
        self.warning = TextLine(scale=scale, role=Role.BODY, tone=Tone.YELLOW, bold=True)
        self.trouble = TextLine(scale=scale, role=Role.BODY, tone=Tone.ORANGE, bold=True)
        self.sources = TextLine(scale=scale, role=small, shrink=False)
        self.data = TextLine(scale=scale, role=small, shrink=False)
        self.clock = TextLine(scale=scale, role=Role.TITLE, shrink=False)
        self._arrange()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tick)
        # Until the state is known nothing is said about it.
        self.mode.hide()
        self.refresh()

    def add_tool(self, tool: QWidget) -> None:
        """Something small to press, before the age of the data."""
        self._row.insertWidget(self._row.indexOf(self.data), tool)

    def set_mode(self, mode: Mode) -> None:
        emergency = mode is Mode.EMERGENCY
        self.mode.show()
        text = self.tr("Emergency") if emergency else self.tr("Calm")
        self.mode.show_text(text, Priority.CRITICAL if emergency else None)

    def set_seat(self, seat: str, person: str = "") -> None:
        """Both as people know them; empty ones are left out."""
        self.seat.set_text("  ".join(part for part in (seat, person) if part))

    def set_link(self, link: Link) -> None:
        self._link = link
        self.refresh()

    def set_waiting(self, count: int) -> None:
        """So many of this seat's actions are not told to the core yet."""
        self._waiting = count
        self.refresh()

    def set_trouble(self, text: str) -> None:
        """What the core itself says is wrong, in a sentence; "" when all is well."""
        self.trouble.show_text(text, Tone.ORANGE, Priority.MAJOR if text else None)
        self.trouble.setVisible(bool(text))
        # A layout has set a height of its own: the line comes on top of that.
        line = self.trouble.sizeHint().height() + self._scale.sizes.gap if text else 0
        self.setFixedHeight(self.minimumHeight() + line - self._line)
        self._line = line

    def set_sources(self, alive: int, known: int) -> None:
        text = self.tr("Sources {alive}/{known}").format(alive=figure(alive), known=figure(known))
        lacking = alive < known
        self.sources.show_text(text, Tone.YELLOW if lacking else Tone.TEXT, Priority.MINOR if lacking else None)

    def set_data_age(self, seconds: float | None) -> None:
        """Seconds since the newest data; the bar counts on from there."""
        self._age.tell(seconds)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Brings everything that changes with time up to date."""
        self.clock.set_text(clock(self._now(), self._zone))
        seconds = self._age.seconds
        stale = self._age.stale
        self.data.set_text("" if seconds is None or stale else self.tr("Data {age}").format(age=ago(seconds)))
        if not self._link.connected:
            self._warn(" · ".join(part for part in (self._away(), self._kept()) if part), Priority.MAJOR)
        elif self._waiting:
            self._warn(self._kept(), Priority.MINOR)
        elif stale and seconds is not None:
            self._warn(self.tr("Data {age} old").format(age=lasting(seconds)), Priority.MINOR)
        else:
            self.warning.show_text("", Tone.YELLOW)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), Tone.PANEL.color)
        painter.fillRect(0, self.height() - 1, self.width(), 1, Tone.LINE.color)

    def _arrange(self) -> None:
        sizes = self._scale.sizes
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(sizes.header)
        self.trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.pad, 0, sizes.pad, 0)
        column.setSpacing(0)
        self._row = row = QHBoxLayout()
        column.addLayout(row, 1)
        column.addWidget(self.trouble, 0, Qt.AlignmentFlag.AlignHCenter)
        row.setSpacing(sizes.pad)
        for widget in (self.title, self.mode, self.seat):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.warning)
        row.addStretch(1)
        row.addWidget(self.data)
        row.addWidget(self.sources)
        row.addSpacing(sizes.pad)
        row.addWidget(self.clock)

    def _away(self) -> str:
        if self._link.since is None:
            return self.tr("Connecting to the core…")
        away = (self._now() - self._link.since).total_seconds()
        return self.tr("Core away for {age}: showing the last state").format(age=lasting(away))

    def _kept(self) -> str:
        return self.tr("Actions that wait here: {count}").format(count=self._waiting) if self._waiting else ""

    def _warn(self, text: str, mark: Priority) -> None:
        self.warning.show_text(text, Tone.YELLOW if mark is Priority.MINOR else Tone.ORANGE, mark)

    @Slot()
    def _tick(self) -> None:
        self.refresh()
        # To the next full second, so that no second is skipped or shown twice as long.
        self._timer.start(1000 - self._now().microsecond // 1000)

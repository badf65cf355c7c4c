"""The bar of a tour over the grid: which camera of how many, for how long still, and what can be done."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from time import monotonic
from types import MappingProxyType

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import Monotonic
from widgets.kit.beat import Beat
from widgets.kit.chip import Chip
from widgets.kit.choice import Choice
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.tour.state import TourShown

HOLD, NEXT, PREVIOUS, STOP, FOUND = "hold", "next", "previous", "stop", "found"

KEYS: Mapping[tuple[int, bool], str] = MappingProxyType({
    (Qt.Key.Key_H, False): HOLD,
    (Qt.Key.Key_N, False): NEXT,
    (Qt.Key.Key_N, True): PREVIOUS,
    (Qt.Key.Key_X, False): STOP,
    (Qt.Key.Key_E, False): FOUND,
})  # fmt: skip


ONE_ROW = 880
"""Pixels from which all of a running tour stands in one row."""


class TourBar(QWidget):
    """Says nothing of its own: without a tour it offers those that there are."""

    start_requested = Signal(str)  # tour's key
    hold_requested = Signal()
    resume_requested = Signal()
    step_requested = Signal(int)  # 1 the next, −1 the one before
    stop_requested = Signal()
    found_requested = Signal()  # something is to be seen: the form is wanted

    def __init__(
        self, *, scale: Scale = Scale.CONSOLE, clock: Monotonic = monotonic, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("tour-bar")
        self._clock = clock
        self._tour: TourShown | None = None
        self._told_at = 0.0
        self.name = TextLine(scale=scale, bold=True)
        self.place = TextLine(scale=scale, tone=Tone.MUTED, shrink=False)
        self.countdown = TextLine(scale=scale)
        self.tours = Choice("", scale=scale)
        self.tours.label.hide()
        self.tours.box.setFixedHeight(scale.sizes.row)
        self.tours.box.setFont(scale.font())
        self.tours.box.setAccessibleName(self.tr("Tour"))
        self._chips: dict[str, Chip] = {}
        self._caps: list[Keycap] = []
        self.start = self._chip(scale, self.tr("Start"))
        self._arrange(scale)
        self.setMinimumHeight(scale.sizes.header)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.start.clicked.connect(self._on_start)
        self._beat = Beat(self, self.refresh)
        self.show_tour(None)

    def _arrange(self, scale: Scale) -> None:
        sizes = scale.sizes
        words = (
            (HOLD, "H", self.tr("hold")),
            (PREVIOUS, "⇧N", self.tr("back")),
            (NEXT, "N", self.tr("next")),
            (FOUND, "E", self.tr("found something")),
            (STOP, "X", self.tr("stop")),
        )
        # One row, or two where one would cut what the bar says.
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(sizes.pad, sizes.gap // 2, sizes.pad, sizes.gap // 2)
        self._rows.setSpacing(sizes.gap // 2)
        row = QHBoxLayout()
        row.setSpacing(sizes.gap)
        self._idle = TextLine(self.tr("Tour"), scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False)
        self._start_cap = Keycap("G", scale=scale)
        for first in (self._idle, self._start_cap, self.tours, self.start):
            row.addWidget(first)
        row.addWidget(self.name)
        row.addWidget(self.place)
        row.addWidget(self.countdown, 1)
        acts = QHBoxLayout()
        acts.setSpacing(sizes.gap)
        for act, key, word in words:
            cap = Keycap(key, scale=scale)
            chip = self._chip(scale, word)
            chip.setObjectName(act)
            chip.clicked.connect(self._on_chip)
            self._caps.append(cap)
            self._chips[act] = chip
            acts.addWidget(cap)
            acts.addWidget(chip)
        acts.addStretch(1)
        self._rows.addLayout(row, 1)
        self._rows.addLayout(acts)

    @property
    def running(self) -> bool:
        return self._tour is not None

    def chip(self, act: str) -> Chip:
        return self._chips[act]

    def offer(self, tours: Sequence[tuple[str, str]]) -> None:
        """(key, name) of the tours that may be started here; without any there is no bar."""
        self.tours.offer(tours, self.tours.chosen)
        self._lay_open()

    def show_tour(self, tour: TourShown | None) -> None:
        """None: none runs on this desk."""
        self._tour, self._told_at = tour, self._clock()
        self._lay_open()
        self._break()
        self.refresh()
        self.update()

    @Slot()
    def refresh(self) -> None:
        tour = self._tour
        if tour is None:
            return
        self.name.set_text(tour.name)
        self.place.set_text(self.tr("{at} of {count}").format(at=tour.at, count=tour.count))
        self._chips[HOLD].show_text(self.tr("go on") if tour.held else self.tr("hold"))
        if tour.away and tour.held:
            self.countdown.show_text(self.tr("held · other cameras are in the tiles"), Tone.ACCENT)
        elif tour.away:
            self.countdown.show_text(self.tr("waits until the pictures are to be seen"), Tone.TEXT)
        elif tour.dead:
            said = self.tr("No camera of this tour gives a picture")
            self.countdown.show_text(said, Tone.YELLOW, Priority.MINOR)
        elif tour.held:
            self.countdown.show_text(self.tr("{camera} · held").format(camera=tour.camera_name), Tone.ACCENT)
        elif tour.preparing or self.left <= 0:
            said = self.tr("{camera} · the next picture is awaited")
            self.countdown.show_text(said.format(camera=tour.camera_name), Tone.TEXT)
        else:
            said = self.tr("{camera} · next in {seconds} s")
            shown = said.format(camera=tour.camera_name, seconds=math.ceil(self.left))
            self.countdown.show_text(shown, Tone.TEXT)

    @property
    def left(self) -> float:
        """Seconds until the next camera, never negative; it stands while the tour is held or not to be seen."""
        if self._tour is None:
            return 0.0
        gone = 0.0 if self._tour.held or self._tour.away else self._clock() - self._told_at
        return max(0.0, self._tour.left - gone)

    def press(self, key: int, *, shift: bool) -> bool:
        """A key of the page; whether it was one of a running tour, or leads to those that may be started."""
        if (key, shift, self._tour) == (Qt.Key.Key_G, False, None) and not self.isHidden():
            self.tours.box.setFocus()
            return True
        act = KEYS.get((key, shift))
        if self._tour is None or act is None:
            return False
        self._do(act)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter comes here from the choice."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._tour is None:
            self._on_start()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """The width of one of its two rows: with less than both it breaks."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), (Tone.SELECTED if self._tour is not None else Tone.PANEL).color)

    def _chip(self, scale: Scale, text: str) -> Chip:
        chip = Chip(scale=scale)
        chip.show_text(text)
        return chip

    def _lay_open(self) -> None:
        runs = self._tour is not None
        idle: tuple[QWidget, ...] = (self._idle, self._start_cap, self.tours, self.start)
        busy: tuple[QWidget, ...] = (self.name, self.place, *self._caps, *self._chips.values())
        for widget in (*idle, *busy):
            widget.setVisible((widget in busy) is runs)
        if not runs:
            self.countdown.show_text("", Tone.MUTED)
        self.setVisible(runs or bool(self.tours.chosen))

    def _break(self) -> None:
        direction = QBoxLayout.Direction
        wide = self._tour is None or self.width() >= ONE_ROW
        self._rows.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _do(self, act: str) -> None:
        tour = self._tour
        if tour is None:
            return
        if act == HOLD:
            (self.resume_requested if tour.held else self.hold_requested).emit()
        elif act in (NEXT, PREVIOUS):
            self.step_requested.emit(1 if act == NEXT else -1)
        elif act == STOP:
            self.stop_requested.emit()
        else:
            self.found_requested.emit()

    @Slot()
    def _on_chip(self) -> None:
        self._do(self.sender().objectName())

    @Slot()
    def _on_start(self) -> None:
        if self.tours.chosen:
            self.start_requested.emit(self.tours.chosen)

"""The quality of one desk's alarms: four pages, the time and the desk chosen by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Scale
from widgets.kit.sheet import Sheet
from widgets.kit.text_line import TextLine
from widgets.quality.pages import HiddenPage, OverviewPage, Page, VerdictsPage, WorstPage
from widgets.quality.state import QualityShown
from widgets.quality.switches import DeskSwitch, Switches

STEPS: Mapping[int, int] = MappingProxyType({Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1})
SCROLLS: Mapping[int, int] = MappingProxyType({Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1})
TURNS: Mapping[int, int] = MappingProxyType({Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1})


class QualitySheet(Sheet):
    """Shows what it is given; asks by signal."""

    span_wanted = Signal(int)  # 0 the shortest
    desk_wanted = Signal(int)  # -1 the one before, 1 the next
    left = Signal()  # nobody looks at it any more

    def __init__(self, under: QWidget, *, left: int, top: int, bottom: int, scale: Scale = Scale.CONSOLE) -> None:
        super().__init__(under, "", left=left, top=top, bottom=bottom, scale=scale)
        self.setObjectName("quality")
        self.title.set_text(self.tr("Quality of the alarms"))
        self._spans = (self.tr("1 h"), self.tr("8 h"), self.tr("24 h"), self.tr("7 d"), self.tr("30 d"))
        names = (self.tr("Overview"), self.tr("Verdicts"), self.tr("Worst"), self.tr("Stale and hidden"))
        self.desk = DeskSwitch(scale=scale)
        self.heading.insertWidget(1, self.desk)
        self.switches = Switches(self._spans, names, scale=scale)
        self.note = TextLine(scale=scale, tone=Tone.MUTED, wrap=True)
        self.pages: tuple[Page, ...] = (
            OverviewPage(scale=scale),
            VerdictsPage(scale=scale),
            WorstPage(scale=scale),
            HiddenPage(scale=scale),
        )
        self._stack = QStackedWidget(self)
        for page in self.pages:
            self._stack.addWidget(page)
        self._empty = Panel("", scale=scale)
        self._empty.hide_heading()
        self._stack.addWidget(self._empty)
        self._page = 0
        column = QVBoxLayout()
        column.setSpacing(scale.sizes.gap)
        for widget in (self.switches, self.note):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        self.body.addLayout(column)
        self.switches.span_chosen.connect(self.span_wanted)
        self.switches.page_chosen.connect(self._turn_to)
        self.show_empty(self.tr("Loading…"))

    @property
    def page(self) -> int:
        return self._page

    @property
    def message(self) -> str:
        """What stands in place of the pages, "" while they are shown."""
        return self._empty.message if self._stack.currentWidget() is self._empty else ""

    def open(self) -> None:
        super().open()
        self.switches.pages.choose(self._page)

    def show_desk(self, name: str, at: int, count: int) -> None:
        self.desk.show_desk(name, at, count)

    def show_span(self, at: int) -> None:
        self.switches.spans.choose(at)

    def show_quality(self, shown: QualityShown) -> None:
        for page in self.pages:
            page.show_quality(shown)
        self._stack.setCurrentIndex(self._page)

    def show_empty(self, text: str) -> None:
        """There is nothing to be shown yet."""
        self._empty.show_empty(text)
        self._stack.setCurrentWidget(self._empty)

    def show_status(self, text: str) -> None:
        self.status.set_text(text)

    def show_note(self, text: str, *, trouble: bool) -> None:
        """A line above the pages: what is to be known about them, or what is in the way of newer ones."""
        self.note.setVisible(bool(text))
        if trouble:
            self.note.show_text(text, Tone.YELLOW, Priority.MINOR)
        else:
            self.note.show_text(text, Tone.MUTED)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pressed(event.key(), event.modifiers()):
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.left.emit()

    def _pressed(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        found = self._answer_to(key, back=bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        if found is not None:
            found()
        return found is not None

    def _answer_to(self, key: int, *, back: bool) -> Callable[[], object] | None:
        at = key - Qt.Key.Key_1
        if 0 <= at < len(self._spans):
            return lambda: self.span_wanted.emit(at)
        if key in STEPS:
            return lambda: self.desk_wanted.emit(STEPS[key])
        if key in SCROLLS:
            return lambda: self.pages[self._page].roll(SCROLLS[key])
        turn = TURNS.get(key, 0) or ((-1 if back else 1) if key == Qt.Key.Key_Space else 0)
        return (lambda: self._turn_to((self._page + turn) % len(self.pages))) if turn else None

    @Slot(int)
    def _turn_to(self, page: int) -> None:
        self._page = page
        self.switches.pages.choose(page)
        if self._stack.currentWidget() is not self._empty:
            self._stack.setCurrentIndex(page)

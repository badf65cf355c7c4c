"""The record: what was found left, the story of what is selected right; or one moment after the other of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from widgets.kit.hints import KeyHints
from widgets.kit.lines.line import Line
from widgets.kit.lines.view import LinesView
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Scale
from widgets.kit.sheet import Sheet
from widgets.record.asked import Asked
from widgets.record.filters import Filters
from widgets.record.steps import StepShown, StepView

FOUND, STORY = 5, 4
"""Shares of the width."""
LEAD, STORY_LEAD = 112, 60


class RecordSheet(Sheet):
    """Shows what it is given; asks by signal."""

    asked = Signal(object)  # Asked
    more_wanted = Signal()
    story_wanted = Signal(str)  # key of the selected line
    shift_wanted = Signal(object, str)  # Asked, key of the selected line: the shift of the one or of the other
    steps_wanted = Signal(object, str)  # Asked, key of the line to begin at, "" for what is asked

    def __init__(self, under: QWidget, *, left: int, top: int, bottom: int, scale: Scale = Scale.CONSOLE) -> None:
        super().__init__(under, "", left=left, top=top, bottom=bottom, scale=scale)
        self.setObjectName("record")
        self.title.set_text(self.tr("Record"))
        self.filters = Filters(scale=scale)
        self.found = LinesView(scale=scale, lead_width=LEAD)
        self._found = Panel(self.tr("Found"), scale=scale)
        self._found.body.addWidget(self.found)
        self.story = LinesView(scale=scale, lead_width=STORY_LEAD, wraps=True)
        # One that comes and goes would break the lines anew.
        self.story.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._story = Panel(self.tr("Story"), scale=scale, long_title=True)
        self._story.body.addWidget(self.story)
        self._list = QWidget(self)
        self.steps = StepView(scale=scale, parent=self)
        self._arrange(scale)
        self._searched = False
        self.filters.asked.connect(self._on_asked)
        self.found.chosen.connect(self._on_chosen)
        self.found.opened.connect(self._on_opened)
        self.found.end_reached.connect(self.more_wanted)
        self.steps.left.connect(self.show_list)
        self._found.show_empty(self.tr("Enter searches; without words the newest entries are shown."))
        self._story.show_empty(self.tr("Select a line to see its whole story."))

    def _arrange(self, scale: Scale) -> None:
        halves = QHBoxLayout()
        halves.setSpacing(scale.sizes.gap)
        halves.addWidget(self._found, FOUND)
        halves.addWidget(self._story, STORY)
        hints = (
            (("Enter",), self.tr("step on from the line")),
            (("F8",), self.tr("step from the time or shift in From")),
            (("Shift+F8",), self.tr("story of the shift")),
        )
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.sizes.gap)
        column.addWidget(self.filters)
        column.addLayout(halves, 1)
        column.addWidget(KeyHints(hints, scale=scale))
        self.body.addWidget(self._list)
        self.body.addWidget(self.steps)

    def open(self) -> None:
        self.show_list()
        super().open()
        self._searched = False
        self.filters.words.edit.setFocus()

    @Slot()
    def dismiss(self) -> None:
        super().dismiss()
        self.show_list()

    def event(self, event: QEvent) -> bool:
        """F8 is the sheet's own here, and the video page's elsewhere."""
        asks = event.type() is QEvent.Type.ShortcutOverride
        if asks and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F8 and not self.steps.isVisible():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_F8 or self.steps.isVisible():
            super().keyPressEvent(event)
        elif event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.shift_wanted.emit(self.filters.read(), self.found.chosen_key)
        elif not event.modifiers():
            self.steps_wanted.emit(self.filters.read(), "")

    def show_searching(self) -> None:
        self._found.show_empty(self.tr("Searching…"))

    def show_found(self, lines: Sequence[Line], summary: str) -> None:
        self.status.show_text(summary, Tone.MUTED)
        self.found.show_lines(lines)
        if lines:
            self._found.show_body()
            self.found.choose_first()
            if self._searched and self._list.isVisible():
                self.found.setFocus()
        else:
            self._found.show_empty(self.tr("Nothing was found."))

    def add_found(self, lines: Sequence[Line], summary: str) -> None:
        self.status.show_text(summary, Tone.MUTED)
        self.found.add_lines(lines)

    def show_story(self, title: str, lines: Sequence[Line]) -> None:
        self._story.title.set_text(title or self.tr("Story"))
        self.story.show_lines(lines)
        if lines:
            self._story.show_body()
        else:
            self._story.show_empty(self.tr("This entry stands alone."))

    def show_story_searching(self) -> None:
        self._story.show_empty(self.tr("Searching…"))

    def show_trouble(self, text: str) -> None:
        """The core is away or says no: what was found before stays."""
        self.filters.say(text)
        if self.found.lines:
            self._found.show_body()
        else:
            self._found.show_empty("")

    def show_steps(self, shown: StepShown | None) -> None:
        """In place of the list; None while the first moment is on its way."""
        if shown is None:
            self.steps.show_searching()
            self._list.hide()
            self.steps.show()
            self.steps.setFocus()
        else:
            self.steps.show_step(shown)

    @Slot()
    def show_list(self) -> None:
        """As it was left."""
        was_stepping = self.steps.isVisible()
        self.steps.hide()
        self._list.show()
        if was_stepping and self.isVisible():
            (self.found if self.found.lines else self.filters.words.edit).setFocus()

    @Slot(object)
    def _on_asked(self, asked: Asked) -> None:
        """Who has pressed Enter goes on to the lines; what is shown at the opening takes no key from who types."""
        self._searched = True
        self.asked.emit(asked)

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        if key:
            self.story_wanted.emit(key)

    @Slot(str)
    def _on_opened(self, key: str) -> None:
        self.steps_wanted.emit(self.filters.read(), key)

"""The record: what was found left, the story of what is selected right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from widgets.kit.lines.line import Line
from widgets.kit.lines.view import LinesView
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Scale
from widgets.kit.sheet import Sheet
from widgets.record.asked import Asked
from widgets.record.filters import Filters

STORY = 600
LEAD, STORY_LEAD = 112, 60


class RecordSheet(Sheet):
    """Shows what it is given; asks by signal."""

    asked = Signal(object)  # Asked
    more_wanted = Signal()
    story_wanted = Signal(str)  # key of the selected line
    proof_wanted = Signal(str)  # key of the opened line

    def __init__(self, under: QWidget, *, left: int, top: int, bottom: int, scale: Scale = Scale.CONSOLE) -> None:
        super().__init__(under, "", left=left, top=top, bottom=bottom, scale=scale)
        self.setObjectName("record")
        self.title.set_text(self.tr("Record"))
        self.filters = Filters(scale=scale)
        self.found = LinesView(scale=scale, lead_width=LEAD)
        self._found = Panel(self.tr("Found"), scale=scale)
        self._found.body.addWidget(self.found)
        self.story = LinesView(scale=scale, lead_width=STORY_LEAD)
        self._story = Panel(self.tr("Story"), scale=scale)
        self._story.body.addWidget(self.story)
        self._story.setFixedWidth(STORY)
        halves = QHBoxLayout()
        halves.setSpacing(scale.sizes.gap)
        halves.addWidget(self._found, 1)
        halves.addWidget(self._story)
        column = QVBoxLayout()
        column.setSpacing(scale.sizes.gap)
        column.addWidget(self.filters)
        column.addLayout(halves, 1)
        self.body.addLayout(column)
        self._searched = False
        self.filters.asked.connect(self._on_asked)
        self.found.chosen.connect(self._on_chosen)
        self.found.opened.connect(self.proof_wanted)
        self.found.end_reached.connect(self.more_wanted)
        self._found.show_empty(self.tr("Enter searches; without words the newest entries are shown."))
        self._story.show_empty(self.tr("Select a line to see its whole story."))

    def open(self) -> None:
        super().open()
        self._searched = False
        self.filters.words.edit.setFocus()

    def show_searching(self) -> None:
        self._found.show_empty(self.tr("Searching…"))

    def show_found(self, lines: Sequence[Line], summary: str) -> None:
        self.status.show_text(summary, Tone.MUTED)
        self.found.show_lines(lines)
        if lines:
            self._found.show_body()
            self.found.choose_first()
            if self._searched:
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

    def show_trouble(self, text: str) -> None:
        """The core is away or says no: what was found before stays."""
        self.filters.say(text)
        if self.found.lines:
            self._found.show_body()
        else:
            self._found.show_empty("")

    @Slot(object)
    def _on_asked(self, asked: Asked) -> None:
        """Who has pressed Enter goes on to the lines; what is shown at the opening takes no key from who types."""
        self._searched = True
        self.asked.emit(asked)

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        if key:
            self.story_wanted.emit(key)


def ask_again(asked: Asked, sheet: RecordSheet) -> None:
    """Opens the sheet with a question that something else on the desk has asked."""
    sheet.open()
    sheet.filters.show_asked(asked)
    sheet.asked.emit(asked)

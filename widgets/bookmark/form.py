"""A moment in a camera's picture is marked: a note, and what has been marked there before, which can be removed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.bookmark.state import Mark
from widgets.kit.chip import Chip
from widgets.kit.field import Field
from widgets.kit.form import DetailForm
from widgets.kit.keys_up import KeysUp
from widgets.kit.lines.line import Line
from widgets.kit.lines.view import LinesView
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

LONGEST = 200
ROWS = 5
"""Lines of what was marked before that are in sight; the others are scrolled to."""
TIME = 112


class BookmarkForm(DetailForm):
    """The moment is that of the key: typing the note takes its time."""

    given = Signal(str, str)  # camera, note
    removed = Signal(str, str)  # camera, bookmark

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, framed=True, parent=parent)
        self.setObjectName("bookmark-form")
        self._row = scale.sizes.row
        self._marks: tuple[Mark, ...] = ()
        self._doubted = ""
        self.camera = ""
        self.heading = TextLine(scale=scale, role=Role.TITLE, bold=True, wrap=True)
        self.note = Field(self.tr("Note, may be empty"), scale=scale, limit=LONGEST)
        self.before = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED)
        self.remove = Chip(scale=scale)
        self.remove.show_text(self.tr("remove (Del)"))
        self.earlier = LinesView(scale=scale, lead_width=TIME, marks=False)
        self.earlier.setAccessibleName(self.tr("Bookmarks"))
        KeysUp(self.earlier)
        self.said = TextLine(scale=scale, role=Role.SMALL, wrap=True)
        self.button.setText(self.tr("Mark this moment"))
        line = QHBoxLayout()
        line.addWidget(self.before, 1)
        line.addWidget(self.remove)
        self.fields.addWidget(self.heading)
        self.fields.addWidget(self.note)
        self.fields.addLayout(line)
        self.fields.addWidget(self.earlier)
        self.fields.addWidget(self.said)
        self.setFixedWidth(34 * scale.sizes.pad)
        self.remove.clicked.connect(self._on_remove)
        self.earlier.chosen.connect(self._on_chosen)

    def ask(self, camera: str, heading: str, earlier: Sequence[Mark]) -> None:
        """`earlier`: what was marked in this camera's picture before, the newest first."""
        self.camera = camera
        self.heading.set_text(heading)
        self.note.set_text("")
        self.earlier.show_lines([])
        self.show_earlier(earlier)
        self.say("")
        self.show()
        self.note.setFocus()

    def show_earlier(self, earlier: Sequence[Mark]) -> None:
        """What is there now: a mark comes or goes at other desks too."""
        self._marks = tuple(earlier)
        lines = [Line(text=it.who, lead=it.when, detail=it.note, key=it.id) for it in earlier]
        self.earlier.show_lines(lines)
        self.earlier.setFixedHeight(self._row * min(max(len(lines), 1), ROWS))
        self.before.set_text(self.tr("Marked here before: {count}").format(count=len(lines)))
        if not lines and self.earlier.hasFocus():
            self.note.setFocus()
        for widget in (self.before, self.remove, self.earlier):
            widget.setVisible(bool(lines))

    def say(self, text: str, *, wrong: bool = False) -> None:
        """A question or a refusal below the list; "" for nothing."""
        self._doubted = ""
        tone, mark = (Tone.ORANGE, Priority.MAJOR) if wrong else (Tone.TEXT, None)
        self.said.show_text(text, tone, mark)
        self.said.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the note to the list, Del in the list removes; in the note it is the note's own."""
        if event.key() == Qt.Key.Key_Down and self._marks:
            self.earlier.setFocus()
            if not self.earlier.chosen_key:
                self.earlier.choose_first()
        elif event.key() == Qt.Key.Key_Delete and self.earlier.hasFocus():
            if not event.isAutoRepeat():
                self._on_remove()
        else:
            super().keyPressEvent(event)

    @Slot()
    def enter(self) -> None:
        if self.camera:
            self.given.emit(self.camera, self.note.text)

    @Slot()
    def _on_remove(self) -> None:
        """Asks once: the second time for the same mark is the answer."""
        mark = next((it for it in self._marks if it.id == self.earlier.chosen_key), None)
        if mark is None:
            self.earlier.setFocus()
            self.earlier.choose_first()
        elif not mark.removable:
            self.say(self.tr("{name} has set it: they remove it, or a shift leader.").format(name=mark.who), wrong=True)
        elif self._doubted == mark.id:
            self.say("")
            self.removed.emit(self.camera, mark.id)
        else:
            self.say(self.tr("Remove the bookmark of {time}? Del once more.").format(time=mark.when))
            self._doubted = mark.id

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        if key != self._doubted:
            self.say("")

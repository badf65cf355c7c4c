"""A moment in a camera's picture is marked: a note, and what has been marked there before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from widgets.kit.field import Field
from widgets.kit.form import DetailForm
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

LONGEST = 200
EARLIER = 5
"""Lines of what was marked or kept before."""


class BookmarkForm(DetailForm):
    """The moment is that of the key: typing the note takes its time."""

    given = Signal(str, str)  # camera, note

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, framed=True, parent=parent)
        self.setObjectName("bookmark-form")
        self._camera = ""
        self.heading = TextLine(scale=scale, role=Role.TITLE, bold=True, wrap=True)
        self.note = Field(self.tr("Note, may be empty"), scale=scale, limit=LONGEST)
        self.before = TextLine(self.tr("Before:"), scale=scale, role=Role.SMALL, tone=Tone.MUTED)
        self.lines = [TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED) for _ in range(EARLIER)]
        self.button.setText(self.tr("Mark this moment"))
        for widget in (self.heading, self.note, self.before, *self.lines):
            self.fields.addWidget(widget)
        self.setFixedWidth(30 * scale.sizes.pad)

    def ask(self, camera: str, heading: str, earlier: Sequence[str]) -> None:
        """`earlier`: what was marked in this camera's picture before, the newest first."""
        self._camera = camera
        self.heading.set_text(heading)
        self.note.set_text("")
        self.before.setVisible(bool(earlier))
        for at, line in enumerate(self.lines):
            line.set_text(earlier[at] if at < len(earlier) else "")
            line.setVisible(at < len(earlier))
        self.show()
        self.note.setFocus()

    @Slot()
    def enter(self) -> None:
        if self._camera:
            self.given.emit(self._camera, self.note.text)

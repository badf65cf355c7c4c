"""The form for what was found on a tour: what it is, and a note; it becomes an alarm by one key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.form import DetailForm
from widgets.kit.scale import Scale
from widgets.kit.text_line import TextLine

NOTE = 200


class FoundForm(DetailForm):
    """The camera is that of the moment when the key was pressed: the tour may go on meanwhile."""

    found = Signal(str, str, str)  # camera, key of what, note

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, framed=True, parent=parent)
        self.setObjectName("found-form")
        self._camera = ""
        self.button.setText(self.tr("Raise an alarm"))
        self.where = TextLine(scale=scale, bold=True, wrap=True)
        self.what = Choice(self.tr("Found"), scale=scale)
        self.note = Field(self.tr("Note"), scale=scale, limit=NOTE)
        line = QHBoxLayout()
        line.setSpacing(scale.sizes.pad)
        line.addWidget(self.what, 1)
        line.addWidget(self.note, 2)
        self.fields.addWidget(self.where)
        self.fields.addLayout(line)

    def ask(self, camera: str, name: str, kinds: Sequence[tuple[str, str]]) -> None:
        """`kinds` are (key, words)."""
        self._camera = camera
        self.where.set_text(name)
        self.what.offer(kinds)
        self.note.set_text("")
        self.ask_again()

    def wait(self) -> None:
        """It has been said; what was typed stays until it is known that it was heard."""
        self.setEnabled(False)

    def ask_again(self) -> None:
        """With what was typed: it was not heard."""
        self.setEnabled(True)
        self.show()
        self.what.setFocus()

    @Slot()
    def enter(self) -> None:
        if self._camera and self.what.chosen:
            self.found.emit(self._camera, self.what.chosen, self.note.text)

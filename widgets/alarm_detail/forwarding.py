"""The form by which an alarm is given to another desk, or to somebody by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.form import DetailForm
from widgets.kit.scale import Scale

NOTE = 500


class ForwardForm(DetailForm):
    """Whom it offers is a key with what people call them."""

    chosen = Signal(str, str)  # key, note

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, parent=parent)
        self.button.setText(self.tr("Forward"))
        self.to = Choice(self.tr("Forward to"), scale=scale)
        self.note = Field(self.tr("Note"), scale=scale, limit=NOTE)
        self.fields.addWidget(self.to)
        self.fields.addWidget(self.note)

    def ask(self, whom: Sequence[tuple[str, str]]) -> None:
        self.to.offer(whom)
        self.note.set_text("")
        self.show()
        self.to.setFocus()

    @Slot()
    def enter(self) -> None:
        self.chosen.emit(self.to.chosen, self.note.text)

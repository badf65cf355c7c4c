"""The form by which alarms are acknowledged with a word about them: one for all of them."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.form import DetailForm
from widgets.kit.scale import Scale

NOTE = 500
FALSE = "false"


class NoteForm(DetailForm):
    """Whether it was true, and in words what there is to say."""

    chosen = Signal(str, bool)  # note, whether it was a false alarm

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, parent=parent)
        self._pad = scale.sizes.pad
        self.verdict = Choice(self.tr("It is"), scale=scale)
        self.note = Field(self.tr("Note"), scale=scale, limit=NOTE)
        self.fields.addWidget(self.verdict)
        self.fields.addWidget(self.note)

    def ask(self, count: int, note: str = "", *, false_alarm: bool = False) -> None:
        """About so many alarms; `note` and `false_alarm` as they were said before."""
        text = self.tr("Acknowledge {count} alarms").format(count=count) if count > 1 else self.tr("Acknowledge")
        self.button.setText(text)
        self.button.setMinimumWidth(self.button.fontMetrics().horizontalAdvance(text) + 2 * self._pad)
        verdicts = [("", self.tr("a true alarm")), (FALSE, self.tr("a false alarm"))]
        self.verdict.offer(verdicts, FALSE if false_alarm else "")
        self.note.set_text(note)
        self.show()
        self.note.setFocus()

    @Slot()
    def enter(self) -> None:
        self.chosen.emit(self.note.text, self.verdict.chosen == FALSE)

"""The form by which an alarm is shelved: for how long, why, and in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from commandcenter.domain.alarms.hiding import ShelfReason
from commandcenter.domain.priority import Priority
from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.form import DetailForm
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.kit.words import shelf_word

COMMENT = 500


class ShelveForm(DetailForm):
    """A period is a number of minutes with the words for it."""

    chosen = Signal(int, str, str)  # minutes, reason, comment

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, parent=parent)
        self.button.setText(self.tr("Shelve"))
        self.period = Choice(self.tr("Shelve for"), scale=scale)
        self.reason = Choice(self.tr("Because"), scale=scale)
        self.comment = Field(self.tr("In words"), scale=scale, limit=COMMENT)
        self.wrong = TextLine(scale=scale, role=Role.SMALL, tone=Tone.ORANGE, wrap=True)
        choices = QHBoxLayout()
        choices.setSpacing(scale.sizes.gap)
        for choice in (self.period, self.reason):
            choices.addWidget(choice, 1)
        self.fields.addLayout(choices)
        self.fields.addWidget(self.comment)
        self.fields.addWidget(self.wrong)

    def ask(self, periods: Sequence[tuple[int, str]]) -> None:
        self.period.offer([(str(minutes), words) for minutes, words in periods])
        self.reason.offer([(reason.value, shelf_word(reason)) for reason in ShelfReason])
        self.comment.set_text("")
        self.wrong.show_text("", Tone.ORANGE)
        self.show()
        self.period.setFocus()

    @Slot()
    def enter(self) -> None:
        if self.reason.chosen == ShelfReason.OTHER.value and not self.comment.text:
            self.wrong.show_text(self.tr("Say in words what the other reason is."), Tone.ORANGE, Priority.MAJOR)
            self.comment.setFocus()
            return
        self.chosen.emit(int(self.period.chosen), self.reason.chosen, self.comment.text)

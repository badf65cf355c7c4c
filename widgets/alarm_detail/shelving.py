"""The form by which an alarm is shelved: for how long, why, and in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.domain.alarms.hiding import ShelfReason
from commandcenter.domain.priority import Priority
from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.kit.words import shelf_word

COMMENT = 500


class ShelveForm(QWidget):
    """Shown from `ask` until Enter or Esc; a period is a number of minutes with the words for it."""

    chosen = Signal(int, str, str)  # minutes, reason, comment
    given_up = Signal()

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = scale.sizes
        self.period = Choice(self.tr("Shelve for"), scale=scale)
        self.reason = Choice(self.tr("Because"), scale=scale)
        self.comment = Field(self.tr("In words"), scale=scale, limit=COMMENT)
        self.wrong = TextLine(scale=scale, role=Role.SMALL, tone=Tone.ORANGE, wrap=True)
        self.button = QPushButton(self.tr("Shelve"))
        self.button.clicked.connect(self._on_enter)
        choices = QHBoxLayout()
        choices.setSpacing(sizes.gap)
        for choice in (self.period, self.reason):
            choices.addWidget(choice, 1)
        foot = QHBoxLayout()
        foot.setSpacing(sizes.gap)
        for widget in (self.button, Keycap("Enter", scale=scale), Keycap("Esc", scale=scale)):
            foot.addWidget(widget)
        foot.addWidget(TextLine(self.tr("leave it"), scale=scale, role=Role.SMALL, tone=Tone.MUTED), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.gap)
        column.addLayout(choices)
        column.addWidget(self.comment)
        column.addWidget(self.wrong)
        column.addLayout(foot)
        self.hide()

    def ask(self, periods: Sequence[tuple[int, str]]) -> None:
        self.period.offer([(str(minutes), words) for minutes, words in periods])
        self.reason.offer([(reason.value, shelf_word(reason)) for reason in ShelfReason])
        self.comment.set_text("")
        self.wrong.show_text("", Tone.ORANGE)
        self.show()
        self.period.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc come here from whichever field has the keyboard."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_enter(self) -> None:
        if self.reason.chosen == ShelfReason.OTHER.value and not self.comment.text:
            self.wrong.show_text(self.tr("Say in words what the other reason is."), Tone.ORANGE, Priority.MAJOR)
            self.comment.setFocus()
            return
        self.chosen.emit(int(self.period.chosen), self.reason.chosen, self.comment.text)

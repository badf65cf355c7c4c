"""The form by which an alarm is given to another desk, or to somebody by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

NOTE = 500


class ForwardForm(QWidget):
    """Shown from `ask` until Enter or Esc; whom it offers is a key with what people call them."""

    chosen = Signal(str, str)  # key, note
    given_up = Signal()

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = scale.sizes
        self.to = Choice(self.tr("Forward to"), scale=scale)
        self.note = Field(self.tr("Note"), scale=scale, limit=NOTE)
        self.button = QPushButton(self.tr("Forward"))
        self.button.clicked.connect(self._on_enter)
        foot = QHBoxLayout()
        foot.setSpacing(sizes.gap)
        for widget in (self.button, Keycap("Enter", scale=scale), Keycap("Esc", scale=scale)):
            foot.addWidget(widget)
        foot.addWidget(TextLine(self.tr("leave it"), scale=scale, role=Role.SMALL, tone=Tone.MUTED), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.gap)
        column.addWidget(self.to)
        column.addWidget(self.note)
        column.addLayout(foot)
        self.hide()

    def ask(self, whom: Sequence[tuple[str, str]]) -> None:
        self.to.offer(whom)
        self.note.set_text("")
        self.show()
        self.to.setFocus()

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
        self.chosen.emit(self.to.chosen, self.note.text)

"""What forms have in common: their foot, Enter and Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class DetailForm(QWidget):
    """Hidden until it is asked for, and then shown until Enter or Esc; `fields` is the column for what is asked."""

    given_up = Signal()

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = scale.sizes
        self.button = QPushButton()
        self.button.clicked.connect(self.enter)
        foot = QHBoxLayout()
        foot.setSpacing(sizes.gap)
        for widget in (self.button, Keycap("Enter", scale=scale), Keycap("Esc", scale=scale)):
            foot.addWidget(widget)
        foot.addWidget(TextLine(self.tr("leave it"), scale=scale, role=Role.SMALL, tone=Tone.MUTED), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.gap)
        self.fields = QVBoxLayout()
        self.fields.setSpacing(sizes.gap)
        column.addLayout(self.fields)
        column.addLayout(foot)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc come here from whichever field has the keyboard."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
        else:
            super().keyPressEvent(event)

    @Slot()
    def enter(self) -> None:
        """What is asked for is said."""
        raise NotImplementedError

"""What forms have in common: their foot, Enter and Esc."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class DetailForm(QWidget):
    """Hidden until it is asked for, and then shown until Enter or Esc; `fields` is the column for what is asked.

    `framed`: it stands by itself, over or beside other things.
    """

    given_up = Signal()

    def __init__(self, *, scale: Scale, framed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = scale.sizes
        self._framed = framed
        self.button = QPushButton()
        self.button.clicked.connect(self.enter)
        foot = QHBoxLayout()
        foot.setSpacing(sizes.gap)
        for widget in (self.button, Keycap("Enter", scale=scale), Keycap("Esc", scale=scale)):
            foot.addWidget(widget)
        foot.addWidget(TextLine(self.tr("leave it"), scale=scale, role=Role.SMALL, tone=Tone.MUTED), 1)
        column = QVBoxLayout(self)
        edge = sizes.pad if framed else 0
        column.setContentsMargins(edge, edge, edge, edge)
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
        elif self._framed and _is_typed(event):
            # The things below have keys of their own: "n" for no must not be theirs.
            event.accept()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._framed:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(Tone.ACCENT.color, 1))
            painter.setBrush(Tone.PANEL.color)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    @Slot()
    def enter(self) -> None:
        """What is asked for is said."""
        raise NotImplementedError


def _is_typed(event: QKeyEvent) -> bool:
    commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return event.text().isprintable() and event.text() != "" and not event.modifiers() & commands

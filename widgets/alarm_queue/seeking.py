"""The line to type into: the queue shows what has these words, with each key that is pressed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

LONGEST = 80


class SeekLine(QWidget):
    """Hidden until it is opened. Down or Enter go back to the rows with what is typed, Esc without it."""

    typed = Signal(str)
    left = Signal()

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = scale.sizes
        self.edit = QLineEdit()
        self.edit.setMaxLength(LONGEST)
        self.edit.setFont(scale.font())
        self.edit.setPlaceholderText(self.tr("words of the alarm, place, device, id"))
        self.edit.setAccessibleName(self.tr("Find alarms"))
        self.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.edit.textChanged.connect(self.typed)
        self._found = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.pad, sizes.gap, sizes.pad, sizes.gap)
        row.setSpacing(sizes.gap)
        row.addWidget(Keycap("/", scale=scale))
        row.addWidget(self.edit, 1)
        row.addWidget(self._found)
        row.addWidget(Keycap("Esc", scale=scale))
        self.setFocusProxy(self.edit)
        self.hide()

    def open(self) -> None:
        self.show()
        self.edit.setFocus()
        self.edit.selectAll()

    def show_found(self, count: int) -> None:
        if not self.isHidden():
            self._found.set_text(self.tr("{count} found").format(count=count) if self.edit.text() else "")

    @property
    def has_keyboard(self) -> bool:
        return self.edit.hasFocus()

    def leave(self) -> None:
        """Without what was typed."""
        self.edit.clear()
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the line itself does not take."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)

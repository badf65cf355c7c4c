"""A labelled line to type into; what is secret is never shown and is forgotten when it is taken."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class Field(QWidget):
    """The label stands above, so that Chinese and English need no columns."""

    entered = Signal()  # Enter was pressed in it

    def __init__(
        self, label: str, *, scale: Scale, secret: bool = False, limit: int = 128, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._secret = secret
        self.label = TextLine(label, scale=scale, role=Role.SMALL, tone=Tone.MUTED)
        self.edit = QLineEdit(self)
        self.edit.setMaxLength(limit)
        self.edit.setFont(scale.font(Role.HEADING))
        self.edit.setFixedHeight(scale.sizes.header)
        self.edit.setAccessibleName(label)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
            self.edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        # Neither copied out of it nor dropped into it: only typed or pasted.
        self.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.edit.setAcceptDrops(False)
        self.edit.returnPressed.connect(self.entered)
        self.setFocusProxy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.sizes.gap // 2)
        column.addWidget(self.label)
        column.addWidget(self.edit)

    @property
    def text(self) -> str:
        return self.edit.text() if self._secret else self.edit.text().strip()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)

    def take(self) -> str:
        """The text, which is then gone from the screen's memory; what is not secret stays."""
        text = self.text
        if self._secret:
            self.edit.clear()
        return text

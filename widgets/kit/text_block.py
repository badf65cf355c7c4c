"""Several lines of text that wrap and are never markup."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain


class TextBlock(QLabel):
    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFont(scale.font(Role.BODY))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, Tone.TEXT.color)
        self.setPalette(palette)

    def minimumSizeHint(self) -> QSize:
        """One line: the label's own hint is for its narrowest width and would make every panel scroll."""
        return QSize(0, self.fontMetrics().height())

    def set_lines(self, lines: list[str]) -> None:
        self.setText("\n".join(plain(line) for line in lines))

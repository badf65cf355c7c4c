"""Letters and digits that are pressed in a list go to what holds the list: they are keys there, not words to seek."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class KeysUp(QObject):
    """Watches one `widget`; arrows, Enter and the like stay its own."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        text = event.text()
        if not text.isprintable() or not text.strip():
            return False
        # Taken from the widget and not accepted: Qt offers it to the parent.
        event.ignore()
        return True

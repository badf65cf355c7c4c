"""Walks a screen and names every text on it that does not fit into its place."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QStyle, QStyleOptionComboBox, QWidget

from widgets.kit.chip import Chip
from widgets.kit.text_line import TextLine

# The style sheet's padding and border on both sides of a button.
BUTTON = 26


def cut_texts(root: QWidget) -> list[str]:
    """Texts that are cut in themselves, or whose widget is not wholly inside of those that hold it."""
    return [text for widget, text in _texts(root) if text and (_is_cut(widget, text) or _is_covered(widget, root))]


def cramped(root: QWidget) -> list[str]:
    """Widgets that have less room than what lies in them needs: there things lie over one another."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        layout = widget.layout()
        if layout is None or not widget.isVisible():
            continue
        need = layout.totalMinimumSize()
        if need.width() > widget.width() or need.height() > widget.height():
            name = widget.objectName() or type(widget).__name__
            found.append(f"{name}: {widget.width()}x{widget.height()}, needs {need.width()}x{need.height()}")
    return found


def settle() -> None:
    """A layout that changes asks the one around it: until the outermost has answered."""
    for _ in range(5):
        QCoreApplication.sendPostedEvents()


def _texts(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, TextLine):
            yield widget, widget.text
        elif isinstance(widget, (QLabel, QPushButton, Chip)):
            yield widget, widget.text()
        elif isinstance(widget, QComboBox):
            yield widget, widget.currentText()


def _is_cut(widget: QWidget, text: str) -> bool:
    if isinstance(widget, TextLine):
        return widget.cut
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height()
    if isinstance(widget, Chip):
        return widget.sizeHint().width() > widget.width()
    wide = widget.fontMetrics().horizontalAdvance(text)
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget)
        return wide > field.width()
    return wide + (BUTTON if isinstance(widget, QPushButton) else 0) > widget.width()


def _is_covered(widget: QWidget, root: QWidget) -> bool:
    """Whether something that holds it ends before it does."""
    place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
    return not root.rect().contains(place)

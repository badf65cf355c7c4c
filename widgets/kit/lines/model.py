"""The lines as Qt's model; replaced as a whole, so that a selection by key can be kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from widgets.kit.lines.line import Line
from widgets.kit.text import as_tooltip, plain

LINE_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class LinesModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._lines

    def replace(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def extend(self, lines: Sequence[Line]) -> None:
        """More at the end: what is seen stays where it is."""
        if not lines:
            return
        first = len(self._lines)
        self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
        self._lines = (*self._lines, *lines)
        self.endInsertRows()

    def row_of(self, key: str) -> int:
        """-1 when there is no such line."""
        return next((row for row, line in enumerate(self._lines) if line.key == key and key), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip("  ".join(part for part in (line.text, line.detail) if part))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "  ".join(plain(part) for part in (line.lead, line.text, line.detail, line.tail) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are passed over by the keys."""
        if index.isValid() and self._lines[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

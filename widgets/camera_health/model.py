"""The table as Qt's model: what stands in each cell, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from widgets.camera_health.rows import CameraHealth, Column
from widgets.kit.ages import ago, lasting
from widgets.kit.camera_words import camera_state_mark, camera_state_word
from widgets.kit.palette import Tone
from widgets.kit.text import as_tooltip, plain
from widgets.kit.words import NO_VALUE, figure

ROW_ROLE = Qt.ItemDataRole.UserRole
POOR = 0.95
"""Availability below which the figure stands out."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_WORDS = (Column.STATE, Column.NAME, Column.WHERE)


class HealthModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CameraHealth, ...] = ()
        self._sorted: tuple[Column | None, bool] = (None, False)

    @property
    def rows(self) -> tuple[CameraHealth, ...]:
        return self._rows

    def replace(self, rows: Sequence[CameraHealth]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_of(self, camera: str) -> int:
        return next((at for at, it in enumerate(self._rows) if it.camera == camera), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802 - Qt's name
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(Column(section))
        return f"{section + 1} {self._title(Column(section))}" if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole and column in (Column.NAME, Column.WHERE):
            return as_tooltip(self._text(row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return self._tone(row, column).color if role == Qt.ItemDataRole.ForegroundRole else None

    def _title(self, column: Column) -> str:
        match column:
            case Column.STATE:
                return self.tr("State")
            case Column.NAME:
                return self.tr("Camera")
            case Column.WHERE:
                return self.tr("Place")
            case Column.AVAILABILITY:
                return self.tr("Available")
            case Column.SILENT:
                return self.tr("Last picture")
            case Column.RESTARTS:
                return self.tr("Restarts")
            case Column.BITRATE:
                return self.tr("kbit/s")
            case Column.WATCHED:
                return self.tr("Watched")

    def _text(self, row: CameraHealth, column: Column) -> str:
        match column:
            case Column.STATE:
                return camera_state_word(row.state) or NO_VALUE
            case Column.NAME:
                return plain(row.name)
            case Column.WHERE:
                return plain(row.where)
            case Column.AVAILABILITY:
                return NO_VALUE if row.availability is None else f"{row.availability:.1%}"
            case Column.SILENT:
                return NO_VALUE if row.silent is None else ago(row.silent)
            case Column.RESTARTS:
                return str(row.restarts)
            case Column.BITRATE:
                return NO_VALUE if row.bitrate is None else figure(round(row.bitrate / 1000))
            case Column.WATCHED:
                return lasting(row.watched) if row.watched else NO_VALUE

    def _tone(self, row: CameraHealth, column: Column) -> Tone:
        if column is Column.STATE:
            return Tone.YELLOW if camera_state_mark(row.state)[0] else Tone.MUTED
        if column is Column.AVAILABILITY and row.availability is not None and row.availability < POOR:
            return Tone.YELLOW
        return Tone.TEXT if column in (Column.NAME, Column.AVAILABILITY) else Tone.MUTED


def _alignment(column: Column) -> Qt.AlignmentFlag:
    across = Qt.AlignmentFlag.AlignLeft if column in _WORDS else Qt.AlignmentFlag.AlignRight
    return across | Qt.AlignmentFlag.AlignVCenter

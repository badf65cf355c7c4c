"""Groups and their cameras as Qt's model; a row is looked up when it is painted, none is made before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from widgets.camera_tree.rows import CameraGroup, CameraRow
from widgets.kit.camera_drag import MIME, cameras_data
from widgets.kit.camera_words import camera_state_word
from widgets.kit.text import as_tooltip, plain

CAMERA_ROLE = Qt.ItemDataRole.UserRole
GROUP_ROLE = Qt.ItemDataRole.UserRole + 1
STATE_ROLE = Qt.ItemDataRole.UserRole + 2
FAVOURITE_ROLE = Qt.ItemDataRole.UserRole + 3
WHERE_ROLE = Qt.ItemDataRole.UserRole + 4

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CameraTreeModel(QAbstractItemModel):
    """Either groups with their cameras below them, or found cameras without groups."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[CameraGroup, ...] = ()
        self._found: tuple[CameraRow, ...] | None = None
        self._states: Mapping[str, str] = {}
        self._favourites: frozenset[str] = frozenset()

    @property
    def groups(self) -> tuple[CameraGroup, ...]:
        return self._groups

    @property
    def found(self) -> tuple[CameraRow, ...] | None:
        """None while the groups are shown."""
        return self._found

    @property
    def favourites(self) -> frozenset[str]:
        return self._favourites

    def replace(self, groups: Sequence[CameraGroup]) -> None:
        self.beginResetModel()
        self._groups = tuple(groups)
        self._favourites = frozenset(row.id for group in groups if group.favourite for row in group.cameras)
        self.endResetModel()

    def show_found(self, found: Iterable[CameraRow] | None) -> None:
        """In place of the groups; None brings them back."""
        self.beginResetModel()
        self._found = None if found is None else tuple(found)
        self.endResetModel()

    def set_states(self, states: Mapping[str, str]) -> None:
        """State of each camera that somebody watches; the view paints anew what is in sight."""
        self._states = states

    def group_index(self, key: str) -> QModelIndex:
        """Not valid when there is no such group now."""
        rows = () if self._found is not None else self._groups
        row = next((at for at, group in enumerate(rows) if group.key == key), -1)
        return self.createIndex(row, 0, 0) if row >= 0 else QModelIndex()

    def index_of(self, key: str, camera: str) -> QModelIndex:
        """A camera's row in this group, or among those found for key ""; not valid when it is not there."""
        above = self.group_index(key)
        if above.isValid():
            rows = self._groups[above.row()].cameras
        else:
            rows = self._found if self._found is not None and not key else ()
        row = next((at for at, it in enumerate(rows) if it.id == camera), -1)
        return self.index(row, 0, above) if row >= 0 else QModelIndex()

    def camera(self, index: Index) -> CameraRow | None:
        if not index.isValid():
            return None
        if self._found is not None:
            return self._found[index.row()]
        at = index.internalId()
        return self._groups[at - 1].cameras[index.row()] if at else None

    def group(self, index: Index) -> CameraGroup | None:
        if not index.isValid() or self._found is not None or index.internalId():
            return None
        return self._groups[index.row()]

    # ---- Qt's questions. A camera's index carries its group's number from 1, everything else 0.

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject.parent() takes nothing
        at = index.internalId() if index.isValid() else 0
        return self.createIndex(at - 1, 0, 0) if at else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        if not parent.isValid():
            return len(self._groups if self._found is None else self._found)
        if self._found is not None or parent.internalId():
            return 0
        return len(self._groups[parent.row()].cameras)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 1

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:  # noqa: N802 - Qt's name
        return self.rowCount(parent) > 0

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.camera(index)
        if row is not None:
            return self._where(index, row) if role == WHERE_ROLE else self._camera_data(row, role)
        group = self.group(index)
        if group is None:
            return None
        if role == GROUP_ROLE:
            return group
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{plain(group.title)} {len(group.cameras)}"
        return None

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Of a group all of its cameras, as many as a drag carries."""
        return cameras_data(self.ids(indexes))

    def ids(self, indexes: Iterable[QModelIndex]) -> list[str]:
        """In the order of the tree, each once."""
        found: dict[str, None] = {}
        for index in sorted(indexes, key=lambda it: (it.internalId() or it.row() + 1, it.internalId() > 0, it.row())):
            row, group = self.camera(index), self.group(index)
            for it in (row,) if row is not None else group.cameras if group is not None else ():
                found[it.id] = None
        return list(found)

    def _where(self, index: Index, row: CameraRow) -> str:
        """What is worth saying beside the name: below its street's name a camera need not say it again."""
        group = self.group(self.parent(index))
        return "" if group is not None and row.where == group.title else row.where or row.code

    def _camera_data(self, row: CameraRow, role: int) -> object:
        if role == CAMERA_ROLE:
            return row
        if role == STATE_ROLE:
            return self._states.get(row.id, "")
        if role == FAVOURITE_ROLE:
            return row.id in self._favourites
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(" · ".join(part for part in (row.name, row.code, row.where) if part))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = (row.name, row.code, row.where, camera_state_word(self._states.get(row.id, "")))
            return " ".join(plain(part) for part in said if part)
        return None

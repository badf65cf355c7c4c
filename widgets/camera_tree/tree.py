"""The rows on the screen: walked by arrows, opened by Enter, dragged several at once."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from widgets.camera_tree.delegate import CameraDelegate
from widgets.camera_tree.model import CameraTreeModel
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale


class CameraRows(QTreeView):
    opened = Signal(list)  # camera ids: Enter, or a double click
    selected = Signal(str)  # the camera that the keyboard stands on, "" for none
    starred = Signal(list, bool)  # camera ids; True: a group is to be asked for
    group_opened = Signal(str)  # a group's key: Ctrl+Enter, or a double click on it
    seeking = Signal()  # the line to type into is wanted

    def __init__(self, model: CameraTreeModel, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cameras = model
        self._placeholder = ""
        self._open: set[str] = set()
        self._spot: tuple[str, str, int] | None = None
        # Before the view's own: it forgets then where its rows stand.
        model.modelAboutToBeReset.connect(self._on_about_to_reset)
        self.setModel(model)
        self.setItemDelegate(CameraDelegate(scale=scale, parent=self))
        self.setFont(scale.font())
        self.setUniformRowHeights(True)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setExpandsOnDoubleClick(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setAccessibleName(self.tr("Cameras"))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Tone.GROUND.color)
        self.setPalette(palette)
        self.expanded.connect(self._on_expanded)
        self.collapsed.connect(self._on_collapsed)
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_clicked)
        model.modelReset.connect(self._on_reset)

    @property
    def placeholder(self) -> str:
        return self._placeholder

    def set_placeholder(self, text: str) -> None:
        """What stands on the ground while there are no rows."""
        if text != self._placeholder:
            self._placeholder = text
            self.viewport().update()

    def chosen(self) -> list[str]:
        """Ids of the selected cameras; of a selected group all of them."""
        return self._cameras.ids(self.selectionModel().selectedIndexes())

    def choose_first(self) -> None:
        if self._cameras.rowCount():
            self.setCurrentIndex(self._cameras.index(0, 0))

    def open_group(self, key: str) -> None:
        index = self._cameras.group_index(key)
        if index.isValid():
            self.expand(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._placeholder and self._cameras.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(Tone.MUTED.color)
            box = self.viewport().rect().adjusted(16, 16, -16, -16)
            flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
            painter.drawText(box, flags, self._placeholder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(whole=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key == Qt.Key.Key_F and self.chosen():
            self.starred.emit(self.chosen(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Slash:
            self.seeking.emit()
        elif event.text().isalpha() or key == Qt.Key.Key_Escape:
            event.ignore()  # letters are the page's
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """The line above is for that."""

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def currentChanged(  # noqa: N802 - Qt's name
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        row = self._cameras.camera(current)
        self.selected.emit("" if row is None else row.id)

    def _enter(self, *, whole: bool) -> None:
        """A group folds and unfolds, or is opened as a whole; cameras are shown."""
        index = self.currentIndex()
        group = self._cameras.group(index)
        if whole and group is not None:
            self.group_opened.emit(group.key)
        elif group is not None and len(self.selectionModel().selectedIndexes()) <= 1:
            self.setExpanded(index, not self.isExpanded(index))
        elif self.chosen():
            self.opened.emit(self.chosen())

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if self._cameras.group(index) is not None:
            self.setExpanded(index, not self.isExpanded(index))

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        row, group = self._cameras.camera(index), self._cameras.group(index)
        if row is not None:
            self.opened.emit([row.id])
        elif group is not None and group.favourite:
            self.group_opened.emit(group.key)

    @Slot(QModelIndex)
    def _on_expanded(self, index: QModelIndex) -> None:
        group = self._cameras.group(index)
        if group is not None:
            self._open.add(group.key)

    @Slot(QModelIndex)
    def _on_collapsed(self, index: QModelIndex) -> None:
        group = self._cameras.group(index)
        if group is not None:
            self._open.discard(group.key)

    @Slot()
    def _on_about_to_reset(self) -> None:
        """While cameras are sought, the row in the streets is kept in mind."""
        index = self.currentIndex()
        row, above = self._cameras.camera(index), self._cameras.group(self._cameras.parent(index))
        if row is not None and above is not None:
            self._spot = above.key, row.id, self.visualRect(index).top()

    @Slot()
    def _on_reset(self) -> None:
        """What was unfolded is so again, and the row that the keyboard stood on stays where it was on the screen."""
        self.selectionModel().setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.Clear)
        for key in tuple(self._open):
            self.open_group(key)
        if self._spot is None:
            return
        key, camera, top = self._spot
        index = self._cameras.index_of(key, camera)
        if index.isValid():
            self.executeDelayedItemsLayout()
            self.updateGeometries()
            self.setCurrentIndex(index)
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(index).top() - top)

"""The rows of the table on the screen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from widgets.camera_health.model import ROW_ROLE, HealthModel
from widgets.camera_health.rows import CameraHealth, Column
from widgets.kit.camera_words import camera_state_mark
from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale


class HealthRows(QTableView):
    """Rows are selected by camera; characters are left to the panel, where they sort and filter."""

    def __init__(self, model: HealthModel, *, scale: Scale) -> None:
        super().__init__()
        sizes = scale.sizes
        self._placeholder = ""
        self.setModel(model)
        self.setItemDelegateForColumn(Column.STATE.value, StateDelegate(scale, self))
        self.setFont(scale.font())
        self.setAccessibleName(self.tr("Health of the cameras"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(sizes.row)
        header = self.horizontalHeader()
        header.setFont(scale.font(Role.SMALL))
        header.setFixedHeight(sizes.row)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setDefaultSectionSize(6 * sizes.pad)
        for column, wide in ((Column.STATE, 8), (Column.SILENT, 8)):
            self.setColumnWidth(column.value, wide * sizes.pad)
        for column in (Column.NAME, Column.WHERE):
            header.setSectionResizeMode(column.value, QHeaderView.ResizeMode.Stretch)

    def camera(self) -> str:
        """The selected one, "" for none."""
        row = self.currentIndex().data(ROW_ROLE) if self.currentIndex().isValid() else None
        return row.camera if isinstance(row, CameraHealth) else ""

    def scroll_to(self, value: int) -> None:
        """As the scroll bar counts; also right after the rows have been replaced."""
        self.updateGeometries()
        self.verticalScrollBar().setValue(value)

    def set_placeholder(self, text: str) -> None:
        self._placeholder = text
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (event.text().isprintable() and event.text()) or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._placeholder and self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(Tone.MUTED.color)
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._placeholder)


class StateDelegate(QStyledItemDelegate):
    """The mark before the word."""

    def __init__(self, scale: Scale, parent: QObject) -> None:
        super().__init__(parent)
        self._side, self._gap = scale.sizes.mark, scale.sizes.gap

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shifted = QStyleOptionViewItem(option)
        rect: QRect = option.rect
        shifted.rect = rect.adjusted(self._side + self._gap, 0, 0, 0)
        row: CameraHealth = index.data(ROW_ROLE)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, Tone.SELECTED.color)
        super().paint(painter, shifted, index)
        mark, hollow = camera_state_mark(row.state)
        if mark is not None:
            top = rect.center().y() - self._side / 2
            paint_mark(painter, mark, QRectF(rect.x() + self._gap, top, self._side, self._side), hollow=hollow)

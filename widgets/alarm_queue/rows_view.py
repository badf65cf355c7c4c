"""An item view of rows of one height, which lays nothing out: where a row is follows from its number.

Qt's own list view asks a model for every row at each change, which for thousands of rows in
Python takes longer than the screen has.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

Index = QModelIndex | QPersistentModelIndex
_Action = QAbstractItemView.CursorAction
_Hint = QAbstractItemView.ScrollHint


class RowsView(QAbstractItemView):
    """Scrolls by pixels; the bar's value is the y of the rows' upper edge, and may lie outside its natural range."""

    def __init__(self, row_height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row_height = row_height
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.verticalScrollBar()
        bar.setSingleStep(row_height)
        bar.valueChanged.connect(self.updateGeometries)

    def row_count(self) -> int:
        model = self.model()
        return model.rowCount() if model is not None else 0

    def rows_in(self, box: QRect) -> range:
        """Numbers of the rows that `box` of the viewport touches."""
        above = self.verticalOffset()
        first = max(0, (box.top() + above) // self.row_height)
        return range(first, min(self.row_count(), (box.bottom() + above) // self.row_height + 1))

    def row_rect(self, row: int) -> QRect:
        top = row * self.row_height - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self.row_height)

    def visualRect(self, index: Index) -> QRect:  # noqa: N802 - Qt's name
        return self.row_rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802 - Qt's name
        row = (point.y() + self.verticalOffset()) // self.row_height
        inside = 0 <= row < self.row_count() and self.viewport().rect().contains(point)
        return self.model().index(row, 0) if inside else QModelIndex()

    def scrollTo(self, index: Index, hint: _Hint = _Hint.EnsureVisible) -> None:  # noqa: N802 - Qt's name
        if not index.isValid():
            return
        box, port, bar = self.visualRect(index), self.viewport().rect(), self.verticalScrollBar()
        if hint == _Hint.PositionAtTop or box.top() < 0:
            bar.setValue(bar.value() + box.top())
        elif hint == _Hint.PositionAtBottom or box.bottom() > port.bottom():
            bar.setValue(bar.value() + box.bottom() - port.bottom())
        elif hint == _Hint.PositionAtCenter:
            bar.setValue(bar.value() + box.center().y() - port.center().y())

    def moveCursor(self, action: _Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802 - Qt's name
        count, row = self.row_count(), self.currentIndex().row()
        if count == 0:
            return QModelIndex()
        page = max(1, self.viewport().height() // self.row_height - 1)
        steps = {
            _Action.MoveUp: -1,
            _Action.MovePrevious: -1,
            _Action.MoveDown: 1,
            _Action.MoveNext: 1,
            _Action.MovePageUp: -page,
            _Action.MovePageDown: page,
            _Action.MoveHome: -count,
            _Action.MoveEnd: count,
        }
        # Without a selection the first key selects a row that is in sight.
        start = row if row >= 0 else self.rows_in(self.viewport().rect()).start - 1
        wanted = start + steps.get(action, 0) if row >= 0 or action != _Action.MoveUp else start + 1
        return self.model().index(min(max(wanted, 0), count - 1), 0)

    def horizontalOffset(self) -> int:  # noqa: N802 - Qt's name
        return 0

    def verticalOffset(self) -> int:  # noqa: N802 - Qt's name
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802 - Qt's name
        return False

    def setSelection(self, rect: QRect, command: object) -> None:  # noqa: N802 - Qt's name
        """One row at a time, the one at the pointer."""
        index = self.indexAt(rect.topLeft())
        if index.isValid():
            self.selectionModel().select(index, command)  # type: ignore[call-overload]  # the stub wants the flag's type

    def visualRegionForSelection(self, selection: object) -> QRegion:  # noqa: N802 - Qt's name
        return QRegion(self.visualRect(self.currentIndex()))

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        """The natural range, stretched to where the rows are now: they stay until somebody scrolls back."""
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        value = bar.value()
        natural = max(0, self.row_count() * self.row_height - height)
        bar.setPageStep(max(height, 1))
        bar.setRange(min(0, value), max(natural, value))
        super().updateGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt's name
        self.viewport().update()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:  # noqa: N802 - Qt's name
        super().rowsInserted(parent, start, end)
        self.changed_from(start)

    def changed_from(self, row: int) -> None:
        """Rows from `row` on have other places now."""
        self.updateGeometries()
        top = max(0, self.row_rect(row).top())
        if top < self.viewport().height():
            self.viewport().update(0, top, self.viewport().width(), self.viewport().height() - top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().base())
        pointed = self.viewport().mapFromGlobal(self.cursor().pos()) if self.viewport().underMouse() else None
        selected, model = self.selectionModel(), self.model()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver)
        for row in self.rows_in(event.rect()):
            index = model.index(row, 0)
            box = self.row_rect(row)
            option.rect = box
            option.state = plain
            if selected.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if pointed is not None and box.contains(pointed):
                option.state |= QStyle.StateFlag.State_MouseOver
            self.itemDelegate().paint(painter, option, index)

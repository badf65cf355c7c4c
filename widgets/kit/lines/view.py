"""A list of lines that is walked with the arrow keys; Enter opens what a line stands for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QModelIndex, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from widgets.kit.lines.delegate import LinesDelegate
from widgets.kit.lines.line import Line
from widgets.kit.lines.model import LINE_ROLE, LinesModel
from widgets.kit.scale import Scale


class LinesView(QListView):
    """What is selected stays selected, by its key, when the lines are replaced.

    `wraps`: a line is as high as its text needs, for lists that are read from end to end.
    """

    chosen = Signal(str)  # key of the selected line, "" for none
    opened = Signal(str)  # Enter or a double click on a line with a key
    end_reached = Signal()  # the last line is in sight: there may be more

    def __init__(
        self,
        *,
        scale: Scale,
        lead_width: int = 0,
        marks: bool = True,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = LinesModel(self)
        self.setModel(self._model)
        self.setItemDelegate(LinesDelegate(scale=scale, lead_width=lead_width, marks=marks, wraps=wraps, parent=self))
        self.setUniformItemSizes(not wraps)
        if wraps:
            self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumHeight(scale.sizes.row)
        self.activated.connect(self._on_activated)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._model.lines

    @property
    def chosen_key(self) -> str:
        return self._key(self.currentIndex())

    def show_lines(self, lines: Sequence[Line]) -> None:
        if tuple(lines) == self._model.lines:
            return
        key, at = self.chosen_key, self.verticalScrollBar().value()
        self._model.replace(lines)
        row = self._model.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self._model.index(row, 0))
            self.verticalScrollBar().setValue(at)

    def add_lines(self, lines: Sequence[Line]) -> None:
        self._model.extend(lines)

    def choose(self, key: str) -> None:
        row = self._model.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self._model.index(row, 0))

    def choose_first(self) -> None:
        for row, line in enumerate(self._model.lines):
            if not line.heading:
                self.setCurrentIndex(self._model.index(row, 0))
                return

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.chosen.emit(self.chosen_key)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        key = self._key(index)
        if key:
            self.opened.emit(key)

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum():
            self.end_reached.emit()

    def _key(self, index: QModelIndex) -> str:
        line = index.data(LINE_ROLE) if index.isValid() else None
        return line.key if isinstance(line, Line) else ""

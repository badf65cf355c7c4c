"""The table of the cameras' health: sorted by digits, filtered by words, opened by Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from commandcenter.domain.priority import Priority
from widgets.camera_health.model import POOR, HealthModel
from widgets.camera_health.rows import CameraHealth, Column, kept, worst_first
from widgets.camera_health.table import HealthRows
from widgets.kit.chip import Chip
from widgets.kit.hints import KeyHints
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

LONGEST = 80


class HealthTable(Panel):
    opened = Signal(str)  # camera id: its picture is wanted
    left = Signal()  # back to the pictures

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__("", scale=scale, parent=parent)
        self.setObjectName("camera-health")
        self.title.set_text(self.tr("Health of the cameras"))
        self._all: list[CameraHealth] = []
        self._column: Column | None = None
        self._turned = False
        self.model = HealthModel(self)
        self.table = HealthRows(self.model, scale=scale)
        self.seek = QLineEdit()
        self.wrong = Chip(scale=scale)
        self._count = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False)
        self._note = TextLine(scale=scale)
        self._arrange(scale)
        self.setFocusProxy(self.table)
        self.seek.textChanged.connect(self._show)
        self.wrong.toggled.connect(self._show)
        self.table.activated.connect(self._on_activated)
        self.table.horizontalHeader().sectionClicked.connect(self._on_section)
        self.show_loading()

    def _arrange(self, scale: Scale) -> None:
        sizes = scale.sizes
        self.seek.setMaxLength(LONGEST)
        self.seek.setFont(scale.font())
        self.seek.setFixedHeight(sizes.row)
        self.seek.setPlaceholderText(self.tr("name or place"))
        self.seek.setAccessibleName(self.tr("Find cameras"))
        self.seek.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.wrong.setCheckable(True)
        self.wrong.show_text(self.tr("in trouble only"), Priority.MINOR)
        self.heading.addWidget(self._count)
        line = QHBoxLayout()
        line.setContentsMargins(sizes.gap, sizes.gap, sizes.gap, sizes.gap)
        line.setSpacing(sizes.gap)
        line.addWidget(Keycap("/", scale=scale))
        line.addWidget(self.seek, 1)
        line.addWidget(Keycap("W", scale=scale))
        line.addWidget(self.wrong)
        hints = (
            (("1", "…", "8"), self.tr("sort by a column, again: turned round")),
            (("0",), self.tr("worst first")),
            (("Enter",), self.tr("show the picture")),
        )
        foot = KeyHints(hints, scale=scale)
        foot.setContentsMargins(sizes.gap, sizes.gap // 2, sizes.gap, sizes.gap // 2)
        self._note.setFixedHeight(sizes.row)
        self._note.hide()
        said = QHBoxLayout()
        said.setContentsMargins(sizes.pad, 0, sizes.pad, 0)
        said.addWidget(self._note)
        self.body.addLayout(said)
        self.body.addLayout(line)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(foot)

    @property
    def count_text(self) -> str:
        return self._count.text

    @property
    def note(self) -> str:
        return self._note.text

    def show_note(self, text: str) -> None:
        """Why the figures are old, "" while they are not."""
        self._note.show_text(text, Tone.YELLOW, Priority.MINOR if text else None)
        self._note.setVisible(bool(text))

    def show_health(self, rows: Sequence[CameraHealth]) -> None:
        self._all = list(rows)
        if self._all:
            self.show_body()
        else:
            self.show_empty(self.tr("No camera has been watched in this time."))
        self._show()

    @Slot()
    def sort_by(self, column: Column | None) -> None:
        """None: the worst first; the same column again turns it round."""
        self._turned = column is not None and column is self._column and not self._turned
        self._column = column
        order = Qt.SortOrder.DescendingOrder if self._turned else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(-1 if column is None else column.value, order)
        self._show()
        self.table.scrollToTop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the table and the line to type into do not take."""
        key = event.key()
        if self.seek.hasFocus() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.table.setFocus()
            self.table.selectRow(0)
        elif key == Qt.Key.Key_Escape and (self.seek.text() or self.seek.hasFocus()):
            self.seek.clear()
            self.table.setFocus()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif Qt.Key.Key_1 <= key < Qt.Key.Key_1 + len(Column):
            self.sort_by(Column(key - Qt.Key.Key_1))
        elif key == Qt.Key.Key_0:
            self.sort_by(None)
        elif key == Qt.Key.Key_Slash:
            self.seek.setFocus()
        elif key == Qt.Key.Key_W:
            self.wrong.toggle()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _show(self) -> None:
        """The selected camera stays selected, and what somebody has scrolled to stays in sight."""
        camera, scrolled = self.table.camera(), self.table.verticalScrollBar().value()
        shown = kept(self._all, self.seek.text(), only_wrong=self.wrong.isChecked())
        self.model.replace(worst_first(shown, self._column, turned=self._turned))
        at = self.model.row_of(camera)
        if at >= 0:
            self.table.selectRow(at)
        self.table.scroll_to(scrolled)
        poor = sum(it.availability is not None and it.availability < POOR for it in self._all)
        said = self.tr("{shown} of {all} · {poor} below {limit}")
        self._count.set_text(said.format(shown=len(shown), all=len(self._all), poor=poor, limit=f"{POOR:.0%}"))
        self.table.set_placeholder(self.tr("No camera is like that."))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.rows[index.row()].camera)

    @Slot(int)
    def _on_section(self, section: int) -> None:
        self.sort_by(Column(section))

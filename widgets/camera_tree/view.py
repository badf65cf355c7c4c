"""The panel of all cameras: a line to type into, the tree, and what there is to say when it is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from widgets.camera_tree.model import CameraTreeModel
from widgets.camera_tree.rows import CameraGroup, Finder
from widgets.camera_tree.tree import CameraRows
from widgets.kit.field import Field
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

LIMIT = 200
"""Found cameras that are listed; who gets more types another letter."""
LONGEST = 80


class CameraTree(Panel):
    put_requested = Signal(list)  # camera ids, for the selected tile and those after it
    selected = Signal(str)  # the camera that the keyboard stands on, "" for none
    favourite_requested = Signal(list, str)  # camera ids; the group, "" for that without a name
    unfavourite_requested = Signal(list)
    group_requested = Signal(str)  # key of a group that is wanted as a whole

    def __init__(self, finder: Finder, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__("", scale=scale, parent=parent)
        self.setObjectName("camera-tree")
        self.title.set_text(self.tr("Cameras"))
        self._finder = finder
        self._count = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False)
        self.heading.addWidget(self._count)
        self.model = CameraTreeModel(self)
        self.rows = CameraRows(self.model, scale=scale)
        self.seek = QLineEdit()
        self.group = Field(self.tr("Group of favourites"), scale=scale, limit=40)
        self._starring: list[str] = []
        self._loaded = False
        self._arrange(scale)
        self.rows.opened.connect(self.put_requested)
        self.rows.selected.connect(self.selected)
        self.rows.group_opened.connect(self.group_requested)
        self.rows.starred.connect(self._on_starred)
        self.rows.seeking.connect(self.open_search)
        self.seek.textChanged.connect(self._on_typed)
        self.group.entered.connect(self._on_grouped)
        self.rows.set_placeholder(self.tr("Loading…"))

    def _arrange(self, scale: Scale) -> None:
        sizes = scale.sizes
        self.seek.setMaxLength(LONGEST)
        self.seek.setFont(scale.font())
        self.seek.setFixedHeight(sizes.row)
        self.seek.setPlaceholderText(self.tr("name, code or place"))
        self.seek.setAccessibleName(self.tr("Find cameras"))
        self.seek.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.seek.setAcceptDrops(False)
        line = QHBoxLayout()
        line.setContentsMargins(sizes.gap, sizes.gap, sizes.gap, sizes.gap)
        line.setSpacing(sizes.gap)
        line.addWidget(self.seek, 1)
        line.addWidget(Keycap("/", scale=scale))
        self.group.setContentsMargins(sizes.gap, 0, sizes.gap, sizes.gap)
        self.group.hide()
        self.setFocusProxy(self.rows)
        self.body.addLayout(line)
        self.body.addWidget(self.group)
        self.body.addWidget(self.rows, 1)

    @property
    def count_text(self) -> str:
        return self._count.text

    @property
    def placeholder(self) -> str:
        """What stands in place of the rows, "" while there are some."""
        return "" if self.model.rowCount() else self.rows.placeholder

    def show_groups(self, groups: Sequence[CameraGroup]) -> None:
        """All that this person may see; favourites come first, as they are given."""
        self._loaded = True
        self.model.replace(groups)
        self._say()

    def show_states(self, states: Mapping[str, str]) -> None:
        """State of each camera that somebody watches, by id."""
        self.model.set_states(states)
        self.rows.viewport().update()

    @Slot()
    def open_search(self) -> None:
        self.seek.setFocus()
        self.seek.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the lines to type into and the rows do not take."""
        key = event.key()
        if self.group.isVisible() and key == Qt.Key.Key_Escape:
            self._leave_group()
        elif self.seek.hasFocus() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._put_first()
        elif self.seek.hasFocus() and key == Qt.Key.Key_Down:
            self.rows.setFocus()
            self.rows.choose_first()
        elif key == Qt.Key.Key_Escape and self.seek.text():
            self.seek.clear()
            self.rows.setFocus()
        elif key == Qt.Key.Key_Escape and self.seek.hasFocus():
            self.rows.setFocus()
        else:
            super().keyPressEvent(event)

    def _put_first(self) -> None:
        """Who has typed a code presses Enter to see that camera."""
        if self.model.found:
            self.put_requested.emit([self.model.found[0].id])

    def search_again(self) -> None:
        """Other cameras may be found by what is typed."""
        if self.seek.text().strip():
            self._on_typed(self.seek.text())

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        words = text.strip()
        self.model.show_found(self._finder.find(words, LIMIT) if words else None)
        self._say()

    def _say(self) -> None:
        found = self.model.found
        if found is None:
            self.rows.set_placeholder(self.tr("There are no cameras.") if self._loaded else self.tr("Loading…"))
            total = sum(len(group.cameras) for group in self.model.groups if not group.favourite)
            self._count.set_text(f"{total:,}".replace(",", "\u00a0") if self._loaded else "")
            return
        self.rows.set_placeholder(self.tr("No camera has this name, code or place."))
        many = self.tr("the first {count}") if len(found) >= LIMIT else self.tr("{count} found")
        self._count.set_text(many.format(count=len(found)))

    @Slot(list, bool)
    def _on_starred(self, ids: list[str], ask: bool) -> None:
        """F puts them on top, or takes them away when all of them are there; Shift+F asks for a group."""
        if ask:
            self._starring = ids
            self.group.show()
            self.group.setFocus()
        elif set(ids) <= self.model.favourites:
            self.unfavourite_requested.emit(ids)
        else:
            self.favourite_requested.emit(ids, "")

    @Slot()
    def _on_grouped(self) -> None:
        if self.group.text:
            self.favourite_requested.emit(self._starring, self.group.text)
            self._leave_group()

    def _leave_group(self) -> None:
        self.group.hide()
        self.group.set_text("")
        self.rows.setFocus()

"""The line of kept views: ways to look at the queue, each a key away; they follow the officer from desk to desk."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from widgets.alarm_queue.rows import Filter
from widgets.kit.chip import Chip
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

MOST = 9
LONGEST = 10
ACROSS = 3


class View(NamedTuple):
    """The filter's name, whether only one's own alarms, and typed words."""

    filter: str = Filter.ALL.value
    mine: bool = True
    words: str = ""


class ViewsLine(QWidget):
    """Hidden until it is opened. 1 to 9 look that way, Enter keeps the present view, Del drops it, Esc leaves."""

    chosen = Signal(object)  # View
    kept = Signal(list)  # [View, …]: all of them from now on
    left = Signal()

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = scale.sizes
        self._scale = scale
        self._views: list[View] = []
        self._now = View()
        self._hint = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED)
        self._rows = [QHBoxLayout() for _ in range(MOST // ACROSS)]
        self._chips = [self._chip(number) for number in range(MOST)]
        foot = QHBoxLayout()
        foot.setSpacing(sizes.gap)
        words = (("Enter", self.tr("keep this view")), ("Del", self.tr("drop it")), ("Esc", self.tr("leave")))
        for key, word in words:
            foot.addWidget(Keycap(key, scale=scale))
            foot.addWidget(TextLine(word, scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False))
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.pad, sizes.gap, sizes.pad, sizes.gap)
        column.setSpacing(sizes.gap)
        column.addWidget(self._hint)
        for row in self._rows:
            row.setSpacing(sizes.gap)
            row.addStretch(1)
            column.addLayout(row)
        column.addLayout(foot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()
        self._show()

    def _chip(self, number: int) -> Chip:
        chip = Chip(scale=self._scale, parent=self)
        chip.setCheckable(True)
        chip.clicked.connect(partial(self._choose, number + 1))
        self._rows[number // ACROSS].addWidget(chip)
        return chip

    @property
    def texts(self) -> list[str]:
        """What the kept views are called, in their order."""
        return [chip.text() for chip in self._chips[: len(self._views)]]

    @property
    def hint(self) -> str:
        return self._hint.text

    def set_views(self, views: Sequence[View]) -> None:
        """All that are kept; no more than nine."""
        self._views = list(views)[:MOST]
        self._show()

    def open(self, now: View) -> None:
        """`now` is how the queue is looked at."""
        self._now = now
        self._show()
        self.show()
        self.setFocus()

    @property
    def has_keyboard(self) -> bool:
        return self.hasFocus()

    def leave(self) -> None:
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_V):
            self.leave()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._choose(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._now not in self._views and len(self._views) < MOST:
                self._keep([*self._views, self._now])
        elif key == Qt.Key.Key_Delete and self._now in self._views:
            self._keep([view for view in self._views if view != self._now])
        # Whatever else is pressed is not for the queue below: the present view is what is looked at.
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hide()

    def _choose(self, number: int) -> None:
        if number <= len(self._views):
            self.hide()
            self.chosen.emit(self._views[number - 1])

    def _keep(self, views: list[View]) -> None:
        self.set_views(views)
        self.kept.emit(views)

    def _show(self) -> None:
        for number, chip in enumerate(self._chips):
            there = number < len(self._views)
            chip.setVisible(there)
            if there:
                chip.show_text(f"{number + 1} {self._called(self._views[number])}")
                chip.setChecked(self._views[number] == self._now)
        text = self.tr("Views: press a number") if self._views else self.tr("No view is kept yet")
        if len(self._views) >= MOST:
            text = self.tr("Views: press a number; there are nine, drop one first")
        self._hint.set_text(text)

    def _called(self, view: View) -> str:
        names = {
            Filter.ALL.value: self.tr("All"),
            Filter.UNACKNOWLEDGED.value: self.tr("Unacked"),
            Filter.HIDDEN.value: self.tr("Hidden"),
        }
        whose = "" if view.mine else self.tr("everybody's")
        words = view.words if len(view.words) <= LONGEST else f"{view.words[:LONGEST]}…"
        return " · ".join(part for part in (names.get(view.filter, view.filter), whose, words) if part)

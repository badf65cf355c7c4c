"""A list of alarms under its title: the worst first, and how many more there are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from widgets.kit.lines.view import LinesView
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.quality.state import ListShown


class AlarmList(Panel):
    """Scrolled by `roll`: the keyboard stays with the sheet."""

    def __init__(self, title: str, *, scale: Scale, lead: int, parent: QWidget | None = None) -> None:
        super().__init__(title, scale=scale, parent=parent)
        self._more = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False)
        self.heading.addWidget(self._more)
        self.lines = LinesView(scale=scale, lead_width=lead, marks=False, wraps=True)
        self.lines.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lines.setSelectionMode(LinesView.SelectionMode.NoSelection)
        self.body.addWidget(self.lines)

    def show_list(self, shown: ListShown) -> None:
        self.lines.show_lines(shown.lines)
        self._more.set_text(shown.more)
        if shown.lines:
            self.show_body()
        else:
            self.show_empty(self.tr("None."))

    def roll(self, steps: int) -> None:
        bar = self.lines.verticalScrollBar()
        bar.setValue(bar.value() + steps * self.scale.sizes.row)

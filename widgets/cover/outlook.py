"""One line on the district for a desk where nobody sits: open alarms by priority, shape by shape."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.cover.state import Outlook
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.kit.words import figure


class OutlookLine(QWidget):
    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = {
            priority: TextLine(scale=scale, role=Role.FIGURE, bold=True, shrink=False) for priority in Priority
        }
        self.waiting = TextLine(scale=scale, role=Role.HEADING, shrink=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.sizes.pad * 2)
        row.addStretch(1)
        for line in self.counts.values():
            row.addWidget(line)
        row.addWidget(self.waiting)
        row.addStretch(1)
        self.show_outlook(Outlook(open={}))

    def show_outlook(self, outlook: Outlook) -> None:
        for priority, line in self.counts.items():
            count = outlook.open.get(priority, 0)
            line.show_text(figure(count), Tone.TEXT if count else Tone.DIM, priority, hollow=not count)
        text = self.tr("{count} not acknowledged").format(count=figure(outlook.unacknowledged))
        self.waiting.show_text(text, Tone.TEXT if outlook.unacknowledged else Tone.MUTED)

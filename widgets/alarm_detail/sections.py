"""The parts of the details: named facts, numbered steps, and what happened when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from commandcenter.domain.alarms.work import Ticked
from widgets.alarm_detail.facts import HistoryLine
from widgets.kit.ages import clock
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_block import TextBlock
from widgets.kit.text_line import TextLine


class Section(QWidget):
    """A small heading over a grid of (name, text); hidden while it has none."""

    def __init__(self, title: str, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.sizes.gap // 2)
        if title:
            column.addWidget(TextLine(title, scale=scale, role=Role.SMALL, tone=Tone.MUTED))
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(scale.sizes.gap)
        self._grid.setVerticalSpacing(scale.sizes.gap // 2)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self._rows: list[tuple[TextLine, TextBlock]] = []

    @property
    def texts(self) -> list[str]:
        return [f"{name.text} {text.text()}".strip() for name, text in self._rows if not name.isHidden()]

    def show_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Reuses the lines that are there: nothing flickers when the alarm only gets new values."""
        while len(self._rows) < len(rows):
            self._add_row()
        for at, (name, text) in enumerate(self._rows):
            used = at < len(rows)
            name.setVisible(used)
            text.setVisible(used)
            if used:
                name.set_text(rows[at][0])
                text.set_lines([rows[at][1]])
        self.setVisible(bool(rows))

    def _add_row(self) -> None:
        at = len(self._rows)
        name = TextLine(scale=self._scale, tone=Tone.MUTED, shrink=False)
        text = TextBlock(scale=self._scale)
        self._grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, at, 1)
        self._rows.append((name, text))


def checklist(
    steps: Sequence[str], ticked: Sequence[Ticked], clock: Callable[[datetime], str]
) -> list[tuple[str, str]]:
    """Each step with its number, which is its key; of one that is ticked off who did it, and when."""
    done = {it.step: it for it in ticked}
    rows = []
    for number, step in enumerate(steps, start=1):
        tick = done.get(number)
        rows.append((f"✓ {number}", f"{step} · {tick.name} {clock(tick.at)}") if tick else (str(number), step))
    return rows


def timed(lines: Sequence[HistoryLine], zone: tzinfo | None) -> list[tuple[str, str]]:
    """Newest first: the last thing that happened is what one looks for."""
    newest = sorted(lines, key=lambda line: line.at, reverse=True)
    return [(clock(line.at, zone), line.text) for line in newest]

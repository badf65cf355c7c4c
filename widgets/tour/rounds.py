"""What the last round had to skip: a short list, each camera with the state that it was in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from widgets.kit.camera_words import camera_state_mark, camera_state_word
from widgets.kit.lines.line import Line
from widgets.kit.lines.view import LinesView
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.tour.state import Round

ROWS = 4


class RoundReport(Panel):
    """Hidden until a round has skipped something; Del puts it away."""

    opened = Signal(str)  # camera id

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__("", scale=scale, parent=parent)
        self.setObjectName("round-report")
        self.title.set_text(self.tr("Skipped"))
        self._count = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False)
        self.heading.addWidget(self._count)
        self.lines = LinesView(scale=scale)
        self.lines.setAccessibleName(self.tr("Skipped"))
        self.setFocusProxy(self.lines)
        self.lines.opened.connect(self.opened)
        self.body.addWidget(self.lines)
        self._row = scale.sizes.row
        self.hide()

    @property
    def count_text(self) -> str:
        return self._count.text

    def show_round(self, told: Round | None) -> None:
        """None puts it away, and so does a round that has skipped nothing."""
        skipped = told.skipped if told is not None else ()
        if told is not None:
            said = self.tr("round {number}: {count} of {all}")
            self._count.set_text(said.format(number=told.number, count=len(skipped), all=told.cameras))
        self.lines.show_lines(
            [
                Line(
                    text=it.name,
                    key=it.camera,
                    mark=camera_state_mark(it.state)[0],
                    tail=camera_state_word(it.state),
                    tail_tone=Tone.YELLOW,
                )
                for it in skipped
            ]
        )
        self.lines.setFixedHeight(min(len(skipped), ROWS) * self._row or self._row)
        self.setVisible(bool(skipped))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.show_round(None)
        else:
            super().keyPressEvent(event)

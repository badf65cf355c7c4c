"""What can be done to the selected alarm now, each with its key."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.life import Move
from widgets.kit.keycap import Keycap
from widgets.kit.scale import Scale


class AlarmActions(QWidget):
    """A button for each move that the alarm allows; the keys work in the queue."""

    asked = Signal(str)  # the move's value

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.sizes.gap)
        self._buttons: dict[Move, tuple[QPushButton, Keycap]] = {}
        for move, key, text in (
            (Move.ACKNOWLEDGE, "A", self.tr("Acknowledge")),
            (Move.UNACKNOWLEDGE, "Z", self.tr("Take back")),
            (Move.RESET, "R", self.tr("Reset")),
            (Move.SHELVE, "S", self.tr("Shelve…")),
            (Move.UNSHELVE, "S", self.tr("Unshelve")),
        ):
            button = QPushButton(text)
            button.setToolTip(f"{text} ({key})")
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(text) + 2 * scale.sizes.pad)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self._on_clicked, move))
            self._buttons[move] = button, Keycap(key, scale=scale)
            for widget in self._buttons[move]:
                row.addWidget(widget)
        row.addStretch(1)

    def show_for(self, alarm: Alarm) -> None:
        for move, widgets in self._buttons.items():
            for widget in widgets:
                widget.setVisible(alarm.allows(move))

    def button(self, move: Move) -> QPushButton:
        return self._buttons[move][0]

    def _on_clicked(self, move: Move) -> None:
        self.asked.emit(move.value)

"""Stepping through the record: the entries that were stepped to left, how the centre was after the chosen one right."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from commandcenter.services.stepping import Step
from widgets.kit.chip import Chip
from widgets.kit.hints import KeyHints
from widgets.kit.lines.line import Line
from widgets.kit.lines.view import LinesView
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

LEAD = 112
TRAIL, SCENE = 4, 5
"""Shares of the width."""
KEYS = {
    Qt.Key.Key_Down: Step.NEXT,
    Qt.Key.Key_Up: Step.PREVIOUS,
    Qt.Key.Key_Right: Step.NEXT_IMPORTANT,
    Qt.Key.Key_Left: Step.PREVIOUS_IMPORTANT,
    Qt.Key.Key_PageDown: Step.LATER,
    Qt.Key.Key_PageUp: Step.EARLIER,
    Qt.Key.Key_Home: Step.FIRST,
    Qt.Key.Key_End: Step.LAST,
}


class StepShown(msgspec.Struct, frozen=True, kw_only=True):
    """`at` the moment's time, `where` which entry of how many in which shift, `counts` open alarms by priority.

    `trail` are the entries that were stepped to, by number, `key` that of the present one; `scene` how it was then.
    """

    at: str
    where: str
    counts: tuple[tuple[Priority, str], ...] = ()
    key: str = ""
    trail: tuple[Line, ...] = ()
    scene: tuple[Line, ...] = ()


class StepView(QWidget):
    """All by keys, which count while it has the focus; Esc leaves it."""

    stepped = Signal(object)  # Step
    left = Signal()

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.at = TextLine(scale=scale, role=Role.FIGURE, bold=True, shrink=False)
        self.where = TextLine(scale=scale, tone=Tone.MUTED, wrap=True)
        self.counts = {priority: Chip(scale=scale) for priority in Priority}
        self.wrong = TextLine(scale=scale, role=Role.SMALL, tone=Tone.ORANGE)
        self.trail = LinesView(scale=scale, lead_width=LEAD, wraps=True)
        self.scene = LinesView(scale=scale, lead_width=LEAD, wraps=True)
        for view in (self.trail, self.scene):
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            # One that comes and goes would break the lines anew.
            view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._trail = Panel(self.tr("Step by step"), scale=scale)
        self._trail.body.addWidget(self.trail)
        self._scene = Panel(self.tr("As it was then"), scale=scale)
        self._scene.body.addWidget(self.scene)
        self._arrange(scale)
        self.hide()

    def _arrange(self, scale: Scale) -> None:
        gap, pad = scale.sizes.gap, scale.sizes.pad
        head = QHBoxLayout()
        head.setSpacing(pad)
        head.addWidget(self.at)
        head.addWidget(self.where, 1)
        for chip in self.counts.values():
            head.addWidget(chip)
        halves = QHBoxLayout()
        halves.setSpacing(gap)
        halves.addWidget(self._trail, TRAIL)
        halves.addWidget(self._scene, SCENE)
        hints = (
            (("↓", "↑"), self.tr("entry")),
            (("→", "←"), self.tr("important")),
            (("PgDn", "PgUp"), self.tr("10 min")),
            (("Home", "End"), self.tr("first, last")),
            (("Esc",), self.tr("back to the list")),
        )
        self.wrong.setFixedHeight(self.wrong.fontMetrics().height())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap)
        column.addLayout(head)
        column.addWidget(self.wrong)
        column.addLayout(halves, 1)
        column.addWidget(KeyHints(hints, scale=scale))

    def show_searching(self) -> None:
        """Before the first moment is there."""
        self.at.set_text("")
        self.where.set_text("")
        self.say("")
        for chip in self.counts.values():
            chip.hide()
        for panel in (self._trail, self._scene):
            panel.show_loading()

    def show_step(self, shown: StepShown) -> None:
        self.say("")
        self.at.set_text(shown.at)
        self.where.set_text(shown.where)
        counts = dict(shown.counts)
        for priority, chip in self.counts.items():
            chip.show_text(counts.get(priority, ""), priority)
            chip.setVisible(priority in counts)
        self.trail.show_lines(shown.trail)
        self.trail.choose(shown.key)
        self.trail.scrollTo(self.trail.currentIndex())
        self.scene.show_lines(shown.scene)
        self._trail.show_body()
        self._scene.show_body()

    def say(self, text: str) -> None:
        """Why no step was made; what was there stays."""
        self.wrong.show_text(text, Tone.ORANGE, Priority.MAJOR if text else None)

    def fail(self, text: str) -> None:
        """There is no moment to be shown."""
        self.say(text)
        for panel in (self._trail, self._scene):
            panel.show_empty("")

    def event(self, event: QEvent) -> bool:
        """Its Esc is not the desk's, which would take the whole sheet away."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = KEYS.get(Qt.Key(event.key())) if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier else None
        if step is not None:
            self.stepped.emit(step)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

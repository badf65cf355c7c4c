"""The named colours of the whole program; nothing else names a colour."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QColor

from commandcenter.domain.priority import Priority


class Tone(Enum):
    """`MUTED` keeps 7:1 on `GROUND` only; `DIM` is for what is done; the last four are for priority, with its shape."""

    GROUND = "#0d1217"
    PANEL = "#141b22"
    RAISED = "#1b242d"
    LINE = "#2a3642"
    TEXT = "#e6edf3"
    MUTED = "#94a3b0"
    DIM = "#5f6f7c"
    SELECTED = "#24384a"
    ACCENT = "#8fc1e3"
    RED = "#e5484d"
    ORANGE = "#ee8b31"
    YELLOW = "#e3c343"
    BLUE = "#559fe0"

    @property
    def hex(self) -> str:
        """As style sheets write it."""
        return self.value

    @property
    def color(self) -> QColor:
        return QColor(self.value)

    def faded(self, alpha: float) -> QColor:
        """The colour at `alpha` from 0 (nothing) to 1."""
        color = QColor(self.value)
        color.setAlphaF(alpha)
        return color


def priority_tone(priority: Priority) -> Tone:
    match priority:
        case Priority.CRITICAL:
            return Tone.RED
        case Priority.MAJOR:
            return Tone.ORANGE
        case Priority.MINOR:
            return Tone.YELLOW
        case Priority.NOTICE:
            return Tone.BLUE

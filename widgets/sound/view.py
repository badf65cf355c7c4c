"""Whether this desk can be heard: in the header, with the key that makes it mute and the one that tries its sounds."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.chip import Chip
from widgets.kit.keycap import Keycap
from widgets.kit.scale import Scale

MUTE_KEY, TEST_KEY = "F12", "Shift+F12"


class Hearing(Enum):
    """What is known of the loudspeaker; TRYING until it has been heard of."""

    TRYING = "trying"
    WELL = "well"
    BROKEN = "broken"
    OFF = "off"


class SoundBar(QWidget):
    """A mute counts down where everybody at the desk sees it, and says how much came meanwhile."""

    mute_requested = Signal()  # mute, or sound again
    test_requested = Signal()

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sound")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.state = Chip(scale=scale)
        self.key = Keycap(MUTE_KEY, scale=scale)
        self.test = Chip(scale=scale)
        self.test.setText(self.tr("Test"))
        self.test.setToolTip(self.tr("Plays the four sounds of this desk ({key})").format(key=TEST_KEY))
        self.state.clicked.connect(self.mute_requested)
        self.test.clicked.connect(self.test_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.sizes.gap)
        for widget in (self.state, self.key, self.test):
            row.addWidget(widget)
        self.show_hearing(Hearing.TRYING)

    def show_hearing(self, hearing: Hearing) -> None:
        self._usable(there=hearing is not Hearing.OFF)
        match hearing:
            case Hearing.TRYING:
                self.state.show_text(self.tr("Sound…"))
            case Hearing.WELL:
                self.state.show_text(self.tr("Sound on"))
            case Hearing.BROKEN:
                self.state.show_text(self.tr("No sound"), Priority.MAJOR)
            case Hearing.OFF:
                self.state.show_text(self.tr("Sound off"))

    def show_mute(self, seconds: int, missed: int) -> None:
        """So long still; `missed` alarms came meanwhile."""
        left = f"{seconds // 60}:{seconds % 60:02}"
        text = self.tr("Mute {left}").format(left=left)
        if missed:
            text = self.tr("Mute {left} · {count} new").format(left=left, count=missed)
        self._usable(there=True)
        self.state.show_text(text, Priority.MINOR)

    def show_test(self, priority: Priority, name: str) -> None:
        """The sound of that priority, whose name people know, is being played."""
        self._usable(there=True)
        self.state.show_text(self.tr("Test: {name}").format(name=name), priority)

    def _usable(self, *, there: bool) -> None:
        for widget in (self.key, self.test):
            widget.setVisible(there)
        self.state.setEnabled(there)

"""Which keys are held down. One counts as let go when it has been up for a moment.

Over remote desktops and from made-up keyboards a key that is held down arrives as going up and down all the time, each
time as if a person had pressed it anew.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

MOMENT_MS = 40


class HeldKeys(QObject):
    """Keys by Qt's numbers; who asks leaves out the repeats that Qt knows to be some."""

    released = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._down: set[int] = set()
        self._up: set[int] = set()
        self._timer = QTimer(self, singleShot=True, interval=MOMENT_MS)
        self._timer.timeout.connect(self._settle)

    def press(self, key: int) -> bool:
        """Whether it was not down before."""
        fresh = key not in self._down
        self._down.add(key)
        self._up.discard(key)
        return fresh

    def release(self, key: int) -> bool:
        """Whether it was down; `released` follows, unless it comes down again at once."""
        if key not in self._down:
            return False
        self._up.add(key)
        self._timer.start()
        return True

    def clear(self) -> None:
        """All are forgotten, and nothing is said of them."""
        self._down.clear()
        self._up.clear()
        self._timer.stop()

    @Slot()
    def _settle(self) -> None:
        up, self._up = self._up, set()
        self._down -= up
        for key in sorted(up):
            self.released.emit(key)

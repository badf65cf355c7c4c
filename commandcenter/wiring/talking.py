"""Live talk through a camera's loudspeaker column, as commands: begun, kept up, ended, unless it was refused."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from bridge.protocol.seat import Answer
from commandcenter.wiring.sending import Commands

AGAIN_MS = 60_000
"""The core ends a talk after two minutes that is not begun again before."""


class Talking(QObject):
    def __init__(self, commands: Commands, parent: QObject) -> None:
        super().__init__(parent)
        self._commands = commands
        self._camera = ""
        self._first = ""
        self._end_due = False
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self._renew)

    @property
    def camera(self) -> str:
        """Beside which a talk stands that the core has begun, "" for none."""
        return "" if self._first else self._camera

    def forget(self) -> None:
        """It has been ended elsewhere: by the column, by the core, or by somebody of a higher position."""
        self._camera, self._end_due = "", False
        self._again.stop()

    def begin(self, camera: str) -> None:
        self._camera, self._end_due = camera, False
        self._first = self._commands("voice.talk", camera=camera, do="begin")
        self._again.start()

    def end(self) -> None:
        """When the core has said whether it has begun."""
        self._again.stop()
        if not self._camera:
            return
        if self._first:
            self._end_due = True
            return
        camera, self._camera = self._camera, ""
        self._commands("voice.talk", camera=camera, do="end")

    def refused(self, answer: Answer) -> bool:
        """Takes the answer to a talk's beginning; whether it is a no."""
        if not self._first or answer.id != self._first:
            return False
        self._first = ""
        if not answer.ok:
            self._camera = ""
            self._again.stop()
            return True
        if self._end_due:
            self.end()
        return False

    @Slot()
    def _renew(self) -> None:
        if self._camera:
            self._commands("voice.talk", camera=self._camera, do="begin")

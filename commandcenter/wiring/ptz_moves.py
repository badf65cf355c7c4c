"""Moves of one camera at a time, as commands: begun, renewed and ended; nothing is ended that was refused."""

from __future__ import annotations

from bridge.protocol.seat import Answer
from commandcenter.wiring.sending import Commands
from widgets.ptz.motion import Motion


class Moves:
    """Commands that are now or never: a camera that hears of them late would move when nobody looks.

    A stop waits for the answer to the run's first move. Without one there is no core, and the camera stops by itself.
    """

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._camera = ""
        self._first = ""
        self._stop_due = False
        self._steps = (0.0, 0.0)

    def turn(self, camera: str, motion: Motion) -> None:
        """What is held down now, said again twice a second; a motion that stands still ends it."""
        if motion.pan or motion.tilt or motion.zoom:
            self._move(camera, motion)
        elif self._camera:
            self._stop()
        self._step(camera, motion)

    def refused(self, answer: Answer) -> bool:
        """Takes the answer to the first move of a run; whether it is a no, so that the run never began."""
        if not self._first or answer.id != self._first:
            return False
        self._first = ""
        if not answer.ok:
            self._camera, self._stop_due = "", False
            return True
        if self._stop_due:
            self._stop()
        return False

    def forget(self, camera: str) -> None:
        """Somebody else has that camera now."""
        if camera == self._camera:
            self._camera, self._first, self._stop_due = "", "", False

    def _move(self, camera: str, motion: Motion) -> None:
        sent = self._commands.pass_on("camera.move", camera=camera, pan=motion.pan, tilt=motion.tilt, zoom=motion.zoom)
        # A run whose end is due begins anew: the answer to its first move may never come.
        if camera != self._camera or self._stop_due:
            self._camera, self._first = camera, sent
        self._stop_due = False

    def _stop(self) -> None:
        if self._first:
            self._stop_due = True
            return
        camera, self._camera, self._stop_due = self._camera, "", False
        self._commands.pass_on("camera.move", camera=camera, pan=0.0, tilt=0.0, zoom=0.0)

    def _step(self, camera: str, motion: Motion) -> None:
        """Focus and iris go by steps: one for each time that a key goes down, for nothing would end them."""
        before, self._steps = self._steps, (motion.focus, motion.iris)
        if motion.focus and motion.focus != before[0]:
            self._commands("camera.focus", camera=camera, to="far" if motion.focus > 0 else "near")
        if motion.iris and motion.iris != before[1]:
            self._commands("camera.iris", camera=camera, to="open" if motion.iris > 0 else "close")

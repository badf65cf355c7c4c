"""A display of its own for a machine that has none: Xvfb with monitors side by side."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Sequence
from types import TracebackType

from commandcenter.adapters.processes import TIED, end
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

WIDTH, HEIGHT = 1920, 1080
WALL_AND_DESK = ("L", "C", "R", "DESK")
START_WITHIN_S = 20.0
END_WITHIN_S = 5.0


class NoDisplay(Trouble):
    """There is no display, and none could be made."""


class VirtualDisplay:
    """Xvfb on a free display number with monitors of one size, named from left to right.

    Raises NoDisplay when Xvfb or xrandr is missing or does not start.
    """

    def __init__(self, monitors: Sequence[str]) -> None:
        size = f"{WIDTH * len(monitors)}x{HEIGHT}x24"
        read, write = os.pipe()
        # -noreset: without it the monitors are gone as soon as the last client leaves.
        screen = ["-displayfd", str(write), "-screen", "0", size, "-noreset", "-nolisten", "tcp"]
        command = [*TIED, "Xvfb", *screen]
        try:
            self._process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
        except FileNotFoundError as error:
            os.close(read)
            raise _none("Xvfb", "xvfb") from error
        finally:
            os.close(write)
        self.name = f":{self._number(read)}"
        try:
            self._arrange(monitors)
        except NoDisplay:
            self.stop()
            raise

    def __enter__(self) -> VirtualDisplay:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        self._process.terminate()
        end(self._process, END_WITHIN_S)

    def environment(self) -> dict[str, str]:
        """This process's environment for a program that shall draw here."""
        kept = {name: value for name, value in os.environ.items() if name not in ("WAYLAND_DISPLAY", "XAUTHORITY")}
        return kept | {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def _number(self, read: int) -> int:
        deadline = time.monotonic() + START_WITHIN_S
        text = b""
        with os.fdopen(read, "rb", buffering=0) as pipe:
            while not text.endswith(b"\n"):
                left = deadline - time.monotonic()
                if left <= 0 or not select.select([pipe], [], [], left)[0] or not (more := pipe.read(16)):
                    self.stop()
                    raise _none("Xvfb", "xvfb")
                text += more
        return int(text)

    def _arrange(self, monitors: Sequence[str]) -> None:
        """The first monitor takes over the real output, the others exist by name only."""
        for index, name in enumerate(monitors):
            place = f"{WIDTH}/508x{HEIGHT}/285+{index * WIDTH}+0"
            command = ["xrandr", "--setmonitor", name, place, "screen" if index == 0 else "none"]
            try:
                subprocess.run(command, env={**os.environ, "DISPLAY": self.name}, check=True, capture_output=True)
            except (FileNotFoundError, subprocess.CalledProcessError) as error:
                raise _none("xrandr", "x11-xserver-utils") from error


def _none(program: str, package: str) -> NoDisplay:
    return NoDisplay(
        QT_TRANSLATE_NOOP("trouble", "There is no display, and {program} could not make one."),
        QT_TRANSLATE_NOOP("trouble", "Install the package {package} (make setup does it), or run on a desktop."),
        program=program,
        package=package,
    )

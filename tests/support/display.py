"""A virtual X display with as many monitors as a test wants, on Xvfb, for programs that a test starts."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from select import select

from tests.support.leftovers import SESSION_MARK

START_SECONDS = 20.0
STOP_SECONDS = 5.0
PIXELS_PER_MM = 96 / 25.4


class DisplayError(Exception):
    """Xvfb or xrandr is missing, did not start or refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """One monitor: its place and size on the screen, in pixels."""

    name: str
    x: int
    y: int = 0
    width: int = 1920
    height: int = 1080

    def geometry(self) -> str:
        """The monitor as xrandr wants it: width/mm x height/mm + x + y."""
        return (
            f"{self.width}/{round(self.width / PIXELS_PER_MM)}x{self.height}/{round(self.height / PIXELS_PER_MM)}"
            f"+{self.x}+{self.y}"
        )


def side_by_side(*names: str, width: int = 1920, height: int = 1080) -> tuple[Monitor, ...]:
    """Monitors of one size in a row, left to right."""
    return tuple(Monitor(name=name, x=i * width, width=width, height=height) for i, name in enumerate(names))


WALL_AND_DESK = side_by_side("left", "middle", "right", "desk")


@dataclass(slots=True)
class Display:
    """A running X server. `name` is what DISPLAY holds."""

    name: str
    monitors: tuple[Monitor, ...]

    def environment(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment for a program that shall draw here, with the real xcb platform."""
        kept = dict(os.environ if base is None else base)
        for unwanted in ("WAYLAND_DISPLAY", "XAUTHORITY"):
            kept.pop(unwanted, None)
        return kept | {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "XDG_SESSION_TYPE": "x11"}

    def plug(self, monitor: Monitor) -> None:
        """Adds a monitor, as a cable that is plugged in."""
        # The one output of Xvfb belongs to the first monitor; the others are areas without one.
        output = "none" if self.monitors else "screen"
        self._xrandr("--setmonitor", monitor.name, monitor.geometry(), output)
        self.monitors = (*self.monitors, monitor)

    def unplug(self, name: str) -> None:
        """Takes the monitor of that name away."""
        self._xrandr("--delmonitor", name)
        self.monitors = tuple(monitor for monitor in self.monitors if monitor.name != name)

    def _xrandr(self, *arguments: str) -> None:
        done = subprocess.run(
            ["xrandr", "--display", self.name, *arguments],
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            raise DisplayError(f"xrandr {' '.join(arguments)}: {done.stderr.strip()}")


@contextmanager
def virtual_display(monitors: Sequence[Monitor] = WALL_AND_DESK) -> Iterator[Display]:
    """Starts Xvfb on a free display number and stops it afterwards.

    Raises DisplayError when Xvfb is missing or does not come up within 20 s.
    """
    width = max(monitor.x + monitor.width for monitor in monitors)
    height = max(monitor.y + monitor.height for monitor in monitors)
    reader, writer = os.pipe()
    try:
        server = _start(width, height, writer)
    finally:
        os.close(writer)
    try:
        display = Display(name=_display_name(reader), monitors=())
        for monitor in monitors:
            display.plug(monitor)
        yield display
    finally:
        os.close(reader)
        _stop(server)


def _start(width: int, height: int, writer: int) -> subprocess.Popen[bytes]:
    if shutil.which("Xvfb") is None:
        raise DisplayError("Xvfb is not installed (Debian package xvfb)")
    # Ends with this process, however that ends: a test that runs out of time takes the whole run down at once.
    tied = ["setpriv", "--pdeathsig", "TERM", "--"]
    screen = ["-screen", "0", f"{width}x{height}x24", "-noreset", "-nolisten", "tcp", "-displayfd", str(writer)]
    return subprocess.Popen(
        [*tied, "Xvfb", *screen],
        pass_fds=(writer,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {SESSION_MARK: "1"},
    )


def _display_name(reader: int) -> str:
    """What Xvfb writes once it serves: the number, then a line end. Nothing means that it ended."""
    ready, _, _ = select([reader], [], [], START_SECONDS)
    number = os.read(reader, 16).decode().strip() if ready else ""
    if not number:
        raise DisplayError(f"Xvfb did not come up within {START_SECONDS:.0f} s")
    return f":{number}"


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()

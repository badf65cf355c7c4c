"""Cameras that are told apart by their colour, and which of them a part of a screen shows."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from PySide6.QtGui import QImage

from commandcenter.adapters.virtual_display import WIDTH
from tests.support.cameras import FPS
from tests.support.centre import pixels

COLOURS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {"red": (190, 60, 60), "green": (60, 160, 70), "blue": (70, 80, 200), "gold": (200, 170, 60)}
)
FAR = 70  # of 255, in the worst of the three colours
NOTHING = "nothing"

Box = tuple[int, int, int, int]


def render_colour(path: Path, colour: str) -> Path:
    """Ten seconds of that colour, with a little noise so that no two pictures are the same."""
    red, green, blue = COLOURS[colour]
    source = f"color=c=0x{red:02x}{green:02x}{blue:02x}:size=640x360:rate={FPS},noise=alls=16:allf=t"
    codec = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", str(FPS)]
    stream = ["-x264-params", "aud=1", "-bsf:v", "dump_extra", "-f", "h264", str(path)]
    given = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", source, "-t", "10"]
    subprocess.run([*given, *codec, *stream], check=True, timeout=60)
    return path


def named(red: float, green: float, blue: float) -> str:
    """The camera of that colour; `NOTHING` for none of them."""
    distances = {name: max(abs(red - it[0]), abs(green - it[1]), abs(blue - it[2])) for name, it in COLOURS.items()}
    nearest = min(distances, key=lambda name: distances[name])
    return nearest if distances[nearest] < FAR else NOTHING


def colour_at(screen: QImage, box: Box) -> str:
    """Which camera is seen there."""
    blue, green, red = (float(it) for it in pixels(screen, box).reshape(-1, 3).mean(axis=0))
    return named(red, green, blue)


class Film:
    """Every picture of a part of a screen, 25 times a second, from `begin` until `end`."""

    RATE = 25

    def __init__(self, display: Mapping[str, str], monitor: int, box: Box) -> None:
        x, y, width, height = box
        place = f"{display['DISPLAY']}+{monitor * WIDTH + x},{y}"
        grab = ["-f", "x11grab", "-draw_mouse", "0", "-framerate", str(self.RATE), "-video_size", f"{width}x{height}"]
        small = ["-vf", "scale=1:1:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        self._command = ["ffmpeg", "-v", "error", *grab, "-i", place, *small]
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def end(self) -> list[str]:
        """The camera of each picture, in order."""
        assert self._process is not None
        found, _ = self._process.communicate(b"q", timeout=20)
        return [named(*found[at : at + 3]) for at in range(0, len(found) - 2, 3)]


def turns(film: list[str]) -> list[str]:
    """What followed what."""
    return [name for name, _ in groupby(film)]

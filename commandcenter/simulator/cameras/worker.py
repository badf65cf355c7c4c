"""A rendering process: draws the cameras that come on stdin, one JSON line each, into the cache and answers each.

Run as `python -m commandcenter.simulator.cameras.worker CACHE`; it needs no display, and ends when stdin does.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from commandcenter.simulator.cameras import cache, encode
from commandcenter.simulator.cameras.encode import Frame
from commandcenter.simulator.cameras.scenes import LOOP_FRAMES, CameraError, SceneSpec


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one camera: its file is there, or the kind of the CameraError that came and what it says."""

    id: str
    kind: str = ""
    template: str = ""
    todo: str = ""
    values: dict[str, str] = {}


def serve(folder: Path) -> None:
    """Draw one camera after another until stdin ends."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Qt is loaded here and not above: it reads its platform from the environment when it loads.
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication([])
    for line in sys.stdin.buffer:
        spec = msgspec.json.decode(line, type=SceneSpec)
        try:
            _render(spec, folder)
            answer = Answer(id=spec.id)
        except CameraError as error:
            values = {name: str(value) for name, value in error.values.items()}
            answer = Answer(
                id=spec.id, kind=type(error).__name__, template=error.template, todo=error.todo, values=values
            )
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()
    application.quit()


def _render(spec: SceneSpec, folder: Path) -> None:
    """What is there already is kept: of one drawn by an earlier version only the large stream is missing."""
    file = cache.file_of(spec, folder)
    if not cache.is_good(file):
        _make(file, lambda part: encode.encode(_frames(spec), part))
        cache.large_of(file).unlink(missing_ok=True)
    if not cache.is_good(cache.large_of(file)):
        _make(cache.large_of(file), lambda part: encode.enlarge(file, part))


def _make(file: Path, write: Callable[[Path], None]) -> None:
    part = cache.part_of(file)
    try:
        write(part)
        cache.keep(part, file)
    finally:
        part.unlink(missing_ok=True)


def _frames(spec: SceneSpec) -> Iterator[Frame]:
    from commandcenter.simulator.cameras.kinds.table import build
    from commandcenter.simulator.cameras.picture import Film

    parent = os.getppid()
    gc.collect()
    gc.disable()  # thousands of small values a frame, none of them in a cycle
    film = Film(build(spec), spec.name)
    for number in range(LOOP_FRAMES):
        if os.getppid() != parent:
            raise SystemExit("nobody waits for these pictures any more")
        image = film.frame(number)  # held by name while its pixels are read: the view of them does not hold it
        yield image.constBits()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent has the say: it closes stdin or kills
    serve(Path(sys.argv[1]))

"""The centre that is measured: core, wall and console as real programs on a virtual display, four cameras playing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from commandcenter.adapters.virtual_display import WALL_AND_DESK, VirtualDisplay
from commandcenter.app import desktop
from commandcenter.app.screens import Rect, arrange
from tests.bench import places
from tests.bench.figures import BenchError
from tests.bench.glass.finding import ORDER, SOLID, THIN, Box, Grey, find_text
from tests.bench.glass.load import Probes
from tests.bench.glass.wire import Wire, bench_keys
from tests.support.cameras import serve
from tests.support.centre import Centre, street_cameras
from tests.support.ports import free_port

CAMERAS = ("cam0", "cam1", "cam2", "cam3")
WALL, CONSOLE = "wall-left", "console"
SETTLE_S = 0.6


@contextmanager
def playing_centre(folder: Path) -> Iterator[Centre]:
    """Core, wall and console; the source and the videos' server are the bench's."""
    with VirtualDisplay(WALL_AND_DESK) as display, serve(places.clip(), CAMERAS) as server:
        centre = Centre(folder, display.environment(), places.world(), street_cameras(server, CAMERAS))
        try:
            bench_keys(centre.data)
            centre.staff()
            # Nobody touches the desk while it is measured; a cover would lie over what is looked at.
            settings = centre.data / "settings.toml"
            settings.write_text(settings.read_text() + "[desk]\nlock_minutes = 720\n")
            centre.start("core", "wall", "console")
            yield centre
        finally:
            centre.stop()


def bare_endpoints() -> tuple[str, str]:
    return f"tcp://127.0.0.1:{free_port()}", f"tcp://127.0.0.1:{free_port()}"


def find_rows(centre: Centre, wire: Wire, probes: Probes, names: Sequence[str] = (WALL, CONSOLE)) -> list[Rect]:
    """Where the first row's text stands on each of the screens, in pixels of the desktop."""
    shots: dict[str, list[Grey]] = {name: [] for name in names}
    for solid in ORDER:
        probe = probes.raise_next(SOLID if solid else THIN)
        wire.wait(partial(wire.seat.published.get, probe.number), "a calibrating alarm is published")
        wire.serve_for(SETTLE_S)
        seen = screens(centre, wire)
        for name, kept in shots.items():
            kept.append(grey(seen[name]))
        probes.clear_oldest()
    windows = arrange(desktop.screens(centre.environment), shared=True)
    origins = {WALL: windows["left"].rect, CONSOLE: windows["console"].rect}
    return [_on_desktop(find_text(shots[name]), origins[name]) for name in names]


def signed_in(centre: Centre, wire: Wire) -> None:
    """Somebody sits at the console, so that no cover lies over it; the wire is served meanwhile."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(centre.sign_in)
        wire.wait(done.done, "the console's officer is signed in", 60)
        done.result()


def screens(centre: Centre, wire: Wire) -> dict[str, QImage]:
    """What the screens show; the wire is served meanwhile, so that the core does not miss its source."""
    with ThreadPoolExecutor(1) as pool:
        taken = pool.submit(centre.screens)
        wire.wait(taken.done, "the screens are photographed", 60)
        return taken.result()


def videos_moving(centre: Centre, wire: Wire) -> int:
    """How many of the four tiles show another picture than a moment before."""
    first, second = (grey(screens(centre, wire)["wall-right"]) for _ in range(2))
    boxes = [(0 if at < 3 else 360, at % 3 * 640) for at in range(len(CAMERAS))]
    return sum(
        not np.array_equal(first[y + 40 : y + 320, x + 40 : x + 600], second[y + 40 : y + 320, x + 40 : x + 600])
        for y, x in boxes
    )


def check_running(centre: Centre) -> None:
    """Raises BenchError when a part has fallen: its figures would be of something else."""
    falls = centre.processes.watch()
    if falls:
        name, code = falls[0]
        raise BenchError(f"{name} ended with {code}\n{centre.logs()}")


def grey(image: QImage) -> Grey:
    """Height x width, 0..255."""
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width()].astype(np.int16)


def _on_desktop(box: Box, origin: Rect) -> Rect:
    x, y, width, height = box
    return Rect(origin.x + x, origin.y + y, width, height)

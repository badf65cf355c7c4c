"""The entry `start-to-first-picture`: from starting the demo until wall and console have drawn everything once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from commandcenter.adapters.store.reading import JournalReader
from commandcenter.domain.changes.operating import Acted
from tests.bench.children import TIED, family, survivors
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, rounded
from tests.bench.places import OUT, ROOT, workplace
from tests.support.ports import DEMO_PORTS, free_row

NAME = "start-to-first-picture"
LIMIT_S = 15.0
STARTS = 3
READY = ("wall", "desk-1")
FIRST_WITHIN_S, NEXT_WITHIN_S = 1800.0, 120.0
STOP_WITHIN_S = 20.0
LOOK_S = 0.02

Tell = Callable[[str], None]
Ready = dict[str, float]


def run(tell: Tell) -> list[Figure]:
    """About two minutes when the caches are warm, many more when the cameras' pictures must be drawn first."""
    build = _build_folder()
    tell("a first start, which fills the caches; the first time ever this takes minutes")
    _start(build, FIRST_WITHIN_S)
    starts = []
    for number in range(STARTS):
        starts.append(_start(build, NEXT_WITHIN_S))
        tell(f"start {number + 1} of {STARTS}: {_text(starts[-1])}")
    return [_figure(starts)]


def _figure(starts: list[Ready]) -> Figure:
    totals = [max(ready.values()) for ready in starts]
    return Figure(
        name=NAME,
        what=f"from the demo's start until wall and console said that all is drawn; the middle of {STARTS} warm starts",
        value=median(totals),
        unit="s",
        compared=Compared(kind=Kind.LIMIT, what="the promise for the second start", value=LIMIT_S),
        goal=Goal(of=GoalOf.VALUE, bound=LIMIT_S),
        samples=len(starts),
        detail={
            "starts": [{seat: rounded(seconds) for seat, seconds in ready.items()} for ready in starts],
            "slowest": rounded(max(totals)),
        },
    )


def _start(build: Path, within_s: float) -> Ready:
    """Seconds until each seat was ready. The demo is stopped afterwards, and nothing of it may stay."""
    with workplace(NAME) as folder, (folder / "demo.log").open("w") as log, ExitStack() as stack:
        data = folder / "data"
        base = free_row(DEMO_PORTS)
        command = [*TIED, sys.executable, str(ROOT / "main.py"), "--data", str(data), "demo"]
        command += ["--build", str(build), "--port-base", str(base)]
        plain = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
        began = time.monotonic()
        demo = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=plain, cwd=ROOT)
        stack.callback(_stop, demo)
        try:
            return _wait(demo, data, began, within_s)
        except BenchError as error:
            raise BenchError(f"{error}\n{(folder / 'demo.log').read_text()[-2000:]}") from error


def _wait(demo: subprocess.Popen[bytes], data: Path, began: float, within_s: float) -> Ready:
    ready: Ready = {}
    reader: JournalReader | None = None
    following = 0
    try:
        while len(ready) < len(READY):
            if demo.poll() is not None:
                raise BenchError(f"the demo ended with {demo.returncode}")
            if time.monotonic() - began > within_s:
                raise BenchError(f"not ready within {within_s:.0f} s: {sorted(set(READY) - set(ready))}")
            if reader is None and (data / "core.json").exists():
                reader = JournalReader(data / "journal.sqlite")
            for entry in reader.entries(following) if reader else ():
                following = entry.seq + 1
                if isinstance(entry.change, Acted) and entry.change.action == "seat.ready" and entry.seat in READY:
                    ready.setdefault(entry.seat, time.monotonic() - began)
            time.sleep(LOOK_S)
    finally:
        if reader is not None:
            reader.close()
    return ready


def _stop(demo: subprocess.Popen[bytes]) -> None:
    """By the signal that a service manager would send. Raises BenchError when something of it stays."""
    below = family(demo.pid)[1:]
    if demo.poll() is None:
        demo.terminate()
    try:
        demo.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired as error:
        demo.kill()
        demo.wait()
        survivors(below, 0)
        raise BenchError(f"the demo did not end within {STOP_WITHIN_S:.0f} s of SIGTERM") from error
    left = survivors(below, 3.0)
    if left:
        raise BenchError("the demo left behind: " + "; ".join(left))


def _build_folder() -> Path:
    """Logs and screenshots of its own, and the caches that `make demo` has filled or will use."""
    folder = OUT / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    cache = ROOT / "build" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    if not (folder / "cache").exists():
        (folder / "cache").symlink_to(cache, target_is_directory=True)
    return folder


def _text(ready: Ready) -> str:
    return ", ".join(f"{seat} {seconds:.1f} s" for seat, seconds in sorted(ready.items()))

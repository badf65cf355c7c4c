"""The other player that walls are built with: one mpv for each address, in a window of its own place."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from tests.bench.children import TIED
from tests.bench.figures import BenchError
from tests.bench.video.contender import FPS, HEIGHT, READY_WITHIN_S, WIDTH, Said
from tests.bench.video.windows import place

OPTIONS = (
    "--no-config",
    "--profile=low-latency",
    "--untimed=no",
    "--vo=x11",
    "--hwdec=no",
    "--vd-lavc-threads=1",
    "--ao=null",
    "--aid=no",
    "--rtsp-transport=tcp",
    "--no-border",
    "--no-osc",
    "--no-input-default-bindings",
    "--keepaspect-window=no",
    "--really-quiet",
)


class Mpv:
    """Raises BenchError where there is no mpv."""

    def __init__(self, urls: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        if shutil.which("mpv") is None:
            raise BenchError("there is no mpv on this machine (make bench installs it)")
        self._sockets = [folder / f"mpv-{number}" for number in range(len(urls))]
        self._processes = []
        for number, (url, path) in enumerate(zip(urls, self._sockets, strict=True)):
            x, y = place(number, len(urls))
            where = (f"--geometry={WIDTH}x{HEIGHT}+{x}+{y}", f"--input-ipc-server={path}")
            self._processes.append(
                subprocess.Popen(
                    [*TIED, "mpv", *OPTIONS, *where, url],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=dict(environment),
                )
            )

    def wait_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while not all(self._shown(path) for path in self._sockets):
            if time.monotonic() > deadline:
                raise BenchError("mpv: not every picture moves")
            time.sleep(0.25)

    def said(self) -> Said:
        return Said(sum(self._shown(path) for path in self._sockets))

    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def close(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait()

    def _shown(self, path: Path) -> int:
        """Pictures that came to the window: those of the time played (it counts none itself) less what was dropped."""
        try:
            played = round(_property(path, "time-pos") * FPS)
            return played - int(_property(path, "frame-drop-count")) - int(_property(path, "decoder-frame-drop-count"))
        except OSError:
            return 0


def _property(path: Path, name: str) -> float:
    with closing(socket.socket(socket.AF_UNIX)) as line:
        line.settimeout(2.0)
        line.connect(str(path))
        line.sendall(json.dumps({"command": ["get_property", name], "request_id": 7}).encode() + b"\n")
        with line.makefile() as answers:
            for answer in answers:
                found = json.loads(answer)
                if found.get("request_id") == 7:
                    return float(found.get("data") or 0)
    return 0.0

"""The floor: as many ffmpegs that decode and show nothing."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.children import TIED
from tests.bench.figures import BenchError
from tests.bench.video.contender import READY_WITHIN_S, Said


class BareDecode:
    """One ffmpeg for each address: RTSP over TCP in, every picture decoded by one thread, and thrown away."""

    def __init__(self, urls: Sequence[str], folder: Path) -> None:
        self._told = [folder / f"ffmpeg-{number}.txt" for number in range(len(urls))]
        self._processes = [self._start(url, told) for url, told in zip(urls, self._told, strict=True)]

    def _start(self, url: str, told: Path) -> subprocess.Popen[bytes]:
        told.unlink(missing_ok=True)
        reading = ("-rtsp_transport", "tcp", "-fflags", "nobuffer", "-threads", "1", "-i", url)
        progress = ("-progress", f"file:{told}", "-stats_period", "0.25")
        command = [*TIED, "ffmpeg", "-nostdin", "-v", "quiet", *progress, *reading, "-an", "-f", "null", "-"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def wait_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while not all(_frames(told) for told in self._told):
            if time.monotonic() > deadline:
                raise BenchError("ffmpeg: not every picture moves")
            time.sleep(0.25)

    def said(self) -> Said:
        return Said(sum(_frames(told) for told in self._told))

    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


def _frames(told: Path) -> int:
    """The newest count that ffmpeg has written."""
    lines = told.read_text().splitlines() if told.exists() else []
    return next((int(line[6:]) for line in reversed(lines) if line.startswith("frame=")), 0)

"""Serves a folder of real footage (.mp4) as RTSP cameras, by a server that is not the demo's own.

The folder is named by COMMANDCENTER_FOOTAGE. PyPI's `aio-rtsp-toolkit[server]` serves it where it is installed; without
it, the footage is taken out of its container and served by this folder's test server.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import pytest

from tests.support.ports import free_row
from tests.support.waiting import eventually

VARIABLE = "COMMANDCENTER_FOOTAGE"
OTHER_SERVER = Path(__file__).with_name("rtsp_test_server.py")
START_SECONDS = 20.0


def footage() -> list[Path]:
    """The films to serve; skips the test where there are none."""
    folder = os.environ.get(VARIABLE, "")
    films = sorted(Path(folder).glob("*.mp4")) if folder else []
    if not films:
        pytest.skip(f"no real footage: {VARIABLE} names no folder with .mp4 files")
    return films


class FootageServer:
    """The running server; `urls` are the addresses by the film's name without its ending."""

    def __init__(self, films: list[Path], scratch: Path) -> None:
        """`scratch` is an empty folder for what has to be converted; all `films` lie in one folder."""
        self._films, self._scratch = films, scratch
        self.urls: dict[str, str] = {}
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> FootageServer:
        toolkit = shutil.which("rtsp-server", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
        if toolkit is not None:
            self._start_toolkit(toolkit)
        else:
            for film in self._films:  # one each: their frame rates differ
                self._start_test_server(film)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.kill()
            process.communicate()

    def _start_toolkit(self, program: str) -> None:
        port = free_row(2)
        control = port + 1
        folder = self._films[0].parent
        line = [program, "-d", str(folder), "-H", "127.0.0.1", "-p", str(port), "-cp", str(control)]
        process = subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
        )
        self._processes.append(process)
        eventually(lambda: process.poll() is not None or _answers(port), START_SECONDS, "the footage server listens")
        assert process.poll() is None, "the footage server has ended"
        self.urls = {film.stem: f"rtsp://127.0.0.1:{port}/{film.name}" for film in self._films}

    def _start_test_server(self, film: Path) -> None:
        stream = f"{film.stem}={self._taken_out(film)}"
        line = ["/usr/bin/python3", str(OTHER_SERVER), "--fps", str(_frames_a_second(film)), stream]
        process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._processes.append(process)
        assert process.stdout is not None
        word, _, port = process.stdout.readline().strip().partition(" ")
        assert word == "port", "the footage server did not start"
        self.urls[film.stem] = f"rtsp://127.0.0.1:{port}/{film.stem}"

    def _taken_out(self, film: Path) -> Path:
        """The film's pictures as a plain stream, each behind a delimiter, nothing encoded anew."""
        plain = self._scratch / f"{film.stem}.h264"
        marks = "h264_mp4toannexb,h264_metadata=aud=insert"
        copy = ["-an", "-c:v", "copy", "-bsf:v", marks, "-f", "h264"]
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(film), *copy, str(plain)], check=True)
        return plain


def _frames_a_second(film: Path) -> int:
    entry = ["-select_streams", "v:0", "-show_entries", "stream=r_frame_rate", "-of", "csv=p=0"]
    shown = subprocess.run(["ffprobe", "-v", "error", *entry, film], capture_output=True, text=True, check=True)
    count, _, seconds = shown.stdout.strip().partition("/")
    return round(int(count) / int(seconds or 1))


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0

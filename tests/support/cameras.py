"""Cameras to test against: a made-up clip, served by the RTSP test server in a process of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from commandcenter.adapters.processes import end
from tests.support.leftovers import SESSION_MARK

SERVER = Path(__file__).with_name("rtsp_test_server.py")
FPS = 10


class Cameras:
    """A running server; `url(name)` is a stream of 640 x 360 at 10 pictures a second."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self._process = process
        self._port = port

    def url(self, name: str) -> str:
        return f"rtsp://127.0.0.1:{self._port}/{name}"

    def freeze(self, name: str) -> None:
        """No more pictures, and the session stays open."""
        self._say(f"freeze {name}")

    def resume(self, name: str) -> None:
        self._say(f"resume {name}")

    def drop(self) -> None:
        """Disconnect all clients."""
        self._say("drop")

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


def render_clip(path: Path) -> Path:
    """Ten seconds of a moving picture with a running clock, as an H.264 byte stream."""
    source = ["-f", "lavfi", "-i", f"testsrc2=size=640x360:rate={FPS}", "-t", "10"]
    codec = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", str(FPS)]
    stream = ["-x264-params", "aud=1", "-bsf:v", "dump_extra", "-f", "h264", str(path)]
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *source, *codec, *stream], check=True, timeout=60)
    return path


@contextmanager
def serve(clip: Path, names: tuple[str, ...]) -> Iterator[Cameras]:
    """Every camera shows the same."""
    with serve_each(dict.fromkeys(names, clip)) as cameras:
        yield cameras


@contextmanager
def serve_each(clips: Mapping[str, Path]) -> Iterator[Cameras]:
    """By name what each shows."""
    process = subprocess.Popen(
        ["/usr/bin/python3", str(SERVER), "--fps", str(FPS), *(f"{name}={clip}" for name, clip in clips.items())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, SESSION_MARK: "rtsp"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        word, _, port = process.stdout.readline().partition(" ")
        assert word == "port", "the RTSP server did not start"
        yield Cameras(process, int(port))
    finally:
        process.stdin.close()
        process.stdout.close()
        end(process, 5)

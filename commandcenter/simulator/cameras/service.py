"""Starts the RTSP server of the made-up cameras with the system's Python, talks to it and stops it."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from commandcenter.simulator.cameras.encode import storage_error
from commandcenter.simulator.cameras.scenes import CameraError

SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("server.py")
READY_SECONDS = 20.0
ANSWER_SECONDS = 5.0
STOP_SECONDS = 5.0
EXIT_GSTREAMER, EXIT_PORT = 3, 4


class CameraServerFailed(CameraError):
    """The RTSP server did not start, or does not answer; the text is its own last word."""


class GStreamerMissing(CameraServerFailed):
    """A part of GStreamer, or its Python bindings, is not installed; the text names the package."""


class PortTaken(CameraServerFailed):
    """Another program listens on the wanted port."""


class RtspService:
    """The running server; a context manager, or `start` and `stop`. One thread uses it at a time."""

    def __init__(self, clips: Mapping[str, Path], port: int = 0, *, folder: Path | None = None) -> None:
        """`clips` are the stream files by camera id; port 0 takes any free one.

        The list of them is written into `folder`, by default beside the first clip.
        """
        self._clips, self._wanted_port, self._host = dict(clips), port, "127.0.0.1"
        self._folder = folder or next(iter(self._clips.values()), Path()).parent
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def port(self) -> int:
        """The port that it listens on; 0 before `start`."""
        return self._port

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def url(self, camera_id: str) -> str:
        """Where a player finds a camera."""
        return f"rtsp://{self._host}:{self._port}/{camera_id}"

    def start(self) -> None:
        """Start and wait until it listens.

        Raises GStreamerMissing, PortTaken, CacheUnwritable (the list cannot be written) or CameraServerFailed.
        """
        manifest = self._write_manifest()
        line = [SYSTEM_PYTHON, "-I", str(SCRIPT), str(manifest), "--host", self._host]
        line += ["--port", str(self._wanted_port), "--parent", str(os.getpid())]
        if not Path(SYSTEM_PYTHON).exists():
            raise GStreamerMissing(
                f"no {SYSTEM_PYTHON}: the cameras' server needs the system's Python: apt install python3-gi"
            )
        self._process = subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        try:
            answer = self._read_line(READY_SECONDS)
            word, _, port = answer.partition(" ")
            if word != "ready" or not port.isdigit():
                raise self._failure(answer)
        except BaseException:
            self.stop()
            raise
        self._port = int(port)

    def stop(self) -> None:
        """Ask it to end, and end it when it does not; harmless when it has not started or has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()  # the end of its input is its end
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def freeze(self, camera_id: str) -> None:
        """The connection stays, no new picture comes."""
        self._command(f"freeze {camera_id}")

    def take_away(self, camera_id: str) -> None:
        """The camera is gone: its clients are cut, new ones are refused."""
        self._command(f"stop {camera_id}")

    def let_go(self, camera_id: str) -> None:
        """As it was before `freeze` or `take_away`."""
        self._command(f"go {camera_id}")

    def __enter__(self) -> RtspService:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _write_manifest(self) -> Path:
        manifest = self._folder / "cameras.json"
        listed = {camera: str(clip.resolve()) for camera, clip in self._clips.items()}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = manifest.with_suffix(f".{os.getpid()}.part")
            part.write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")
            part.replace(manifest)
        except OSError as error:
            raise storage_error(error, manifest) from error
        return manifest

    def _command(self, line: str) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise CameraServerFailed("the cameras' server is not running")
        try:
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError as error:
            raise self._failure("") from error
        answer = self._read_line(ANSWER_SECONDS)
        if answer != "ok":
            raise CameraServerFailed(answer or "the cameras' server has ended")

    def _read_line(self, seconds: float) -> str:
        """The next line of its output; empty when it ends or says nothing in time."""
        if self._process is None or self._process.stdout is None:
            return ""
        deadline, pipe, line = time.monotonic() + seconds, self._process.stdout.fileno(), b""
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while not line.endswith(b"\n") and (left := deadline - time.monotonic()) > 0:
                if not selector.select(left):
                    break
                byte = os.read(pipe, 1)
                if not byte:
                    break
                line += byte
        return line.decode(errors="replace").strip()

    def _failure(self, answer: str) -> CameraServerFailed:
        process = self._process
        if process is None:
            return CameraServerFailed("the cameras' server is not running")
        try:
            code = process.wait(1.0)
        except subprocess.TimeoutExpired:
            return CameraServerFailed(f"the cameras' server is not ready after {READY_SECONDS:.0f} s {answer}".strip())
        words = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
        kind = {EXIT_GSTREAMER: GStreamerMissing, EXIT_PORT: PortTaken}.get(code, CameraServerFailed)
        return kind(words or f"the cameras' server ended with exit code {code}")

"""Starts the RTSP server of the made-up cameras with the system's Python, and stops it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from commandcenter.adapters.ports import LOOPBACK, PortTaken, port_taken
from commandcenter.adapters.processes import TIED, end
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.simulator.cameras.encode import unwritable
from commandcenter.simulator.cameras.scenes import CameraError, PieceMissing

SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("server.py")
READY_SECONDS = 20
STOP_SECONDS = 5.0
EXIT_GSTREAMER, EXIT_PORT = 3, 4


class CameraServerFailed(CameraError):
    """The RTSP server did not start; the reason is its own last word."""


class RtspService:
    """The running server; a context manager, or `start` and `stop`. One thread uses it at a time."""

    def __init__(self, clips: Mapping[str, Path], port: int = 0, *, folder: Path | None = None) -> None:
        """`clips` are the stream files by camera id; port 0 takes any free one.

        The list of them is written into `folder`, by default beside the first clip.
        """
        self._clips, self._wanted_port = dict(clips), port
        self._folder = folder or next(iter(self._clips.values()), Path()).parent
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def port(self) -> int:
        """The port that it listens on; 0 before `start`."""
        return self._port

    def url(self, camera_id: str) -> str:
        """Where a player finds a camera."""
        return f"rtsp://{LOOPBACK}:{self._port}/{camera_id}"

    def start(self) -> None:
        """Start and wait until it listens.

        Raises PieceMissing (a part of GStreamer, its Python bindings, that Python itself), PortTaken, CacheUnwritable
        (the list cannot be written) or CameraServerFailed.
        """
        manifest = self._write_manifest()
        line = [*TIED, SYSTEM_PYTHON, "-I", str(SCRIPT), str(manifest)]
        line += ["--host", LOOPBACK, "--port", str(self._wanted_port)]
        if not Path(SYSTEM_PYTHON).exists():
            raise _failed(f"no {SYSTEM_PYTHON}: apt install python3-gi", PieceMissing)
        process = self._process = subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        try:
            word, _, port = self._first_line(process).partition(" ")
            if word != "ready" or not port.isdigit():
                raise self._failure(process)
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
        end(process, STOP_SECONDS)
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()

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
            raise unwritable(manifest, error.strerror or str(error)) from error
        return manifest

    @staticmethod
    def _first_line(process: subprocess.Popen[bytes]) -> str:
        """The first line of its output; empty when it ends or says nothing in time."""
        if process.stdout is None or not select.select([process.stdout], [], [], READY_SECONDS)[0]:
            return ""
        return process.stdout.readline().decode(errors="replace").strip()

    def _failure(self, process: subprocess.Popen[bytes]) -> CameraError | PortTaken:
        try:
            code = process.wait(1.0)
        except subprocess.TimeoutExpired:
            return _failed(Trouble(QT_TRANSLATE_NOOP("trouble", "not ready after {seconds} s"), seconds=READY_SECONDS))
        words = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
        if code == EXIT_PORT:
            return port_taken(self._wanted_port)
        reason = words or Trouble(QT_TRANSLATE_NOOP("trouble", "it ended with code {code}"), code=code)
        return _failed(reason, PieceMissing if code == EXIT_GSTREAMER else CameraServerFailed)


def _failed(reason: str | Trouble, kind: type[CameraError] = CameraServerFailed) -> CameraError:
    return kind(
        QT_TRANSLATE_NOOP("trouble", "The cameras' server cannot run: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "`doctor` names what is missing."),
        reason=reason,
    )

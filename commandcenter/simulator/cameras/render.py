"""Renders the made-up cameras into the cache, in two processes, with progress; what is there already is kept."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO

import msgspec

import commandcenter
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.simulator.cameras import cache
from commandcenter.simulator.cameras.encode import START_AGAIN, CacheUnwritable, EncodeFailed, find_ffmpeg
from commandcenter.simulator.cameras.scenes import CameraError, PieceMissing, SceneSpec, small_name
from commandcenter.simulator.cameras.worker import Answer

WORKERS = 2
ERRORS = MappingProxyType({kind.__name__: kind for kind in (PieceMissing, EncodeFailed, CacheUnwritable)})

Progress = Callable[[int, int, str], None]
"""(done, total, name of the camera that was finished last)."""


class RendererDied(CameraError):
    """A rendering process ended without an answer."""


def render_all(cameras: Sequence[SceneSpec], folder: Path, progress: Progress) -> dict[str, Path]:
    """The stream file of every camera, by its id; those not in the cache, or damaged there, are drawn first.

    A larger one of the same pictures lies beside each (`cache.large_of`).

    `progress` is called once at the beginning (with an empty name) and after each camera. Raises PieceMissing,
    CacheUnwritable, EncodeFailed or RendererDied; on every way out, KeyboardInterrupt too, no process is left and the
    cache holds whole files only.
    """
    cache.prepare(folder)
    files = {spec.id: cache.file_of(spec, folder) for spec in cameras}
    missing = [spec for spec in cameras if not _is_there(files[spec.id])]
    progress(len(files) - len(missing), len(files), "")
    if missing:
        find_ffmpeg()
        with _Crew(folder, min(WORKERS, len(missing))) as crew:
            for done, spec in enumerate(crew.draw(missing), start=len(files) - len(missing) + 1):
                progress(done, len(files), spec.name)
    return files


def both_streams(files: Mapping[str, Path]) -> dict[str, Path]:
    """What to serve: the large stream of each camera under its id, and under its small name the one that was drawn."""
    large = {camera: cache.large_of(file) for camera, file in files.items()}
    return {**large, **{small_name(camera): file for camera, file in files.items()}}


def _is_there(file: Path) -> bool:
    return cache.is_good(file) and cache.is_good(cache.large_of(file))


class _Crew:
    """Some rendering processes, each with one camera at a time."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder, self._size = folder, size
        self._members: list[subprocess.Popen[bytes]] = []
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> _Crew:
        try:
            for _ in range(self._size):
                member = _start(self._folder)
                self._members.append(member)
                self._selector.register(_pipe(member.stdout), selectors.EVENT_READ, member)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        for member in self._members:
            _end(member)
        cache.prepare(self._folder)  # what they were at is half a file now

    def draw(self, wanted: Sequence[SceneSpec]) -> Iterator[SceneSpec]:
        """Yield each camera when its file is in the cache."""
        waiting, drawn_by = list(reversed(wanted)), dict[int, SceneSpec]()
        for member in self._members:
            self._give(member, waiting, drawn_by)
        while drawn_by:
            for event, _ in self._selector.select():
                member = event.data
                spec = drawn_by.pop(member.pid)
                self._check(member, spec)
                self._give(member, waiting, drawn_by)
                yield spec

    def _give(self, member: subprocess.Popen[bytes], waiting: list[SceneSpec], drawn_by: dict[int, SceneSpec]) -> None:
        if not waiting:
            self._selector.unregister(_pipe(member.stdout))
            return
        spec = drawn_by[member.pid] = waiting.pop()
        try:
            _pipe(member.stdin).write(msgspec.json.encode(spec) + b"\n")
            _pipe(member.stdin).flush()
        except BrokenPipeError as error:
            raise _died(spec, member.wait()) from error

    def _check(self, member: subprocess.Popen[bytes], spec: SceneSpec) -> None:
        line = _pipe(member.stdout).readline()
        if not line:
            raise _died(spec, member.wait())
        answer = msgspec.json.decode(line, type=Answer)
        if answer.kind:
            raise ERRORS.get(answer.kind, CameraError)(answer.template, answer.todo, **answer.values)


def _died(spec: SceneSpec, code: int) -> RendererDied:
    what = QT_TRANSLATE_NOOP("trouble", "The renderer ended with code {code} while it drew camera {camera}.")
    return RendererDied(what, START_AGAIN, code=code, camera=spec.id)


def _start(folder: Path) -> subprocess.Popen[bytes]:
    """A worker in a process group of its own, so that its ffmpeg can be ended with it."""
    root = str(Path(commandcenter.__file__).parent.parent)
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    line = [sys.executable, "-m", "commandcenter.simulator.cameras.worker", str(folder)]
    return subprocess.Popen(
        line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True
    )


def _end(member: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(member.pid, signal.SIGKILL)
    member.wait()
    for pipe in (member.stdin, member.stdout):
        with contextlib.suppress(BrokenPipeError):
            _pipe(pipe).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("a renderer was started without its pipes")
    return pipe

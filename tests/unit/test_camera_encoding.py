"""Frames become a stream that can be cut into pictures, and every way in which ffmpeg can fail is said clearly."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from commandcenter.simulator.cameras import encode
from commandcenter.simulator.cameras.render import RendererDied, render_all
from commandcenter.simulator.cameras.scenes import HEIGHT, LOOP_FRAMES, WIDTH, PieceMissing, SceneKind, SceneSpec
from commandcenter.simulator.cameras.server import cut
from tests.support.processes import children_of, name_of
from tests.support.waiting import eventually

PATIENCE_S = 20.0
FRAME = bytes(WIDTH * HEIGHT * 4)
CAMERA = SceneSpec(id="cam-01", name="环卫所后院 02", kind=SceneKind.YARD, seed=2)


def grey(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield bytes([number % 200 + 20]) * (WIDTH * HEIGHT * 4)


Children = Callable[[], list[psutil.Process]]


@pytest.fixture
def children() -> Children:
    """Those that the test started: the database server of other tests, say, was there before it."""
    before = {child.pid for child in psutil.Process().children()}
    return lambda: [child for child in psutil.Process().children() if child.pid not in before]


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole loop of plain frames."""
    target = tmp_path_factory.mktemp("clip") / "loop.h264"
    encode.encode(grey(LOOP_FRAMES), target)
    return target


def test_a_loop_is_six_hundred_access_units_with_a_key_frame_every_tenth(loop: Path) -> None:
    units = cut(loop)
    assert len(units) == 600
    assert [number for number, unit in enumerate(units) if b"\x00\x00\x01\x65" in unit] == list(range(0, 600, 10))
    assert b"".join(units) == loop.read_bytes()


def test_no_frame_depends_on_a_later_one(loop: Path) -> None:
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=has_b_frames,width,height,profile", "-of", "csv=p=0", loop],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert shown.strip() == "Constrained Baseline,640,360,0"


def test_a_stream_with_too_few_frames_is_refused(tmp_path: Path) -> None:
    with pytest.raises(encode.EncodeFailed, match="incomplete"):
        encode.encode(grey(20), tmp_path / "short.h264")


def test_a_missing_ffmpeg_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(PieceMissing, match="ffmpeg is not installed") as told:
        render_all([CAMERA], tmp_path / "cache", lambda *_: None)
    assert told.value.todo.format(**told.value.values) == "Install the package ffmpeg (make setup does it)."


def test_a_full_disk_is_said_to_be_full() -> None:
    noises = [os.urandom(WIDTH * HEIGHT * 4) for _ in range(2)]

    with pytest.raises(encode.CacheUnwritable, match="No space left") as told:
        encode.encode((noise for _ in range(40) for noise in noises), Path("/dev/full"))
    assert told.value.todo == "Make room or grant access, or name another folder with --build."


def test_an_error_while_frames_are_made_leaves_no_ffmpeg(tmp_path: Path, children: Children) -> None:
    def broken() -> Iterator[bytes]:
        yield FRAME
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encode.encode(broken(), tmp_path / "broken.h264")

    assert [name_of(child) for child in children()] == []


@contextmanager
def once_a_picture_is_encoded(children: Children, deed: Callable[[psutil.Process], None]) -> Iterator[None]:
    """Does something to the rendering process as soon as its ffmpeg runs."""

    def watch() -> None:
        rendering: list[psutil.Process] = []

        def begun() -> bool:
            rendering[:] = [worker for worker in children() if children_of(worker.pid)]
            return bool(rendering)

        eventually(begun, PATIENCE_S)
        deed(rendering[0])

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        watcher.join()


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """As at a terminal: a shell starts what it runs in the background with SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_ends_every_process_and_leaves_no_half_file(tmp_path: Path, children: Children) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        once_a_picture_is_encoded(children, lambda _: os.kill(os.getpid(), signal.SIGINT)),
    ):
        render_all([CAMERA], tmp_path, lambda *_: None)

    assert children() == []
    assert list(tmp_path.iterdir()) == []


def test_a_renderer_that_is_killed_is_an_error_and_leaves_nothing(tmp_path: Path, children: Children) -> None:
    with (
        pytest.raises(RendererDied, match="code -9 while it drew camera cam-01"),
        once_a_picture_is_encoded(children, psutil.Process.kill),
    ):
        render_all([CAMERA], tmp_path, lambda *_: None)

    assert list(tmp_path.iterdir()) == []


def test_what_goes_wrong_in_a_rendering_process_is_told_as_it_was(tmp_path: Path) -> None:
    half = tmp_path / "bin"
    half.mkdir()
    (half / "ffmpeg").write_text("#!/bin/sh\necho 'Unknown encoder libx264' >&2; exit 1\n")
    (half / "ffmpeg").chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{half}:{os.environ['PATH']}")
        with pytest.raises(encode.EncodeFailed, match=r"ffmpeg could not encode .*: Unknown encoder libx264") as told:
            render_all([CAMERA], tmp_path / "cache", lambda *_: None)
    assert told.value.todo.format(**told.value.values) == "Install the package ffmpeg (make setup does it)."

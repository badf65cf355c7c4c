"""A seat that is killed leaves no video service, no worker, no ffmpeg, no shared memory and no file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.cameras import Cameras, render_clip, serve
from tests.support.processes import children_of, descendants_of, living, maps_of, name_of
from tests.support.video import service_name
from tests.support.waiting import eventually

SEAT = """
import sys, time
from bridge.video.pool import VideoPool
pool = VideoPool(sys.argv[1], workers=2, streams_per_worker=1, linger_s=0.3)
feeds = [pool.open(url, 640, 360) for url in sys.argv[2:]]
while not all(feed.latest() for feed in feeds):
    time.sleep(0.02)
print("playing", flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    clip = render_clip(tmp_path_factory.mktemp("clips") / "clip.h264")
    with serve(clip, ("one", "two")) as cameras:
        yield cameras


def start_seat(cameras: Cameras, temporary: Path) -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-c", SEAT, service_name(), cameras.url("one"), cameras.url("two")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": root, "TMPDIR": str(temporary), "HOME": str(temporary)},
    )


def named_memory() -> set[str]:
    """What lies in the system's shared memory, but for that of servers and browsers, which come and go meanwhile."""
    return {
        path.name for path in Path("/dev/shm").iterdir() if not path.name.startswith(("PostgreSQL.", ".org.chromium."))
    }


def holders_of_video_memory() -> list[int]:
    """Processes that have a stream's memory mapped."""
    found = []
    for process in psutil.process_iter():
        if "memfd:commandcenter-video" in maps_of(process.pid):
            found.append(process.pid)
    return found


def test_a_seat_killed_with_9_leaves_nothing_behind(cameras: Cameras, tmp_path: Path) -> None:
    before = named_memory()
    seat = start_seat(cameras, tmp_path)
    assert seat.stdout is not None
    with seat.stdout:
        assert seat.stdout.readline() == "playing\n"
    family = descendants_of(seat.pid)
    assert sorted(name_of(process)[:6] for process in family) == ["ffmpeg", "ffmpeg", *["python"] * 3]
    members = {seat.pid, *(process.pid for process in family)}
    assert members & set(holders_of_video_memory())
    seat.send_signal(signal.SIGKILL)
    seat.wait()
    eventually(lambda: not living(family), 10, "service, workers and ffmpegs")
    assert not members & set(holders_of_video_memory())
    eventually(lambda: named_memory() <= before, 10, "what others make beside us does not stay")
    assert list(tmp_path.iterdir()) == []


def test_workers_that_are_frozen_are_gone_when_the_seat_is(cameras: Cameras, tmp_path: Path) -> None:
    seat = start_seat(cameras, tmp_path)
    assert seat.stdout is not None
    with seat.stdout:
        assert seat.stdout.readline() == "playing\n"
    family = descendants_of(seat.pid)
    (service,) = children_of(seat.pid)
    for worker in children_of(service.pid):
        worker.suspend()
    seat.kill()
    seat.wait()
    eventually(lambda: not living(family), 10, "service, workers and ffmpegs")


def test_frozen_workers_die_with_a_service_that_is_killed(cameras: Cameras, tmp_path: Path) -> None:
    seat = start_seat(cameras, tmp_path)
    assert seat.stdout is not None
    with seat.stdout:
        assert seat.stdout.readline() == "playing\n"
    family = descendants_of(seat.pid)
    (service,) = children_of(seat.pid)
    for worker in children_of(service.pid):
        worker.suspend()
    seat.kill()
    service.kill()
    seat.wait()
    eventually(lambda: not living(family), 10, "workers and ffmpegs")
    assert list(tmp_path.iterdir()) == []

"""Clips of what cameras really send: whole, from a key frame on, and truthful about their end, whoever dies."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bridge.video.clip import Limits, Why, Written
from bridge.video.pool import VideoPool
from bridge.video.recorded import Clip
from tests.support.picture_times import PictureTimes
from tests.support.processes import kill
from tests.support.proving_ground.ground import CameraPlan, ProvingGround, proving_ground, render_films
from tests.support.video import playing, sessions_at, video_pool
from tests.support.waiting import eventually

BOX = 640, 360
LONG = Limits(seconds=60, bytes=1 << 28)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProvingGround]:
    films = render_films(tmp_path_factory.mktemp("films"))
    plans = {"one": CameraPlan(), "h265": CameraPlan(films=("moving-h265",)), "neighbour": CameraPlan()}
    with proving_ground(films, plans) as running:
        yield running


@pytest.fixture
def pool() -> Iterator[VideoPool]:
    with video_pool(workers=1) as pool:
        yield pool


@contextmanager
def recording(pool: VideoPool, url: str, path: Path, limits: Limits = LONG) -> Iterator[Clip]:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    clip = pool.record(url, *BOX, file, limits, camera="", sessions=2)
    try:
        yield clip
    finally:
        clip.close()
        os.close(file)


def end_of(clip: Clip, within: float = 5.0) -> Written:
    eventually(lambda: clip.written is not None, within)
    assert clip.written is not None
    return clip.written


def pictures(path: Path) -> tuple[int, str]:
    """How many can be decoded, and what ffmpeg says against the file."""
    counted = subprocess.run(
        [
            *("ffprobe", "-v", "warning", "-count_frames", "-select_streams", "v:0"),
            *("-show_entries", "stream=nb_read_frames,codec_name", "-of", "json", str(path)),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return int(json.loads(counted.stdout)["streams"][0]["nb_read_frames"]), counted.stderr


@pytest.mark.parametrize("name", ["one", "h265"])
def test_a_clip_has_every_picture_and_costs_no_second_session(
    ground: ProvingGround, pool: VideoPool, tmp_path: Path, name: str
) -> None:
    feed = pool.open(ground.url(name), *BOX)
    eventually(lambda: playing(feed), 10)
    with recording(pool, ground.url(name), tmp_path / "clip.ts", Limits(seconds=4, bytes=1 << 28)) as clip:
        written = end_of(clip, 10)
        assert sessions_at(ground.url(name)) == 1
    assert written.why is Why.LIMIT
    assert written.bytes == (tmp_path / "clip.ts").stat().st_size
    count, complaints = pictures(tmp_path / "clip.ts")
    assert complaints == ""
    assert 90 <= count <= 105, "four seconds of 25 pictures"


def test_it_ends_when_it_is_asked_to(ground: ProvingGround, pool: VideoPool, tmp_path: Path) -> None:
    feed = pool.open(ground.url("one"), *BOX)
    eventually(lambda: playing(feed), 10)
    path = tmp_path / "clip.ts"
    with recording(pool, ground.url("one"), path) as clip:
        eventually(lambda: path.stat().st_size > 0, 10)
        clip.end()
        assert end_of(clip).why is Why.ASKED
    assert pictures(path)[0] > 0


def test_the_tile_may_be_closed_meanwhile(ground: ProvingGround, pool: VideoPool, tmp_path: Path) -> None:
    feed = pool.open(ground.url("one"), *BOX)
    eventually(lambda: playing(feed), 10)
    with recording(pool, ground.url("one"), tmp_path / "clip.ts", Limits(seconds=3, bytes=1 << 28)) as clip:
        eventually(lambda: (tmp_path / "clip.ts").stat().st_size > 0, 10)
        feed.close()
        assert end_of(clip, 6).why is Why.LIMIT
    eventually(lambda: sessions_at(ground.url("one")) == 0, 10)


def test_a_camera_that_goes_ends_it_and_what_came_is_kept(
    ground: ProvingGround, pool: VideoPool, tmp_path: Path
) -> None:
    feed = pool.open(ground.url("one"), *BOX)
    eventually(lambda: playing(feed), 10)
    path = tmp_path / "clip.ts"
    with recording(pool, ground.url("one"), path) as clip:
        eventually(lambda: path.stat().st_size > 0, 10)
        ground.make("die", "one")
        try:
            written = end_of(clip, 10)
        finally:
            ground.make("return", "one")
    assert written.why is Why.LOST
    assert written.bytes == path.stat().st_size > 0
    assert pictures(path)[0] > 0


def test_a_worker_that_is_killed_ends_it_and_what_came_is_kept(
    ground: ProvingGround, pool: VideoPool, tmp_path: Path
) -> None:
    feed = pool.open(ground.url("one"), *BOX)
    eventually(lambda: playing(feed), 10)
    path = tmp_path / "clip.ts"
    with recording(pool, ground.url("one"), path) as clip:
        eventually(lambda: path.stat().st_size > 0, 10)
        eventually(lambda: len(pool.worker_pids()) == 1, 10)
        kill(pool.worker_pids()[0])
        assert end_of(clip, 3).why is Why.FAILED
    assert pictures(path)[0] > 0
    eventually(lambda: playing(feed), 10)


@pytest.mark.expects_log(
    "ERROR bridge.video.client: the video service is gone",
    "ERROR bridge.video.starting: the video service ended with code -9",
    "WARNING bridge.video.client: the video service is back",
)
def test_a_service_that_is_killed_ends_it(ground: ProvingGround, pool: VideoPool, tmp_path: Path) -> None:
    feed = pool.open(ground.url("one"), *BOX)
    eventually(lambda: playing(feed), 10)
    path = tmp_path / "clip.ts"
    with recording(pool, ground.url("one"), path) as clip:
        eventually(lambda: path.stat().st_size > 0, 10)
        kill(pool.service_pid)
        assert end_of(clip, 3).why is Why.FAILED
        eventually(lambda: playing(feed), 15)
        size = path.stat().st_size
    assert path.stat().st_size == size, "nobody begins it again"


def test_no_picture_is_late_for_a_recording(ground: ProvingGround, pool: VideoPool, tmp_path: Path) -> None:
    feeds = [pool.open(ground.url(name), *BOX) for name in ("one", "neighbour")]
    for feed in feeds:
        eventually(lambda feed=feed: playing(feed), 10)  # type: ignore[misc]  # mypy wants no default
    with (
        PictureTimes({"own": feeds[0], "other": feeds[1]}) as times,
        recording(pool, ground.url("one"), tmp_path / "clip.ts", Limits(seconds=2, bytes=1 << 28)) as clip,
    ):
        end_of(clip, 6)
    assert max(times.longest_gap(name) for name in ("own", "other")) < times.allowed(0.2)


@pytest.mark.expects_log(
    "ERROR bridge.video.client: the video service is gone", "WARNING bridge.video.client: the video service is back"
)
def test_what_is_no_plain_file_is_not_written_to(ground: ProvingGround, pool: VideoPool) -> None:
    feed = pool.open(ground.url("one"), *BOX)
    eventually(lambda: playing(feed), 10)
    ours, theirs = os.pipe()
    try:
        clip = pool.record(ground.url("one"), *BOX, theirs, LONG, camera="", sessions=2)
        end_of(clip)
        clip.close()
        eventually(lambda: feed.status().state != "restarting" and playing(feed), 10)
    finally:
        os.close(ours)
        os.close(theirs)

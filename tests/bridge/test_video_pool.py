"""Real libVLC on real RTSP, in real worker processes: pictures, failures, kill -9, and nothing left behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest

from bridge.video.feed import Feed
from bridge.video.pool import VideoPool
from tests.support.cameras import Cameras, render_clip, serve
from tests.support.picture_times import PictureTimes
from tests.support.processes import children_of, command_of, family_of, kill, living, name_of
from tests.support.video import carriers, playing, video_pool
from tests.support.waiting import Patience, eventually


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    clip = render_clip(tmp_path_factory.mktemp("clips") / "clip.h264")
    with serve(clip, ("one", "two", "three")) as cameras:
        yield cameras


@pytest.fixture
def pool() -> Iterator[VideoPool]:
    with video_pool(workers=2, streams_per_worker=2) as pool:
        yield pool


def rate(feed: Feed) -> float:
    """Different pictures a second, over ten of them."""

    def reached(sequence: int) -> bool:
        newest = feed.latest()
        return newest is not None and newest.sequence >= sequence

    newest = feed.latest()
    assert newest is not None
    first = newest.sequence + 1
    eventually(lambda: reached(first), 5)
    return 10 / eventually(lambda: reached(first + 10), 5)


def test_pictures_arrive_in_the_size_that_was_asked_for_and_change(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("one"), 320, 180)
    assert feed.status().state == "connecting"
    eventually(lambda: playing(feed), 15)
    first = feed.latest()
    assert first is not None
    assert (first.width, first.height, first.stride) == (320, 180, 1280)
    before = bytes(first.pixels)
    assert len(set(before)) > 100  # a picture and not one colour
    sequence = first.sequence
    eventually(lambda: (newest := feed.latest()) is not None and newest.sequence > sequence + 2, 5)
    newest = feed.latest()
    assert newest is not None
    assert bytes(newest.pixels) != before
    age = feed.status().age
    assert age is not None
    assert age < 0.5
    eventually(lambda: 8 < rate(feed) < 12, 10, "ten pictures a second")
    assert newest.aspect == pytest.approx(16 / 9, abs=0.01)


def test_a_killed_worker_is_back_by_itself_and_the_other_did_not_blink(cameras: Cameras, pool: VideoPool) -> None:
    victim, neighbour = pool.open(cameras.url("one"), 640, 360), pool.open(cameras.url("two"), 640, 360)
    eventually(lambda: playing(victim) and playing(neighbour), 15)
    eventually(lambda: len(pool.worker_pids()) == 2, 10)
    first_pid, second_pid = pool.worker_pids()
    last = victim.latest()
    carried = children_of(first_pid)
    with PictureTimes({"neighbour": neighbour}) as times:
        kill(first_pid)
        eventually(lambda: victim.status().state == "restarting", 2)
        kept = victim.latest()
        eventually(lambda: playing(victim), 5)
    assert times.longest_gap("neighbour") < times.allowed(0.5)
    assert last is not None
    assert kept is not None  # the last picture, to be shown darkened
    eventually(lambda: first_pid not in pool.worker_pids(), 10)
    assert second_pid in pool.worker_pids()
    assert len(carried) == 1
    eventually(lambda: not living(carried), 5)
    eventually(lambda: (newest := victim.latest()) is not None and newest.sequence > kept.sequence + 5, 5)


def test_a_frozen_worker_is_said_within_two_seconds_and_live_again_within_five(
    cameras: Cameras, pool: VideoPool
) -> None:
    feed = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: playing(feed), 15)
    eventually(pool.worker_pids, 10)
    (pid,) = pool.worker_pids()
    kill(pid, signal.SIGSTOP)
    patience = Patience(5)
    eventually(lambda: feed.status().state == "restarting", 2)
    eventually(lambda: playing(feed), patience)
    eventually(lambda: pid not in pool.worker_pids(), 10)


def test_a_camera_that_falls_silent_is_stopped_within_three_seconds_and_comes_back(
    cameras: Cameras, pool: VideoPool
) -> None:
    feed = pool.open(cameras.url("three"), 640, 360)
    eventually(lambda: playing(feed), 15)
    cameras.freeze("three")
    try:
        assert eventually(lambda: feed.status().state in ("frozen", "lost"), 3.5) > 1
        assert feed.latest() is not None
        age = feed.status().age
        assert age is not None
        assert age > 1.8, "frozen after 2.5 s, or in doubt when the stream's own time has stood still for 2.2 s"
    finally:
        cameras.resume("three")
    eventually(lambda: playing(feed), 20)


def test_a_stream_that_does_not_exist_says_so_and_is_tried_again(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("nowhere"), 640, 360)
    eventually(lambda: feed.status().reason == "not-found", 15)
    assert feed.status().state == "lost"
    eventually(lambda: feed.status().retry_in == 0.0, 5, "another attempt under way")
    eventually(lambda: (feed.status().retry_in or 0) > 0.5, 5, "and its failure")
    assert feed.latest() is None


def test_a_camera_that_is_off_does_not_answer(pool: VideoPool) -> None:
    feed = pool.open("rtsp://admin:secret@127.0.0.1:9/a", 640, 360)
    eventually(lambda: feed.status().reason == "no-answer", 15)
    assert feed.status().state == "lost"


def test_a_password_is_on_no_command_line(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("one").replace("rtsp://", "rtsp://admin:sesame@"), 640, 360)
    eventually(lambda: playing(feed), 15)
    eventually(pool.worker_pids, 10)
    (worker,) = pool.worker_pids()
    family = family_of(worker)
    assert "ffmpeg" in [name_of(process) for process in family]
    assert not any("sesame" in command_of(process) for process in family)


def test_a_hostile_address_is_a_failed_feed_and_opens_nothing(cameras: Cameras, pool: VideoPool) -> None:
    good = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: playing(good), 15)
    before = carriers(pool)
    assert len(before) == 1
    urls = (
        "file:///etc/passwd",
        "file/demuxdump:///tmp/x",
        "rtsp://h/#x",
        "rtsp://h/\n",
        "",
        "/etc/passwd",
        "screen://",
    )
    for feed in [pool.open(url, 640, 360) for url in urls]:
        status = feed.status()
        assert (status.state, status.reason, status.retry_in) == ("refused", "refused-address", None)
        assert feed.latest() is None
    time.sleep(0.5)
    assert carriers(pool) == before


def test_a_feed_shows_another_camera_without_a_new_process(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: playing(feed) and pool.worker_pids(), 15)
    pids = pool.worker_pids()
    feed.show(cameras.url("two"))
    assert feed.latest() is None
    assert feed.status().state == "connecting"
    eventually(lambda: playing(feed), 8)
    feed.show("file:///etc/passwd")
    assert feed.latest() is None
    assert feed.status().reason == "refused-address"
    feed.show(cameras.url("one"))
    eventually(lambda: playing(feed), 8)
    assert pool.worker_pids() == pids


def test_one_camera_too_many_says_so_and_begins_when_a_place_is_free(cameras: Cameras) -> None:
    with video_pool(workers=1, streams_per_worker=1) as pool:
        first = pool.open(cameras.url("one"), 640, 360)
        second = pool.open(cameras.url("two"), 320, 180)
        eventually(lambda: playing(first), 15)
        assert second.status().reason == "no-capacity"
        first.close()
        eventually(lambda: playing(second), 15)
        newest = second.latest()
        assert newest is not None
        assert newest.width == 320
        assert first.latest() is None


def test_without_libvlc_the_feeds_say_so(cameras: Cameras, pool: VideoPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_VLC_LIB_PATH", "/nonexistent/libvlc.so")
    feed = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: feed.status().reason == "no-libvlc", 15)
    assert feed.status().state == "closed"
    eventually(lambda: len(pool.worker_pids()) == 1, 10)


def test_a_stopped_pool_leaves_no_descriptor_and_no_process(cameras: Cameras) -> None:
    def play_and_stop() -> list[psutil.Process]:
        with video_pool(workers=2, streams_per_worker=1) as pool:
            feed = pool.open(cameras.url("one"), 640, 360)
            eventually(lambda: playing(feed), 15)
            processes = family_of(pool.service_pid)
            began = time.monotonic()
            pool.stop()
            assert time.monotonic() - began < 2, "whoever closes a window does not wait for the service to end"
        return processes

    before = set(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names, not paths
    processes = play_and_stop()
    assert len(processes) == 3
    eventually(lambda: not living(processes), 10)
    eventually(lambda: set(os.listdir("/proc/self/fd")) <= before, 10, "open descriptors")  # noqa: PTH208

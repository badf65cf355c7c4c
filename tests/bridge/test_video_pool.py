"""Real libVLC on real RTSP, in real worker processes: pictures, failures, kill -9, and nothing left behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from bridge.video.feed import Feed
from bridge.video.pool import VideoPool
from tests.support.cameras import Cameras, render_clip, serve
from tests.support.waiting import eventually, is_alive

DIED = "ERROR bridge.video.link: video worker .* ended with code -9"
BACK = "WARNING bridge.video.link: video worker is back"


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    clip = render_clip(tmp_path_factory.mktemp("clips") / "clip.h264")
    with serve(clip, ("one", "two", "three")) as cameras:
        yield cameras


@pytest.fixture
def pool() -> Iterator[VideoPool]:
    pool = VideoPool(workers=2, streams_per_worker=2, max_pixels=640 * 360)
    yield pool
    pool.stop()


def playing(feed: Feed) -> bool:
    return feed.status().state == "live"


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


class GapWatch:
    """Notes the longest time during which a feed got no new picture."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.longest = 0.0
        self.pictures = 0

    def __enter__(self) -> GapWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        newest, since = self._feed.latest(), time.monotonic()
        while not self._done.wait(0.005):
            picture, now = self._feed.latest(), time.monotonic()
            self.longest = max(self.longest, now - since)
            if picture and (newest is None or picture.sequence != newest.sequence):
                newest, since = picture, now
                self.pictures += 1


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


@pytest.mark.expects_log(DIED, BACK)
def test_a_killed_worker_is_back_by_itself_and_the_other_did_not_blink(cameras: Cameras, pool: VideoPool) -> None:
    victim, neighbour = pool.open(cameras.url("one"), 640, 360), pool.open(cameras.url("two"), 640, 360)
    eventually(lambda: playing(victim) and playing(neighbour), 15)
    first_pid, second_pid = pool.worker_pids()
    last = victim.latest()
    carriers = psutil.Process(first_pid).children()
    with GapWatch(neighbour) as watch:
        os.kill(first_pid, signal.SIGKILL)
        eventually(lambda: victim.status().state == "restarting", 1)
        kept = victim.latest()
        eventually(lambda: playing(victim), 10)
    assert watch.longest < 0.5
    assert watch.pictures > 10
    assert last is not None
    assert kept is not None  # the last picture, to be shown darkened
    assert second_pid in pool.worker_pids()
    assert first_pid not in pool.worker_pids()
    assert len(carriers) == 1
    assert not is_alive(carriers[0])
    eventually(lambda: (newest := victim.latest()) is not None and newest.sequence > kept.sequence + 5, 5)


@pytest.mark.expects_log("ERROR bridge.video.link: video worker .* did not answer for", BACK)
def test_a_frozen_worker_is_noticed_within_three_seconds_and_replaced(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: playing(feed), 15)
    (pid,) = pool.worker_pids()
    os.kill(pid, signal.SIGSTOP)
    eventually(lambda: feed.status().state == "restarting", 3)
    eventually(lambda: playing(feed), 10)
    assert pid not in pool.worker_pids()


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
        assert age >= 2.5
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
    (worker,) = pool.worker_pids()
    family = [psutil.Process(worker), *psutil.Process(worker).children(recursive=True)]
    assert "ffmpeg" in [process.name() for process in family]
    assert not any("sesame" in part for process in family for part in process.cmdline())


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "file/demuxdump:///tmp/x", "rtsp://h/#x", "rtsp://h/\n", "", "/etc/passwd", "screen://"],
)
def test_a_hostile_address_is_a_failed_feed_and_starts_nothing(pool: VideoPool, url: str) -> None:
    feed = pool.open(url, 640, 360)
    status = feed.status()
    assert (status.state, status.reason, status.retry_in) == ("refused", "refused-address", None)
    assert feed.latest() is None
    assert pool.worker_pids() == []


def test_a_feed_shows_another_camera_without_a_new_process(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: playing(feed), 15)
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


def test_one_camera_too_many_says_so_and_a_freed_place_is_used_again(cameras: Cameras) -> None:
    pool = VideoPool(workers=1, streams_per_worker=1, max_pixels=640 * 360)
    try:
        first = pool.open(cameras.url("one"), 640, 360)
        assert pool.open(cameras.url("two"), 640, 360).status().reason == "no-capacity"
        eventually(lambda: playing(first), 15)
        first.close()
        second = pool.open(cameras.url("two"), 320, 180)
        eventually(lambda: playing(second), 15)
        newest = second.latest()
        assert newest is not None
        assert newest.width == 320
        assert first.latest() is None
    finally:
        pool.stop()


@pytest.mark.expects_log("ERROR bridge.video.link: no usable libVLC")
def test_without_libvlc_the_feeds_say_so(cameras: Cameras, pool: VideoPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_VLC_LIB_PATH", "/nonexistent/libvlc.so")
    feed = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: feed.status().reason == "no-libvlc", 15)
    assert feed.status().state == "closed"
    assert len(pool.worker_pids()) == 1


def test_a_stopped_pool_leaves_no_descriptor_and_no_process(cameras: Cameras) -> None:
    def play_and_stop() -> list[psutil.Process]:
        pool = VideoPool(workers=2, streams_per_worker=1, max_pixels=640 * 360)
        feed = pool.open(cameras.url("one"), 640, 360)
        eventually(lambda: playing(feed), 15)
        processes = [psutil.Process(pid) for pid in pool.worker_pids()]
        processes += processes[0].children(recursive=True)
        began = time.monotonic()
        pool.stop()
        assert time.monotonic() - began < 1.5
        return processes

    before = set(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names, not paths
    processes = play_and_stop()
    eventually(lambda: not any(is_alive(process) for process in processes), 2)
    eventually(lambda: set(os.listdir("/proc/self/fd")) == before, 2, "open descriptors")  # noqa: PTH208

"""The video service with real processes: one decode for all seats, and nothing is lost for long, whoever is killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from bridge.video.channel import service_address
from bridge.video.feed import Feed
from bridge.video.messages import PROTOCOL
from bridge.video.pool import VideoPool
from bridge.video.serving import MOST_FEEDS
from tests.support.cameras import Cameras, render_clip, serve
from tests.support.processes import (
    children_of,
    descendants_of,
    kill,
    living,
    maps_of,
    memory_mib,
    ports_of,
    zombies_below,
)
from tests.support.video import (
    LINGER_S,
    SessionWatch,
    Watching,
    carriers,
    playing,
    service_name,
    sessions_at,
    video_pool,
)
from tests.support.waiting import Patience, eventually, is_alive

Held = dict[psutil.Process, tuple[int, int, int, int]]
ROOT = str(Path(__file__).parents[2])
GONE = "ERROR bridge.video.client: the video service is gone"
ENDED = "ERROR bridge.video.starting: the video service ended with code -9"
BACK = "WARNING bridge.video.client: the video service is back"
HANGS = "ERROR bridge.video.client: the video service did not answer for"
NAMES = ("one", "two", "three", "four")

SEAT = """
import sys, time
from bridge.video.pool import VideoPool
from bridge.video.serving import MOST_FEEDS
pool = VideoPool(sys.argv[1], linger_s=0.3)
feeds = [pool.open(url, 640, 360) for url in sys.argv[2:]]
while not all(feed.latest() for feed in feeds):
    time.sleep(0.02)
print(pool.service_pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render_clip(tmp_path_factory.mktemp("clips") / "clip.h264")


@pytest.fixture(scope="module")
def cameras(clip: Path) -> Iterator[Cameras]:
    with serve(clip, NAMES) as cameras:
        yield cameras


@pytest.fixture
def pool() -> Iterator[VideoPool]:
    with video_pool() as pool:
        yield pool


@contextmanager
def other_seat(service: str, *urls: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that sees these cameras, and the service that shows them."""
    seat = subprocess.Popen(
        [sys.executable, "-c", SEAT, service, *urls],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ROOT},
    )
    assert seat.stdout is not None
    try:
        yield seat, int(seat.stdout.readline())
    finally:
        seat.kill()
        seat.wait()
        seat.stdout.close()


class Episodes(Watching):
    """Counts how often a feed was hurt: that it said `restarting`."""

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self._feed = feed
        self._before = False
        self.count = 0

    def look(self) -> None:
        hurt = self._feed.status().state == "restarting"
        self.count += hurt and not self._before
        self._before = hurt


def worker_of(pool: VideoPool, url: str) -> int:
    """The worker that carries from the server of that address; 0 when there is none now."""
    port = urlsplit(url).port
    for worker in pool.worker_pids():
        if any(port in ports_of(carrier) for carrier in children_of(worker)):
            return worker
    return 0


def found_worker_of(pool: VideoPool, url: str) -> int:
    """The same, waited for."""
    found = [0]

    def look() -> int:
        found[0] = worker_of(pool, url)
        return found[0]

    eventually(look, 15, "the worker that carries it")
    return found[0]


def test_two_seats_see_one_decode_and_one_that_is_killed_gives_its_part_back(clip: Path) -> None:
    name = service_name()
    with (
        serve(clip, ("one",)) as first,
        serve(clip, ("two",)) as second,
        SessionWatch(first.url("one")) as watch,
        video_pool(name) as pool,
    ):
        feed = pool.open(first.url("one"), 640, 360)
        eventually(lambda: playing(feed), 15)
        with other_seat(name, first.url("one"), second.url("two")) as (seat, service):
            assert service == pool.service_pid
            assert (sessions_at(first.url("one")), sessions_at(second.url("two"))) == (1, 1)
            seat.kill()
            eventually(lambda: sessions_at(second.url("two")) == 0, 6, "what only the other seat saw is ended")
        assert playing(feed)
        feed.close()
        eventually(lambda: sessions_at(first.url("one")) == 0, 6)
        assert watch.most == 1


def test_a_seat_that_goes_leaves_the_service_it_started_to_the_others(cameras: Cameras) -> None:
    name = service_name()
    with other_seat(name, cameras.url("one")) as (seat, service), video_pool(name) as pool:
        feed = pool.open(cameras.url("one"), 640, 360)
        eventually(lambda: playing(feed), 15)
        seat.kill()
        seat.wait()
        newest = feed.latest()
        assert newest is not None
        eventually(lambda: (now := feed.latest()) is not None and now.sequence > newest.sequence + 10, 5)
        assert pool.service_pid == service
        assert playing(feed)
        running = psutil.Process(service)
    eventually(lambda: not is_alive(running), LINGER_S + 8, "the service ends by itself")


def test_two_services_started_at_once_are_one(cameras: Cameras) -> None:
    name = service_name()
    command = [sys.executable, "-P", "-m", "bridge.video.service", "--name", name, "--linger", "1.5"]
    both = [subprocess.Popen(command, env={**os.environ, "PYTHONPATH": ROOT}) for _ in range(2)]
    eventually(lambda: any(it.poll() is not None for it in both), 20)
    assert [it.poll() for it in both].count(None) == 1
    with video_pool(name) as pool:
        feed = pool.open(cameras.url("one"), 640, 360)
        eventually(lambda: playing(feed), 15)
        assert pool.service_pid in [it.pid for it in both if it.poll() is None]
    assert [it.wait(20) for it in both] == [0, 0]


def test_seats_that_start_at_once_share_a_service(cameras: Cameras) -> None:
    name = service_name()
    with video_pool(name) as one, video_pool(name) as two, video_pool(name) as three:
        pools = (one, two, three)
        feeds = [pool.open(cameras.url("one"), 640, 360) for pool in pools]
        eventually(lambda: all(playing(feed) for feed in feeds), 15)
        assert len({pool.service_pid for pool in pools}) == 1


def test_a_killed_worker_does_not_take_a_session_twice(clip: Path) -> None:
    with serve(clip, NAMES) as cameras, SessionWatch(cameras.url("one")) as watch, video_pool() as pool:
        feeds = [pool.open(cameras.url(name), 640, 360, camera="CAM-1", sessions=2) for name in NAMES[:3]]
        eventually(lambda: sum(playing(feed) for feed in feeds) == 2, 15)
        for worker in pool.worker_pids():
            kill(worker)
        feeds[0].close()
        eventually(lambda: all(playing(feed) for feed in feeds[1:]), 10)
        assert watch.most == 2


@pytest.mark.expects_log(GONE, ENDED, BACK)
def test_a_killed_service_is_back_by_itself_and_the_last_picture_stayed(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: playing(feed), 15)
    family = descendants_of(pool.service_pid)
    kill(pool.service_pid)
    patience = Patience(5)
    eventually(lambda: feed.status().state == "restarting", 2)
    kept = feed.latest()
    assert kept is not None
    assert feed.status().age is not None
    eventually(lambda: playing(feed), patience)
    newest = feed.latest()
    assert newest is not None
    assert newest.sequence > kept.sequence
    eventually(lambda: not living(family), 12, "the old workers and their ffmpegs")


@pytest.mark.expects_log(GONE, ENDED, BACK)
def test_a_silent_camera_has_its_session_back_at_once_when_the_service_dies(clip: Path) -> None:
    with serve(clip, ("one",)) as cameras, SessionWatch(cameras.url("one")) as watch, video_pool() as pool:
        feed = pool.open(cameras.url("one"), 640, 360, camera="CAM-1", sessions=1)
        eventually(lambda: playing(feed), 15)
        cameras.freeze("one")
        time.sleep(0.5)
        old = carriers(pool)
        kill(pool.service_pid)
        eventually(lambda: not living(old), 2)
        cameras.resume("one")
        eventually(lambda: playing(feed), 8)
        assert watch.most == 1


def test_a_wall_full_of_tiles_is_asked_for_at_once(cameras: Cameras, pool: VideoPool) -> None:
    dead = [pool.open(f"rtsp://127.0.0.1:9/{number}", 320, 180) for number in range(MOST_FEEDS - 1)]
    alive = pool.open(cameras.url("one"), 320, 180)
    surplus = pool.open(cameras.url("two"), 320, 180)
    eventually(lambda: surplus.status().reason == "no-capacity", 10)
    eventually(lambda: sum(feed.status().reason == "no-answer" for feed in dead) == 32, 30)
    assert surplus.status().state == "closed"
    assert alive.status().reason == "no-capacity"
    for feed in dead:
        feed.close()
    eventually(lambda: playing(alive), 10)
    eventually(lambda: playing(surplus), 10, "what was denied is asked for again")


@pytest.mark.expects_log(HANGS, ENDED, BACK)
def test_a_service_that_hangs_is_replaced_and_the_pictures_flow_until_then(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: playing(feed), 15)
    hung = pool.service_pid
    kill(hung, signal.SIGSTOP)
    until = eventually(lambda: feed.status().state == "restarting", 7)
    assert until > 4, "the workers go on, so the picture is live"
    eventually(lambda: playing(feed), 5)
    assert pool.service_pid != hung


@pytest.mark.expects_log(GONE, ENDED, BACK)
def test_a_service_killed_again_and_again_comes_back_each_time(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("one"), 640, 360)
    for _ in range(3):
        eventually(lambda: playing(feed), 6)
        kill(pool.service_pid)
        eventually(lambda: feed.status().state == "restarting", 2)
    eventually(lambda: playing(feed), 6)


def test_what_kills_its_worker_again_and_again_hurts_a_neighbour_twice_at_most(clip: Path) -> None:
    with serve(clip, ("killer",)) as evil, serve(clip, NAMES) as good, video_pool() as pool:
        killer = pool.open(evil.url("killer"), 320, 180)
        beside, elsewhere = (pool.open(good.url(name), 320, 180) for name in ("one", "two"))
        eventually(lambda: playing(killer) and playing(beside) and playing(elsewhere), 15)
        with Episodes(beside) as hurt, Episodes(elsewhere) as untouched:
            for _ in range(5):
                eventually(lambda: playing(killer), 15)
                kill(found_worker_of(pool, evil.url("killer")))
                eventually(lambda: killer.status().state == "restarting", 2)
            eventually(lambda: playing(beside), 5)
            eventually(lambda: playing(killer), 20, "backed off, and live again all the same")
        assert 1 <= hurt.count <= 2
        assert untouched.count == 0


def test_200_openings_and_closings_leave_nothing(cameras: Cameras, pool: VideoPool) -> None:
    def cycles(count: int) -> None:
        for turn in range(count // 4):
            feeds = [pool.open(cameras.url(name), 320 + 2 * turn, 180) for name in NAMES]
            if turn % 10 == 0:
                eventually(lambda feeds=feeds: all(feed.latest() for feed in feeds), 15)  # type: ignore[misc]
            time.sleep(0.05)
            for feed in feeds:
                feed.close()
        eventually(lambda: sessions_at(cameras.url("one")) == 0, 10)
        eventually(lambda: not carriers(pool), 10)

    first = pool.open(cameras.url("one"), 160, 90)
    eventually(lambda: playing(first), 15)
    first.close()
    cycles(40)
    service = psutil.Process(pool.service_pid)
    before, workers = held(service), sorted(pool.worker_pids())
    cycles(200)
    assert sorted(pool.worker_pids()) == workers, "no worker fell"
    with suppress(AssertionError):  # what still closes is given time; the last look counts
        eventually(lambda: not grown(before, held(service)), 10)
    assert grown(before, held(service)) == []
    eventually(lambda: not zombies_below(service.pid), 10, "what has ended is reaped")


def grown(before: Held, after: Held) -> list[str]:
    """In words."""
    found = []
    for process, was in before.items():
        allowed = was[0] + 2, was[1] + 2, was[2] + 1, round(was[3] * 1.1 + 4)
        for what, now, most in zip(("descriptors", "threads", "memories", "MiB"), after[process], allowed, strict=True):
            if now > most:
                found.append(f"{now} {what} of {process}, {most} at most")
    return found


def held(service: psutil.Process) -> Held:
    """Descriptors, threads, mapped pictures and MiB of this process, the service and its workers."""
    found = {}
    for process in [psutil.Process(), service, *children_of(service.pid)]:
        mapped = maps_of(process.pid).count("memfd:commandcenter-video")
        found[process] = process.num_fds(), process.num_threads(), mapped, round(memory_mib(process))
    return found


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
@pytest.mark.expects_log("ERROR bridge.video.client: the video service's name is held by process")
def test_a_stranger_who_holds_the_name_sees_no_address(cameras: Cameras) -> None:
    name = service_name()
    squat = (
        "import os, socket, sys, time\n"
        "end = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
        "os.setuid(65534)\n"
        "end.bind('\\0' + sys.argv[1])\n"
        "end.listen()\n"
        "print('held', flush=True)\n"
        "peer, _ = end.accept()\n"
        "print(len(peer.recv(65536)), flush=True)\n"
    )
    address = service_address(name, PROTOCOL)[1:]
    stranger = subprocess.Popen([sys.executable, "-c", squat, address], stdout=subprocess.PIPE, text=True)
    assert stranger.stdout is not None
    with stranger.stdout, video_pool(name) as pool:
        assert stranger.stdout.readline() == "held\n"
        feed = pool.open(cameras.url("one").replace("rtsp://", "rtsp://admin:sesame@"), 640, 360)
        assert stranger.stdout.readline() == "0\n"
        stranger.wait()
        eventually(lambda: playing(feed), 15, "when the stranger is gone")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_a_stranger_is_turned_away_from_the_service(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: playing(feed), 15)
    link = pool._link  # noqa: SLF001 - its address is nobody else's business
    address = link._address[1:]  # noqa: SLF001
    intrude = (
        "import os, socket, sys\n"
        "os.setuid(65534)\n"
        "end = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
        "end.connect('\\0' + sys.argv[1])\n"
        "end.settimeout(5)\n"
        "print(len(end.recv(65536)))\n"
    )
    done = subprocess.run([sys.executable, "-c", intrude, address], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"
    assert playing(feed)


def test_nonsense_from_a_seat_ends_that_seat_only(cameras: Cameras, pool: VideoPool) -> None:
    feed = pool.open(cameras.url("one"), 640, 360)
    eventually(lambda: playing(feed), 15)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as rude:
        rude.settimeout(5)
        rude.connect(pool._link._address)  # noqa: SLF001
        with open(os.devnull, "rb") as extra:  # noqa: PTH123
            socket.send_fds(rude, [b"\xc1nonsense"], [extra.fileno()])
        assert rude.recv(65536) == b""
    assert playing(feed)

"""The sessions that a camera gives, counted by the camera: never one too many, and nobody who waits sees nothing."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bridge.video.camera_feed import CameraFeed
from bridge.video.channel import service_address
from bridge.video.choice import Offer
from bridge.video.feed import Feed
from bridge.video.messages import PROTOCOL
from bridge.video.pool import VideoPool
from tests.support.picture_times import PictureTimes
from tests.support.proving_ground.films import Codec, render
from tests.support.proving_ground.ground import FPS, CameraPlan, ProvingGround, proving_ground
from tests.support.video import playing, service_name, video_pool
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
SOCKETS = Path("/proc/net/unix")


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProvingGround]:
    film = render(tmp_path_factory.mktemp("films") / "moving.h264", Codec.H264, fps=FPS)
    cameras = {name: CameraPlan(films=("moving",)) for name in ("one", "two", "three", "four")}
    with proving_ground({"moving": (str(film), Codec.H264, FPS)}, cameras) as running:
        yield running


@pytest.fixture
def seats() -> Iterator[tuple[VideoPool, VideoPool]]:
    """Two of one service."""
    name = service_name()
    with video_pool(name) as one, video_pool(name) as two:
        yield one, two


def test_a_camera_never_has_more_sessions_than_it_gives_whoever_asks(
    ground: ProvingGround, seats: tuple[VideoPool, VideoPool]
) -> None:
    urls = [f"{ground.url('one')}?stream={number}" for number in range(4)]
    feeds = [seats[number % 2].open(url, 640, 360, camera="CAM-1", sessions=2) for number, url in enumerate(urls)]
    eventually(lambda: sum(playing(feed) for feed in feeds) == 2, 20)
    shown = [feed for feed in feeds if playing(feed)]
    waiting = [feed for feed in feeds if feed not in shown]
    assert [(feed.status().state, feed.status().reason) for feed in waiting] == [("connecting", "sessions-taken")] * 2
    for feed in shown:
        feed.close()
    eventually(lambda: all(playing(feed) for feed in waiting), 20)
    for turn in range(12):
        waiting[0].show(urls[turn % 4])
        waiting[1].show(urls[(turn + 1) % 4])
        time.sleep(0.1)
    eventually(lambda: all(playing(feed) for feed in waiting), 20)
    assert ground.sessions("one") == (2, 2)


def test_who_wants_a_larger_picture_than_the_one_session_gives_sees_the_smaller_one_meanwhile(
    ground: ProvingGround, seats: tuple[VideoPool, VideoPool]
) -> None:
    first = seats[0].open(ground.url("two"), 320, 180, camera="CAM-2", sessions=1)
    eventually(lambda: playing(first), 20)
    second = seats[1].open(ground.url("two"), 960, 540, camera="CAM-2", sessions=1)
    eventually(lambda: playing(second), 10)
    smaller = second.latest()
    assert smaller is not None
    assert smaller.width == 320
    first.close()

    def larger() -> bool:
        picture = second.latest()
        assert picture is not None, "it is never black"
        return picture.width == 960 and playing(second)

    eventually(larger, 10)
    assert ground.sessions("two") == (1, 1)


SOON_SMALLER = """
import sys
from bridge.video import service, shrinking
shrinking.SPARE_S = 1.0
service.main(["--name", sys.argv[1], "--linger", "0.3"])
"""


@contextmanager
def service_that_soon_makes_smaller(name: str) -> Iterator[None]:
    """Others take ten seconds for it."""
    with subprocess.Popen([sys.executable, "-c", SOON_SMALLER, name], cwd=ROOT) as service:
        eventually(lambda: f"@{service_address(name, PROTOCOL)[1:]}" in SOCKETS.read_text(), 20, "it listens")
        try:
            yield
        finally:
            service.terminate()


@pytest.mark.parametrize(("sessions", "width", "at"), [(2, 320, "three"), (1, 1280, "four")])
def test_a_tile_is_not_decoded_large_for_ever_after_the_larger_one_has_gone(
    ground: ProvingGround, sessions: int, width: int, at: str
) -> None:
    name = service_name()
    offer = Offer(camera="CAM-4", main=ground.url(at), sessions=sessions)
    with service_that_soon_makes_smaller(name), video_pool(name) as pool:
        large = pool.open(offer.main, 1280, 720, camera=offer.camera, sessions=sessions)
        eventually(lambda: playing(large), 20)
        small = pool.open(offer.main, 320, 180, camera=offer.camera, sessions=sessions)
        eventually(lambda: playing(small), 10)
        with PictureTimes({"small": small}) as times:
            large.close()
            began = time.monotonic()
            while time.monotonic() - began < 3 or (width_of(small) != width and time.monotonic() - began < 15):
                assert small.latest() is not None, "it is never black"
                assert playing(small)
                time.sleep(0.01)
        assert width_of(small) == width
        shown = [seconds for _, seconds in times.times["small"]]  # the numbers leap from one decode to the other
        assert max(late - early for early, late in itertools.pairwise(shown)) < times.allowed(0.3)
        eventually(lambda: ground.sessions(at)[0] == 1, 10)
        assert ground.sessions(at)[1] == sessions


def test_a_scene_that_stands_still_does_so_in_the_smaller_decode_as_well(ground: ProvingGround) -> None:
    name, url = service_name(), ground.url("one")
    with service_that_soon_makes_smaller(name), video_pool(name) as pool:
        large, small = (pool.open(url, *box, camera="one", sessions=2) for box in ((1280, 720), (320, 180)))
        try:
            eventually(lambda: playing(large) and playing(small), 20)
            ground.make("freeze", "one", "same")
            eventually(lambda: small.status().state == "static", 10)
            large.close()
            seen, smaller_at, began = set(), 0.0, time.monotonic()
            while (not smaller_at and time.monotonic() - began < 20) or time.monotonic() - smaller_at < 3:
                seen.add(str(small.status().state))
                if not smaller_at and width_of(small) == 320:
                    smaller_at = time.monotonic()
                time.sleep(0.02)
        finally:
            ground.make("live", "one")
    assert smaller_at, "it was made smaller"
    assert seen == {"static"}


def width_of(feed: Feed) -> int:
    picture = feed.latest()
    return picture.width if picture else 0


def test_a_tile_whose_main_stream_dies_shows_the_sub_stream(
    ground: ProvingGround, seats: tuple[VideoPool, VideoPool]
) -> None:
    offer = Offer(camera="CAM-3", main=ground.url("one"), sub=ground.url("two"))
    feed = CameraFeed(seats[0], offer, (1280, 720))
    try:
        eventually(lambda: feed.status().state == "live", 20)
        assert feed.profile.address == offer.main
        ground.make("die", "one")
        eventually(lambda: feed.status().state == "lost", 5)
        eventually(lambda: feed.status().state == "live" and feed.profile.address == offer.sub, 8)
        assert feed.latest() is not None
    finally:
        ground.make("return", "one")
        feed.close()

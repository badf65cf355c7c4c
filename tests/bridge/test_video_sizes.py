"""Cameras whose streams are smaller than one would guess: many tiles of many sizes, and each has a picture."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence

import pytest

from bridge.video.camera_feed import CameraFeed
from bridge.video.choice import Offer, Size
from bridge.video.feed import Feed
from bridge.video.pool import VideoPool
from commandcenter.domain.assets import Camera
from commandcenter.domain.tours import Tour
from commandcenter.services.touring import Touring
from commandcenter.wiring.ahead import AheadFeeds
from tests.support.picture_times import PictureTimes
from tests.support.proving_ground.films import Codec, render
from tests.support.proving_ground.ground import FPS, CameraPlan, ProvingGround, proving_ground
from tests.support.video import Watching, playing, service_name, video_pool
from tests.support.waiting import eventually

NAMES = ("one", "two", "three", "four", "five", "six", "seven")
WALL, DESK, SMALL = (640, 360), (500, 281), (426, 240)  # a tile's pixels, all more than the sub stream has


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProvingGround]:
    folder = tmp_path_factory.mktemp("films")
    sizes = {"main": "640x360", "sub": "320x180"}
    films = {
        name: (str(render(folder / f"{name}.h264", Codec.H264, size=size, fps=FPS)), str(Codec.H264), FPS)
        for name, size in sizes.items()
    }
    cameras = {f"{name}-{film}": CameraPlan(films=(film,), limit=2) for name in NAMES for film in films}
    with proving_ground(films, cameras) as running:
        yield running


@pytest.fixture
def seats() -> Iterator[tuple[VideoPool, VideoPool]]:
    """Two of one service."""
    name = service_name()
    with video_pool(name) as one, video_pool(name) as two:
        yield one, two


class Budget(Watching):
    """Notes the most sessions that both streams of a camera had together."""

    every_s = 0.02

    def __init__(self, ground: ProvingGround, camera: str) -> None:
        super().__init__()
        self._ground, self._camera = ground, camera
        self.most = 0

    def look(self) -> None:
        self.most = max(self.most, sum(self._ground.sessions(f"{self._camera}-{it}")[0] for it in ("main", "sub")))


def offer_of(ground: ProvingGround, camera: str, sessions: int) -> Offer:
    main, sub = ground.url(f"{camera}-main"), ground.url(f"{camera}-sub")
    return Offer(camera=camera, main=main, sub=sub, sessions=sessions)


def live(feed: CameraFeed) -> bool:
    return feed.status().state == "live" and feed.latest() is not None


def all_live(feeds: Sequence[CameraFeed]) -> bool:
    """Asks each of them, since a feed moves on when it is asked."""
    seen = [live(feed) for feed in feeds]
    return all(seen)


def await_playing(feed: Feed) -> None:
    eventually(lambda: playing(feed), 20)


def test_two_sizes_of_one_stream_do_not_keep_a_camera_from_the_third_who_comes(
    ground: ProvingGround, seats: tuple[VideoPool, VideoPool]
) -> None:
    offer = offer_of(ground, "one", 2)
    with Budget(ground, "one") as budget:
        small = seats[0].open(offer.main, 480, 270, camera="one", sessions=2)
        eventually(lambda: playing(small), 20)
        large = seats[1].open(offer.main, 640, 360, camera="one", sessions=2)
        eventually(lambda: playing(large) and ground.sessions("one-main")[0] == 2, 20)
        with PictureTimes({"small": small, "large": large}) as times:
            tour = CameraFeed(seats[0], offer, DESK)
            eventually(lambda: live(tour), 8)
            time.sleep(1)
        for name in ("small", "large"):
            shown = [at for _, at in times.times[name]]
            assert max(late - early for early, late in itertools.pairwise(shown)) < times.allowed(0.3)
        tour.close()
    assert budget.most == 2


def test_who_enlarges_gets_the_main_stream_though_the_sub_stream_is_shown_in_two_sizes(
    ground: ProvingGround, seats: tuple[VideoPool, VideoPool]
) -> None:
    offer = offer_of(ground, "seven", 2)
    with Budget(ground, "seven") as budget:
        for size in ((320, 180), WALL):
            await_playing(seats[0].open(offer.sub, *size, camera="seven", sessions=2))
        tile = CameraFeed(seats[1], offer, (320, 180))
        eventually(lambda: live(tile), 10)
        began = time.monotonic()
        tile.want(320, 180, enlarged=True)
        while tile.profile.address != offer.main:
            assert live(tile), "nothing is let go for it"
            assert time.monotonic() - began < 8
            time.sleep(0.005)
        eventually(lambda: live(tile), 1)
        tile.close()
    assert budget.most == 2


@pytest.mark.parametrize(("camera", "sessions"), [("two", 2), ("three", 1)])
def test_every_tile_of_every_seat_has_a_picture_soon(
    ground: ProvingGround, seats: tuple[VideoPool, VideoPool], camera: str, sessions: int
) -> None:
    offer = offer_of(ground, camera, sessions)
    tiles: list[Size] = [SMALL, DESK, WALL, (320, 180), (960, 540)]
    with Budget(ground, camera) as budget:
        feeds = [CameraFeed(seats[at % 2], offer, tile) for at, tile in enumerate(tiles)]
        eventually(lambda: all_live(feeds), 15)
        ahead = CameraFeed(seats[0], offer, DESK)
        eventually(lambda: live(ahead), 5)
        for feed in feeds[2:]:
            feed.close()
        eventually(lambda: all_live([*feeds[:2], ahead]), 10)
        for feed in [*feeds, ahead]:
            feed.close()
    assert budget.most == sessions


def test_a_tile_that_waits_for_one_stream_shows_the_other_that_runs(
    ground: ProvingGround, seats: tuple[VideoPool, VideoPool]
) -> None:
    offer = offer_of(ground, "four", 1)
    wall = seats[0].open(offer.main, *WALL, camera="four", sessions=1)
    eventually(lambda: playing(wall), 20)
    tour = CameraFeed(seats[1], offer, DESK)
    eventually(lambda: live(tour), 8)
    assert tour.profile.address == offer.main
    tour.close()
    assert ground.sessions("four-sub") == (0, 0)


def test_a_tour_goes_on_though_others_show_its_cameras_in_two_sizes(
    ground: ProvingGround, seats: tuple[VideoPool, VideoPool]
) -> None:
    cameras = {name: Camera(id=name, name=name, url=ground.url(f"{name}-main")) for name in ("five", "six", "seven")}
    for size in ((480, 270), WALL):
        for camera in cameras.values():
            await_playing(seats[0].open(camera.url, *size, camera=camera.id, sessions=2))
    tour = Touring(Tour(id="t", name="T", dwell=1, cameras=tuple(cameras)), time.monotonic())
    ahead = AheadFeeds(seats[1], lambda camera: offer_of(ground, camera.id, 2))
    shown: dict[str, CameraFeed | None] = {}

    def step() -> int:
        view = tour.step(time.monotonic(), ahead.look)
        for name in view.showing:
            if name not in shown:
                shown[name] = ahead.take(offer_of(ground, name, 2))
        ahead.keep([cameras[name] for name in view.ahead if name not in shown], DESK)
        return sum(feed is not None and live(feed) for feed in shown.values())

    eventually(lambda: step() == 2, 15)
    ahead.close()
    for feed in shown.values():
        assert feed is not None
        feed.close()

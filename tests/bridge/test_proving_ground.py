"""Every fault of a camera shows within five seconds, heals without a hand, and leaves the other cameras alone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from bridge.video.feed import Feed
from bridge.video.pool import VideoPool
from bridge.video.stream import FIRST_PICTURE_S
from tests.support.picture_times import PictureTimes
from tests.support.proving_ground.ground import CameraPlan, ProvingGround, proving_ground, render_films
from tests.support.video import video_pool
from tests.support.waiting import eventually

NEIGHBOURS = ("left", "right")
GAP_S = 0.2
NIGHT_S = float(os.environ.get("COMMANDCENTER_NIGHT_SECONDS", "20"))
SLOW = {"slow-2": 2, "slow-5": 5}  # pictures a second
SLOW_FOR_S = 6.0
SETTLED_S = 6.0  # libVLC goes on with a leap that comes at the very beginning
LEAPT_S = 7.0  # longer than it takes to call a scene still
AGAIN_S = 15.0  # the longest wait between two tries is ten seconds


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, int]]:
    return render_films(tmp_path_factory.mktemp("films"), all_of_them=True)


@pytest.fixture(scope="module")
def ground(films: dict[str, tuple[str, str, int]]) -> Iterator[ProvingGround]:
    h265 = ("moving-h265", "moving")
    plans = {
        "victim": CameraPlan(),
        "victim-h265": CameraPlan(films=h265),
        "left": CameraPlan(),
        "right": CameraPlan(films=h265),
        "locked": CameraPlan(user="officer", password="sesame"),
        "simple": CameraPlan(user="officer", password="sesame", digest=False),
        "single": CameraPlan(limit=1),
        "untold": CameraPlan(told=False),
        "untold-h265": CameraPlan(films=h265, told=False),
        "night": CameraPlan(films=("night",)),
        "far": CameraPlan(),
        "strict": CameraPlan(),
        **{name: CameraPlan(films=(name,)) for name in SLOW},
    }
    with proving_ground(films, plans) as running:
        yield running


@pytest.fixture
def pool() -> Iterator[VideoPool]:
    with video_pool(workers=2, streams_per_worker=3) as pool:
        yield pool


class Scene:
    """A camera that something happens to, and two neighbours in the same workers."""

    def __init__(self, ground: ProvingGround, pool: VideoPool, name: str) -> None:
        self.ground, self.name = ground, name
        self.victim = pool.open(ground.url(name), 640, 360)
        self.neighbours = {other: pool.open(ground.url(other), 640, 360) for other in NEIGHBOURS}
        for feed in (self.victim, *self.neighbours.values()):
            eventually(lambda feed=feed: state(feed) == "live", 20)  # type: ignore[misc]  # mypy wants no default
        time.sleep(1)  # what settles after a start settles

    def suffer(self, command: str, *, within: float = 5.0, until: tuple[str, ...], heal: str) -> list[str]:
        """Command the fault, wait for one of the states, heal it, wait for live; the states in the order seen."""
        seen: list[str] = []
        verb, _, how = command.partition(" ")
        with PictureTimes(self.neighbours) as times:
            self.ground.make(verb, self.name, how)
            try:
                eventually(lambda: noted(self.victim, seen) in until, within, f"{command}: {until}, seen {seen}")
                aged = self.victim.status().age
            finally:
                verb, _, how = heal.partition(" ")
                if heal:
                    self.ground.make(verb, self.name, how)
            eventually(lambda: noted(self.victim, seen) == "live", AGAIN_S + 5, f"live again, seen {seen}")
        gaps = {name: times.longest_gap(name) for name in NEIGHBOURS}
        allowed = times.allowed(GAP_S)
        assert max(gaps.values()) < allowed, f"{gaps}, {allowed:.3f} s allowed, {times.blind:.3f} s not looked at"
        assert aged is not None
        return seen


def state(feed: Feed) -> str:
    return feed.status().state


def noted(feed: Feed, seen: list[str]) -> str:
    """The state now, and into the list when it is another; never live with an old picture."""
    status = feed.status()
    assert status.state != "live" or (status.age is not None and status.age <= 2.5)
    if not seen or seen[-1] != status.state:
        seen.append(status.state)
    return status.state


BOTH = pytest.mark.parametrize("name", ["victim", "victim-h265"])


@BOTH
def test_the_same_picture_again_and_again_is_static(ground: ProvingGround, pool: VideoPool, name: str) -> None:
    scene = Scene(ground, pool, name)
    assert scene.suffer("freeze same", until=("static",), heal="live") == ["live", "static", "live"]


@BOTH
def test_an_open_session_that_says_nothing_is_frozen(ground: ProvingGround, pool: VideoPool, name: str) -> None:
    scene = Scene(ground, pool, name)
    assert scene.suffer("freeze nothing", within=3.5, until=("frozen",), heal="live") == ["live", "frozen", "live"]


@BOTH
def test_a_quiet_scene_is_not_frozen_for_good_by_a_hiccup(ground: ProvingGround, pool: VideoPool, name: str) -> None:
    feed = pool.open(ground.url(name), 640, 360)
    eventually(lambda: state(feed) == "live", 20)
    try:
        ground.make("freeze", name, "same")
        eventually(lambda: state(feed) == "static", 6)
        ground.make("freeze", name, "nothing")
        eventually(lambda: state(feed) == "frozen", 3.5)
        ground.make("freeze", name, "same")
        eventually(lambda: state(feed) == "static", 5)
        ground.make("live", name)
        eventually(lambda: state(feed) == "live", 5)
    finally:
        ground.make("live", name)


@BOTH
def test_noise_in_valid_packets_is_frozen(ground: ProvingGround, pool: VideoPool, name: str) -> None:
    scene = Scene(ground, pool, name)
    seen = scene.suffer("garbage", until=("frozen",), heal="live")
    assert seen[:2] == ["live", "frozen"]


@BOTH
def test_a_camera_that_sends_noise_from_the_beginning_is_never_live(
    ground: ProvingGround, pool: VideoPool, name: str
) -> None:
    ground.make("garbage", name)
    feed = pool.open(ground.url(name), 640, 360)
    seen: list[str] = []
    try:
        eventually(lambda: noted(feed, seen) in ("frozen", "lost"), FIRST_PICTURE_S + 10)
    finally:
        ground.make("live", name)
    eventually(lambda: noted(feed, seen) == "live", AGAIN_S + 10, f"live when it is well, seen {seen}")
    assert seen[0] == "connecting"
    assert not {"live", "static"} & set(seen[:-1])


@BOTH
def test_pictures_that_come_late_say_so_and_are_brought_back(ground: ProvingGround, pool: VideoPool, name: str) -> None:
    scene = Scene(ground, pool, name)
    seen = scene.suffer("lag 2.6", until=("late",), heal="")
    # 2.6 s without a picture are frozen for a tenth of a second, or not quite.
    assert [it for it in seen if it != "frozen"] == ["live", "late", "live"], "a new session begins at the live edge"
    ground.make("live", name)


@BOTH
def test_a_leap_of_the_cameras_clock_is_never_called_a_still_scene(
    ground: ProvingGround, pool: VideoPool, name: str
) -> None:
    """libVLC waits for the time that has been leapt over, and shows nothing meanwhile, or goes on with it."""
    feed = pool.open(ground.url(name), 640, 360)
    eventually(lambda: state(feed) == "live", 20)
    time.sleep(SETTLED_S)
    seen: list[str] = []
    ground.make("leap", name, "40")
    end = time.monotonic() + LEAPT_S
    while time.monotonic() < end:
        assert noted(feed, seen) != "static"
        time.sleep(0.02)
    eventually(lambda: state(feed) == "live", AGAIN_S, str(seen))


def test_another_codec_is_played_when_the_camera_says_so(ground: ProvingGround, pool: VideoPool) -> None:
    scene = Scene(ground, pool, "victim")
    try:
        assert scene.suffer("codec", until=("lost",), heal="")[:2] == ["live", "lost"]
        eventually(lambda: scene.victim.status().codec == "hevc", 10)
    finally:
        ground.make("codec", "victim")
    eventually(lambda: scene.victim.status().codec == "h264" and state(scene.victim) == "live", 10)


def test_another_size_in_a_running_session_only_changes_the_shape(ground: ProvingGround, pool: VideoPool) -> None:
    scene = Scene(ground, pool, "victim")
    assert aspect(scene.victim) == pytest.approx(16 / 9, abs=0.01)
    ground.make("size", "victim")
    try:
        eventually(lambda: aspect(scene.victim) == pytest.approx(4 / 3, abs=0.01), 10)
        assert state(scene.victim) == "live"
    finally:
        ground.make("size", "victim")
    eventually(lambda: aspect(scene.victim) == pytest.approx(16 / 9, abs=0.01), 10)


def aspect(feed: Feed) -> float:
    picture = feed.latest()
    return picture.aspect if picture else 0.0


@BOTH
def test_a_camera_that_dies_is_lost_and_back_when_it_returns(ground: ProvingGround, pool: VideoPool, name: str) -> None:
    scene = Scene(ground, pool, name)
    assert scene.suffer("die", until=("lost",), heal="return") == ["live", "lost", "live"]


def stays_away(ground: ProvingGround) -> None:
    with video_pool() as pool:
        feed = pool.open(ground.url("far"), 640, 360)
        eventually(lambda: state(feed) == "live", 20)
        ground.make("die", "far")
        try:
            eventually(lambda: (feed.status().retry_in or 0) > 5, 25, "the longest wait")
            assert (feed.status().retry_in or 0) <= 10
            assert feed.status().reason == "no-answer"
            assert feed.latest() is not None, "the last picture stays"
        finally:
            ground.make("return", "far")
        eventually(lambda: state(feed) == "live", AGAIN_S)


def refuses(ground: ProvingGround) -> None:
    with video_pool() as pool:
        feed = pool.open(ground.url("strict"), 640, 360)
        eventually(lambda: state(feed) == "live", 20)
        ground.make("refuse", "strict")
        try:
            eventually(lambda: state(feed) == "refused", 5)
            assert feed.status().reason == "needs-password"
            assert 13 < (feed.status().retry_in or 0) <= 15
        finally:
            ground.make("accept", "strict")
        eventually(lambda: state(feed) == "live", 20)


def hardly_changes(ground: ProvingGround) -> None:
    with video_pool() as pool:
        feed = pool.open(ground.url("night"), 640, 360)
        eventually(lambda: state(feed) == "live", 20)
        seen: list[str] = []
        end = time.monotonic() + NIGHT_S
        while time.monotonic() < end:
            noted(feed, seen)
            time.sleep(0.05)
        assert seen == ["live"]


def sends_few(ground: ProvingGround) -> None:
    """Each of their pictures is shown, once it is known how few they are."""
    with video_pool() as pool:
        feeds = {name: pool.open(ground.url(name), 640, 360) for name in SLOW}
        eventually(lambda: shows_all(feeds), 60, "all of their pictures for a while")


def shows_all(feeds: Mapping[str, Feed]) -> bool:
    """For longer than it takes to find that nothing new is shown."""
    with PictureTimes(feeds) as times:
        end = time.monotonic() + SLOW_FOR_S
        while time.monotonic() < end:
            if any(state(feed) != "live" for feed in feeds.values()):
                time.sleep(0.2)
                return False
            time.sleep(0.05)
    numbers = {name: [number for number, _ in seen] for name, seen in times.times.items()}
    return all(numbers[name][-1] - numbers[name][0] >= 0.7 * SLOW_FOR_S * rate for name, rate in SLOW.items())


@pytest.fixture(scope="module")
def long_waits(ground: ProvingGround) -> Mapping[str, Future[None]]:
    """What takes time is waiting, so they wait side by side; over when the first of them is looked at."""
    tried = (stays_away, refuses, hardly_changes, sends_few)
    with ThreadPoolExecutor(len(tried)) as side_by_side:
        return {one.__name__: side_by_side.submit(one, ground) for one in tried}


def test_a_camera_that_stays_away_is_tried_at_least_every_ten_seconds(long_waits: Mapping[str, Future[None]]) -> None:
    long_waits["stays_away"].result()


def test_a_refused_password_says_so_and_is_tried_again_by_itself(long_waits: Mapping[str, Future[None]]) -> None:
    long_waits["refuses"].result()


@pytest.mark.timeout(NIGHT_S + 60)
def test_a_night_scene_that_hardly_changes_stays_live(long_waits: Mapping[str, Future[None]]) -> None:
    """`make night` watches it for ten minutes."""
    long_waits["hardly_changes"].result()


def test_a_camera_that_sends_few_pictures_is_shown_as_it_moves(long_waits: Mapping[str, Future[None]]) -> None:
    long_waits["sends_few"].result()


@pytest.mark.parametrize("name", ["locked", "simple"])
def test_who_knows_the_password_sees_the_picture(ground: ProvingGround, pool: VideoPool, name: str) -> None:
    stranger = pool.open(ground.url(name, "officer:wrong"), 640, 360)
    officer = pool.open(ground.url(name, "officer:sesame"), 640, 360)
    eventually(lambda: state(officer) == "live", 15)
    eventually(lambda: state(stranger) == "refused", 5)


def test_a_codec_that_nobody_plays_is_unsupported(ground: ProvingGround, pool: VideoPool) -> None:
    feed = pool.open(ground.url("victim"), 640, 360)
    eventually(lambda: state(feed) == "live", 20)
    ground.make("strange", "victim")
    try:
        eventually(lambda: state(feed) == "unsupported", 5)
    finally:
        ground.make("strange", "victim")
    eventually(lambda: state(feed) == "live", AGAIN_S + 5)


def test_a_camera_whose_sessions_are_all_taken_says_so(ground: ProvingGround, pool: VideoPool) -> None:
    first = pool.open(ground.url("single"), 640, 360)
    eventually(lambda: state(first) == "live", 20)
    second = pool.open(ground.url("single"), 960, 540)  # larger, so that it is a session of its own
    eventually(lambda: second.status().reason == "camera-full", 10)
    assert state(second) == "lost"
    assert ground.sessions("single") == (1, 1)
    first.close()
    eventually(lambda: state(second) == "live", AGAIN_S)


@pytest.mark.parametrize("name", ["untold", "untold-h265"])
def test_a_camera_that_does_not_describe_its_pictures_is_played(
    ground: ProvingGround, pool: VideoPool, name: str
) -> None:
    feed = pool.open(ground.url(name), 640, 360)
    eventually(lambda: state(feed) == "live", 10)


def test_a_first_picture_comes_soon(ground: ProvingGround, pool: VideoPool) -> None:
    warm = pool.open(ground.url("left"), 640, 360)
    eventually(lambda: state(warm) == "live", 20)
    feed = pool.open(ground.url("right"), 640, 360)
    assert eventually(lambda: feed.latest() is not None, 5) < 2.5, "a second of it is the wait for a key picture"

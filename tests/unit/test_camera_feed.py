"""A camera in a tile through its changes of stream: never black, and never a session too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bridge.video.camera_feed import (
    AGAIN_S,
    DEAD_S,
    DENIED_S,
    HOLD_S,
    IN_VAIN_S,
    PATIENCE_S,
    SESSION_PATIENCE_S,
    CameraFeed,
)
from bridge.video.choice import Offer, Profile, Size
from bridge.video.frames import Field, Reason, Stage
from tests.support.hand_pool import HandPool

OFFER = Offer(camera="CAM-1", main="rtsp://c/main", sub="rtsp://c/sub", sessions=2)
SUB, MAIN = Profile(OFFER.sub, (320, 180)), Profile(OFFER.main, (1280, 720))
SMALL, LARGE = (320, 180), (1280, 720)


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def pool() -> HandPool:
    return HandPool()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def feed(pool: HandPool, clock: Clock) -> Iterator[CameraFeed]:
    feed = CameraFeed(pool, OFFER, SMALL, now=clock)
    yield feed
    feed.close()
    assert pool.open_urls == []


def shade(feed: CameraFeed) -> int | None:
    picture = feed.latest()
    return picture.pixels[0] if picture else None


def test_a_small_tile_opens_the_sub_stream_in_the_name_of_its_camera(feed: CameraFeed, pool: HandPool) -> None:
    assert (feed.profile, pool.asked) == (SUB, [("CAM-1", 2)])


def test_the_main_stream_takes_over_with_its_first_picture(feed: CameraFeed, pool: HandPool) -> None:
    pool.slots[0].picture(10)
    before = feed.latest()
    feed.want(*LARGE)
    assert pool.open_urls == [OFFER.sub, OFFER.main]
    assert shade(feed) == 10
    pool.slots[0].picture(11)
    assert shade(feed) == 11, "it moves meanwhile"
    pool.slots[1].picture(200)
    assert shade(feed) == 200
    assert (feed.profile, pool.open_urls) == (MAIN, [OFFER.main])
    after = feed.latest()
    assert before is not None
    assert after is not None
    assert after.sequence != before.sequence


def test_an_enlarged_tile_shows_the_main_stream_and_goes_back(feed: CameraFeed, pool: HandPool) -> None:
    pool.slots[0].picture(10)
    feed.want(*SMALL, enlarged=True)
    pool.slots[1].picture(200)
    assert shade(feed) == 200
    feed.want(*SMALL)
    pool.slots[2].picture(12)
    assert (shade(feed), feed.profile) == (12, SUB)


def test_whoever_changes_their_mind_leaves_nothing_open(feed: CameraFeed, pool: HandPool) -> None:
    pool.slots[0].picture(10)
    feed.want(*LARGE)
    feed.want(*SMALL)
    assert (feed.profile, pool.open_urls) == (SUB, [OFFER.sub])


def test_without_a_second_session_the_present_stream_is_let_go_and_its_picture_stays(
    feed: CameraFeed, pool: HandPool, clock: Clock
) -> None:
    pool.slots[0].picture(10)
    feed.want(*LARGE)
    pool.slots[1].refuse()
    assert shade(feed) == 10
    assert pool.open_urls == [OFFER.main]
    clock.seconds += 1
    age = feed.status().age
    assert age is not None
    assert age >= 1
    kept = feed.latest()
    assert kept is not None
    assert kept.intact()
    pool.slots[0].picture(99)
    assert shade(feed) == 10, "a copy that nobody writes over"
    pool.slots[1].picture(200)
    assert (shade(feed), feed.profile) == (200, MAIN)


def test_who_changes_their_mind_with_the_first_picture_after_a_change_is_followed_at_once(
    feed: CameraFeed, pool: HandPool
) -> None:
    pool.slots[0].picture(10)
    feed.want(*LARGE)
    pool.slots[1].refuse()
    feed.latest()
    pool.slots[1].picture(200)
    feed.want(*SMALL)
    assert pool.open_urls == [OFFER.main, OFFER.sub]


def test_a_session_that_somebody_else_holds_brings_the_former_stream_back(
    feed: CameraFeed, pool: HandPool, clock: Clock
) -> None:
    pool.slots[0].picture(10)
    feed.want(*LARGE)
    pool.slots[1].refuse()
    feed.latest()
    clock.seconds += SESSION_PATIENCE_S + 0.1
    assert shade(feed) == 10
    assert pool.open_urls == [OFFER.sub]
    pool.slots[2].picture(13)
    assert (shade(feed), feed.profile) == (13, SUB)
    clock.seconds += AGAIN_S
    feed.status()
    assert pool.open_urls == [OFFER.sub, OFFER.main], "and the main stream is tried again"
    pool.slots[3].refuse()
    feed.status()
    clock.seconds += SESSION_PATIENCE_S + 0.1
    assert (shade(feed), feed.status().state) == (13, "live"), "nothing is let go in vain a second time"
    assert pool.open_urls == [OFFER.sub, OFFER.main]
    pool.slots[3].picture(200)
    assert (shade(feed), feed.profile) == (200, MAIN)


def test_what_was_let_go_in_vain_is_let_go_again_after_an_hour(feed: CameraFeed, pool: HandPool, clock: Clock) -> None:
    pool.slots[0].picture(10)
    feed.want(*LARGE)
    pool.slots[1].refuse()
    feed.latest()
    clock.seconds += SESSION_PATIENCE_S + 0.1
    feed.latest()
    pool.slots[2].picture(13)
    clock.seconds += IN_VAIN_S
    feed.status()
    pool.slots[3].refuse()
    assert shade(feed) == 13
    assert pool.open_urls == [OFFER.main], "whoever had the session may be gone"
    pool.slots[3].picture(200)
    assert (shade(feed), feed.profile) == (200, MAIN)


def test_a_person_who_asks_again_has_the_present_stream_let_go_again(
    feed: CameraFeed, pool: HandPool, clock: Clock
) -> None:
    pool.slots[0].picture(10)
    feed.want(*LARGE)
    pool.slots[1].refuse()
    feed.latest()
    clock.seconds += SESSION_PATIENCE_S + 0.1
    feed.latest()
    pool.slots[2].picture(13)
    feed.latest()
    feed.want(*LARGE, enlarged=True)
    pool.slots[3].refuse()
    feed.latest()
    assert pool.open_urls == [OFFER.main]


def test_a_main_stream_that_is_dead_already_does_not_take_the_live_ones_place(
    feed: CameraFeed, pool: HandPool, clock: Clock
) -> None:
    pool.slots[0].picture(10)
    feed.want(*LARGE)
    pool.slots[1].picture(99)
    pool.slots[1].fail(Reason.NO_ANSWER)  # somebody else watches it, so its last picture is still there
    for _ in range(3):
        assert (shade(feed), feed.status().state) == (10, "live")
    clock.seconds += PATIENCE_S + 0.1
    assert shade(feed) == 10
    assert pool.open_urls == [OFFER.sub]


@pytest.mark.parametrize("why", [Reason.NO_ANSWER, Reason.SILENT, Reason.UNSUPPORTED])
def test_a_main_stream_that_dies_is_replaced_by_the_sub_stream_until_it_is_back(
    feed: CameraFeed, pool: HandPool, clock: Clock, why: Reason
) -> None:
    feed.want(*LARGE, enlarged=True)
    main = pool.slots[-1]
    main.picture(200)
    assert feed.status().state == "live"
    main.fail(why)
    feed.status()
    clock.seconds += DEAD_S + 0.1
    assert feed.status().state != "live"
    sub = pool.slots[-1]
    assert (sub.url, shade(feed)) == (OFFER.sub, 200)
    sub.picture(10)
    assert (shade(feed), feed.status().state) == (10, "live")
    assert pool.open_urls == [OFFER.sub]
    clock.seconds += AGAIN_S - 1
    feed.status()
    assert pool.open_urls == [OFFER.sub]
    clock.seconds += 2
    feed.status()
    assert pool.open_urls == [OFFER.sub, OFFER.main]
    pool.slots[-1].picture(201)
    assert (shade(feed), feed.profile.address) == (201, OFFER.main)


def test_a_main_stream_that_is_back_at_once_keeps_its_place(feed: CameraFeed, pool: HandPool, clock: Clock) -> None:
    feed.want(*LARGE)
    main = pool.slots[-1]
    main.picture(200)
    main.fail(Reason.NO_ANSWER)
    feed.status()
    clock.seconds += DEAD_S + 0.1
    feed.status()
    assert pool.open_urls == [OFFER.main, OFFER.sub]
    main.picture(201)
    assert feed.status().state == "live"
    assert pool.open_urls == [OFFER.main]


def test_where_the_password_is_refused_the_other_stream_is_not_asked_with_it(
    feed: CameraFeed, pool: HandPool, clock: Clock
) -> None:
    feed.want(*LARGE)
    pool.slots[-1].fail(Reason.NEEDS_PASSWORD)
    for _ in range(3):
        clock.seconds += DEAD_S
        assert feed.status().state == "refused"
    assert pool.open_urls == [OFFER.main]


def test_a_main_stream_that_does_not_come_leaves_the_sub_stream_in_its_place(
    feed: CameraFeed, pool: HandPool, clock: Clock
) -> None:
    pool.slots[0].picture(10)
    feed.want(*LARGE)
    clock.seconds += PATIENCE_S + 0.1
    assert shade(feed) == 10
    assert pool.open_urls == [OFFER.sub]
    feed.want(*SMALL, enlarged=True)
    assert pool.open_urls == [OFFER.sub, OFFER.main], "a person who asks is not made to wait"


def test_before_there_is_a_picture_nothing_is_lost_by_changing_at_once(feed: CameraFeed, pool: HandPool) -> None:
    feed.want(*LARGE)
    assert pool.open_urls == [OFFER.main]


@pytest.mark.parametrize("size", [(1920, 1080), (704, 576)])
def test_what_the_camera_really_sends_bounds_what_is_decoded(feed: CameraFeed, pool: HandPool, size: Size) -> None:
    feed.want(*LARGE)
    slot = pool.slots[-1]
    slot.picture(1)
    slot.writer.set(Field.SHAPE_WIDTH, size[0])
    slot.writer.set(Field.SHAPE_HEIGHT, size[1])
    feed.want(3840, 2160, enlarged=True)
    feed.latest()
    boxes = [opened.size // 4 for opened in pool.slots if not opened.closed]
    assert max(boxes) == (1920 * 1080 if size[0] == 1920 else 1280 * 720)


def test_a_closed_feed_shows_nothing_and_opens_nothing(pool: HandPool, clock: Clock) -> None:
    feed = CameraFeed(pool, OFFER, SMALL, now=clock)
    pool.slots[0].picture(10)
    feed.close()
    feed.want(*LARGE)
    assert feed.latest() is None
    assert feed.status().state == "closed"
    assert pool.open_urls == []


def test_with_one_session_a_dead_main_stream_does_not_darken_the_sub_stream_every_half_minute(
    feed: CameraFeed, pool: HandPool, clock: Clock
) -> None:
    feed.want(*LARGE)
    pool.slots[-1].picture(200)
    pool.slots[-1].fail(Reason.NO_ANSWER)
    feed.status()
    clock.seconds += DEAD_S + 0.1
    feed.status()
    pool.slots[-1].refuse()
    assert (shade(feed), pool.open_urls) == (200, [OFFER.sub]), "the dead one is let go"
    sub = pool.slots[-1]
    sub.picture(10)
    for _ in range(20):
        clock.seconds += 10
        feed.status()
        if pool.slots[-1] is not sub and not pool.slots[-1].closed:
            pool.slots[-1].refuse()
        sub.picture(11)
        assert (shade(feed), feed.status().state) == (11, "live")
    clock.seconds += HOLD_S
    for _ in range(3):
        feed.status()
        pool.slots[-1].refuse()
        clock.seconds += 1
    assert pool.open_urls == [OFFER.main], "after that it has another chance"


def test_a_scene_that_stands_still_is_no_news_when_the_stream_changes(feed: CameraFeed, pool: HandPool) -> None:
    pool.slots[0].picture(10)
    pool.slots[0].stand_still(60.0)
    assert feed.status().state == "static"
    feed.want(*LARGE)
    pool.slots[1].picture(200)
    assert shade(feed) == 200
    status = feed.status()
    assert status.state == "static"
    assert status.unchanged == pytest.approx(60, abs=5)
    pool.slots[1].picture(201)
    assert feed.status().state == "live", "now it moves"


def test_nor_when_the_service_makes_the_decode_smaller(pool: HandPool) -> None:
    feed = pool.open("rtsp://c/main", 640, 360, camera="c", sessions=1)
    slot = pool.slots[0]
    slot.picture(10)
    slot.stand_still(60.0)
    assert feed.status().state == "static"
    former = slot.writer
    slot.open("rtsp://c/main", (320, 180))
    former.set(Field.STAGE, Stage.IDLE)
    slot.picture(10)
    status = feed.status()
    assert status.state == "static"
    assert status.unchanged == pytest.approx(60, abs=5)
    feed.show("rtsp://c/other")
    slot.picture(10)
    assert feed.status().state == "live", "another camera"


def test_where_there_is_no_session_for_one_stream_the_other_is_shown(
    feed: CameraFeed, pool: HandPool, clock: Clock
) -> None:
    pool.slots[0].refuse()
    feed.status()
    clock.seconds += DENIED_S
    feed.status()
    assert pool.open_urls == [OFFER.main]
    pool.slots[1].picture(200)
    assert (shade(feed), feed.status().state) == (200, "live")
    clock.seconds += AGAIN_S - 1
    feed.status()
    assert pool.open_urls == [OFFER.main]
    clock.seconds += 2
    feed.status()
    assert pool.open_urls == [OFFER.main, OFFER.sub], "what suits the tile is tried again, beside"
    pool.slots[2].refuse()
    pool.slots[1].picture(201)
    assert (shade(feed), feed.status().state) == (201, "live"), "and nothing that is seen is let go for it soon"
    pool.slots[2].picture(10)
    assert (shade(feed), feed.profile) == (10, SUB)


def test_as_long_as_neither_has_a_session_they_take_turns_and_the_last_picture_stays(
    feed: CameraFeed, pool: HandPool, clock: Clock
) -> None:
    pool.slots[0].picture(10)
    feed.status()
    turns = []
    for _ in range(4):
        pool.slots[-1].refuse()
        feed.status()
        clock.seconds += DENIED_S
        assert (feed.status().state in ("connecting", "restarting"), shade(feed)) == (True, 10)
        turns += pool.open_urls
    assert turns == [OFFER.main, OFFER.sub] * 2


def test_a_camera_with_one_stream_waits_for_its_session(pool: HandPool, clock: Clock) -> None:
    feed = CameraFeed(pool, replace(OFFER, sub=""), SMALL, now=clock)
    pool.slots[0].refuse()
    for _ in range(3):
        feed.status()
        clock.seconds += DENIED_S
    assert (len(pool.slots), feed.status().reason) == (1, "sessions-taken")


def test_what_one_tile_has_learnt_the_next_one_knows(feed: CameraFeed, pool: HandPool, clock: Clock) -> None:
    tile = 640, 360
    other = CameraFeed(pool, OFFER, tile, now=clock)
    assert other.profile.address == OFFER.sub, "it guesses"
    pool.slots[0].picture(10)
    pool.slots[0].writer.set(Field.SHAPE_WIDTH, 320)
    pool.slots[0].writer.set(Field.SHAPE_HEIGHT, 180)
    feed.status()
    other.status()
    following = CameraFeed(pool, OFFER, tile, now=clock)
    assert (other.profile.address, following.profile.address) == (OFFER.main, OFFER.main)
    other.close()
    following.close()

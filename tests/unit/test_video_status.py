"""What a feed says about itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bridge.video.frames import Reason, Stage
from bridge.video.status import FeedState, Snapshot, derive

SECOND = 1_000_000_000
NOW = 100 * SECOND
PLAYING = Snapshot(
    stage=Stage.PLAYING,
    reason=Reason.NONE,
    picture_ns=NOW - SECOND // 10,
    retry_ns=0,
    attempts=0,
    life=1,
    picture_life=1,
    worker_life=1,
    worker_lost=False,
)
OPENING = replace(PLAYING, stage=Stage.OPENING, picture_ns=0, picture_life=0)


def test_a_fresh_picture_is_playing() -> None:
    status = derive(PLAYING, NOW)
    assert status.state is FeedState.PLAYING
    assert status.age == pytest.approx(0.1)
    assert status.retry_in is None


@pytest.mark.parametrize(
    ("age", "state"), [(2.4, FeedState.PLAYING), (2.6, FeedState.STOPPED), (70, FeedState.STOPPED)]
)
def test_silence_shows_within_three_seconds(age: float, state: FeedState) -> None:
    assert derive(replace(PLAYING, picture_ns=NOW - int(age * SECOND)), NOW).state is state


def test_before_the_first_picture_it_is_opening() -> None:
    assert derive(OPENING, NOW).state is FeedState.OPENING


def test_before_the_worker_has_started_it_is_opening() -> None:
    assert derive(replace(OPENING, life=0, worker_life=0), NOW).state is FeedState.OPENING


def test_a_failed_attempt_says_why_and_when_the_next_one_comes() -> None:
    failed = replace(OPENING, stage=Stage.WAITING, reason=Reason.NO_ANSWER, attempts=2, retry_ns=NOW + 4 * SECOND)
    status = derive(failed, NOW)
    assert (status.state, status.reason, status.retry_in) == (FeedState.FAILED, "no-answer", 4.0)


def test_while_it_tries_again_it_stays_failed_and_does_not_flicker() -> None:
    status = derive(replace(OPENING, reason=Reason.NOT_FOUND, attempts=3), NOW)
    assert (status.state, status.reason, status.retry_in) == (FeedState.FAILED, "not-found", 0.0)


def test_a_stream_that_broke_off_is_stopped_with_its_reason() -> None:
    broken = replace(
        PLAYING,
        stage=Stage.WAITING,
        reason=Reason.ENDED,
        attempts=1,
        picture_ns=NOW - 9 * SECOND,
        retry_ns=NOW + SECOND,
    )
    status = derive(broken, NOW)
    assert (status.state, status.reason, status.retry_in, status.age) == (FeedState.STOPPED, "ended", 1.0, 9.0)


def test_a_refused_address_has_failed_for_good() -> None:
    status = derive(replace(OPENING, stage=Stage.REFUSED, reason=Reason.REFUSED_ADDRESS, attempts=1), NOW)
    assert (status.state, status.reason, status.retry_in) == (FeedState.FAILED, "refused-address", None)


def test_a_lost_worker_is_restarting_until_its_successor_shows_a_picture() -> None:
    lost = replace(PLAYING, worker_lost=True)
    started = replace(PLAYING, worker_life=2)
    opened = replace(PLAYING, worker_life=2, life=2, stage=Stage.OPENING)
    back = replace(PLAYING, worker_life=2, life=2, picture_life=2)
    states = [derive(seen, NOW).state for seen in (lost, started, opened, back)]
    assert states == [FeedState.RESTARTING, FeedState.RESTARTING, FeedState.RESTARTING, FeedState.PLAYING]


def test_a_camera_that_is_away_after_a_restart_is_stopped_and_not_restarting() -> None:
    away = replace(
        PLAYING,
        worker_life=2,
        life=2,
        stage=Stage.WAITING,
        reason=Reason.NO_ANSWER,
        attempts=1,
        picture_ns=NOW - 5 * SECOND,
        retry_ns=NOW + SECOND,
    )
    assert derive(away, NOW).state is FeedState.STOPPED

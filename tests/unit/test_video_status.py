"""What a feed says about itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.video.frames import Reason, Stage, codec_number
from bridge.video.status import FeedState, Snapshot, derive, gone_on, stillness

SECOND = 1_000_000_000
NOW = 1000 * SECOND
LIVE = Snapshot(
    stage=Stage.PLAYING,
    reason=Reason.NONE,
    picture_ns=NOW - SECOND // 10,
    changed_ns=NOW - SECOND // 10,
    retry_ns=0,
    attempts=0,
    life=1,
    picture_life=1,
    worker_life=1,
    worker_lost=False,
)
OPENING = replace(LIVE, stage=Stage.OPENING, picture_ns=0, changed_ns=0, picture_life=0)
WAITING = replace(OPENING, stage=Stage.WAITING, attempts=2, retry_ns=NOW + 4 * SECOND)


def ago(seconds: float) -> int:
    return NOW - int(seconds * SECOND)


def test_a_fresh_picture_is_live() -> None:
    status = derive(LIVE, NOW)
    assert (status.state, status.reason, status.behind, status.unchanged, status.retry_in) == (
        *(FeedState.LIVE, ""),
        *(None, None, None),
    )
    assert status.age == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (replace(LIVE, picture_ns=ago(2.4)), FeedState.LIVE),
        (replace(LIVE, picture_ns=ago(2.6)), FeedState.FROZEN),
        (replace(LIVE, doubtful=True), FeedState.FROZEN),
        (replace(LIVE, behind_ms=1900), FeedState.LIVE),
        (replace(LIVE, behind_ms=2100), FeedState.LATE),
        (replace(LIVE, behind_ms=2100, picture_ns=ago(2.6)), FeedState.FROZEN),
        (replace(LIVE, changed_ns=ago(3.9)), FeedState.LIVE),
        (replace(LIVE, changed_ns=ago(4.1)), FeedState.STATIC),
        (replace(LIVE, changed_ns=ago(4.1), behind_ms=2100), FeedState.LATE),
        (replace(LIVE, changed_ns=ago(4.1), picture_ns=ago(2.6)), FeedState.FROZEN),
        (OPENING, FeedState.CONNECTING),
        (replace(OPENING, life=0, worker_life=0), FeedState.CONNECTING),
        (replace(WAITING, reason=Reason.NO_ANSWER), FeedState.LOST),
        (replace(WAITING, reason=Reason.NO_PICTURE), FeedState.LOST),
        (replace(WAITING, reason=Reason.CAMERA_FULL), FeedState.LOST),
        (replace(WAITING, reason=Reason.ENDED, picture_ns=ago(0.5)), FeedState.LOST),
        (replace(WAITING, reason=Reason.SILENT, picture_ns=ago(9)), FeedState.FROZEN),
        (replace(WAITING, reason=Reason.GARBLED, picture_ns=ago(9)), FeedState.FROZEN),
        (replace(WAITING, reason=Reason.NO_PICTURE, picture_ns=ago(30)), FeedState.FROZEN),
        (replace(WAITING, reason=Reason.NO_ANSWER, picture_ns=ago(9)), FeedState.LOST),
        (replace(WAITING, reason=Reason.NEEDS_PASSWORD), FeedState.REFUSED),
        (replace(WAITING, reason=Reason.NEEDS_PASSWORD, picture_ns=ago(9)), FeedState.REFUSED),
        (replace(WAITING, reason=Reason.UNSUPPORTED), FeedState.UNSUPPORTED),
        (replace(OPENING, reason=Reason.NOT_FOUND, attempts=3), FeedState.LOST),
        (replace(OPENING, reason=Reason.BEHIND, picture_ns=ago(0.5), behind_ms=3000), FeedState.LATE),
        (replace(OPENING, reason=Reason.BEHIND, picture_ns=ago(2.6), behind_ms=3000), FeedState.FROZEN),
        (replace(OPENING, stage=Stage.REFUSED, reason=Reason.REFUSED_ADDRESS), FeedState.REFUSED),
        (replace(OPENING, stage=Stage.REFUSED, reason=Reason.NO_LIBVLC), FeedState.CLOSED),
        (replace(LIVE, stage=Stage.IDLE), FeedState.CLOSED),
        (replace(LIVE, worker_lost=True), FeedState.RESTARTING),
        (replace(LIVE, worker_life=2), FeedState.RESTARTING),
        (replace(LIVE, worker_life=2, life=2, stage=Stage.OPENING), FeedState.RESTARTING),
        (replace(LIVE, worker_life=2, life=2, picture_life=2), FeedState.LIVE),
        (
            replace(WAITING, worker_life=2, life=2, picture_life=1, picture_ns=ago(5), reason=Reason.NO_ANSWER),
            FeedState.LOST,
        ),
    ],
)
def test_every_state_has_its_numbers(seen: Snapshot, state: FeedState) -> None:
    assert derive(seen, NOW).state is state


def test_a_failed_attempt_says_why_and_when_the_next_one_comes() -> None:
    status = derive(replace(WAITING, reason=Reason.NO_ANSWER), NOW)
    assert (status.reason, status.retry_in, status.age) == ("no-answer", 4.0, None)


def test_while_it_tries_again_it_stays_lost_and_does_not_flicker() -> None:
    status = derive(replace(OPENING, reason=Reason.NOT_FOUND, attempts=3), NOW)
    assert (status.state, status.reason, status.retry_in) == (FeedState.LOST, "not-found", 0.0)


def test_a_late_one_says_how_much_and_a_static_one_since_when() -> None:
    late, static = (
        derive(replace(LIVE, behind_ms=4200), NOW),
        derive(replace(LIVE, changed_ns=ago(12)), NOW),
    )
    assert (late.behind, late.unchanged) == (4.2, None)
    assert (static.behind, static.unchanged) == (None, 12.0)


def test_an_unsupported_one_names_its_codec() -> None:
    status = derive(replace(WAITING, reason=Reason.UNSUPPORTED, codec=codec_number("mjpeg")), NOW)
    assert status.codec == "mjpeg"


def instants() -> st.SearchStrategy[int]:
    return st.just(0) | st.integers(ago(100), NOW)


@given(
    st.builds(
        Snapshot,
        stage=st.sampled_from(Stage),
        reason=st.sampled_from(Reason),
        picture_ns=instants(),
        changed_ns=instants(),
        behind_ms=st.integers(0, 10_000),
        doubtful=st.booleans(),
        retry_ns=instants(),
        attempts=st.integers(0, 5),
        life=st.integers(0, 3),
        picture_life=st.integers(0, 3),
        worker_life=st.integers(0, 3),
        worker_lost=st.booleans(),
        codec=st.integers(0, 2**64 - 1),
    )
)
def test_whatever_the_header_says_an_old_picture_is_never_live(seen: Snapshot) -> None:
    status = derive(seen, NOW)
    if status.state in (FeedState.LIVE, FeedState.LATE, FeedState.STATIC):
        assert status.age is not None
        assert status.age <= 2.5
    if status.state is FeedState.LIVE:
        assert seen.stage is Stage.PLAYING
        assert not seen.worker_lost
        assert seen.behind_ms <= 2000


STILL = replace(LIVE, changed_ns=ago(60))
NEXT = replace(LIVE, changed_ns=ago(0.5), pictures=1)


def test_a_scene_that_stood_still_to_the_last_stands_still_in_the_next_decode() -> None:
    before = stillness(STILL, NOW)
    assert before is not None
    status = derive(gone_on(NEXT, before), NOW)
    assert status.state is FeedState.STATIC
    assert status.unchanged == pytest.approx(60)
    moved = replace(NEXT, changed_ns=ago(0.1), pictures=2)
    assert derive(gone_on(moved, before), NOW).state is FeedState.LIVE, "it has seen the scene move"
    silent = replace(NEXT, picture_ns=ago(3))
    assert derive(gone_on(silent, before), NOW).state is FeedState.FROZEN


@pytest.mark.parametrize(
    "seen",
    [
        LIVE,
        replace(STILL, doubtful=True),
        replace(STILL, picture_ns=ago(58)),
        replace(STILL, picture_ns=ago(5)),
        OPENING,
    ],
)
def test_nothing_is_taken_over_from_a_decode_that_saw_movement_or_ended_before_the_next_one_began(
    seen: Snapshot,
) -> None:
    assert derive(gone_on(NEXT, stillness(seen, NOW)), NOW).state is FeedState.LIVE

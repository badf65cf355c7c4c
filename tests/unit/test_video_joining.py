"""Two decodes of one stream become one where somebody waits for the session: without a gap, and only then."""

from __future__ import annotations

import pytest

from bridge.video.allotted import Limits, Stream, Wish
from bridge.video.allotting import Allotment
from bridge.video.frames import Reason
from bridge.video.joining import join
from bridge.video.orders import Forget, Order, Place, Remove, Wait

SMALL, MIDDLE, LARGE = (320, 180), (640, 360), (1920, 1080)


class Scene:
    """Main stream small and large at two seats, that play; a third seat may want something else."""

    def __init__(self, *boxes: tuple[int, int], sessions: int = 2) -> None:
        self.allotment = Allotment(Limits(workers=1, streams_per_worker=8))
        self.sessions = sessions
        self.recorded: set[int] = set()
        self.streams = [self.watch(seat, "main", box) for seat, box in enumerate(boxes or (SMALL, LARGE), 1)]
        self.turn()
        self.playing = {it.number for it in self.streams}

    def watch(self, seat: int, kind: str, box: tuple[int, int]) -> Stream:
        wish = Wish(camera="a", sessions=self.sessions, address=f"rtsp://a/{kind}", box=box)
        return self.allotment.watch((seat, 1), wish)

    def turn(self) -> list[Order]:
        join(self.allotment, self.recorded, lambda number: number in self.playing)
        return self.allotment.settle(0)

    def third(self) -> Stream:
        """It comes and wants a session."""
        return self.watch(9, "sub", SMALL)


def test_who_sees_the_small_one_goes_over_to_the_large_one_and_who_waits_gets_the_session() -> None:
    scene = Scene()
    waiting = scene.third()
    assert scene.turn() == [Remove(1, 1)]
    assert scene.allotment.seen_by((1, 1)) == 2
    scene.allotment.ended(1)
    assert set(scene.turn()) == {Forget(1), Place(waiting.number, 1)}
    assert waiting.reason is Reason.NONE, "it never was told to wait, so nobody let anything go for it"


def test_as_long_as_nobody_waits_each_has_its_own() -> None:
    scene = Scene()
    assert scene.turn() == []


def test_no_more_than_one_is_given_up_for_one_who_waits() -> None:
    scene = Scene(SMALL, MIDDLE, LARGE, sessions=3)
    scene.third()
    assert scene.turn() == [Remove(1, 1)]
    assert scene.turn() == []


def test_a_session_that_is_given_back_just_now_is_enough() -> None:
    scene = Scene()
    scene.third()
    scene.allotment.leave(2)
    assert scene.turn() == [Remove(2, 1)]
    assert scene.allotment.seen_by((1, 1)) == 1


@pytest.mark.parametrize("how", ["recorded", "has no picture"])
def test_what_would_leave_a_gap_stays(how: str) -> None:
    scene = Scene()
    if how == "recorded":
        scene.recorded = {1}
    else:
        scene.playing = {1}
    waiting = scene.third()
    assert scene.turn() == [Wait(waiting.number, Reason.SESSIONS_TAKEN)]


def test_of_two_that_are_dead_one_is_enough() -> None:
    scene = Scene()
    scene.playing = set()
    scene.third()
    assert scene.turn() == [Remove(1, 1)]


def test_different_streams_are_never_joined() -> None:
    scene = Scene(LARGE)
    scene.watch(2, "other", SMALL)
    scene.turn()
    waiting = scene.third()
    assert scene.turn() == [Wait(waiting.number, Reason.SESSIONS_TAKEN)]

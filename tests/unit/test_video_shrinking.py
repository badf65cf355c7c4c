"""A decode that is larger than anybody needs becomes smaller: without a gap, and within the camera's sessions."""

from __future__ import annotations

import pytest

from bridge.video.allotted import Limits, Stream, Wish
from bridge.video.allotting import Allotment
from bridge.video.frames import Reason
from bridge.video.orders import Forget, Order, Place, Remove, Wait
from bridge.video.shrinking import AGAIN_S, PATIENCE_S, SPARE_S, Shrinking

SMALL, MIDDLE, LARGE = (320, 180), (640, 360), (1920, 1080)


def wish(box: tuple[int, int], *, kind: str = "main", sessions: int = 2, camera: str = "a") -> Wish:
    return Wish(camera=camera, sessions=sessions, address=f"rtsp://{camera}/{kind}", box=box)


class Scene:
    """A large and a small tile of one stream, that plays."""

    def __init__(self, *, sessions: int = 2, places: int = 4, small: tuple[int, int] = SMALL) -> None:
        self.allotment = Allotment(Limits(workers=1, streams_per_worker=places))
        self.shrinking = Shrinking(self.allotment)
        self.playing = {1}
        self.recorded: set[int] = set()
        self.begun: list[Stream] = []
        for feed, box in enumerate((LARGE, small)):
            self.allotment.watch((1, feed), wish(box, sessions=sessions))
        self.at(0)

    def at(self, now: float) -> list[Order]:
        """One turn of the service."""
        begun = self.shrinking.step(now, self.recorded, self.playing.__contains__)
        self.begun += [begun] if begun else []
        return self.allotment.settle(now)

    def leave_large(self) -> None:
        """At second 1."""
        self.allotment.unwatch((1, 0))
        self.at(1)

    @property
    def seen(self) -> int:
        """By the small tile."""
        return self.allotment.seen_by((1, 1))


def test_after_ten_seconds_a_smaller_one_takes_over_when_it_has_pictures() -> None:
    scene = Scene()
    assert scene.at(SPARE_S * 3) == []
    scene.allotment.unwatch((1, 0))
    assert scene.at(100) == []
    assert scene.at(100 + SPARE_S - 0.1) == []
    assert scene.at(100 + SPARE_S) == [Place(2, 1)]
    assert (scene.begun[0].box, scene.seen) == (SMALL, 1)
    assert scene.at(101 + SPARE_S) == []
    scene.playing.add(2)
    assert scene.at(102 + SPARE_S) == [Remove(1, 1)]
    assert scene.seen == 2
    scene.allotment.ended(1)
    assert scene.at(103 + SPARE_S) == [Forget(1)]
    assert scene.allotment.watch((2, 1), wish(SMALL)).number == 2
    assert scene.at(500) == []


def test_who_needs_half_of_it_keeps_it() -> None:
    scene = Scene(small=(1440, 1080))
    scene.leave_large()
    assert scene.at(1 + SPARE_S) == []
    assert scene.begun == []


def test_a_camera_without_another_session_keeps_the_large_one() -> None:
    scene = Scene(sessions=1)
    scene.leave_large()
    assert [scene.at(1 + SPARE_S), scene.at(1000)] == [[], []]


def test_a_session_that_is_being_given_back_is_none_to_spare() -> None:
    scene = Scene()
    scene.allotment.watch((2, 1), wish(SMALL, kind="sub"))
    scene.leave_large()
    scene.allotment.unwatch((2, 1))
    assert scene.at(1 + SPARE_S) == [Remove(2, 1)]
    assert scene.at(2 + SPARE_S) == []
    scene.allotment.ended(2)
    assert set(scene.at(3 + SPARE_S)) == {Forget(2), Place(3, 1)}


def test_whoever_wants_the_session_meanwhile_gets_it_and_lets_go_nothing_for_it() -> None:
    scene = Scene()
    scene.leave_large()
    scene.at(1 + SPARE_S)
    other = scene.allotment.watch((2, 1), wish(SMALL, kind="sub"))
    assert scene.at(2 + SPARE_S) == [Remove(2, 1)]
    assert other.reason is Reason.NONE
    scene.allotment.ended(2)
    assert set(scene.at(3 + SPARE_S)) == {Forget(2), Place(3, 1)}
    assert scene.seen == 1


def test_who_wants_it_large_again_meanwhile_sees_it_at_once() -> None:
    scene = Scene()
    scene.leave_large()
    scene.at(1 + SPARE_S)
    assert scene.allotment.watch((2, 1), wish(LARGE)).number == 1
    scene.playing.add(2)
    assert scene.at(2 + SPARE_S) == [Remove(2, 1)]
    assert (scene.seen, scene.allotment.seen_by((2, 1))) == (1, 1)


def test_who_wants_it_a_little_larger_meanwhile_is_not_given_the_small_one() -> None:
    scene = Scene()
    scene.leave_large()
    scene.at(1 + SPARE_S)
    scene.allotment.watch((2, 1), wish(MIDDLE))
    scene.playing.add(2)
    assert scene.at(2 + SPARE_S) == [Remove(2, 1)]
    scene.allotment.ended(2)
    scene.at(3 + SPARE_S)
    assert scene.at(2 + 2 * SPARE_S) == [Place(3, 1)]
    assert scene.begun[-1].box == MIDDLE


def test_nobody_new_is_put_to_one_that_has_no_picture_yet() -> None:
    scene = Scene()
    scene.leave_large()
    scene.at(1 + SPARE_S)
    assert scene.allotment.watch((2, 1), wish(SMALL)).number == 1


def test_one_that_does_not_come_is_given_up_and_tried_again_after_minutes() -> None:
    scene = Scene()
    scene.leave_large()
    scene.at(1 + SPARE_S)
    given_up = 1 + SPARE_S + PATIENCE_S + 0.1
    assert scene.at(given_up) == [Remove(2, 1)]
    scene.allotment.ended(2)
    scene.at(given_up + 1)
    assert scene.at(given_up + AGAIN_S - 1) == []
    assert scene.at(given_up + AGAIN_S) == [Place(3, 1)]


def test_without_a_place_in_a_worker_the_large_one_stays() -> None:
    scene = Scene(places=1)
    scene.leave_large()
    assert scene.at(1 + SPARE_S) == [Wait(2, Reason.NO_CAPACITY)]
    assert scene.at(2 + SPARE_S) == [Forget(2)]
    assert scene.seen == 1


def test_what_is_being_recorded_goes_on_to_its_end() -> None:
    scene = Scene()
    scene.leave_large()
    scene.recorded = {1}
    assert scene.at(1 + SPARE_S) == []
    scene.recorded = set()
    assert scene.at(2 + SPARE_S) == [Place(2, 1)]
    scene.recorded, scene.playing = {1}, {1, 2}
    assert scene.at(3 + SPARE_S) == [Remove(2, 1)]
    assert scene.seen == 1


@pytest.mark.parametrize("how", ["dead", "left"])
def test_what_is_not_seen_by_anybody_is_not_made_smaller(how: str) -> None:
    scene = Scene()
    scene.leave_large()
    if how == "dead":
        scene.playing.clear()
        assert scene.at(1 + SPARE_S) == []
    else:
        scene.at(1 + SPARE_S)
        scene.allotment.leave(1)
        assert set(scene.at(2 + SPARE_S)) == {Remove(1, 1), Remove(2, 1)}


def test_one_is_made_smaller_at_a_time() -> None:
    scene = Scene()
    scene.allotment.watch((1, 2), wish(LARGE, camera="b"))
    scene.allotment.watch((1, 3), wish(SMALL, camera="b"))
    scene.at(0.5)
    scene.playing |= {2}
    scene.allotment.unwatch((1, 2))
    scene.leave_large()
    assert scene.at(1 + SPARE_S) == [Place(3, 1)]
    assert scene.at(2 + SPARE_S) == []
    scene.playing |= {3}
    scene.at(3 + SPARE_S)
    assert scene.at(4 + SPARE_S) == [Place(4, 1)]

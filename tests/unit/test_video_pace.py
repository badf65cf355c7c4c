"""How long pictures are held back, from made-up counters: asked five times a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bridge.video.pace import HELD_MS, LATELY_S, TOO_LONG_FOR_S, Pace

EVERY_S = 0.2


class Counting:
    """A camera's counters, which go on for as long as they are looked at."""

    def __init__(self) -> None:
        self.pace = Pace()
        self._now = 100.0
        self._decoded = self._shown = self._lost = 0.0

    def go(self, seconds: float, *, shown: float = 0.0, lost: float = 0.0, same: float = 0.0) -> list[int]:
        """With so many a second, `same` as the one before among them; what was decided in that time."""
        return list(self._changes(seconds, shown, lost, same))

    def begin_anew(self) -> None:
        self.pace.begin_anew()
        self._decoded = self._lost = 0.0

    def _changes(self, seconds: float, shown: float, lost: float, same: float) -> Iterator[int]:
        for _ in range(round(seconds / EVERY_S)):
            self._now += EVERY_S
            self._decoded += 2 * (shown + lost + same) * EVERY_S
            self._shown += shown * EVERY_S
            self._lost += lost * EVERY_S
            if self.pace.changes(int(self._decoded), int(self._shown), int(self._lost), self._now):
                yield self.pace.held_ms
                self.begin_anew()


@pytest.mark.parametrize(("rate", "longest"), [(1.0, 2200), (2.0, 1100), (5.0, 560)])
def test_a_camera_whose_pictures_all_come_too_late_is_held_for_longer_than_from_one_to_the_next(
    rate: float, longest: int
) -> None:
    counting = Counting()
    counting.go(1, shown=rate)
    *others, held = counting.go(20, lost=rate)
    assert len(others) <= 1, "a window may hold one picture more than the next"
    assert 1000 / rate < held <= longest


def test_that_is_found_before_it_passes_for_a_still_scene() -> None:
    assert Counting().go(3.8, lost=1.0)


def test_one_that_is_in_time_stays_as_it_is() -> None:
    counting = Counting()
    for rate in (1.0, 5.0, 25.0):
        assert counting.go(30, shown=rate, lost=0.1) == []
    assert counting.pace.held_ms == HELD_MS


def test_many_that_are_too_late_tell_of_a_hiccup_or_of_a_slow_machine() -> None:
    counting = Counting()
    assert counting.go(10, shown=2, lost=23) == []
    assert counting.go(10, lost=10) == []
    assert counting.go(10, lost=1, same=24) == [], "also where the scene stands still"


@pytest.mark.parametrize("rate", [4.0, 5.0, 8.0, 12.0, 25.0])
def test_a_hiccup_of_a_still_scene_changes_nothing(rate: float) -> None:
    counting = Counting()
    assert counting.go(20, same=rate) == []
    assert counting.go(1, lost=2.0, same=rate - 2) == []
    assert counting.go(20, same=rate) == []


def test_it_is_not_opened_anew_for_next_to_nothing() -> None:
    counting = Counting()
    assert len(counting.go(20, lost=2.0)) == 1
    assert counting.go(60, lost=1.9) == []
    assert counting.go(20, lost=1.0), "for a camera that has become slower it is"


@pytest.mark.parametrize("rate", [8.0, 12.0, 25.0])
def test_what_became_quick_again_is_held_as_usual_after_a_while(rate: float) -> None:
    counting = Counting()
    assert counting.go(20, lost=2.0)
    assert counting.go(TOO_LONG_FOR_S / 2, shown=rate) == []
    assert counting.go(5, shown=2.0) == []
    assert counting.go(TOO_LONG_FOR_S - 1, shown=rate) == [], "it counts from the last time that there were few"
    assert counting.go(10, shown=rate) == [HELD_MS]
    assert counting.go(120, shown=rate) == []


def test_what_became_a_little_quicker_is_held_for_less() -> None:
    counting = Counting()
    *_, slow = counting.go(20, lost=1.0)
    (less,) = counting.go(120, shown=4.0)
    assert HELD_MS < less < slow / 2


def test_what_has_only_just_begun_is_not_weighed() -> None:
    counting = Counting()
    assert counting.go(2, lost=2.0) == []
    counting.begin_anew()
    assert counting.go(2, lost=2.0) == []


def test_what_happens_to_a_quick_camera_does_not_make_it_a_slow_one() -> None:
    counting = Counting()
    assert counting.go(10, shown=25.0) == []
    assert counting.go(LATELY_S - 1, lost=1.0) == []
    assert counting.go(5, lost=1.0), "but when it stays so"

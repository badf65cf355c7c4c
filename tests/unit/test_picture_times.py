"""The tests' own watch for gaps: it finds one, and takes its own blindness for none."""

from __future__ import annotations

import pytest

from tests.support.picture_times import PictureTimes

STEADY = [(number, number * 0.04) for number in range(1, 30)]


def test_a_gap_between_two_pictures_is_found() -> None:
    times = PictureTimes({"one": None})  # type: ignore[dict-item]  # nobody looks
    times.times["one"] = [*STEADY, (30, 29 * 0.04 + 0.5)]
    assert times.longest_gap("one") == pytest.approx(0.5)


def test_pictures_that_were_not_looked_at_are_no_gap() -> None:
    times = PictureTimes({"one": None})  # type: ignore[dict-item]
    times.times["one"] = [it for it in STEADY if not 12 <= it[0] <= 22]
    assert times.longest_gap("one") == pytest.approx(0.04)


@pytest.mark.parametrize(("crowding", "allowed"), [([0.5, 0.5], 0.25), ([1, 3], 0.45), ([40], 0.65), ([], 0.25)])
def test_on_a_crowded_machine_a_gap_may_be_longer_but_not_for_ever(crowding: list[float], allowed: float) -> None:
    times = PictureTimes({})
    times.blind = 0.05
    times._crowding = crowding  # noqa: SLF001 - that of the test's own machine is anything
    assert times.allowed(0.2) == pytest.approx(allowed)

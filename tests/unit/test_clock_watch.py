"""Steps of the wall clock, seen by the one that nobody sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commandcenter.domain.changes.system import ClockStepped
from commandcenter.services.clock_watch import ClockWatch

START = datetime(2026, 11, 21, 6, 0, 0, tzinfo=UTC)
OFFSET = 1795240800.0 - 500.0


class Clocks:
    def __init__(self) -> None:
        self.wall, self.monotonic = START, 500.0
        self.watch = ClockWatch(lambda: self.wall, lambda: self.monotonic)

    def step(self, seconds: float) -> None:
        """A second passes, and somebody sets the clock."""
        self.monotonic += 1
        self.wall += timedelta(seconds=1 + seconds)

    def seen(self) -> list[tuple[float, float]]:
        found = []
        for draft in self.watch.look():
            assert isinstance(draft.change, ClockStepped)
            found.append((draft.change.before - OFFSET, draft.change.after - OFFSET))
        if found:
            self.watch.written()
        return found


def test_time_that_passes_is_no_step() -> None:
    clocks = Clocks()
    for _ in range(3600):
        clocks.step(0)
        assert clocks.seen() == []


@pytest.mark.parametrize("seconds", [3600.0, -3600.0, -400 * 86400.0, 1.5, -1.5])
def test_a_step_is_told_once_with_both_offsets(seconds: float) -> None:
    clocks = Clocks()
    clocks.step(seconds)
    assert clocks.seen() == [(0.0, seconds)]
    clocks.step(0)
    assert clocks.seen() == []


def test_a_leap_second_is_no_step_and_slow_drift_is_one_when_it_amounts_to_one() -> None:
    clocks = Clocks()
    clocks.step(1.0)
    assert clocks.seen() == []
    clocks.step(0.25)
    assert clocks.seen() == [(0.0, 1.25)]


def test_a_step_that_could_not_be_written_is_told_again() -> None:
    clocks = Clocks()
    clocks.step(60)
    assert len(clocks.watch.look()) == 1
    assert clocks.seen() == [(0.0, 60.0)]
    assert clocks.seen() == []


def test_the_journal_may_know_the_offset_from_a_run_before() -> None:
    wall = START + timedelta(hours=1)
    (draft,) = ClockWatch(lambda: wall, lambda: 500.0, OFFSET).look()
    assert draft.change == ClockStepped(before=OFFSET, after=OFFSET + 3600)


def test_a_clock_that_is_set_to_and_fro_is_told_each_time() -> None:
    clocks = Clocks()
    clocks.step(5)
    clocks.seen()
    clocks.step(-5)
    assert clocks.seen() == [(5.0, 0.0)]

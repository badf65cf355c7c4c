"""A limit's seconds are those of a machine that does nothing else, and none is stretched for ever."""

from __future__ import annotations

import os
import time

import pytest

from tests.support.waiting import SLOWEST, Patience, crowding, eventually


def lasted(crowded: float) -> float:
    """Seconds until 0.2 s are over on a machine of which each processor is wanted by so many."""
    patience, began = Patience(0.2, crowded=lambda: crowded), time.monotonic()
    while not patience.is_over():
        time.sleep(0.005)
    return time.monotonic() - began


@pytest.mark.parametrize(("crowded", "least"), [(0.5, 0.2), (1, 0.2), (2, 0.4), (50, 0.2 * SLOWEST)])
def test_seconds_pass_as_slowly_as_the_machine_is_crowded(crowded: float, least: float) -> None:
    assert least <= lasted(crowded) < least + 1


def test_two_waits_may_share_a_limit() -> None:
    patience = Patience(0.2, crowded=lambda: 1)
    began = time.monotonic()
    eventually(lambda: time.monotonic() - began > 0.1, patience)
    with pytest.raises(AssertionError, match=r"not within 0\.2 s: a wonder"):
        eventually(lambda: False, patience, "a wonder")


def test_whoever_asks_wants_a_processor_too() -> None:
    assert crowding() * len(os.sched_getaffinity(0)) >= 1

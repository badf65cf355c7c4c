"""The calls of the last ten minutes, of everybody: kept beyond the alarms, each once, and never without end."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.people import EVERYWHERE
from commandcenter.services.queues import Mine
from commandcenter.services.recent_calls import MOST, SKEW_S, RecentCalls
from tests.support.made_up_alarms import NOON, acked, alarm

WATER = Mine(account="wang", position="duty-officer", desks=frozenset({"water"}), scope=EVERYWHERE)


def called(name: str, times: int = 1, ago: float = 0.0, desk: str = "") -> Alarm:
    return msgspec.structs.replace(
        alarm(name), annunciated=times, desk=desk, annunciated_at=NOON - timedelta(seconds=ago)
    )


def test_what_was_cleared_counts_on_for_ten_minutes_with_whoever_it_called() -> None:
    recent = RecentCalls()
    recent.change([called("A", desk="water"), called("B", 2)], [], 100.0)
    recent.change([acked(called("B", 2)), called("C", desk="water")], ["A"], 200.0)
    recent.change([called("B", 3)], ["C"], 300.0)
    assert list(recent.of(None, 300.0)) == [(100.0, 1), (100.0, 2), (200.0, 1), (300.0, 1)]
    assert list(recent.of(WATER, 300.0)) == [(100.0, 1), (200.0, 1)]
    assert list(recent.of(WATER, 700.5)) == [(200.0, 1)]


def test_a_picture_adds_only_what_was_not_heard_and_is_not_older() -> None:
    recent = RecentCalls()
    recent.replace([called("A", ago=60), called("B", 5, ago=10), called("old", ago=601)], 1000.0, NOON)
    assert list(recent.of(None, 1000.0)) == [(940.0, 1), (990.0, 1)], "of B only the last call is known"
    recent.change([called("C")], [], 1001.0)
    recent.replace([called("A", ago=60), called("B", 6, ago=5), called("C")], 1001.0, NOON)
    assert list(recent.of(None, 1001.0)) == [(940.0, 1), (990.0, 1), (996.0, 1), (1001.0, 1)]


def test_what_called_a_moment_ahead_of_the_seats_clock_has_called_just_now() -> None:
    recent = RecentCalls()
    recent.replace([called("A", ago=-2), called("B", ago=-SKEW_S), called("C", ago=-SKEW_S - 1)], 1000.0, NOON)
    assert list(recent.of(None, 1000.0)) == [(1000.0, 1), (1000.0, 1)]
    assert list(recent.of(None, 1600.5)) == []


def test_it_keeps_no_more_than_so_many() -> None:
    recent = RecentCalls()
    for number in range(MOST + 5):
        recent.change([called(f"A{number}")], [f"A{number - 1}"], number / 1000)
    found = list(recent.of(None, 20.0))
    assert (len(found), found[0]) == (MOST, (0.005, 1))

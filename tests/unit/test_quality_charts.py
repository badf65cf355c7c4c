"""What the plots are drawn from: as many columns as there is room for, round times, and the written figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commandcenter.services.quality.charting import TARGETS, WITHIN, peaks, split_key, ticks
from commandcenter.services.quality.figures import WITHIN_S, quality
from commandcenter.services.quality.verdicts import Verdict, judged

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tens", "most", "found"),
    [
        ([1, 2, 3], 10, (1, [1, 2, 3])),
        ([1, 9, 3, 4, 5], 2, (3, [9, 5])),
        ([], 10, (1, [])),
        ([1], 0, (1, [])),
    ],
)
def test_where_there_is_no_room_a_column_is_the_highest_of_several(
    tens: list[int], most: int, found: tuple[int, list[int]]
) -> None:
    assert peaks(tens, most) == found


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (timedelta(hours=1), ["12:00", "12:10", "12:20", "12:30", "12:40", "12:50"]),
        (timedelta(hours=8), ["12:00", "13:00", "14:00", "15:00", "16:00", "17:00", "18:00", "19:00"]),
        (timedelta(days=1), ["12:00", "16:00", "20:00", "00:00", "04:00", "08:00"]),
        (timedelta(days=7), ["11-23", "11-24", "11-25", "11-26", "11-27", "11-28", "11-29"]),
        (timedelta(days=30), ["11-23", "11-28", "12-03", "12-08", "12-13", "12-18"]),
    ],
)
def test_times_along_the_foot_are_round(span: timedelta, labels: list[str]) -> None:
    assert [it.label for it in ticks(NOON, NOON + span, ZONE, 8)] == labels


def test_a_time_stands_where_it_belongs() -> None:
    begins = NOON + timedelta(minutes=5)
    (first, *_) = ticks(begins, begins + timedelta(hours=1), ZONE, 8)
    assert first.label == "12:10"
    assert first.at == pytest.approx(5 / 60)
    assert ticks(NOON, NOON, ZONE, 8) == []


def test_every_step_has_its_name_and_the_targets_are_those_of_four_priorities() -> None:
    assert len(WITHIN) == len(WITHIN_S) + 1
    assert list(TARGETS.values()) == [0.01, 0.05, 0.15, 0.80]


def test_a_key_that_was_joined_is_parted_again() -> None:
    assert split_key("s/fire.smoke/B1/3") == ("s", "fire.smoke", "B1/3")
    assert split_key("s") == ("s", "", "")


def test_verdicts_say_what_is_acceptable_and_what_is_manageable() -> None:
    (none,) = quality([], NOON, NOON + timedelta(days=30))
    lines = {it.name: it for it in judged(none)}
    hour, worst, stale = lines["calls per hour"], lines["calls in the worst 10 minutes"], lines["stale alarms"]
    assert (hour.figure, hour.acceptable, hour.manageable) == ("0", "~6", "≤ 12")
    assert (worst.acceptable, worst.manageable, worst.verdict) == ("", "< 10", Verdict.MANAGEABLE)
    assert (stale.acceptable, stale.manageable, stale.limits) == ("< 5", "", "< 5")
    assert lines["share of the time in flood"].figure == "0.0%"

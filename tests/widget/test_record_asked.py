"""Times and shifts as people write them above the record: the newest such moment that is not to come."""

from __future__ import annotations

from datetime import datetime

import pytest

from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.services.stepping import Window
from commandcenter.wiring.record_asked import NoTime, query_of, shift_of, window_of
from tests.support.duty import PLAN
from widgets.record.asked import Asked


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


@pytest.mark.parametrize(
    ("now", "text", "since"),
    [
        ("2027-01-05 09:00", "12-30", "2026-12-30 00:00"),
        ("2027-01-05 09:00", "12-30 22:15", "2026-12-30 22:15"),
        ("2027-01-05 09:00", "01-05 08:59", "2027-01-05 08:59"),
        ("2027-01-05 09:00", "01-05 09:01", "2026-01-05 09:01"),
        ("2027-01-05 09:00", "02-29", "2024-02-29 00:00"),
        ("2104-02-28 09:00", "02-29 10:00:30", "2096-02-29 10:00:30"),
        ("2028-02-29 09:00", "02-29", "2028-02-29 00:00"),
        ("2026-11-22 09:00", "08:30", "2026-11-22 08:30"),
        ("2026-11-22 09:00", "09:30:15", "2026-11-21 09:30:15"),
        ("2026-01-01 00:10", "23:50", "2025-12-31 23:50"),
        ("2026-11-22 09:00", "2028-02-29", "2028-02-29 00:00"),
        ("2026-11-22 09:00", "2026-11-22 08:00:05", "2026-11-22 08:00:05"),
    ],
)
def test_a_time_without_a_year_or_a_day_is_the_newest_that_is_not_to_come(now: str, text: str, since: str) -> None:
    assert query_of(Asked(since=text), local(now)).since == local(since)


@pytest.mark.parametrize("text", ["13-45", "02-30", "24:61", "yesterday", "2026-02-29", "0000-01-01", "早班"])
def test_what_is_no_time_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NoTime):
        query_of(Asked(since=text), local("2026-11-22 09:00"))


def test_a_day_up_to_which_counts_as_a_whole_and_a_time_as_itself() -> None:
    now = local("2026-11-22 09:00")
    assert query_of(Asked(until="11-20"), now).until == local("2026-11-21 00:00")
    assert query_of(Asked(until="11-20 10:00"), now).until == local("2026-11-20 10:00")


NOW = datetime.fromisoformat("2026-11-22T10:00:00+08:00")


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("早班", "2026-11-22/早班"),
        ("中班", "2026-11-21/中班"),  # today's has not begun
        ("11-22 早班", "2026-11-22/早班"),
        ("11-23 早班", "2025-11-23/早班"),
        ("2026-11-23/中班", "2026-11-23/中班"),
        ("11-22", ""),
        ("", ""),
    ],
)
def test_a_shift_is_the_newest_of_that_name_that_has_begun(text: str, shift: str) -> None:
    assert shift_of(Asked(since=text), NOW, PLAN) == shift


@pytest.mark.parametrize("plan", [PLAN, None])
def test_a_shift_in_the_first_field_is_its_time(plan: ShiftPlan | None) -> None:
    asked = Asked(since="2026-11-22 早班")
    if plan is None:
        with pytest.raises(NoTime):
            window_of(asked, NOW, plan)
        return
    slot = plan.find("2026-11-22/早班")
    assert slot is not None
    assert window_of(asked, NOW, plan) == Window(since=slot.starts, until=slot.ends, name="11-22 早班")
    assert query_of(asked, NOW, plan).until == slot.ends
    whole = window_of(Asked(since="2026-11-22 早班", until="2026-11-22 中班"), NOW, plan)
    assert (whole.since, whole.until) == (slot.starts, plan.after(slot).ends)

"""The daily report's figures on a made-up day, written out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from commandcenter.services.daily.period import Durations, day_period, durations, shift_period
from commandcenter.services.daily_report import DailyReport, Evidence, bounded_by_handovers, daily_report
from tests.support.duty import EARLY, PLAN
from tests.support.made_up_alarms import alarm
from tests.support.made_up_day import DAY, ZONE, MadeUpDay

EVIDENCE = Evidence(size=1, root="00" * 32)
NEXT_MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def centre() -> MadeUpDay:
    day = MadeUpDay()
    day.run()
    return day


@pytest.fixture(scope="module")
def report(centre: MadeUpDay) -> DailyReport:
    return daily_report(centre.entries, day_period(DAY, ZONE), EVIDENCE, NEXT_MORNING, centre.state.alarms.values())


def test_a_day_is_the_centres_own(report: DailyReport) -> None:
    assert (report.period.starts, report.period.ends) == (
        datetime(2026, 11, 21, 16, 0, tzinfo=UTC),
        datetime(2026, 11, 22, 16, 0, tzinfo=UTC),
    )
    assert report.complete


def test_alarms_are_counted_by_priority_area_type_and_hour(report: DailyReport) -> None:
    alarms = report.alarms
    assert alarms.raised == 13
    assert alarms.by_priority == {"critical": 1, "major": 1, "minor": 10, "notice": 1}
    assert alarms.by_area == {"500105001": 11, "": 1, "500105002": 1}
    assert alarms.by_type == {"pump.fault": 10, "duty.presence": 1, "manhole.open": 1, "smoke.fire": 1}
    assert {hour: count for hour, count in enumerate(alarms.by_hour) if count} == {9: 10, 10: 1, 14: 1, 16: 1}


def test_the_time_to_acknowledge_is_a_mean_and_a_ninetieth_percentile(report: DailyReport) -> None:
    alarms = report.alarms
    assert alarms.acknowledging_by_priority["minor"] == Durations(count=10, mean=55.0, p90=90.0)
    assert alarms.acknowledging_by_priority["critical"] == Durations(count=1, mean=20.0, p90=20.0)
    assert alarms.acknowledging == Durations(count=11, mean=570 / 11, p90=90.0)
    assert alarms.acknowledging_by_priority["major"] == Durations()


def test_what_was_open_longest_began_the_evening_before(report: DailyReport) -> None:
    first, second, third, *_ = report.alarms.longest
    assert (first.alarm.title, first.seconds, first.still_open) == ("盘溪河下穿道积水", 26 * 3600.0, True)
    assert (second.alarm.title, second.seconds) == ("建新东路井盖移位", 9 * 3600 + 58 * 60.0)
    assert third.alarm.type == "duty.presence"
    assert len(report.alarms.longest) == 10
    assert (report.alarms.open_at_end, report.alarms.unacknowledged_at_end) == (3, 3)


def test_linkages_and_how_their_steps_ended(report: DailyReport) -> None:
    (run,) = report.linkages
    assert (run.alarm, run.by, run.steps) == ("A12", "u1001", {"waiting": 0, "done": 1, "failed": 0, "unknown": 1})


def test_who_was_on_duty_and_until_when(report: DailyReport) -> None:
    def local(moment: datetime | None) -> str:
        return "" if moment is None else (moment + timedelta(hours=8)).strftime("%d %H:%M")

    assert [(it.name, it.shift, local(it.since), local(it.until)) for it in report.duty.people] == [
        ("陈静", "2026-11-22/夜班", "21 23:50", "22 07:58"),
        ("周正", "2026-11-22/夜班", "21 23:50", "22 07:58"),
        ("王敏", "2026-11-22/早班", "22 07:45", "22 16:05"),
        ("李强", "2026-11-22/早班", "22 07:45", "22 16:05"),
        ("赵磊", "2026-11-22/中班", "22 15:50", ""),
        ("陈静", "2026-11-22/中班", "22 15:50", ""),
    ]


def test_handovers_with_their_signatures(report: DailyReport) -> None:
    lines = report.duty.handovers
    assert [(line.handover.outgoing, [it.name for it in line.handover.signatures]) for line in lines] == [
        ("2026-11-22/夜班", ["周正", "王敏"]),
        ("2026-11-22/早班", ["王敏", "赵磊"]),
        ("2026-11-22/中班", []),
    ]
    assert [line.done_at is not None for line in lines] == [True, True, False]
    assert [len(line.handover.remarks) for line in lines] == [0, 1, 0]


def test_presence_checks_and_roll_calls(report: DailyReport) -> None:
    assert report.duty.checks_by_result == {"confirmed": 1, "missed": 1}
    (call,) = report.duty.roll_calls
    assert (call.unanswered, call.go, len(call.answers)) == (("城管",), False, 2)


def test_failures_of_sources_and_of_the_core(report: DailyReport) -> None:
    (line,) = report.failures.sources
    assert (line.source, line.gaps, line.lost, line.new_logs, line.went_back, line.quarantined) == (
        "lifts",
        1,
        12,
        1,
        0,
        1,
    )
    failures = report.failures
    assert (failures.core_starts, failures.commands_refused, failures.links_refused) == (1, 1, 4)


def test_a_shift_is_bounded_by_its_handovers(centre: MadeUpDay) -> None:
    slot = PLAN.find(EARLY)
    assert slot is not None
    period = bounded_by_handovers(centre.entries, shift_period(slot, ZONE))
    begun = [entry.seq for entry in centre.entries if entry.action == "handover.begun"]
    assert (period.first, period.last) == (begun[0], begun[1])
    report = daily_report(centre.entries, period, EVIDENCE, NEXT_MORNING, centre.state.alarms.values())
    assert report.alarms.raised == 12
    assert [it.name for it in report.duty.people] == ["陈静", "周正", "王敏", "李强", "赵磊", "陈静"]
    assert (report.first, report.last) == (begun[0], begun[1] - 1)


def test_a_day_without_anything() -> None:
    report = daily_report([], day_period(DAY, ZONE), EVIDENCE, NEXT_MORNING)
    assert (report.entries, report.first, report.last) == (0, None, None)
    assert report.alarms.acknowledging == Durations()
    assert sum(report.alarms.by_hour) == 0


def test_ages_of_a_day_that_is_not_over_are_those_of_now(centre: MadeUpDay) -> None:
    noon = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    entries = [entry for entry in centre.entries if entry.at <= noon]
    report = daily_report(entries, day_period(DAY, ZONE), EVIDENCE, noon, centre.state.alarms.values())
    assert not report.complete
    assert report.alarms.longest[0].seconds == 14 * 3600.0
    assert report.alarms.open_at_end == 1


def test_what_was_raised_days_before_and_cleared_later_was_open_all_day() -> None:
    raised, cleared = datetime(2026, 11, 18, 16, 0, tzinfo=UTC), datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    old = alarm("A")
    since = [
        replace(old, id="A1", received_at=raised, cleared_at=cleared),
        replace(old, id="A2", received_at=raised, cleared_at=datetime(2026, 11, 22, 15, 0, tzinfo=UTC)),
    ]
    report = daily_report([], day_period(DAY, ZONE), EVIDENCE, NEXT_MORNING, since)
    assert report.alarms.open_at_end == 1
    assert [(it.alarm.id, it.seconds, it.still_open) for it in report.alarms.longest] == [("A1", 4 * 86_400.0, True)]


def test_nine_of_ten_is_the_nearest_rank() -> None:
    assert durations([5.0]) == Durations(count=1, mean=5.0, p90=5.0)
    assert durations([float(number) for number in range(1, 101)]).p90 == 90.0
    assert durations([3.0, 1.0, 2.0]).p90 == 3.0

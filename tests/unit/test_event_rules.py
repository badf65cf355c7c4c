"""How events become alarms by the rules: delays, counts, limits, rates, chatter, several events of one alarm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.changes.alarms import AlarmRaised, AlarmRepeated
from commandcenter.domain.changes.sources import EventHeld, WatchesForgotten
from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.events import Refreshed
from commandcenter.domain.journal import Draft
from commandcenter.domain.priority import Priority
from commandcenter.services import taking
from commandcenter.services.ports import Stamped
from commandcenter.services.ruling import events, keeping
from tests.support.cores import START
from tests.support.ruled import RuledCore

SLOW = """
[[event]]
name = "slow"
when = { types = ["pump"] }
on_delay_s = 30
off_delay_s = 20
"""
COUNTED = """
[[event]]
name = "counted"
when = { types = ["pump"] }
count = 3
within_s = 60
"""
ONE_GAS = """
[[event]]
name = "gas"
when = { types = ["gas", "gas_high"] }
alarm = { type = "gas" }
"""
LEVELS = """
[[event]]
name = "levels"
when = { types = ["gas_high"] }
limits = { value = "pct", above = [{ at = 30, priority = "minor" }, { at = 50, priority = "critical" }], dead_band = 2 }
"""
CHATTER = """
[[event]]
name = "chatter"
when = { types = ["pump"] }
chatter = { times = 3, within_s = 60, quiet_s = 300 }
"""


def kinds(stamped: list[Stamped]) -> list[type]:
    return [type(it.entry.change) for it in stamped]


def reason(stamped: list[Stamped]) -> str:
    change = stamped[-1].entry.change
    assert isinstance(change, EventHeld)
    return change.reason


# ---- delays


def test_what_is_wrong_for_long_enough_is_an_alarm_and_not_before() -> None:
    centre = RuledCore(SLOW)
    assert reason(centre.wrong("pump")) == events.WAITS
    assert centre.passes(29.9) == []
    (raised,) = centre.passes(0.1)
    alarm = centre.the("pump")
    assert isinstance(raised.entry.change, AlarmRaised)
    assert (alarm.state, alarm.annunciated, alarm.count, alarm.rule) == (AlarmState.UNACKNOWLEDGED, 1, 1, "slow")
    assert (alarm.raised_at, alarm.received_at) == (START, START + timedelta(seconds=30))
    assert not centre.core.state.watches
    assert not centre.core.state.watch_timers


def test_what_is_over_before_is_none_and_the_journal_says_so() -> None:
    centre = RuledCore(SLOW)
    centre.wrong("pump")
    assert reason(centre.over("pump")) == events.OVER_BEFORE
    assert centre.passes(100) == []
    assert centre.core.state.alarms == {}
    assert not centre.core.state.part_of


def test_said_again_it_waits_no_longer_and_the_worst_of_the_meantime_is_remembered() -> None:
    centre = RuledCore(SLOW.replace('"pump"', '"other"'))
    centre.wrong("other", priority=Priority.MINOR)
    centre.passes(10)
    centre.wrong("other", priority=Priority.CRITICAL, level=8.0)
    centre.passes(10)
    centre.wrong("other", priority=Priority.MAJOR, level=4.0)
    centre.passes(10)
    alarm = centre.the("other")
    assert (alarm.priority, alarm.worst, alarm.values) == (Priority.MAJOR, Priority.CRITICAL, {"level": 4.0})


def test_an_alarm_is_over_after_it_was_normal_for_long_enough() -> None:
    centre = RuledCore(SLOW)
    centre.wrong("pump")
    centre.passes(30)
    assert reason(centre.over("pump")) == events.NOT_YET_OVER
    ended = centre.now
    assert centre.the("pump").active
    centre.passes(10)
    assert reason(centre.over("pump")) == events.STILL_OVER
    centre.passes(10)
    alarm = centre.the("pump")
    assert (alarm.state, alarm.returned_at) == (AlarmState.RETURNED, ended)
    assert not centre.core.state.watches


def test_wrong_again_in_time_it_was_never_over_and_calls_nobody() -> None:
    centre = RuledCore(SLOW)
    centre.wrong("pump")
    centre.passes(30)
    assert centre.command("alarm.acknowledge", alarm="A1").ok
    centre.over("pump")
    centre.passes(19)
    assert kinds(centre.wrong("pump")) == [AlarmRepeated]
    centre.passes(100)
    alarm = centre.the("pump")
    assert (alarm.state, alarm.annunciated, alarm.count) == (AlarmState.ACKNOWLEDGED, 1, 2)


def test_delays_go_on_through_a_restart_and_an_hour_on_the_clock() -> None:
    for step in (3600.0, -3600.0):
        centre = RuledCore(SLOW)
        centre.wrong("pump", "slow")
        centre.passes(20)
        centre.restart()
        centre.now += timedelta(seconds=step)
        centre.core.record([Draft(change=ClockStepped(before=0.0, after=step))])
        assert centre.passes(9) == []
        assert kinds(centre.passes(1)) == [AlarmRaised]
        centre.over("pump", "slow")
        centre.restart()
        assert centre.passes(19) == []
        centre.passes(1)
        assert centre.the("pump", "slow").state is AlarmState.RETURNED


# ---- counts


def test_an_alarm_needs_so_many_reports_within_the_time() -> None:
    centre = RuledCore(COUNTED)
    assert reason(centre.wrong("pump")) == events.COUNTS
    centre.passes(30)
    centre.wrong("pump")
    centre.passes(30.001)
    assert reason(centre.wrong("pump")) == events.COUNTS, "the first one is too old"
    centre.passes(29)
    assert kinds(centre.wrong("pump")) == [AlarmRaised]
    assert centre.the("pump").count == 1
    assert not centre.core.state.watches


def test_what_was_counted_too_rarely_is_forgotten_in_the_end() -> None:
    centre = RuledCore(COUNTED)
    centre.wrong("pump")
    centre.wrong("pump", "B")
    (forgotten,) = centre.passes(60)
    assert isinstance(forgotten.entry.change, WatchesForgotten)
    assert not centre.core.state.watches
    assert not centre.core.state.watch_keys


def test_with_a_delay_as_well_whichever_is_first_makes_it_an_alarm() -> None:
    both = COUNTED + "on_delay_s = 10\n"
    centre = RuledCore(both)
    for _ in range(3):
        centre.wrong("pump")
    assert centre.the("pump").active
    centre.wrong("pump", "B")
    centre.passes(10)
    assert centre.the("pump", "B").active


# ---- limits and rates


def test_a_value_decides_how_grave_it_is_and_eases_only_beyond_the_dead_band() -> None:
    centre = RuledCore(LEVELS)
    assert reason(centre.wrong("gas_high", pct=29.9)) == events.WITHIN
    seen = []
    for value in (30.0, 49.9, 50.0, 48.1, 48.0, 28.1, 50.0):
        centre.wrong("gas_high", pct=value)
        seen.append(centre.the("gas_high").priority.value)
    assert seen == ["minor", "minor", "critical", "critical", "minor", "minor", "critical"]
    centre.wrong("gas_high", pct=28.0)
    assert centre.the("gas_high").state is AlarmState.RETURNED
    assert centre.the("gas_high").worst is Priority.CRITICAL


def test_what_falls_too_low_is_judged_as_well_and_what_is_no_number_is_its_sources_word() -> None:
    centre = RuledCore(LEVELS.replace("above", "below").replace("50", "20"))
    centre.wrong("gas_high", pct=30.0)
    assert centre.the("gas_high").priority is Priority.MINOR
    centre.wrong("gas_high", pct=20.0)
    assert centre.the("gas_high").priority is Priority.CRITICAL
    centre.wrong("gas_high", pct=31.9)
    assert centre.the("gas_high").priority is Priority.MINOR
    centre.wrong("gas_high", pct=32.0)
    assert not centre.the("gas_high").active
    centre.wrong("gas_high", "B", pct="broken")
    centre.wrong("gas_high", "C", pct=True)
    centre.wrong("gas_high", "D")
    assert centre.shown() == {("gas_high", "B"), ("gas_high", "C"), ("gas_high", "D")}


def test_five_in_a_minute_is_critical_and_a_restart_forgets_no_count() -> None:
    centre = RuledCore(
        '[[event]]\nname = "many"\nwhen = { types = ["pump"] }\n'
        'rate = { times = 5, within_s = 60, by = "area", priority = "critical" }\n'
    )
    for number in range(4):
        centre.wrong("pump", f"P{number}", area="500105001")
        centre.passes(10)
    centre.restart()
    centre.wrong("pump", "P8", area="500105002")
    assert {it.priority for it in centre.core.state.alarms.values()} == {Priority.MAJOR}
    centre.wrong("pump", "P5", area="500105001")
    assert centre.the("pump", "P5").priority is Priority.CRITICAL
    centre.passes(61)
    centre.wrong("pump", "P6", area="500105001")
    assert centre.the("pump", "P6").priority is Priority.MAJOR
    centre.passes(61)
    assert not centre.core.state.watches


# ---- chatter


def test_what_comes_and_goes_stays_until_it_was_quiet_and_calls_no_more() -> None:
    centre = RuledCore(CHATTER)
    for _ in range(2):
        centre.wrong("pump")
        centre.passes(10)
        centre.over("pump")
        centre.passes(10)
    assert not centre.the("pump").active
    centre.wrong("pump")
    alarm = centre.the("pump")
    assert (alarm.chattering, alarm.annunciated) == (True, 3)
    for _ in range(20):
        centre.over("pump")
        centre.passes(100)
        centre.wrong("pump")
        centre.passes(1)
    alarm = centre.the("pump")
    assert (alarm.active, alarm.annunciated, alarm.count) == (True, 3, 23)
    centre.over("pump")
    centre.passes(299)
    assert centre.the("pump").active
    centre.passes(1)
    alarm = centre.the("pump")
    assert (alarm.active, alarm.chattering) == (False, False)
    assert not centre.core.state.watches


def test_three_beginnings_in_more_than_the_time_are_no_chatter() -> None:
    centre = RuledCore(CHATTER)
    for _ in range(3):
        centre.wrong("pump")
        centre.over("pump")
        centre.passes(30.001)
    assert not centre.the("pump").chattering


# ---- several events of one alarm


def test_severities_of_one_thing_are_one_alarm_with_the_present_and_the_worst() -> None:
    centre = RuledCore(ONE_GAS)
    centre.wrong("gas_high", title="30 %", pct=30.0)
    assert centre.command("alarm.acknowledge", alarm="A1").ok
    centre.wrong("gas", title="60 %", pct=60.0)
    alarm = centre.the("gas")
    assert (alarm.priority, alarm.state, alarm.annunciated) == (Priority.CRITICAL, AlarmState.UNACKNOWLEDGED, 2)
    centre.wrong("gas_high", title="31 %", pct=31.0)
    alarm = centre.the("gas")
    assert (alarm.priority, alarm.title, alarm.values) == (Priority.CRITICAL, "60 %", {"pct": 60.0})
    centre.over("gas")
    alarm = centre.the("gas")
    assert (alarm.active, alarm.priority, alarm.worst) == (True, Priority.MINOR, Priority.CRITICAL)
    centre.over("gas_high")
    assert centre.the("gas").state is AlarmState.RETURNED
    assert len(centre.core.state.alarms) == 1
    assert not centre.core.state.part_of


def test_what_is_no_part_of_the_alarm_ends_nothing() -> None:
    centre = RuledCore(ONE_GAS)
    centre.wrong("gas_high")
    centre.over("gas")
    assert centre.the("gas").active


def test_the_thing_may_be_named_by_a_value_and_without_it_by_its_source() -> None:
    centre = RuledCore('[[event]]\nname = "site"\nwhen = { types = ["pump"] }\nalarm = { subject = "{site}/{area}" }\n')
    for number in range(3):
        centre.wrong("pump", f"P{number}", area="7", site="north")
    centre.wrong("pump", "P9", area="7")
    assert centre.shown() == {("pump", "north/7"), ("pump", "P9")}
    for number in range(3):
        assert centre.the("pump", "north/7").active
        centre.over("pump", f"P{number}")
    assert centre.shown() == {("pump", "P9")}


def test_more_than_an_entry_can_hold_are_alarms_of_their_own() -> None:
    rule = '[[event]]\nname = "one"\nwhen = { types = ["*"] }\nalarm = { type = "all", subject = "all" }\n'
    centre = RuledCore(rule)
    for number in range(101):
        centre.wrong("pump", f"P{number}")
    assert len(centre.the("all", "all").parts) == 100
    assert centre.shown() == {("all", "all"), ("pump", "P100")}
    wide = RuledCore(rule)
    for number in range(30):
        (stamped, *_) = wide.wrong("pump", f"{number:02d}" + "井" * 126)
        assert len(stamped.data) < 20_000
    assert len(wide.core.state.alarms) == 1 + 30 - len(wide.the("all", "all").parts)
    for number in range(30):
        wide.over("pump", f"{number:02d}" + "井" * 126)
    assert wide.shown() == set()


def test_a_refresh_ends_the_parts_and_the_waiting_that_it_does_not_name() -> None:
    centre = RuledCore(ONE_GAS + SLOW)
    centre.wrong("gas")
    centre.wrong("gas_high")
    centre.wrong("gas_high", "B")
    centre.wrong("pump", "gone")
    centre.wrong("pump", "stays")
    centre.events(Refreshed(at=centre.now, phase="begin"))
    centre.wrong("gas_high")
    centre.wrong("pump", "stays")
    centre.events(Refreshed(at=centre.now, phase="end"))
    assert (centre.the("gas").priority, centre.the("gas").suspect) == (Priority.MINOR, False)
    assert not centre.the("gas", "B").active
    centre.passes(30)
    assert centre.shown() == {("gas", "A"), ("pump", "stays")}


# ---- rules that change


def test_another_rule_loses_no_alarm_that_stands_and_none_stands_for_ever() -> None:
    centre = RuledCore()
    centre.wrong("gas_high", "plain")
    centre.under(ONE_GAS)
    centre.wrong("gas_high", "one")
    centre.wrong("gas_high", "plain", pct=31.0)
    assert centre.shown() == {("gas_high", "plain"), ("gas", "one")}
    centre.under("")
    centre.wrong("gas_high", "one", pct=32.0)
    assert centre.shown() == {("gas_high", "plain"), ("gas", "one")}
    for subject in ("plain", "one"):
        centre.over("gas_high", subject)
    assert centre.shown() == set()


def test_what_waits_or_was_counted_by_a_rule_that_is_gone_becomes_an_alarm() -> None:
    centre = RuledCore(COUNTED)
    centre.wrong("pump")
    centre.under("")
    assert centre.shown() == {("pump", "A")}
    slow = RuledCore(SLOW)
    slow.wrong("pump")
    slow.under("")
    assert slow.shown() == set()
    slow.passes(30)
    assert slow.shown() == {("pump", "A")}


def test_the_first_rule_that_fits_counts_and_a_rule_may_be_about_a_place_or_a_thing() -> None:
    centre = RuledCore(
        '[[event]]\nname = "here"\nwhen = { types = ["pump"], areas = ["500105"], subjects = ["P*", "Q1"] }\n'
        'on_delay_s = 5\n[[event]]\nname = "rest"\nwhen = { types = ["*"] }\non_delay_s = 50\n'
    )
    centre.wrong("pump", "P1", area="500105001")
    centre.wrong("pump", "Q1", area="500105001")
    centre.wrong("pump", "Q2", area="500105001")
    centre.wrong("pump", "P1x", area="500106001")
    centre.passes(5)
    assert centre.shown() == {("pump", "P1"), ("pump", "Q1")}
    centre.passes(45)
    assert len(centre.shown()) == 4


def test_where_there_is_no_room_to_wait_it_is_an_alarm_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MAX_WATCHES", 1)
    centre = RuledCore(SLOW)
    centre.wrong("pump")
    centre.wrong("pump", "B")
    assert centre.shown() == {("pump", "B")}


# ---- rules that meet at one alarm

HALF = """
[[event]]
name = "half"
when = { types = ["gas_high"] }
alarm = { type = "gas" }
on_delay_s = 30
"""


def test_what_no_rule_is_about_joins_what_waits_for_the_same_alarm() -> None:
    for after in (0, 31):
        centre = RuledCore(HALF)
        centre.wrong("gas_high")
        centre.wrong("gas")
        centre.passes(after)
        assert set(centre.the("gas").parts) == {"gas\x1fA", "gas_high\x1fA"}
        centre.wrong("gas_high")
        centre.over("gas_high")
        assert centre.the("gas").active
        centre.over("gas")
        assert not centre.the("gas").active
        assert not centre.core.state.part_of


def test_a_rule_that_counts_does_not_take_the_time_from_one_that_waits() -> None:
    centre = RuledCore(
        '[[event]]\nname = "a"\nwhen = { types = ["gas"] }\non_delay_s = 30\n'
        '[[event]]\nname = "b"\nwhen = { types = ["gas_high"] }\nalarm = { type = "gas" }\n'
        "count = 3\nwithin_s = 600\n"
    )
    centre.wrong("gas")
    centre.passes(10)
    centre.wrong("gas_high")
    centre.passes(19)
    assert centre.shown() == set()
    centre.passes(1)
    assert centre.shown() == {("gas", "A")}


def test_the_end_of_one_alarm_is_never_that_of_the_next() -> None:
    centre = RuledCore('[[event]]\nname = "s"\nwhen = { types = ["pump"], areas = ["5"] }\noff_delay_s = 600\n')
    centre.wrong("pump", area="5")
    centre.over("pump")
    centre.events(Refreshed(at=centre.now, phase="begin"), Refreshed(at=centre.now, phase="end"))
    centre.command("alarm.acknowledge", alarm="A1")
    centre.passes(60)
    centre.wrong("pump")
    centre.passes(1000)
    assert centre.shown() == {("pump", "A")}
    plain = RuledCore()
    plain.wrong("pump")
    plain.under(SLOW)
    plain.over("pump")
    plain.under("")
    plain.wrong("pump")
    plain.passes(1000)
    assert plain.shown() == {("pump", "A")}


def test_a_refresh_strips_what_waits_of_the_parts_that_it_does_not_name() -> None:
    centre = RuledCore(HALF.replace('["gas_high"]', '["gas_high", "gas"]'))
    for kind in ("gas", "gas_high"):
        centre.wrong(kind)
    centre.events(Refreshed(at=centre.now, phase="begin"))
    centre.wrong("gas_high")
    centre.events(Refreshed(at=centre.now, phase="end"))
    centre.passes(30)
    assert set(centre.the("gas").parts) == {"gas_high\x1fA"}


def test_a_value_within_its_limits_is_no_alarm_however_full_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MAX_WATCHES", 0)
    monkeypatch.setattr(taking, "MAX_ALARMS", 1)
    centre = RuledCore(LEVELS.replace("limits =", 'alarm = { subject = "{site}" }\nlimits ='))
    assert reason(centre.wrong("gas_high", pct=1.0, site="S")) == events.WITHIN
    centre.wrong("gas_high", pct=60.0, site="S")
    centre.wrong("gas_high", pct=1.0, site="S")
    assert not centre.the("gas_high", "S").active, "what is open already needs no more room"

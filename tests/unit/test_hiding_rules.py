"""What the rules hide: consequences of a cause that people see, and what is under maintenance."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.alarms.life import Manner
from commandcenter.domain.changes.alarms import AlarmRaised, AlarmSuppressed, AlarmUnsuppressed
from commandcenter.services.ports import StoreTrouble
from tests.support.cores import START
from tests.support.ruled import RuledCore

CUT = """
[[inhibit]]
name = "power-cut"
cause = { types = ["power"] }
hides = { types = ["camera", "pump"] }
same = ["area"]
"""
CHAIN = (
    CUT
    + """
[[inhibit]]
name = "pump-stands"
cause = { types = ["pump"] }
hides = { types = ["gas_high", "power"] }
same = ["area"]
"""
)
NIGHT = """
[[window]]
name = "cleaning"
hides = { types = ["pump"], subjects = ["P1"] }
opens = 22:00:00
closes = 02:00:00
days = ["sat"]
"""


def test_a_cause_hides_its_consequences_before_and_after_it_and_they_come_back_with_its_end() -> None:
    centre = RuledCore(CUT)
    centre.wrong("camera", "early", area="1")
    centre.wrong("power", area="1")
    written = [type(it.entry.change) for it in centre.wrong("pump", "late", area="1")]
    assert written == [AlarmSuppressed, AlarmRaised], "hidden first: not shown for a moment"
    centre.wrong("camera", "elsewhere", area="2")
    assert centre.shown() == {("power", "A"), ("camera", "elsewhere")}
    late = centre.the("pump", "late")
    assert (late.state, late.annunciated, late.count) == (AlarmState.SUPPRESSED, 0, 1)
    assert late.hiding.suppressed is not None
    assert (late.hiding.suppressed.rule, late.hiding.suppressed.cause) == ("power-cut", centre.the("power").id)
    centre.over("camera", "early")
    centre.over("power")
    assert centre.shown() == {("pump", "late"), ("camera", "elsewhere")}
    assert centre.the("pump", "late").annunciated == 1
    assert centre.alarm("camera", "early") is None, "over while it was hidden"


def test_what_somebody_put_away_as_faulty_hides_nothing() -> None:
    centre = RuledCore(CUT)
    centre.wrong("power", area="1")
    centre.wrong("camera", area="1")
    assert centre.shown() == {("power", "A")}
    assert centre.command("alarm.shelve", alarm="A1", minutes=30, reason="faulty").ok
    assert centre.shown() == {("camera", "A")}
    centre.passes(1800)
    assert centre.shown() == {("power", "A")}


def test_one_of_two_causes_is_enough() -> None:
    centre = RuledCore(CUT)
    for subject in ("one", "two"):
        centre.wrong("power", subject, area="1")
    centre.wrong("camera", area="1")
    first = centre.the("camera").hiding.suppressed
    centre.over("power", "one")
    second = centre.the("camera").hiding.suppressed
    assert first
    assert second
    assert (first.cause, second.cause) == ("A1", "A2")
    assert centre.the("camera").annunciated == 0
    centre.over("power", "two")
    assert ("camera", "A") in centre.shown()


def test_a_chain_of_causes_hides_all_but_its_root_and_never_goes_in_a_circle() -> None:
    centre = RuledCore(CHAIN)
    centre.wrong("gas_high", area="1")
    centre.wrong("pump", area="1")
    centre.wrong("power", area="1")
    assert centre.shown() == {("pump", "A")}, "the pump hides the power's alarm, which then hides no pump"
    centre.over("pump")
    assert centre.shown() == {("power", "A"), ("gas_high", "A")}
    centre.wrong("pump", area="1")
    assert centre.shown() == {("power", "A")}


def test_alarms_of_one_type_may_hide_each_other_but_for_the_first_one() -> None:
    centre = RuledCore('[[inhibit]]\nname = "one"\ncause = { types = ["pump"] }\nhides = { types = ["pump"] }\n')
    for subject in "ABC":
        centre.wrong("pump", subject)
    assert centre.shown() == {("pump", "A")}
    centre.over("pump", "A")
    assert centre.shown() == {("pump", "B")}


def test_a_field_of_one_may_be_another_field_of_the_other_and_the_unknown_is_like_nothing() -> None:
    centre = RuledCore(
        '[[inhibit]]\nname = "site"\ncause = { types = ["power"] }\nhides = { types = ["camera"] }\n'
        'same = ["values.feeder = subject"]\n'
    )
    centre.wrong("power", "F1")
    centre.wrong("camera", "fed", feeder="F1")
    centre.wrong("camera", "other", feeder="F2")
    centre.wrong("camera", "unknown")
    assert centre.shown() == {("power", "F1"), ("camera", "other"), ("camera", "unknown")}


def test_what_is_never_hidden_is_shown_beside_its_cause() -> None:
    centre = RuledCore('[[inhibit]]\nname = "all"\ncause = { types = ["power"] }\nhides = { types = ["*"] }\n')
    types = dict(centre.catalogue.types)
    types["gas"] = msgspec.structs.replace(types["gas"], life=Manner(longest_shelf_min=0))
    centre.catalogue = msgspec.structs.replace(centre.catalogue, types=types)
    centre.restart()
    centre.wrong("power")
    centre.wrong("gas")
    centre.wrong("pump")
    assert centre.shown() == {("power", "A"), ("gas", "A")}


def test_the_rules_start_as_they_are_now_whatever_they_were() -> None:
    centre = RuledCore(CUT)
    centre.wrong("power", area="1")
    centre.wrong("camera", area="1")
    centre.wrong("gas_high", area="1")
    centre.under("")
    assert len(centre.shown()) == 3
    centre.under(CUT.replace('"camera", "pump"', '"gas_high"'))
    assert centre.shown() == {("power", "A"), ("camera", "A")}
    assert centre.the("camera").annunciated == 1, "it came out of hiding once"


def test_a_commit_that_failed_leaves_the_rules_where_the_record_is() -> None:
    centre = RuledCore(CUT)
    centre.wrong("camera", area="1")
    centre.store.broken = StoreTrouble("full")
    with pytest.raises(StoreTrouble):
        centre.wrong("power", area="1")
    centre.store.broken = None
    assert centre.shown() == {("camera", "A")}
    centre.wrong("camera", "B", area="1")
    assert centre.shown() == {("camera", "A"), ("camera", "B")}
    centre.wrong("power", area="1")
    assert centre.shown() == {("power", "A")}


def test_a_window_opens_and_closes_by_the_centres_clocks_over_midnight() -> None:
    centre = RuledCore(NIGHT)
    assert START.isoformat() == "2026-11-21T06:00:00+00:00", "a Saturday, 14:00 in Chongqing"
    for subject in ("P1", "P2"):
        centre.wrong("pump", subject)
    centre.passes(8 * 3600 - 1)
    assert len(centre.shown()) == 2
    (hidden,) = centre.passes(1)
    assert isinstance(hidden.entry.change, AlarmSuppressed)
    assert centre.shown() == {("pump", "P2")}
    centre.over("pump", "P1")
    centre.wrong("pump", "P1")
    centre.restart()
    assert centre.shown() == {("pump", "P2")}
    centre.passes(4 * 3600 - 1)
    assert centre.shown() == {("pump", "P2")}
    (back,) = centre.passes(1)
    assert isinstance(back.entry.change, AlarmUnsuppressed)
    assert len(centre.shown()) == 2
    centre.passes(20 * 3600)
    assert len(centre.shown()) == 2, "Sunday is none of its days"


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("2026-11-21T15:00:00", "2026-11-21T16:00:00"),
        ("2026-11-21T07:00:00Z", "2026-11-21T08:00:00Z"),
        ("2026-11-21T15:00:00+08:00", "2026-11-21T17:00:00+09:00"),
    ],
)
def test_a_window_between_two_moments(begins: str, ends: str) -> None:
    centre = RuledCore(f'[[window]]\nname = "once"\nhides = {{ types = ["pump"] }}\nbegins = {begins}\nends = {ends}\n')
    centre.wrong("pump")
    shown = []
    for _ in range(4):
        shown.append(bool(centre.shown()))
        centre.passes(1800)
    assert shown == [True, True, False, False]
    assert bool(centre.shown())


def test_a_cause_under_maintenance_hides_nothing() -> None:
    centre = RuledCore(NIGHT.replace("pump", "power") + CUT)
    centre.wrong("power", "P1", area="1")
    centre.wrong("camera", area="1")
    assert centre.shown() == {("power", "P1")}
    centre.passes(8 * 3600)
    assert centre.shown() == {("camera", "A")}
    centre.passes(4 * 3600)
    assert centre.shown() == {("power", "P1")}


def test_a_window_that_closes_leaves_hidden_what_a_cause_hides() -> None:
    centre = RuledCore(NIGHT.replace('["P1"]', '["*"]') + CUT)
    centre.passes(8 * 3600)
    centre.wrong("power", area="1")
    centre.wrong("pump", area="1")
    record = centre.the("pump").hiding.suppressed
    assert record is not None
    assert record.rule == "cleaning"
    centre.passes(4 * 3600)
    record = centre.the("pump").hiding.suppressed
    assert record is not None
    assert record.rule == "power-cut"
    assert centre.the("pump").annunciated == 0
    assert centre.now == START + timedelta(hours=12)


def test_what_is_over_and_waits_for_notice_is_not_hidden_away() -> None:
    centre = RuledCore(CUT)
    centre.wrong("camera", area="1")
    centre.over("camera")
    centre.wrong("power", area="1")
    centre.over("power")
    assert centre.the("camera").state is AlarmState.RETURNED
    centre.wrong("power", area="1")
    written = [type(it.entry.change) for it in centre.wrong("camera", area="1")]
    assert written[0] is AlarmSuppressed
    assert centre.the("camera").annunciated == 1

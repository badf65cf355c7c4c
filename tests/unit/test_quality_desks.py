"""The figures of each desk: where an alarm lies is what the journal says, also after it was forwarded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commandcenter.domain.journal import Entry
from commandcenter.services.quality.asking import FEW, Span, brief, desk_names, span_of
from commandcenter.services.quality.figures import Figures, quality
from commandcenter.services.quality.verdicts import Verdict
from tests.support.cores import START
from tests.support.lively_day import LivelyDay
from tests.support.ruled import RuledCore
from tests.unit.test_desks import DESKS

LATER = START + timedelta(days=3)


def entries(centre: RuledCore | LivelyDay) -> list[Entry]:
    return [stamped.entry for stamped in centre.store.entries]


def by_desk(centre: RuledCore) -> dict[str, Figures]:
    return {it.desk: it for it in quality(entries(centre), START, LATER)}


def test_an_alarm_counts_at_the_desk_that_the_rules_have_given_it() -> None:
    centre = RuledCore(DESKS)
    centre.wrong("pump", "P1", area="500105002")
    centre.wrong("gas", "G1", area="500105001")
    centre.wrong("gas", "G2", area="500119")
    found = by_desk(centre)
    assert {desk: it.calls for desk, it in found.items()} == {"": 1, "north": 1, "water": 1}


def test_a_forwarded_alarm_called_one_desk_and_stands_at_the_other() -> None:
    centre = RuledCore(DESKS)
    centre.wrong("pump", "P1", area="500105002")
    centre.wait(3600)
    assert centre.command("alarm.forward", alarm="A1", desk="north").ok
    centre.wait(60)
    assert centre.command("alarm.acknowledge", alarm="A1").ok
    found = by_desk(centre)
    assert (found["water"].calls, found["water"].occurrences, found["water"].standing) == (1, 1, 0)
    assert (found["north"].calls, found["north"].occurrences, found["north"].standing) == (0, 0, 1)
    assert found["north"].acknowledging["major"].mean == 3660.0
    assert (list(found["water"].stale), found["north"].stale) == ([], {"s/pump/P1": 3 * 86_400.0})


def test_a_shelf_goes_with_the_alarm() -> None:
    centre = RuledCore(DESKS)
    centre.wrong("pump", "P1", area="500105002")
    centre.command("alarm.shelve", alarm="A1", minutes=30, reason="works")
    centre.wait(60)
    assert centre.command("alarm.forward", alarm="A1").ok
    centre.wait(60)
    centre.command("alarm.unshelve", alarm="A1")
    found = by_desk(centre)
    assert found["water"].hidden == ()
    (hidden,) = found[""].hidden
    assert (hidden.begins, hidden.ends) == (START, START + timedelta(seconds=120))


def test_a_desk_without_an_alarm_has_figures_all_the_same() -> None:
    (found,) = quality([], START, START + timedelta(hours=1), desks=["water"])
    assert (found.desk, found.calls, found.tens, found.top_share) == ("water", 0, (0, 0, 0, 0, 0, 0), 0.0)
    assert all(line.verdict.good for line in brief(found).verdicts)


def test_how_long_until_somebody_took_notice_is_counted_in_steps() -> None:
    """10 s and 11 s lie on both sides of the first step; 2 hours are beyond the last."""
    centre = RuledCore(DESKS)
    for number, seconds in enumerate((10, 11, 7200), 1):
        centre.wrong("pump", f"P{number}", area="500105002")
        centre.wait(seconds)
        assert centre.command("alarm.acknowledge", alarm=f"A{number}").ok
    taken = by_desk(centre)["water"].taken_within
    assert taken["major"] == (1, 1, 0, 0, 0, 0, 0, 0, 1)
    assert taken["critical"] == (0,) * 9


@pytest.mark.parametrize(
    ("days", "span"),
    [(0.01, Span.HOUR), (1 / 24, Span.HOUR), (0.3, Span.SHIFT), (1, Span.DAY), (2, Span.WEEK), (30, Span.MONTH)],
)
def test_few_different_times_are_asked_for(days: float, span: Span) -> None:
    assert span_of(days) is span


def test_what_is_sent_has_the_worst_of_each_list_and_says_how_many_there_are() -> None:
    centre = RuledCore()
    for number in range(FEW + 5):
        centre.wrong("pump", f"P{number}")
        centre.wait(5)
        centre.over("pump", f"P{number}")
    (found,) = quality(entries(centre), START, LATER)
    sent = brief(found)
    assert (len(found.fleeting), len(sent.figures.fleeting), sent.listed["fleeting"]) == (25, 20, 25)
    (fleeting,) = [line for line in sent.verdicts if line.name == "fleeting alarms"]
    assert (fleeting.value, fleeting.verdict) == (25, Verdict.ACTION)


def test_desks_stand_in_the_centres_order_and_everybodys_queue_after_them() -> None:
    centre = RuledCore(DESKS)
    centre.wrong("pump", "P1", area="500105002")
    centre.wrong("gas", "G1", area="500105001")
    centre.wrong("gas", "G2", area="500119")
    found = quality(entries(centre), START, LATER, desks=["gone"])
    assert list(desk_names(found, ["water", "north"])) == ["water", "north", "", "gone"]


def test_a_lively_day_has_something_of_everything_at_its_desks() -> None:
    day = LivelyDay(START + timedelta(days=1))
    day.run()
    known = [alarm for alarm in day.core.state.alarms.values() if alarm.changed_at < START]
    found = {it.desk: it for it in quality(entries(day), START, START + timedelta(days=1), known)}
    assert set(found) == {"safety", "street", "water"}
    assert len(found["water"].floods) >= 2
    assert "s/drainage.pump/PS-4" in found["water"].chattering
    assert found["safety"].fleeting
    assert list(found["street"].stale) == ["s/capture.guardrail/HL-31"]
    assert {it.state.value for desk in found.values() for it in desk.hidden} == {
        "shelved",
        "suppressed",
        "out-of-service",
    }

"""The figures of ISA-18.2 and EEMUA 191: the reference's test vectors, and journals made up by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.events import Raised, Returned
from commandcenter.domain.journal import AnyChange, Entry
from commandcenter.domain.priority import Priority
from commandcenter.services.quality.figures import Figures, quality
from commandcenter.services.quality.floods import floods, most_within, parts
from commandcenter.services.quality.nuisances import chattering, fleeting, stale
from commandcenter.services.quality.taking import Call, Spell
from commandcenter.services.quality.verdicts import Verdict, average, judged, upset
from tests.support.cores import START, TestCore
from tests.unit.test_handling import LEADER

KEY = ("s", "t", "x")
LATER = START + timedelta(days=1)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def called(*seconds: float) -> list[datetime]:
    return [at(it) for it in seconds]


def call(seconds: float, *, by_hand: bool = False) -> Call:
    return Call(at=at(seconds), key=KEY, priority=Priority.MINOR, by_hand=by_hand)


# ---- 1: floods


def test_ten_calls_in_ten_minutes_are_no_flood_and_the_eleventh_begins_one() -> None:
    ten = called(*range(0, 600, 60))
    assert floods(ten, LATER) == []
    (flood,) = floods([*ten, at(600)], LATER)
    assert (flood.begins, flood.calls) == (at(600), 11)


def test_a_flood_goes_on_with_five_left_and_is_over_with_four() -> None:
    """Eleven calls, a second apart: the seventh leaves the window last of those that count."""
    (flood,) = floods(called(*range(11)), LATER)
    assert flood.ends == at(6 + 600)
    goes_on = [*called(*range(11)), at(605.5)]
    (flood,) = floods(goes_on, LATER)
    assert flood.calls == 12
    assert flood.ends == at(7 + 600)


def test_a_flood_that_is_not_over_yet_has_no_end() -> None:
    (flood,) = floods(called(*range(11)), at(300))
    assert (flood.ends, flood.seconds(at(300))) == (None, 290.0)


def test_one_flood_after_another() -> None:
    found = floods([*called(*range(11)), *called(*range(3600, 3615))], LATER)
    assert [(it.begins, it.calls) for it in found] == [(at(10), 11), (at(3610), 15)]
    assert all(one.ends is not None and one.ends < other.begins for one, other in pairwise(found))


# ---- 2: fixed parts


def test_the_most_calls_are_those_of_any_ten_minutes() -> None:
    times = called(*range(540, 549), *range(600, 609))
    assert (most_within(times), max(parts(times, START, at(1200)))) == (18, 9)


def test_parts_without_a_call_count_too() -> None:
    assert parts(called(0, 599.9, 600, 3599), START, at(3600)) == [2, 1, 0, 0, 0, 1]


# ---- 3: chattering


@pytest.mark.parametrize(
    ("times", "found"), [((0, 30, 60.0), {KEY: 1}), ((0, 30, 60.001), {}), ((0, 20, 40, 60), {KEY: 2})]
)
def test_three_activations_within_a_minute_are_chattering(times: tuple[float, ...], found: object) -> None:
    assert chattering(call(it) for it in times) == found


def test_an_operators_own_move_is_no_chatter() -> None:
    assert chattering([call(0), call(30), call(45, by_hand=True), call(61)]) == {}


def test_getting_worse_and_coming_off_the_shelf_are_no_chatter_and_coming_and_going_on_it_is() -> None:
    centre = TestCore()
    for priority in (Priority.NOTICE, Priority.MINOR, Priority.MAJOR, Priority.CRITICAL):
        centre.events(raised("worse", priority))
    centre.events(raised("x"))
    centre.command("alarm.shelve", alarm="A2", minutes=30, reason="works")
    centre.command("alarm.unshelve", alarm="A2")
    assert figures(centre).chattering == {}
    centre.command("alarm.shelve", alarm="A2", minutes=30, reason="works")
    centre.events(returned("x"), raised("x"), returned("x"), raised("x"))
    assert figures(centre).chattering == {"s/t/x": 1}


def test_a_journal_of_before_calls_were_counted_has_them_all_the_same() -> None:
    centre = TestCore()
    centre.events(raised("x"), returned("x"), raised("x"))
    old = [msgspec.structs.replace(it, change=_uncounted(it.change)) for it in journal(centre)]
    (found,) = quality(old, START, LATER)
    assert (found.calls, found.occurrences) == (2, 2)


def _uncounted(change: AnyChange) -> AnyChange:
    if not isinstance(change, AlarmChange):
        return change
    alarm = msgspec.structs.replace(change.alarm, annunciated=0, annunciated_at=None)
    return msgspec.structs.replace(change, alarm=alarm)


# ---- fleeting


def spell(begins: float, ends: float | None, *, touched: bool = False) -> Spell:
    return Spell(key=KEY, begins=at(begins), ends=None if ends is None else at(ends), touched=touched)


@pytest.mark.parametrize(
    ("spells", "found"),
    [
        ([spell(0, 59)], {KEY: 1}),
        ([spell(0, 60)], {}),
        ([spell(0, 59, touched=True)], {}),
        ([spell(0, 10), spell(30, 40)], {KEY: 1}),
        ([spell(0, 10), spell(70, 80)], {KEY: 2}),
        ([spell(0, None)], {}),
    ],
)
def test_what_goes_by_itself_at_once_and_does_not_come_back_is_fleeting(spells: list[Spell], found: object) -> None:
    assert fleeting(spells) == found


# ---- 4: stale


def test_what_stands_for_more_than_a_day_is_stale() -> None:
    assert stale([spell(0, 86_400)], LATER) == {}
    assert stale([spell(0, 86_401)], LATER) == {KEY: 86_401.0}
    assert stale([spell(-2, None)], LATER) == {KEY: 86_402.0}


# ---- out of a journal


def figures(centre: TestCore, days: float = 1) -> Figures:
    (found,) = quality(journal(centre), START, START + timedelta(days=days))
    return found


def journal(centre: TestCore) -> Iterable[Entry]:
    return [stamped.entry for stamped in centre.store.entries]


def raised(subject: str, priority: Priority = Priority.MINOR) -> Raised:
    return Raised(at=START, type="t", subject=subject, priority=priority)


def returned(subject: str) -> Returned:
    return Returned(at=START, type="t", subject=subject)


def test_what_happens_in_hiding_occurs_and_calls_nobody() -> None:
    """5: the activations of a shelved alarm count as occurrences; its call out of the shelf counts once."""
    centre = TestCore()
    centre.events(raised("x"))
    centre.command("alarm.shelve", alarm="A1", minutes=30, reason="works")
    for _ in range(3):
        centre.wait(100)
        centre.events(returned("x"), raised("x"))
    before = figures(centre)
    assert (before.occurrences, before.calls) == (4, 1)
    centre.command("alarm.unshelve", alarm="A1")
    after = figures(centre)
    assert (after.occurrences, after.calls, after.chattering) == (4, 2, {})
    (hidden,) = after.hidden
    assert (hidden.by, hidden.why, hidden.ends) == ("wang", "works", centre.now)


def test_with_less_than_thirty_days_the_figures_are_indicative() -> None:
    """6."""
    centre = TestCore()
    assert figures(centre, 29.9).indicative
    assert not figures(centre, 30).indicative


def test_each_desk_has_its_own_figures() -> None:
    """7: twelve alarms at each of two desks, never more than ten in ten minutes: no flood at either."""
    centre = TestCore()
    for number in range(12):
        centre.events(raised(f"a{number}"), raised(f"b{number}"))
        centre.wait(100)
    found = quality(journal(centre), START, LATER, desk_of=lambda alarm: alarm.subject[0])
    assert [(it.desk, it.calls, it.floods, it.most_in_ten_minutes) for it in found] == [
        ("a", 12, (), 7),
        ("b", 12, (), 7),
    ]
    (both,) = quality(journal(centre), START, LATER)
    assert (both.calls, len(both.floods)) == (24, 1)


def test_rates_shares_offenders_and_times() -> None:
    centre = TestCore()
    for _ in range(3):
        centre.events(raised("bad", Priority.CRITICAL))
        centre.wait(120)
        centre.command("alarm.acknowledge", alarm=f"A{centre.core.state.raised}")
        centre.events(returned("bad"))
        centre.wait(3600)
    centre.events(raised("good"))
    found = figures(centre)
    assert found.calls == 4
    assert found.per_hour == pytest.approx(4 / 24)
    assert found.per_day == pytest.approx(4)
    assert found.per_ten_minutes == pytest.approx(4 / 144)
    worst = found.offenders[0]
    assert (worst.key, worst.count, worst.share) == (("s", "t", "bad"), 3, 0.75)
    assert found.by_priority == {"critical": 0.75, "major": 0.0, "minor": 0.25, "notice": 0.0}
    assert found.acknowledging["critical"].mean == 120.0
    assert (found.standing, found.shelved_now) == (1, 0)


def test_what_was_open_before_counts_as_standing_and_not_as_a_call() -> None:
    centre = TestCore()
    centre.events(raised("old"))
    alarms = list(centre.core.state.alarms.values())
    (found,) = quality([], at(10), at(10 + 2 * 86_400), known=alarms)
    assert (found.calls, found.standing, list(found.stale)) == (0, 1, ["s/t/old"])


def test_an_alarm_out_of_service_is_told_with_its_permit() -> None:
    centre = TestCore()
    centre.trust("s")
    centre.command("alarm.remove", LEADER, source="s", type="t", subject="x", permit="PTW-7")
    (hidden,) = figures(centre).hidden
    assert (hidden.state.value, hidden.why, hidden.ends) == ("out-of-service", "PTW-7", None)


def test_what_is_told_later_of_a_call_before_the_time_is_no_call() -> None:
    centre = TestCore()
    centre.events(raised("x"))
    centre.wait(60)
    centre.events(returned("x"))
    centre.command("alarm.acknowledge", alarm="A1")
    (found,) = quality(journal(centre), at(30), LATER)
    assert (found.calls, found.occurrences) == (0, 0)


def test_what_comes_out_of_hiding_in_the_time_was_not_shown_before_it() -> None:
    """Raised days ago and hidden since: it has stood in sight from now on only."""
    centre = TestCore()
    centre.events(raised("x"))
    centre.command("alarm.remove", LEADER, alarm="A1", permit="PTW-7")
    centre.wait(3 * 86_400)
    begins = centre.now
    centre.wait(60)
    assert centre.command("alarm.restore", LEADER, alarm="A1").ok
    (found,) = quality(journal(centre), begins, begins + timedelta(hours=8))
    assert (found.stale, found.calls, found.standing) == ({}, 1, 1)


# ---- verdicts


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [
        (0.99, Verdict.ACCEPTABLE),
        (1, Verdict.MANAGEABLE),
        (2, Verdict.MANAGEABLE),
        (5, Verdict.OVER_DEMANDING),
        (10, Verdict.OVER_DEMANDING),
        (10.1, Verdict.UNACCEPTABLE),
    ],
)
def test_eemua_of_the_average_rate(rate: float, verdict: Verdict) -> None:
    assert average(rate) is verdict


@pytest.mark.parametrize(
    ("worst", "verdict"),
    [(9, Verdict.MANAGEABLE), (20, Verdict.HARD), (100, Verdict.HARD), (101, Verdict.EXCESSIVE)],
)
def test_eemua_of_an_upset(worst: int, verdict: Verdict) -> None:
    assert upset(worst) is verdict


def test_every_figure_of_the_standard_has_its_verdict() -> None:
    centre = TestCore()
    for number in range(31):
        centre.events(raised(f"x{number}"))
    found = {it.name: it for it in judged(figures(centre))}
    assert found["most calls in 10 minutes"].verdict is Verdict.BEYOND
    assert found["share of hours with more than 30 calls"].verdict is Verdict.BEYOND
    assert found["calls per hour"].verdict is Verdict.ACCEPTABLE
    assert found["share of minor calls"].verdict is Verdict.BEYOND
    assert found["calls in the worst 10 minutes"].verdict is Verdict.HARD
    assert found["standing alarms"].verdict is Verdict.BEYOND
    assert (found["calls per hour"].limits, found["calls per hour"].standard) == ("~6, ≤ 12", "ISA-18.2")

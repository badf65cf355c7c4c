"""Presence checks: random, at least one each, never in an emergency, three minutes to answer."""

from __future__ import annotations

import random

import msgspec
import pytest

from commandcenter.domain.priority import Priority
from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.domain.shifts import CheckResult, PresenceCheck
from tests.support.duty import EARLY, EIGHT, LEADER, LI, PLAN, SECOND_LEADER, WANG, DutyCentre

CHECKED: ShiftPlan = msgspec.structs.replace(PLAN, checks=1)


def chance(*numbers: float) -> random.Random:
    """Gives these numbers, and then 0.9 for ever."""
    given = iter(numbers)

    class Given(random.Random):
        def random(self) -> float:
            return next(given, 0.9)

    return Given()


def centre_asking(*numbers: float) -> DutyCentre:
    """王敏 and the leader are on duty from 08:00; the first draw is one check for each, by these numbers."""
    centre = DutyCentre(CHECKED, chance(*numbers).random)
    centre.sign_on(WANG, LEADER)
    return centre


def waiting(centre: DutyCentre) -> list[PresenceCheck]:
    return list(centre.state.shifts.open_checks())


def results(centre: DutyCentre) -> list[tuple[str, str]]:
    """(person, result) of all answers in the journal."""
    changes = [entry.change for entry in centre.entries if entry.action == "presence.answered"]
    return [(change.check.person, change.check.result.value) for change in changes]  # type: ignore[union-attr]  # by its action


def test_everybody_is_asked_at_the_time_that_was_drawn() -> None:
    # No extra check (0.9), after half of the 470 minutes; the same for the leader, after nearly all of them.
    centre = centre_asking(0.9, 0.5, 0.9, 0.99)
    centre.minutes(0)
    centre.minutes(234)
    assert waiting(centre) == []
    centre.minutes(1)
    (check,) = waiting(centre)
    assert (check.person, check.name, check.shift, check.number) == ("1001", "王敏", EARLY, "9000")
    assert (check.deadline - check.asked_at).total_seconds() == 180


def test_the_number_on_the_screen_confirms() -> None:
    centre = centre_asking(0.9, 0.0, 0.9, 0.99, 0.0412)
    centre.minutes(1)
    (check,) = waiting(centre)
    assert check.number == "0412"
    assert centre.refused("presence.confirm", WANG, check=check.id, number="0413") == (
        "That is not the number that the screen shows."
    )
    assert centre.refused("presence.confirm", LI, check=check.id, number="0412") == (
        "There is no such presence check for you."
    )
    centre.ok("presence.confirm", WANG, check=check.id, number="0412")
    assert results(centre) == [("1001", "confirmed")]
    assert (centre.state.shifts.checks, centre.state.shifts.checked) == ({}, {"1001": 1})
    assert centre.refused("presence.confirm", WANG, check=check.id, number="0412").startswith("There is no")


@pytest.mark.parametrize("number", ["", "412", "04123", "abcd", "٠٤١٢"])
def test_a_number_has_four_digits(number: str) -> None:
    assert "regex" in centre_asking().refused("presence.confirm", WANG, check="P1", number=number)


def test_who_does_not_answer_within_three_minutes_has_missed_it() -> None:
    centre = centre_asking(0.9, 0.0, 0.9, 0.99)
    centre.minutes(1)
    centre.minutes(3)
    assert results(centre) == []
    centre.minutes(0.1)
    assert results(centre) == [("1001", "missed")]
    assert centre.own_alarms() == [("duty.presence", "1001", True)]
    assert [check.result for check in centre.state.shifts.checks.values()] == [CheckResult.MISSED]


def test_late_is_better_than_never_and_says_so() -> None:
    centre = centre_asking(0.9, 0.0, 0.9, 0.99)
    centre.minutes(1)
    (check,) = waiting(centre)
    centre.minutes(4)
    centre.ok("presence.confirm", WANG, check=check.id, number=check.number)
    assert results(centre) == [("1001", "missed"), ("1001", "late")]
    assert centre.own_alarms() == [("duty.presence", "1001", False)]
    assert centre.state.shifts.checked == {"1001": 1}


def test_a_leader_settles_a_miss_with_a_reason_but_not_their_own() -> None:
    centre = centre_asking(0.9, 0.99, 0.9, 0.0)
    centre.minutes(1)
    (check,) = waiting(centre)
    assert check.person == "9001"
    assert centre.refused("shift.settle", SECOND_LEADER, item=check.id, reason="x") == (
        "There is nothing to settle there."
    )
    centre.minutes(4)
    assert centre.refused("shift.settle", LEADER, item=check.id, reason="x") == (
        "Nobody settles a presence check of their own."
    )
    centre.ok("shift.settle", SECOND_LEADER, item=check.id, reason="在处置现场")
    assert results(centre) == [("9001", "missed"), ("9001", "settled")]
    assert centre.own_alarms() == [("duty.presence", "9001", False)]


def test_nobody_is_asked_while_a_critical_alarm_waits() -> None:
    centre = centre_asking(0.9, 0.0, 0.9, 0.99)
    alarm = centre.raise_alarm("fire", "B1", Priority.CRITICAL)
    centre.minutes(30)
    assert waiting(centre) == []
    centre.acknowledge(alarm, WANG)
    centre.minutes(0.1)
    assert [check.person for check in waiting(centre)] == ["1001"]


def test_an_emergency_in_between_excuses_and_the_check_is_made_up_for() -> None:
    centre = centre_asking(0.9, 0.0, 0.9, 0.99)
    centre.minutes(1)
    alarm = centre.raise_alarm("fire", "B1", Priority.CRITICAL)
    centre.minutes(4)
    assert results(centre) == [("1001", "excused")]
    assert centre.own_alarms() == []
    centre.acknowledge(alarm, WANG)
    for _ in range(48):
        centre.minutes(10)
        for check in waiting(centre):
            person = WANG if check.person == "1001" else LEADER
            centre.ok("presence.confirm", person, check=check.id, number=check.number)
    assert sorted(results(centre)) == [("1001", "confirmed"), ("1001", "excused"), ("9001", "confirmed")]


def test_the_three_minutes_are_not_those_of_a_clock_that_is_set() -> None:
    centre = centre_asking(0.9, 0.0, 0.9, 0.99)
    centre.minutes(1)
    centre.tick()
    centre.step(3600)
    centre.minutes(2)
    assert ("1001", "missed") not in results(centre)


def test_who_is_relieved_meanwhile_has_missed_nothing() -> None:
    centre = centre_asking(0.9, 0.0, 0.9, 0.99)
    centre.minutes(1)
    centre.ok("shift.release", LEADER, person="1001", reason="急诊")
    centre.minutes(4)
    assert results(centre) == [("1001", "excused")]


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("checks", [1, 3])
def test_everybody_is_asked_at_least_so_often_whatever_is_drawn_and_restarted(seed: int, checks: int) -> None:
    dice = random.Random(seed)
    centre = DutyCentre(msgspec.structs.replace(PLAN, checks=checks), dice.random)
    centre.sign_on(WANG, LEADER)
    times = []
    for _ in range(479):
        centre.minutes(1)
        if dice.random() < 0.005:
            centre.restart()
        for check in waiting(centre):
            times.append((check.asked_at - EIGHT).total_seconds() / 60)
            person = WANG if check.person == "1001" else LEADER
            centre.ok("presence.confirm", person, check=check.id, number=check.number)
    for number in ("1001", "9001"):
        # The numbers of a restart that falls on a due moment may ask once more, never less.
        assert sum(who == number for who, _ in results(centre)) >= checks
    assert max(times) <= 471


def test_the_times_are_spread_over_the_whole_shift() -> None:
    quarters = [0, 0, 0, 0]
    for seed in range(100):
        dice = random.Random(seed)
        centre = DutyCentre(CHECKED, dice.random)
        centre.sign_on(WANG)
        for quarter in range(4):
            for _ in range(12):
                centre.minutes(10)
                for check in waiting(centre):
                    quarters[quarter] += 1
                    centre.ok("presence.confirm", WANG, check=check.id, number=check.number)
    assert min(quarters) > 25


def test_no_time_of_a_check_is_in_the_journal_before_it_is_asked() -> None:
    centre = centre_asking(0.9, 0.5, 0.9, 0.6)
    centre.minutes(1)
    assert [entry.action for entry in centre.entries if entry.action.startswith("presence")] == []
    assert centre.state.shifts.checks == {}


def test_a_plan_without_checks_asks_nobody() -> None:
    centre = DutyCentre(PLAN, lambda: 0.0)
    centre.sign_on(WANG, LEADER)
    for _ in range(48):
        centre.minutes(10)
    assert [entry.action for entry in centre.entries if entry.action.startswith("presence")] == []

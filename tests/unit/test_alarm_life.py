"""The life of an alarm: every move that is allowed, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commandcenter.domain.alarms import Alarm, AlarmState, moves
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Raised
from commandcenter.domain.priority import Priority
from tests.support.instants import at, new_alarm

T0 = datetime(2026, 11, 21, 6, 0, 0, tzinfo=UTC)
T1 = datetime(2026, 11, 21, 6, 1, 0, tzinfo=UTC)


def raised(title: str = "甲烷 62 %") -> Raised:
    return Raised(at=T0, type="cesspool.methane", subject="HFC-0231", title=title)


def fresh() -> Alarm:
    return new_alarm("A1", "cesspool", raised(), Priority.MAJOR, T0)


def test_a_raised_alarm_is_unacknowledged() -> None:
    assert fresh().state is AlarmState.UNACKNOWLEDGED


def test_acknowledging_names_who_and_when() -> None:
    held = moves.acknowledged(fresh(), "wang", at(T1))
    assert (held.state, held.acknowledged_by, held.acknowledged_at) == (AlarmState.ACKNOWLEDGED, "wang", T1)


def test_an_acknowledged_alarm_is_cleared_by_its_return() -> None:
    gone = moves.returned(moves.acknowledged(fresh(), "wang", at(T0)), T1, at(T1))
    assert (gone.state, gone.cleared_at) == (AlarmState.CLEARED, T1)


def test_an_unseen_alarm_that_returns_stays_until_it_is_acknowledged() -> None:
    returned = moves.returned(fresh(), T1, at(T1))
    assert (returned.state, returned.cleared_at) == (AlarmState.RETURNED, None)
    assert moves.acknowledged(returned, "wang", at(T1)).state is AlarmState.CLEARED


def test_a_second_acknowledgement_is_refused_and_names_the_first() -> None:
    with pytest.raises(Refused, match="Alarm A1 was already acknowledged by wang"):
        moves.acknowledged(moves.acknowledged(fresh(), "wang", at(T0)), "li", at(T1))


def test_an_identical_repeat_counts_and_stays_acknowledged() -> None:
    again = moves.raised(moves.acknowledged(fresh(), "wang", at(T0)), raised("甲烷 63 %"), Priority.MAJOR, at(T1))
    assert (again.count, again.state, again.title) == (2, AlarmState.ACKNOWLEDGED, "甲烷 63 %")


def test_a_rise_of_priority_annunciates_anew() -> None:
    again = moves.raised(moves.acknowledged(fresh(), "wang", at(T0)), raised(), Priority.CRITICAL, at(T1))
    assert (again.state, again.acknowledged_by) == (AlarmState.UNACKNOWLEDGED, "")


def test_a_fall_of_priority_does_not_annunciate() -> None:
    again = moves.raised(moves.acknowledged(fresh(), "wang", at(T0)), raised(), Priority.NOTICE, at(T1))
    assert again.state is AlarmState.ACKNOWLEDGED


def test_an_occurrence_after_the_return_annunciates_anew() -> None:
    again = moves.raised(moves.returned(fresh(), T1, at(T1)), raised(), Priority.MAJOR, at(T1))
    assert (again.state, again.returned_at) == (AlarmState.UNACKNOWLEDGED, None)

"""Which alarms call a desk: each time once, never for what was told again."""

from __future__ import annotations

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.work import Escalation
from commandcenter.domain.people import EVERYWHERE
from commandcenter.domain.priority import Priority
from commandcenter.services.call_watch import CallWatch
from commandcenter.services.queues import Mine
from tests.support.made_up_alarms import acked, alarm

WATER = Mine(account="wang", position="duty-officer", desks=frozenset({"water"}), scope=EVERYWHERE)


def called(name: str, times: int = 1, priority: Priority = Priority.MINOR, desk: str = "") -> Alarm:
    return msgspec.structs.replace(alarm(name, priority), annunciated=times, desk=desk)


def heard(watch: CallWatch, *changed: Alarm, cleared: tuple[str, ...] = ()) -> list[tuple[str, int]]:
    return [(it.alarm.id, it.times) for it in watch.change(changed, cleared)]


def test_the_first_picture_calls_nobody_and_a_later_one_only_with_what_is_new_in_it() -> None:
    watch = CallWatch()
    assert watch.replace([called("A"), called("B", 3)]) == []
    assert heard(watch, called("A"), called("B", 3)) == []
    assert [(it.alarm.id, it.times) for it in watch.replace([called("A"), called("B", 5), called("C")])] == [
        ("B", 2),
        ("C", 1),
    ]


def test_a_call_counts_once_however_the_alarm_changes_and_again_when_it_calls_again() -> None:
    watch = CallWatch()
    watch.replace([])
    assert heard(watch, called("A")) == [("A", 1)]
    assert heard(watch, acked(called("A"))) == []
    assert heard(watch, called("A", 2)) == [("A", 1)]
    assert heard(watch, cleared=("A",)) == []
    assert heard(watch, called("A", 1)) == [("A", 1)]


def test_what_never_called_anybody_is_not_heard() -> None:
    watch = CallWatch()
    watch.replace([])
    assert heard(watch, called("hidden", 0)) == []


def test_another_desks_alarm_is_heard_when_it_is_forwarded_or_nobody_takes_notice_of_it() -> None:
    watch = CallWatch()
    watch.belong(WATER, [])
    watch.replace([])
    assert heard(watch, called("A", desk="north"), called("B", desk="north")) == []
    assert heard(watch, called("A", desk="water")) == [("A", 0)]
    assert heard(watch, called("A", desk="water")) == []
    told = msgspec.structs.replace(called("B", desk="north"), escalation=Escalation(rule="r", told=("duty-officer",)))
    assert heard(watch, told) == [("B", 0)]
    more = msgspec.structs.replace(told, escalation=Escalation(rule="r", told=("duty-officer", "wall")))
    assert heard(watch, more) == [("B", 0)]
    assert heard(watch, acked(called("B", desk="water"))) == []


def test_whoever_takes_a_seat_is_not_called_by_what_is_there() -> None:
    watch = CallWatch()
    watch.belong(WATER, [])
    watch.replace([called("A", desk="north")])
    watch.belong(None, [called("A", desk="north")])
    assert heard(watch, called("A", desk="north")) == []


def test_a_critical_one_waits_until_it_is_acknowledged_hidden_or_gone() -> None:
    watch = CallWatch()
    watch.replace([called("minor")])
    assert Priority.CRITICAL not in watch.waiting
    fire, smoke = called("fire", priority=Priority.CRITICAL), called("smoke", priority=Priority.CRITICAL)
    heard(watch, fire, smoke)
    heard(watch, acked(fire))
    assert Priority.CRITICAL in watch.waiting
    heard(watch, cleared=("smoke",))
    assert Priority.CRITICAL not in watch.waiting
    watch.replace([fire])
    assert Priority.CRITICAL in watch.waiting
    watch.belong(WATER, [fire])
    assert Priority.CRITICAL not in watch.waiting

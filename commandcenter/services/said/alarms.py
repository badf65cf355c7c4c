"""What is said of alarms."""

from __future__ import annotations

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import (
    AlarmAcknowledged,
    AlarmChange,
    AlarmedAgain,
    AlarmRaised,
    AlarmRepeated,
    AlarmReturned,
    AlarmUnacknowledged,
)
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.hidden_alarms import say_hiding
from commandcenter.services.said.values import Kind, Measured, Named, Said, Term, Value, cut, of_alarm, with_more
from commandcenter.services.said.worked_alarms import Worked, say_worked


def say_alarm(change: AlarmChange) -> Said:
    match change:
        case AlarmRaised() | AlarmRepeated():
            return _said_by_source(change)
        case AlarmReturned(alarm=alarm):
            text = QT_TRANSLATE_NOOP("story", "back to normal: {alarm}")
            open_still = None if alarm.acknowledged else Said(QT_TRANSLATE_NOOP("story", "not acknowledged yet"))
            return with_more(Said(text, _values(alarm)), open_still)
        case AlarmAcknowledged(by_itself=True, alarm=alarm):
            text = QT_TRANSLATE_NOOP("story", "over for so long that it is let go: {alarm}")
            return Said(text, _values(alarm))
        case AlarmAcknowledged():
            return _acknowledged(change)
        case AlarmUnacknowledged(alarm=alarm):
            text = QT_TRANSLATE_NOOP("story", "takes back the acknowledgement of the {priority} alarm: {alarm}")
            return Said(text, _values(alarm))
        case AlarmedAgain(alarm=alarm):
            text = QT_TRANSLATE_NOOP("story", "{priority} alarm calls again, it was acknowledged long ago: {alarm}")
            return Said(text, _values(alarm))
        case _ if isinstance(change, Worked):
            return say_worked(change, _values(change.alarm))
        case _:
            return say_hiding(change, _values(change.alarm))


def _values(alarm: Alarm, *, known: bool = True) -> dict[str, Value]:
    return {"alarm": of_alarm(alarm, known=known), "priority": Term("priority", alarm.priority.value)}


def _said_by_source(change: AlarmRaised | AlarmRepeated) -> Said:
    alarm = change.alarm
    values = _values(alarm, known=False)
    if isinstance(change, AlarmRaised):
        text = QT_TRANSLATE_NOOP("story", "new {priority} alarm: {alarm}")
        return with_more(Said(text, values), *_where(alarm), _measured(alarm))
    text = QT_TRANSLATE_NOOP("story", "{priority} alarm reported again: {alarm}")
    times = Said(QT_TRANSLATE_NOOP("story", "{count} times so far"), {"count": alarm.count})
    return with_more(Said(text, values), times, _measured(alarm))


def _acknowledged(change: AlarmAcknowledged) -> Said:
    alarm = change.alarm
    text = QT_TRANSLATE_NOOP("story", "acknowledges the {priority} alarm: {alarm}")
    if alarm.false_alarm:
        text = QT_TRANSLATE_NOOP("story", "acknowledges the {priority} alarm as a false one: {alarm}")
    note = Said("{note}", {"note": cut(alarm.note)}) if alarm.note else None
    return with_more(Said(text, _values(alarm)), note)


def _where(alarm: Alarm) -> tuple[Said, ...]:
    """Street and address, as far as they are known."""
    area = Said("{area}", {"area": Named(Kind.AREA, alarm.area)}) if alarm.area else None
    address = Said("{address}", {"address": cut(alarm.address)}) if alarm.address else None
    return tuple(it for it in (area, address) if it is not None)


def _measured(alarm: Alarm) -> Said | None:
    return Said("{values}", {"values": Measured(alarm.values)}) if alarm.values else None

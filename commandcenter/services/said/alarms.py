"""What is said of alarms."""

from __future__ import annotations

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmChange, AlarmRaised, AlarmRepeated
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Kind, Measured, Named, Said, Term, Value, cut, of_alarm, with_more


def say_alarm(change: AlarmChange) -> Said:
    alarm = change.alarm
    news = isinstance(change, AlarmRaised | AlarmRepeated)
    values: dict[str, Value] = {
        "alarm": of_alarm(alarm, known=not news),
        "priority": Term("priority", alarm.priority.value),
    }
    match change:
        case AlarmRaised():
            text = QT_TRANSLATE_NOOP("story", "new {priority} alarm: {alarm}")
            return with_more(Said(text, values), *_where(alarm), _measured(alarm))
        case AlarmRepeated():
            text = QT_TRANSLATE_NOOP("story", "{priority} alarm reported again: {alarm}")
            times = Said(QT_TRANSLATE_NOOP("story", "{count} times so far"), {"count": alarm.count})
            return with_more(Said(text, values), times, _measured(alarm))
        case AlarmAcknowledged():
            text = QT_TRANSLATE_NOOP("story", "acknowledges the {priority} alarm: {alarm}")
            return Said(text, values)
        case _:
            text = QT_TRANSLATE_NOOP("story", "back to normal: {alarm}")
            open_still = None if alarm.acknowledged else Said(QT_TRANSLATE_NOOP("story", "not acknowledged yet"))
            return with_more(Said(text, values), open_still)


def _where(alarm: Alarm) -> tuple[Said, ...]:
    """Street and address, as far as they are known."""
    area = Said("{area}", {"area": Named(Kind.AREA, alarm.area)}) if alarm.area else None
    address = Said("{address}", {"address": cut(alarm.address)}) if alarm.address else None
    return tuple(it for it in (area, address) if it is not None)


def _measured(alarm: Alarm) -> Said | None:
    return Said("{values}", {"values": Measured(alarm.values)}) if alarm.values else None

"""What is said of who works on an alarm, and of who was called because nobody did."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import (
    AlarmAskedFor,
    AlarmEscalated,
    AlarmForwarded,
    AlarmKept,
    AlarmReleased,
    AlarmTaken,
    AlarmTicked,
)
from commandcenter.domain.people import Role
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Said, Term, Value, cut, with_more

Worked = AlarmTaken | AlarmReleased | AlarmForwarded | AlarmAskedFor | AlarmKept | AlarmEscalated | AlarmTicked

# By `AlarmTaken.how`.
TAKEN: Mapping[str, str] = MappingProxyType(
    {
        "taken": QT_TRANSLATE_NOOP("story", "takes the alarm: {alarm}"),
        "granted": QT_TRANSLATE_NOOP("story", "gives the alarm to {person}, who asked: {alarm}"),
        "unanswered": QT_TRANSLATE_NOOP("story", "{person} asked and nobody said no, so has the alarm: {alarm}"),
        "handed": QT_TRANSLATE_NOOP("story", "hands the alarm to {person}: {alarm}"),
    }
)
POSITIONS = frozenset(role.value for role in Role)
WALL = QT_TRANSLATE_NOOP("story", "the wall")


def say_worked(change: Worked, values: dict[str, Value]) -> Said:
    alarm = change.alarm
    match change:
        case AlarmTaken():
            return _taken(change, values)
        case AlarmReleased(gone=True):
            if alarm.holder is not None:
                text = QT_TRANSLATE_NOOP("story", "who had it has left, {person} asked for it and has it: {alarm}")
                return Said(text, {**values, "person": _holder(alarm)})
            return Said(QT_TRANSLATE_NOOP("story", "who had the alarm has left, it is free: {alarm}"), values)
        case AlarmReleased():
            return Said(QT_TRANSLATE_NOOP("story", "gives the alarm back: {alarm}"), values)
        case AlarmForwarded(note=note):
            text = QT_TRANSLATE_NOOP("story", "forwards the alarm to the desk {desk}: {alarm}")
            note_said = Said("{note}", {"note": cut(note)}) if note else None
            return with_more(Said(text, {**values, "desk": cut(alarm.desk or "-")}), note_said)
        case AlarmAskedFor():
            return Said(QT_TRANSLATE_NOOP("story", "asks for the alarm: {alarm}"), values)
        case AlarmKept():
            return Said(QT_TRANSLATE_NOOP("story", "keeps the alarm: {alarm}"), values)
        case AlarmTicked():
            return _ticked(change, values)
        case AlarmEscalated(to=to):
            return _escalated(to, values)


def _taken(change: AlarmTaken, values: dict[str, Value]) -> Said:
    text = TAKEN.get(change.how, TAKEN["taken"])
    said = Said(text, {**values, "person": _holder(change.alarm)} if "{person}" in text else values)
    return with_more(said, Said("{note}", {"note": cut(change.note)}) if change.note else None)


def _ticked(change: AlarmTicked, values: dict[str, Value]) -> Said:
    text = QT_TRANSLATE_NOOP("story", "ticks off step {step} of what there is to do: {alarm}")
    if not change.done:
        text = QT_TRANSLATE_NOOP("story", "takes the tick off step {step} of what there is to do: {alarm}")
    step = Said("{text}", {"text": cut(change.text)}) if change.text else None
    return with_more(Said(text, {**values, "step": change.step}), step)


def _escalated(to: str, values: dict[str, Value]) -> Said:
    if not to:
        return Said(QT_TRANSLATE_NOOP("story", "{priority} alarm waits for somebody to take notice: {alarm}"), values)
    called: Value = Term("role", to.replace("-", " ")) if to in POSITIONS else cut(to)
    if to == "wall":
        called = Term("story", WALL)
    text = QT_TRANSLATE_NOOP("story", "nobody takes notice, {called} is called: {alarm}")
    return Said(text, {**values, "called": called})


def _holder(alarm: Alarm) -> Value:
    return cut(alarm.holder.name if alarm.holder else "-")

"""What is said when alarms are hidden, come out of hiding, or are let go."""

from __future__ import annotations

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import (
    AlarmChange,
    AlarmRemoved,
    AlarmReset,
    AlarmShelved,
    AlarmSuppressed,
    AlarmUnshelved,
    AlarmUnsuppressed,
)
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Said, Term, Value, cut, with_more

# The words for why an alarm is shelved; looked up by the reason's value.
REASONS = (
    QT_TRANSLATE_NOOP("shelf", "chattering"),
    QT_TRANSLATE_NOOP("shelf", "stale"),
    QT_TRANSLATE_NOOP("shelf", "faulty"),
    QT_TRANSLATE_NOOP("shelf", "works"),
    QT_TRANSLATE_NOOP("shelf", "other"),
)


def say_hiding(change: AlarmChange, values: dict[str, Value]) -> Said:
    match change:
        case AlarmShelved(alarm=alarm):
            return _shelved(alarm, values)
        case AlarmUnshelved(expired=True):
            return Said(QT_TRANSLATE_NOOP("story", "the shelf is over, the alarm is back: {alarm}"), values)
        case AlarmUnshelved():
            return Said(QT_TRANSLATE_NOOP("story", "unshelves the alarm: {alarm}"), values)
        case AlarmSuppressed(alarm=alarm):
            record = alarm.hiding.suppressed
            rule = {"rule": record.rule if record else ""}
            return Said(QT_TRANSLATE_NOOP("story", "the rule {rule} suppresses the alarm: {alarm}"), {**values, **rule})
        case AlarmUnsuppressed():
            return Said(QT_TRANSLATE_NOOP("story", "no rule suppresses the alarm any more: {alarm}"), values)
        case AlarmRemoved(alarm=alarm):
            return _removed(alarm, values)
        case AlarmReset():
            return Said(QT_TRANSLATE_NOOP("story", "resets the latched alarm: {alarm}"), values)
        case _:
            return Said(QT_TRANSLATE_NOOP("story", "returns the alarm to service: {alarm}"), values)


def _shelved(alarm: Alarm, values: dict[str, Value]) -> Said:
    text = QT_TRANSLATE_NOOP("story", "shelves the alarm for {minutes} min ({reason}): {alarm}")
    record = alarm.hiding.shelved
    if record is None:
        return Said(text, {**values, "minutes": 0, "reason": ""})
    said = Said(text, {**values, "minutes": record.minutes, "reason": Term("shelf", record.reason.value)})
    once = Said(QT_TRANSLATE_NOOP("story", "at most until it is back to normal")) if record.once else None
    return with_more(said, once, _comment(record.comment))


def _removed(alarm: Alarm, values: dict[str, Value]) -> Said:
    record = alarm.hiding.removed
    permit = record.permit if record else ""
    text = QT_TRANSLATE_NOOP("story", "takes the alarm out of service under the permit {permit}: {alarm}")
    return with_more(Said(text, {**values, "permit": permit}), _comment(record.comment if record else ""))


def _comment(text: str) -> Said | None:
    return Said("{comment}", {"comment": cut(text)}) if text else None

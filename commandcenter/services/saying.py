"""What an entry says beyond who did what to what: one English sentence with values, translated where it is read."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.changes.operating import (
    Acted,
    CommandRefused,
    LinkageAnswered,
    LinkageStarted,
    WallChanged,
    WallConfirmed,
)
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.linkage import Step
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.wall import Wall
from commandcenter.services.findable import figure, strings

SHORT = 200


class Term(msgspec.Struct, frozen=True):
    """A value that is itself a word to translate."""

    context: str
    text: str


class Said(msgspec.Struct, frozen=True):
    """`template` is of the context `context`; values that are no Term came from outside and stay as they are."""

    template: str = ""
    values: dict[str, str | int | Term] = {}
    context: str = "story"


def say(change: msgspec.Struct) -> Said:
    """Empty for what needs no more words."""
    match change:
        case AlarmChange(alarm=alarm):
            return _of_alarm(alarm)
        case LinkageStarted(linkage=run):
            steps = ", ".join(step.label or step.kind for step in run.steps)
            return Said(QT_TRANSLATE_NOOP("story", "{count} steps: {steps}"), {"count": len(run.steps), "steps": steps})
        case LinkageAnswered(linkage=run, step=key):
            return next((_of_step(step) for step in run.steps if step.key == key), Said())
        case WallChanged(wall=wall):
            return _of_wall(wall)
        case WallConfirmed(wall=wall):
            text = QT_TRANSLATE_NOOP("story", "{playing} of {wanted} pictures play")
            return Said(text, {"playing": wall.playing, "wanted": wall.wanted})
        case CommandRefused(reason=reason, values=told):
            return Said(reason, dict(told), "trouble")
        case NoteTaken(note=note):
            return _plain(note.title, note.type, _pairs(note.values))
        case Acted(detail=detail):
            return _plain(_pairs(detail))
        case _:
            return _plain(", ".join(text for text in strings(change) if text))


def _of_step(step: Step) -> Said:
    state = Term("step", step.state.value)
    text = QT_TRANSLATE_NOOP("story", "{step}: {state} {detail}")
    return Said(text, {"step": step.label or step.kind, "state": state, "detail": step.detail})


def _of_alarm(alarm: Alarm) -> Said:
    values: dict[str, str | int | Term] = {
        "title": alarm.title or f"{alarm.type} {alarm.subject}",
        "address": alarm.address or alarm.subject,
        "priority": Term("priority", alarm.priority.value),
        "state": Term("state", alarm.state.value),
        "values": _pairs(alarm.values),
    }
    return Said(QT_TRANSLATE_NOOP("story", "{title} ({address}), {priority}, {state} {values}"), values)


def _of_wall(wall: Wall) -> Said:
    if not wall.cameras and not wall.alarm:
        return Said(QT_TRANSLATE_NOOP("story", "the daily view"))
    return Said(QT_TRANSLATE_NOOP("story", "cameras {cameras}"), {"cameras": ", ".join(wall.cameras) or "-"})


def _pairs(values: Mapping[str, str | bool | float]) -> str:
    return ", ".join(f"{name}={_value(value)}" for name, value in values.items())


def _value(value: str | bool | float) -> str:
    return figure(value) if isinstance(value, float) else str(value)


def _plain(*texts: str) -> Said:
    text = " ".join(text for text in texts if text)
    return Said("{text}", {"text": text if len(text) <= SHORT else text[: SHORT - 1] + "…"}) if text else Said()

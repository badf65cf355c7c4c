"""Figures about alarms as JSON values: the same for the command line, the demo and the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.journal import Entry
from commandcenter.domain.priority import Priority
from commandcenter.services.scene import by_urgency


def alarm_counts(alarms: Sequence[Alarm]) -> dict[str, object]:
    """How many there are, how many are open, by priority and by state; the screens show the same figures."""
    live = [alarm for alarm in alarms if alarm.state is not AlarmState.CLEARED]
    priorities = Counter(alarm.priority for alarm in live)
    states = Counter(alarm.state for alarm in alarms)
    return {
        "total": len(alarms),
        "open": len(live),
        "unacknowledged": sum(alarm.waits for alarm in live),
        "hidden": sum(alarm.hidden_by is not None for alarm in live),
        "by_priority": {priority.value: priorities[priority] for priority in Priority},
        "by_state": {state.value: states[state] for state in AlarmState},
    }


def alarm_report(
    alarms: Sequence[Alarm], describe: Callable[[Alarm], str] = lambda alarm: alarm.title
) -> dict[str, object]:
    """`counts`, and every alarm, the most urgent and newest first, with its state and its line of text."""
    return {
        "counts": alarm_counts(alarms),
        "alarms": [alarm_record(alarm, describe(alarm)) for alarm in by_urgency(alarms)],
    }


def entry_record(entry: Entry) -> dict[str, object]:
    """One entry of the journal; `action` is what was done in one word."""
    return {"seq": entry.seq, "action": entry.action, **_whole(entry)}


def alarm_record(alarm: Alarm, text: str) -> dict[str, object]:
    """Every field, the state that is derived from them, and the line for people."""
    return {**_whole(alarm), "state": alarm.state.value, "text": text}


def _whole(struct: msgspec.Struct) -> dict[str, object]:
    """Every field, also those that the journal's bytes leave out because they have their default."""
    config = struct.__struct_config__
    tag = {} if config.tag_field is None else {config.tag_field: config.tag}
    return {**tag, **{name: _plain(getattr(struct, name)) for name in struct.__struct_fields__}}


def _plain(value: object) -> object:
    match value:
        case msgspec.Struct():
            return _whole(value)
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return msgspec.to_builtins(value)

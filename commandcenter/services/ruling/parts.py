"""What the source says of one thing, put together with what else is wrong at the same alarm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from commandcenter.domain.catalogue import Catalogue, fill
from commandcenter.domain.events import Raised, Value
from commandcenter.domain.priority import Priority
from commandcenter.domain.rules.book import By, EventRule, Rate
from commandcenter.domain.rules.watch import Part, Watch, lately
from commandcenter.domain.state import State, open_key

COUNTED = 100
# Of one source, and of all where areas are counted.
MAX_GROUPS = 20_000

Key = tuple[str, str, str]


class Told(NamedTuple):
    """A part as the rules see it; `rated` are the watches of what was counted together."""

    part: Part
    rated: tuple[Watch, ...]


def alarm_key(rule: EventRule, source: str, event: Raised) -> Key:
    """The alarm that the event is about."""
    wanted = rule.alarm
    if not wanted.subject:
        return (source, wanted.type or event.type, event.subject)
    values: Mapping[str, Value] = {**event.values, "area": event.area or "?", "address": event.address or "?"}
    subject = fill(wanted.subject, values, event.subject)[:128]
    # A value that the event does not have names nothing.
    return (source, wanted.type or event.type, event.subject if "?" in subject else subject)


def judged(
    rule: EventRule, state: State, source: str, event: Raised, before: Part | None, catalogue: Catalogue, true: datetime
) -> Told | None:
    """None: its value is within the limits."""
    priority: Priority | None = catalogue.priority(event.type, event.priority)
    level = None
    if rule.limits is not None:
        value = event.values.get(rule.limits.value)
        if isinstance(value, float | int) and not isinstance(value, bool):
            priority = level = rule.limits.level(float(value), before.level if before else None)
    if priority is None:
        return None
    rated = _rated(rule.rate, rule, state, source, event, true) if rule.rate else ()
    if rule.rate and len(rated[0].times) >= rule.rate.times:
        priority = worst((priority, rule.rate.priority))
    return Told(Part(priority, state.size, level), rated)


def _rated(rate: Rate, rule: EventRule, state: State, source: str, event: Raised, true: datetime) -> tuple[Watch, ...]:
    """What was counted of the group so far, and this one.

    Where there is no room for another group, the one that was not counted for longest goes: an empty watch says so.
    """
    group = {By.SUBJECT: event.subject, By.TYPE: event.type, By.AREA: event.area, By.SOURCE: source}[rate.by]
    # No source has such a name: what is counted together is apart from what any of them tells.
    key = (f"{source if rate.by is not By.AREA else ''}\x1frate", rule.name, group)
    known = state.watches.get(open_key(key)) or Watch(source=key[0], type=key[1], subject=key[2])
    until = true + timedelta(seconds=rate.within_s)
    counted = msgspec.structs.replace(known, times=lately(known.times, true, rate.within_s, rate.times), until=until)
    groups = state.watch_keys.get(key[0], {})
    if known or len(groups) < MAX_GROUPS:
        return (counted,)
    oldest = state.watches[next(iter(groups))]
    return counted, Watch(source=oldest.source, type=oldest.type, subject=oldest.subject)


def worst(priorities: Iterable[Priority]) -> Priority:
    return min(priorities, key=lambda it: it.rank)


def worst_of(parts: Mapping[str, Part]) -> Priority:
    return worst(part.priority for part in parts.values())

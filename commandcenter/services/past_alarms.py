"""What a thing has had before: the one question to the record that whoever handles alarms may ask."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.journal import Entry
from commandcenter.domain.people import Scope
from commandcenter.services.searching import Query

LIFE = ("alarm.raised", "alarm.acknowledged")
MOST = 100
NOWHERE = "-"
"""The code of no area."""


def question(subject: str) -> Query:
    """Of the thing that the source calls so: the alarms that it had, and who took notice of them."""
    return Query(subjects=(subject,), actions=LIFE, limit=MOST)


def is_question(query: Query) -> bool:
    """Whether it asks for that and for nothing else of the record."""
    return len(query.subjects) == 1 and query == question(query.subjects[0])


def within(query: Query, scope: Scope) -> Query:
    """The same for somebody who may act only there; where nothing is theirs, nothing is found."""
    if scope.everywhere:
        return query
    # A code of digits stands for all below it, as it does in a scope.
    areas = tuple(f"{area}*" if area.isascii() and area.isdigit() else area for area in scope.areas)
    return msgspec.structs.replace(query, areas=areas or (NOWHERE,))


def past(entries: Iterable[Entry], source: str, subject: str, but: str) -> list[Alarm]:
    """The alarms of that thing in their last value, the newest first, without the alarm `but`.

    `entries` are the newest first.
    """
    found: dict[str, Alarm] = {}
    for entry in entries:
        change = entry.change
        if not isinstance(change, AlarmChange):
            continue
        alarm = change.alarm
        if (alarm.source, alarm.subject) == (source, subject) and alarm.id != but:
            found.setdefault(alarm.id, alarm)
    return sorted(found.values(), key=lambda alarm: alarm.raised_at, reverse=True)

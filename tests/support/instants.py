"""Instants of a clock that nobody has set."""

from __future__ import annotations

from datetime import datetime

from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.alarms.life import Manner
from commandcenter.domain.clock import Instant
from commandcenter.domain.events import Raised
from commandcenter.domain.priority import Priority


def at(time: datetime) -> Instant:
    return Instant(time, time)


def new_alarm(
    name: str, source: str, event: Raised, priority: Priority, now: datetime, manner: Manner | None = None
) -> Alarm:
    """One that has just been raised."""
    key = moves.Key(source, event.type, event.subject)
    return moves.raised(moves.blank(name, key, priority, manner or Manner(), at(now)), event, priority, at(now))

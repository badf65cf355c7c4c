"""Made-up alarms for tests of widgets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.priority import Priority
from tests.support.instants import at

NOON = datetime(2025, 5, 20, 12, 0, 0, tzinfo=UTC)


def alarm(name: str, priority: Priority = Priority.MINOR, *, minutes: float = 0, area: str = "500105001") -> Alarm:
    """One raised `minutes` before noon and titled after its id."""
    then = NOON - timedelta(minutes=minutes)
    return Alarm(
        id=name,
        source="cesspool",
        type="methane.high",
        subject=f"HFC-{name}",
        priority=priority,
        title=f"title {name}",
        raised_at=then,
        received_at=then,
        changed_at=then,
        area=area,
    )


def acked(value: Alarm, person: str = "wang") -> Alarm:
    return moves.acknowledged(value, person, at(NOON))


def over(value: Alarm) -> Alarm:
    """Back to normal."""
    return moves.returned(value, NOON, at(NOON))


def titled(value: Alarm, title: str) -> Alarm:
    return msgspec.structs.replace(value, title=title)


class Clock:
    """A clock that moves when it is told to; gives seconds and instants."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds - 1000.0)

"""What the rules keep in mind of one alarm before it is one, while it is one, and shortly after."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from commandcenter.domain.events import Raised
from commandcenter.domain.priority import Priority


class Part(msgspec.Struct, frozen=True):
    """One of the things that are wrong at an alarm; several kinds of event may be about the same one.

    `told`: how many entries the journal had when its source last said so; `level`: what its value came to, where
    limits judge it.
    """

    priority: Priority
    told: int
    level: Priority | None = None


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """It is wrong, and no alarm yet; `due` (true time) is when it becomes one, None: only counting can make it one.

    `worst`: how bad it has been meanwhile.
    """

    event: Raised
    rule: str
    parts: dict[str, Part]
    worst: Priority
    due: datetime | None = None


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """The source says since `at` that it is over; the alarm is when it still is at `due` (true time)."""

    at: datetime
    due: datetime


class Watch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`times`: when it was reported, as far as that still counts; `begun`: when it became wrong anew (true times).

    `until`: when nothing of it matters any more. One that keeps nothing is dropped.
    """

    source: str
    type: str
    subject: str
    held: Held | None = None
    ending: Ending | None = None
    times: tuple[datetime, ...] = ()
    begun: tuple[datetime, ...] = ()
    until: datetime | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.source, self.type, self.subject)

    def __bool__(self) -> bool:
        return bool(self.held or self.ending or self.times or self.begun)

    @property
    def due(self) -> datetime | None:
        """When it has to be looked at again."""
        if self.held and self.held.due:
            return self.held.due
        if self.ending:
            return self.ending.due
        return self.until


def lately(times: tuple[datetime, ...], now: datetime, within_s: float, most: int) -> tuple[datetime, ...]:
    """Those of the last `within_s` seconds with this one, the newest `most` of them."""
    oldest = now - timedelta(seconds=within_s)
    return (*(it for it in times if it >= oldest), now)[-most:]

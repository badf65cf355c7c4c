"""The rules as the file has them: which events they are about, and what they make of them.

A district's own data, never code; `docs/rules.md` explains every key to who writes one.
"""

from __future__ import annotations

from datetime import datetime, time
from enum import Enum
from typing import Annotated, Literal

import msgspec

from commandcenter.domain.keys import Pattern, grants
from commandcenter.domain.people import Role
from commandcenter.domain.priority import Priority

RuleName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Patterns = Annotated[tuple[Pattern, ...], msgspec.Meta(min_length=1, max_length=200)]
Delay = Annotated[float, msgspec.Meta(ge=0, le=86_400)]
Span = Annotated[float, msgspec.Meta(gt=0, le=86_400)]
Times = Annotated[int, msgspec.Meta(ge=2, le=100)]
FIELD = r"(source|type|subject|area|address|values\.[^\s=]{1,128})"
ALL: tuple[Pattern, ...] = ("*",)


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; nothing that it does not know is passed over."""


class Match(_Table, frozen=True, kw_only=True):
    """All four have to fit. A pattern is a whole name, a beginning and `.*`, or `*`; of `areas` a beginning counts."""

    types: Patterns
    sources: Patterns = ALL
    subjects: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=2000)] = ("*",)
    areas: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=200)] = ("*",)

    def fits(self, source: str, type: str, subject: str, area: str) -> bool:
        return self.concerns(source, type) and self.covers(subject, area)

    def concerns(self, source: str, type: str) -> bool:
        """Whether it fits some subject somewhere."""
        return grants(self.types, type) and grants(self.sources, source)

    def covers(self, subject: str, area: str) -> bool:
        """Whether it fits the thing there, whatever is wrong with it. Most name neither."""
        return (self.subjects == ALL or _named(self.subjects, subject)) and (
            self.areas == ALL or _lies_in(self.areas, area)
        )


def _named(names: tuple[str, ...], name: str) -> bool:
    return any(name.startswith(it[:-1]) if it.endswith("*") else name == it for it in names)


def _lies_in(areas: tuple[str, ...], area: str) -> bool:
    return any(it == "*" or area.startswith(it) for it in areas)


class Level(_Table, frozen=True, kw_only=True):
    at: float
    priority: Priority


class Limits(_Table, frozen=True, kw_only=True):
    """A value of the event decides: the worst level that it has reached, `above` or `below`; none: nothing is wrong.

    It leaves a level only when it is `dead_band` beyond it on the good side.
    """

    value: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    above: Annotated[tuple[Level, ...], msgspec.Meta(max_length=4)] = ()
    below: Annotated[tuple[Level, ...], msgspec.Meta(max_length=4)] = ()
    dead_band: Annotated[float, msgspec.Meta(ge=0)] = 0.0

    def level(self, value: float, before: Priority | None) -> Priority | None:
        """Its priority at this value; `before`: what it was at the last one. None: within its limits."""
        sign, levels = (1.0, self.above) if self.above else (-1.0, self.below)
        reached = [it.priority for it in levels if sign * value >= sign * it.at]
        if before is not None:
            held = [it for it in levels if it.priority.rank >= before.rank]
            reached += [it.priority for it in held if sign * value > sign * it.at - self.dead_band]
        return min(reached, key=lambda it: it.rank, default=None)


class By(Enum):
    """What belongs together when it is counted."""

    SUBJECT = "subject"
    TYPE = "type"
    AREA = "area"
    SOURCE = "source"


class Rate(_Table, frozen=True, kw_only=True):
    """Reported `times` within so many seconds, one by one or together `by` area, type or source: as grave as this."""

    times: Times
    within_s: Span
    priority: Priority
    by: By = By.SUBJECT


class Chatter(_Table, frozen=True, kw_only=True):
    """Began anew `times` within so many seconds: it stays active, and is over when it was normal for `quiet_s`."""

    times: Times = 3
    within_s: Span = 60.0
    quiet_s: Span = 300.0


class AlarmKey(_Table, frozen=True, kw_only=True):
    """The one alarm that several events are about; `subject` is filled with {subject}, {area}, {address}, {values}."""

    type: Annotated[str, msgspec.Meta(max_length=128)] = ""
    subject: Annotated[str, msgspec.Meta(max_length=128)] = ""


class EventRule(_Table, frozen=True, kw_only=True):
    """What becomes of the events that it fits; of several rules that fit an event the first one counts.

    An alarm is raised after the thing was wrong for `on_delay_s`, or was reported `count` times within `within_s`,
    whichever is first; it is over after it was normal for `off_delay_s`.
    """

    name: RuleName
    when: Match
    alarm: AlarmKey = AlarmKey()
    limits: Limits | None = None
    on_delay_s: Delay = 0.0
    off_delay_s: Delay = 0.0
    count: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    within_s: Delay = 0.0
    rate: Rate | None = None
    chatter: Chatter | None = None

    @property
    def keeps(self) -> bool:
        """Whether it has to keep something in mind of an alarm that is none yet."""
        return bool(self.on_delay_s or self.count > 1 or self.chatter)

    @property
    def keep_s(self) -> float:
        """For how long what was counted matters."""
        chatter = max(self.chatter.within_s, self.chatter.quiet_s) if self.chatter else 0.0
        return max(self.within_s, chatter)


class Inhibition(_Table, frozen=True, kw_only=True):
    """While a `cause` is wrong and shown, what it `hides` is suppressed, if both are the `same`.

    `same`: fields that are equal in both, or `A = B`: A of what is hidden is B of the cause.
    """

    name: RuleName
    cause: Match
    hides: Match
    same: Annotated[
        tuple[Annotated[str, msgspec.Meta(pattern=rf"^{FIELD}( = {FIELD})?$")], ...], msgspec.Meta(max_length=4)
    ] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """(field of what is hidden, field of the cause)."""
        parts = (it.partition(" = ") for it in self.same)
        return tuple((mine, other or mine) for mine, _, other in parts)


class Day(Enum):
    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


EVERY_DAY = tuple(Day)


class Window(_Table, frozen=True, kw_only=True):
    """Maintenance: what it `hides` is suppressed, once between `begins` and `ends`, or on its days from `opens` on.

    One that closes at an earlier time of the day than it opens closes on the next day.
    """

    name: RuleName
    hides: Match
    begins: datetime | None = None
    ends: datetime | None = None
    opens: time | None = None
    closes: time | None = None
    days: Annotated[tuple[Day, ...], msgspec.Meta(min_length=1, max_length=7)] = EVERY_DAY

    def open_at(self, local: datetime) -> bool:
        """`local` in the centre's time zone."""
        if self.begins and self.ends:
            return _at_home(self.begins, local) <= local < _at_home(self.ends, local)
        if self.opens is None or self.closes is None:
            return False
        clock = local.time()
        today, yesterday = EVERY_DAY[local.weekday()], EVERY_DAY[local.weekday() - 1]
        if self.opens < self.closes:
            return today in self.days and self.opens <= clock < self.closes
        return (today in self.days and clock >= self.opens) or (yesterday in self.days and clock < self.closes)


def _at_home(moment: datetime, local: datetime) -> datetime:
    """A moment without a zone is one of the centre's clocks."""
    return moment.replace(tzinfo=local.tzinfo) if moment.tzinfo is None else moment


class Desk(_Table, frozen=True, kw_only=True):
    """A queue of its own: alarms that fit lie there; of several desks the first one counts. None: everybody's.

    `roles`: the positions whose people work there.
    """

    name: RuleName
    zh: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    en: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    when: Match
    roles: Annotated[tuple[Role, ...], msgspec.Meta(min_length=1, max_length=9)] = (Role.DUTY_OFFICER,)


class CallStep(_Table, frozen=True, kw_only=True):
    """`after_s` seconds after the step before it, the first after the alarm called: a position, a desk or `wall`."""

    after_s: Annotated[float, msgspec.Meta(ge=1, le=86_400)]
    to: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class CallChain(_Table, frozen=True, kw_only=True):
    """Who is called one after the other while nobody acknowledges an alarm; all of it so many times `again`."""

    name: RuleName
    when: Match
    steps: Annotated[tuple[CallStep, ...], msgspec.Meta(min_length=1, max_length=8)]
    priorities: Annotated[tuple[Priority, ...], msgspec.Meta(min_length=1, max_length=4)] = (Priority.CRITICAL,)
    again: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0


class RuleBook(_Table, frozen=True, kw_only=True):
    version: Literal[1] = 1
    event: Annotated[tuple[EventRule, ...], msgspec.Meta(max_length=2000)] = ()
    inhibit: Annotated[tuple[Inhibition, ...], msgspec.Meta(max_length=500)] = ()
    window: Annotated[tuple[Window, ...], msgspec.Meta(max_length=500)] = ()
    desk: Annotated[tuple[Desk, ...], msgspec.Meta(max_length=40)] = ()
    escalate: Annotated[tuple[CallChain, ...], msgspec.Meta(max_length=100)] = ()

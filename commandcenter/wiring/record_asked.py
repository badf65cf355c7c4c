"""From what was typed above the record to a query: times and shifts as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from commandcenter.domain.journal import Outcome
from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.services.searching import Query
from commandcenter.services.stepping import Window, shift_named
from widgets.record.asked import Asked

PAGE = 200
WHOLE = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
TODAY = ("%H:%M:%S", "%H:%M")
LEAP_YEARS_APART = 8
"""At most: 1896 and 1904, 2096 and 2104."""


class NoTime(ValueError):
    """What was typed is no time."""


def window_of(asked: Asked, now: datetime, plan: ShiftPlan | None) -> Window:
    """From when until when; a shift in the first field alone is that shift. Raises NoTime."""
    slot = shift_named(asked.since, plan, now)
    until = _until(asked.until, now, plan)
    if slot is None:
        return Window(since=_time(asked.since, now), until=until)
    return msgspec.structs.replace(Window.of(slot), until=until or slot.ends)


def shift_of(asked: Asked, now: datetime, plan: ShiftPlan | None) -> str:
    """The id of the shift that is written in the first field, "" when that is none."""
    slot = shift_named(asked.since, plan, now)
    return slot.id if slot else ""


def query_of(asked: Asked, now: datetime, plan: ShiftPlan | None = None) -> Query:
    """Raises NoTime, and msgspec.ValidationError for what is too long."""
    window = window_of(asked, now, plan)
    made = Query(
        persons=_one(asked.person),
        seats=_one(asked.seat),
        actions=_one(asked.action),
        subjects=_one(asked.subject),
        outcomes=(Outcome(asked.outcome),) if asked.outcome else (),
        words=tuple(asked.words.split()),
        since=window.since,
        until=window.until,
        limit=PAGE,
    )
    return msgspec.convert(msgspec.to_builtins(made), Query)


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _until(text: str, now: datetime, plan: ShiftPlan | None) -> datetime | None:
    """A day counts as a whole, a shift until its end."""
    slot = shift_named(text, plan, now)
    found = slot.ends if slot else _time(text, now)
    return found + timedelta(days=1) if found and not slot and ":" not in text else found


def _time(text: str, now: datetime) -> datetime | None:
    """By the centre's clocks; without a year or a day, the newest such moment that is not to come."""
    if not text:
        return None
    for form in WHOLE:
        if (found := _read(text, form)) is not None:
            return found.astimezone(now.tzinfo)
    for form in TODAY:
        if (found := _read(f"{now:%Y-%m-%d} {text}", f"%Y-%m-%d {form}")) is not None:
            here = found.astimezone(now.tzinfo)
            return here if here <= now else _read_on(now.date() - timedelta(days=1), text, form, now)
    for back in range(LEAP_YEARS_APART + 1):
        for form in WHOLE:
            found = _read(f"{now.year - back:04d}-{text}", form)
            if found is not None and found.astimezone(now.tzinfo) <= now:
                return found.astimezone(now.tzinfo)
    raise NoTime(text)


def _read_on(day: date, text: str, form: str, now: datetime) -> datetime | None:
    found = _read(f"{day.isoformat()} {text}", f"%Y-%m-%d {form}")
    return found.astimezone(now.tzinfo) if found else None


def _read(text: str, form: str) -> datetime | None:
    """In the machine's zone; None when it is written otherwise, or there is no such day."""
    try:
        return datetime.strptime(text, form).astimezone()
    except (ValueError, OverflowError):
        return None

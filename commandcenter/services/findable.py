"""What of a journal entry can be found: the values that the search index keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from math import isfinite
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.changes.keys import KeyRevoked, KeyTrusted
from commandcenter.domain.changes.operating import (
    Acted,
    CommandRefused,
    LinkageAnswered,
    LinkageStarted,
    WallChanged,
    WallConfirmed,
)
from commandcenter.domain.changes.people import AccountChange, FavouritesKept
from commandcenter.domain.changes.sources import DeviceKnown, NoteTaken
from commandcenter.domain.journal import CommandId, Entry, Outcome
from commandcenter.domain.linkage import Step
from commandcenter.domain.people import Session
from commandcenter.domain.state import State

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LIMIT = 16_384
"""Characters of what was said that are kept of one entry."""

OUTCOMES: Mapping[Outcome, str] = MappingProxyType({outcome: outcome.value for outcome in Outcome})


class Findable(NamedTuple):
    """Times in microseconds since 1970 UTC, 0 where not known; numbers in `figures`, with blanks between.

    `object` is the thing itself, `about` the run or thing behind it; `said` is text for people, its pieces on lines
    of their own.
    """

    seq: int
    at: int
    done_at: int
    actor: str
    seat: str
    session: str
    action: str
    kind: str
    subject: str
    object: str
    about: str
    area: str
    outcome: str
    said: str
    figures: str


class _About(NamedTuple):
    object: str = ""
    about: str = ""
    area: str = ""
    said: str = ""
    figures: str = ""


Label = Callable[[str], str]
"""What people call a type of event; "" for one that has no name."""


def findable(entry: Entry, state: State | None, label: Label) -> Findable:
    """`state` is the centre's after the entry, where that is known: it tells areas and sessions."""
    change = entry.change
    about = _about(change, label)
    return Findable(
        entry.seq,
        micros(entry.at),
        0 if entry.done_at is None else micros(entry.done_at),
        entry.actor,
        entry.seat,
        _session(entry, state),
        entry.action,
        str(change.__struct_config__.tag),
        entry.subject,
        about.object,
        about.about,
        about.area or _area(entry.subject, state),
        OUTCOMES[entry.outcome],
        about.said[:LIMIT],
        about.figures[:LIMIT],
    )


def _area(subject: str, state: State | None) -> str:
    """That of the open alarm that the entry is about."""
    alarm = state.alarms.get(subject) if state is not None and subject else None
    return alarm.area if alarm is not None else ""


def _session(entry: Entry, state: State | None) -> str:
    """That which was open at the entry's seat, the one that the entry is about, or the one that it was done in."""
    own = getattr(entry.change, "session", None)
    if isinstance(own, Session):
        return own.id
    if isinstance(entry.cause, CommandId) and entry.cause.session:
        return entry.cause.session
    session = state.sessions.get(entry.seat) if state is not None and entry.seat else None
    return session.id if session is not None else ""


def micros(at: datetime) -> int:
    """Microseconds since 1970 UTC, exactly."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _about(change: msgspec.Struct, label: Label) -> _About:
    """Most entries are of the first kinds; what has no line here says all the texts that are in it."""
    match change:
        case AlarmChange(alarm=alarm):
            said = "\n".join((alarm.title, alarm.address, alarm.type, label(alarm.type), *_texts(alarm.values)))
            return _About(alarm.subject, "", alarm.area, said, _figures(alarm.values))
        case Acted(detail=detail):
            return _About(said="\n".join(_texts(detail)), figures=_figures(detail))
        case NoteTaken(source=source, note=note):
            said = "\n".join((note.title, note.type, label(note.type), *_texts(note.values)))
            return _About(note.subject, source, "", said, _figures(note.values))
        case LinkageStarted() | LinkageAnswered():
            return _of_run(change)
        case WallChanged(wall=wall) | WallConfirmed(wall=wall):
            return _About("wall", wall.run, "", "\n".join(wall.cameras))
        case DeviceKnown(device=device):
            return _About(device.device, device.subject, "", f"{device.name}\n{device.type}")
        case KeyTrusted(key=key) | KeyRevoked(key=key):
            return _About(key.public, "", "", key.by)
        case CommandRefused(reason=reason, values=values):
            return _About(said="\n".join((reason, *values.values())))
        case AccountChange(account=account):
            # A camera finds the entries that keep it, not whatever happens to the account of who has it.
            known = account if isinstance(change, FavouritesKept) else msgspec.structs.replace(account, favourites=())
            return _About(account.id, account.person, "", "\n".join(strings(known)))
        case _:
            return _About(said="\n".join(strings(change)))


def _of_run(change: LinkageStarted | LinkageAnswered) -> _About:
    """An answer is about its own step only."""
    run, answered = change.linkage, change.step if isinstance(change, LinkageAnswered) else None
    steps = [step for step in run.steps if answered in (None, step.key)]
    target = steps[0].target if answered and steps else ""
    return _About(target, run.id, "", "\n".join(text for step in steps for text in _of_step(step)))


def _of_step(step: Step) -> Iterator[str]:
    yield from (step.label, step.kind, step.target, step.detail, *step.args.values())


def _texts(values: Mapping[str, str | bool | float]) -> Iterable[str]:
    return [value for value in values.values() if type(value) is str]


def _figures(values: Mapping[str, str | bool | float]) -> str:
    return " ".join([figure(value) for value in values.values() if type(value) is float or type(value) is int])


def figure(value: float) -> str:
    """As people write it: whole numbers without a point; "" for what is no number."""
    return str(value).removesuffix(".0") if isfinite(value) else ""


def strings(value: object) -> Iterator[str]:
    """Every text in a change, wherever it stands; bytes and the names of fields are none."""
    match value:
        case str():
            yield value
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from strings(getattr(value, name))
        case dict():
            for item in value.values():
                yield from strings(item)
        case list() | tuple():
            for item in value:
                yield from strings(item)

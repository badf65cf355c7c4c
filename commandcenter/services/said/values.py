"""A sentence of the record and what can stand in it: words, names that the reader's side knows, times, measurements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Protocol

import msgspec

from commandcenter.domain.alarms import Alarm

Plain = str | bool | float

LONG, KEPT = 12, 8
TEXT = 120


class Term(msgspec.Struct, frozen=True):
    """A value that is itself a word to translate."""

    context: str
    text: str


class Kind(Enum):
    """What a name belongs to."""

    PERSON = "person"
    SOURCE = "source"
    ALARM = "alarm"
    CAMERA = "camera"
    DEVICE = "device"
    AREA = "area"


class Named(msgspec.Struct, frozen=True):
    """Something that people have a name for, by its id."""

    kind: Kind
    id: str


class Event(msgspec.Struct, frozen=True):
    """What a source has told of: people call it as the centre's catalogue says. `alarm`: the id of what it became.

    In that alarm's own story an event with its id needs no name.
    """

    source: str
    type: str
    subject: str
    title: str = ""
    values: Mapping[str, Plain] = {}
    alarm: str = ""


class Measured(msgspec.Struct, frozen=True):
    """Values with their names and units, but for those that stand in the sentence already."""

    values: Mapping[str, Plain]


class Moment(msgspec.Struct, frozen=True):
    """By the centre's clocks."""

    at: datetime


class Shift(msgspec.Struct, frozen=True):
    """A shift by its slot's id, such as "2026-11-22/Early"."""

    slot: str


class Many(msgspec.Struct, frozen=True):
    """Several values, one after the other."""

    values: tuple[Value, ...]


class Said(msgspec.Struct, frozen=True):
    """`template` is of the context `context`; a plain text among the values came from outside and stays as it is.

    `more` are clauses that follow.
    """

    template: str = ""
    values: Mapping[str, Value] = {}
    context: str = "story"
    more: tuple[Said, ...] = ()


Value = str | int | Term | Named | Event | Measured | Moment | Shift | Many | Said


class Names(Protocol):
    """What the reader's side calls things; each gives its id back where it knows no name."""

    def person(self, id: str) -> str:
        """By account or staff number."""

    def source(self, id: str) -> str: ...

    def camera(self, id: str) -> str: ...

    def device(self, id: str) -> str: ...

    def area(self, code: str) -> str: ...

    def alarm(self, id: str) -> Alarm | None:
        """One that is known here, as it was last."""


def short(text: str) -> str:
    """Ids and digests as people compare them: their beginning is enough."""
    return text if len(text) <= LONG else f"{text[:KEPT]}…"


def cut(text: str) -> str:
    """What somebody or something has said, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= TEXT else f"{line[: TEXT - 1]}…"


def person(id: str) -> Named:
    return Named(Kind.PERSON, id)


def source(id: str) -> Named:
    return Named(Kind.SOURCE, id)


def camera(id: str) -> Named:
    return Named(Kind.CAMERA, id)


def of_alarm(alarm: Alarm, *, known: bool = True) -> Event:
    """`known`: its own story has said already what it is."""
    return Event(alarm.source, alarm.type, alarm.subject, alarm.title, alarm.values, alarm.id if known else "")


def many(values: Iterable[Value]) -> Many:
    return Many(tuple(values))


def words(context: str, texts: Iterable[str]) -> Many:
    return many(Term(context, text) for text in texts)


def with_more(said: Said, *clauses: Said | None) -> Said:
    """The sentence with those clauses that there are."""
    return msgspec.structs.replace(said, more=(*said.more, *(clause for clause in clauses if clause is not None)))

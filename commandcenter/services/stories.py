"""Stories: what happened to one alarm, run, object, seat or person, line by line, from the journal's entries alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec

from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmChange, AlarmRepeated
from commandcenter.domain.changes.operating import (
    Acted,
    LinkageAnswered,
    LinkageStarted,
    WallChanged,
    WallConfirmed,
)
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.services.said.values import Said
from commandcenter.services.saying import say

LOOKING_AT = ("alarm.select", "alarm.open")
CAMERA = ("camera.open", "camera.opened")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened. `lag_s`: seconds since the line before, by the core's clock; None for the first.

    `times` such entries in a row are one line, that of the last of them; `seq` is the first one's.
    In a shift's story it stands for `folded` more that are like it, too.
    """

    seq: int
    at: datetime
    done_at: datetime | None
    actor: str
    seat: str
    action: str
    subject: str
    outcome: Outcome
    lag_s: float | None
    said: Said
    times: int = 1
    folded: int = 0


def story(entries: Iterable[Entry]) -> Iterator[Line]:
    """A line an entry, in their order; an alarm that is only said again and again has one line for that."""
    before: datetime | None = None
    for run in _runs(entries):
        last = run[-1]
        lag = None if before is None else (run[0].at - before).total_seconds()
        before = last.at
        yield Line(
            seq=run[0].seq,
            at=run[0].at,
            done_at=run[0].done_at,
            actor=last.actor,
            seat=last.seat,
            action=last.action,
            subject=last.subject,
            outcome=last.outcome,
            lag_s=lag,
            said=say(last),
            times=len(run),
        )


def single(entry: Entry) -> Line:
    """The entry by itself."""
    (line,) = story([entry])
    return line


def of_alarm(entries: Iterable[Entry], alarm: str) -> Iterator[Entry]:
    """Of entries in their order: the alarm's own, its runs and their steps, the wall while it stands there for it.

    And the cameras opened at a seat that was looking at it, and the notes of its source on the same thing.
    """
    looking: dict[str, str] = {}
    thing = ("", "")
    on_wall = False
    for entry in entries:
        change = entry.change
        if entry.action in LOOKING_AT or isinstance(change, AlarmAcknowledged | LinkageStarted):
            looking[entry.seat] = entry.subject
        if isinstance(change, AlarmChange) and change.alarm.id == alarm:
            thing = (change.alarm.source, change.alarm.subject)
        taken_off = on_wall and isinstance(change, WallChanged) and change.wall.alarm != alarm
        if isinstance(change, WallChanged):
            on_wall = change.wall.alarm == alarm
        watched = entry.action in CAMERA and looking.get(entry.seat) == alarm
        if taken_off or watched or _is_about(entry, alarm) or _notes(change, thing):
            yield entry


def of_run(entries: Iterable[Entry], run: str) -> Iterator[Entry]:
    """A linkage from its key to its last answer, and what it made of the wall."""
    for entry in entries:
        match entry.change:
            case LinkageStarted(linkage=linkage) | LinkageAnswered(linkage=linkage):
                if linkage.id == run:
                    yield entry
            case WallChanged(wall=wall) | WallConfirmed(wall=wall):
                if wall.run == run:
                    yield entry


def of_person(entries: Iterable[Entry], person: str) -> Iterator[Entry]:
    return (entry for entry in entries if entry.actor == person)


def of_seat(entries: Iterable[Entry], seat: str) -> Iterator[Entry]:
    return (entry for entry in entries if entry.seat == seat or (entry.subject == seat and entry.action == "seat.join"))


def of_object(entries: Iterable[Entry], thing: str) -> Iterator[Entry]:
    """A thing by whatever it is called by: its source's name, a camera's or a device's id, an alarm's."""
    return (entry for entry in entries if thing in _names(entry))


Select = Callable[[Iterable[Entry], str], Iterator[Entry]]
SELECT: Mapping[str, Select] = MappingProxyType(
    {"alarm": of_alarm, "run": of_run, "person": of_person, "seat": of_seat, "object": of_object}
)


SHIFT = "shift"
KINDS = (*sorted(SELECT), SHIFT)
"""Of what a story can be asked for; a shift's is told by `recalling_shift`."""


def _is_about(entry: Entry, alarm: str) -> bool:
    match entry.change:
        case AlarmChange(alarm=value):
            return value.id == alarm
        case LinkageStarted(linkage=run) | LinkageAnswered(linkage=run):
            return run.alarm == alarm
        case WallChanged(wall=wall) | WallConfirmed(wall=wall):
            return wall.alarm == alarm
        case _:
            return entry.subject == alarm


def _notes(change: object, thing: tuple[str, str]) -> bool:
    return isinstance(change, NoteTaken) and (change.source, change.note.subject) == thing


def _names(entry: Entry) -> tuple[str, ...]:
    match entry.change:
        case AlarmChange(alarm=alarm):
            return (entry.subject, alarm.subject)
        case LinkageAnswered(linkage=run, step=key):
            return (entry.subject, run.id, *(step.target for step in run.steps if step.key == key))
        case LinkageStarted(linkage=run):
            return (entry.subject, run.id, *(step.target for step in run.steps))
        case WallChanged(wall=wall) | WallConfirmed(wall=wall):
            return (entry.subject, *wall.cameras)
        case Acted(subject=subject):
            return (entry.subject, subject)
        case _:
            return (entry.subject,)


def _runs(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Repeats that change nothing but values, of one alarm and in a row, together; anything else by itself."""
    run: list[Entry] = []
    for entry in entries:
        if run and not _same(run[-1], entry):
            yield run
            run = []
        run.append(entry)
    if run:
        yield run


def _same(before: Entry, entry: Entry) -> bool:
    one, other = before.change, entry.change
    if not isinstance(one, AlarmRepeated) or not isinstance(other, AlarmRepeated):
        return False
    parts = [(it.alarm.id, it.alarm.priority, it.alarm.acknowledged, it.alarm.title) for it in (one, other)]
    return parts[0] == parts[1]

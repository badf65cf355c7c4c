"""What to ask the journal for, question by question, to tell the story that an entry belongs to."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from datetime import timedelta

import msgspec

from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.changes.operating import (
    Acted,
    CommandRefused,
    LinkageAnswered,
    LinkageStarted,
    WallChanged,
    WallConfirmed,
)
from commandcenter.domain.changes.people import (
    AccountChange,
    CredentialChecked,
    SessionBegan,
    SessionEnded,
    SessionLocked,
    SessionUnlocked,
    SignInFailed,
    SignInsThrottled,
)
from commandcenter.domain.changes.shifts import (
    HandoverBegun,
    HandoverCancelled,
    HandoverDone,
    HandoverRemarked,
    HandoverSigned,
    PresenceAnswered,
    PresenceAsked,
    SignedOff,
    SignedOn,
)
from commandcenter.domain.journal import Entry
from commandcenter.domain.people import Session
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import shift_story
from commandcenter.services.said.values import Kind, Named, Said, Term, Value, cut, person, short
from commandcenter.services.searching import Query
from commandcenter.services.stories import CAMERA, LOOKING_AT, Line, of_alarm, story

MOST = 500
AROUND = timedelta(hours=12)
AFTER_LAST = 3
"""Changes of the wall after an alarm's last entry that are looked at: the first takes the alarm off it."""

CENTRE = ("core.*", "clock.*", "seal.*", "journal.*", "witness.*", "shift.planned")
ACCOUNT = ("account.*", "password.*", "factor.*", "lock.*", "credential.altered")
SIGN_INS = ("signin.*", "session.*", "lock.*", "credential.*")
DUTY = ("duty.*", "presence.*")


class Recalled(msgspec.Struct, frozen=True):
    """A story: what it is of, and its entries in their order.

    `alarm` is whose it is where it is one's, `shift` the slot's id where it is a shift's. `summary`
    says the whole in a few sentences; `more`: there are more entries than are told.
    """

    title: Said
    entries: tuple[Entry, ...]
    alarm: str = ""
    shift: str = ""
    summary: tuple[Said, ...] = ()
    more: bool = False

    def lines(self) -> list[Line]:
        """What repeats itself through a shift stands in one line."""
        return list(shift_story.lines(self.entries) if self.shift else story(self.entries))


Asking = Generator[Query, list[Entry], Recalled]
"""Gives a query, is sent the entries that meet it, and so on; ends with the story."""


def recall(entry: Entry) -> Asking:
    """The story that tells most of the entry: of its alarm, handover, sign-ins, session, account, or thing."""
    change = entry.change
    alarm = alarm_of(entry)
    if alarm:
        return _alarm(alarm)
    match change:
        case HandoverBegun() | HandoverRemarked() | HandoverSigned() | HandoverDone() | HandoverCancelled():
            return _handover(entry.subject)
        case SessionBegan(session=session) | SessionLocked(session=session):
            return _session(session)
        case SessionUnlocked(session=session) | SessionEnded(session=session):
            return _session(session)
        case SignInFailed() | SignInsThrottled():
            return _near(entry, SIGN_INS, Said(QT_TRANSLATE_NOOP("story", "Sign-ins of {name}"), _name(entry)))
        case AccountChange(account=account):
            title = Said(QT_TRANSLATE_NOOP("story", "Account of {name}"), {"name": cut(account.name)})
            return _whole(Query(subjects=(account.id,), actions=ACCOUNT), title)
        case SignedOn() | SignedOff() | PresenceAsked() | PresenceAnswered():
            return _near(entry, DUTY, Said(QT_TRANSLATE_NOOP("story", "On duty: {name}"), _name(entry)))
        case CredentialChecked() | Acted() | CommandRefused() if entry.seat:
            return _session_at(entry)
        case _:
            return _thing(entry)


def alarm_of(entry: Entry) -> str:
    """The alarm that the entry is about, "" for none."""
    match entry.change:
        case AlarmChange(alarm=alarm):
            return alarm.id
        case LinkageStarted(linkage=run) | LinkageAnswered(linkage=run):
            return run.alarm
        case WallChanged(wall=wall) | WallConfirmed(wall=wall):
            return wall.alarm
        case Acted(action=action, subject=subject) if action in LOOKING_AT:
            return subject
        case _:
            return ""


def _alarm(alarm: str) -> Asking:
    """Its own entries first; what belongs to it without naming it lies between them."""
    title = Said("{alarm}", {"alarm": Named(Kind.ALARM, alarm)})
    own = yield _first(Query(subjects=(alarm,)))
    if not own:
        return Recalled(title, ())
    found = list(own)
    for query, most in belonging(own, MOST):
        found += yield msgspec.structs.replace(query, limit=most)
    return Recalled(title, tuple(of_alarm(_ordered(found), alarm)), alarm)


def belonging(own: Sequence[Entry], most: int) -> list[tuple[Query, int]]:
    """What may belong to the alarm whose entries are `own` without naming it, and how many of each are enough.

    Looks and cameras at its seats, notes on its thing, the wall.
    """
    span = Query(after=own[0].seq, before=own[-1].seq + 1, oldest_first=True)
    asked = []
    seats = tuple(sorted({entry.seat for entry in own if entry.seat}))[:32]
    if seats:
        looked = (*LOOKING_AT, "alarm.acknowledged", *CAMERA)
        asked.append((msgspec.structs.replace(span, seats=seats, actions=looked), most))
    thing = next((entry.change.alarm.subject for entry in own if isinstance(entry.change, AlarmChange)), "")
    if thing:
        asked.append((msgspec.structs.replace(span, subjects=(thing,), actions=("note.taken",)), most))
    asked.append((msgspec.structs.replace(span, actions=("wall.changed",)), most))
    later = Query(after=own[-1].seq, actions=("wall.changed",), oldest_first=True)
    return [*asked, (later, AFTER_LAST)]


def _handover(handover: str) -> Asking:
    title = Said(QT_TRANSLATE_NOOP("story", "Handover {handover}"), {"handover": short(handover)})
    entries = yield _first(Query(subjects=(handover,)))
    return Recalled(title, tuple(entries))


def _session(session: Session) -> Asking:
    """From sign-in to sign-out: all that was done at the seat meanwhile, and who ended it from elsewhere."""
    own = yield _first(Query(sessions=(session.id,), actions=("session.*",)))
    own = [entry for entry in own if getattr(entry.change, "session", session).id == session.id]
    values: dict[str, Value] = {
        "name": cut(session.name),
        "role": Term("role", session.role.spoken),
        "seat": cut(session.seat),
    }
    title = Said(QT_TRANSLATE_NOOP("story", "{name} at {seat}, {role}"), values)
    if not own:
        return Recalled(title, ())
    ended = own[-1].seq + 1 if isinstance(own[-1].change, SessionEnded) else None
    at_seat = yield _first(Query(seats=(session.seat,), after=_before(own[0].seq), before=ended))
    return Recalled(title, _ordered([*own, *at_seat]))


def _session_at(entry: Entry) -> Asking:
    """That in which the entry was made."""
    wanted = Query(seats=(entry.seat,), actions=("session.began",), before=entry.seq + 1, limit=1)
    found = yield wanted
    if found and isinstance(found[0].change, SessionBegan):
        told = yield from _session(found[0].change.session)
        if any(it.seq == entry.seq for it in told.entries):
            return told
    return (yield from _thing(entry))


def _near(entry: Entry, actions: tuple[str, ...], title: Said) -> Asking:
    """Of one subject, half a day before and after."""
    subject = entry.subject or entry.seat
    asked = Query(subjects=(subject,)) if entry.subject else Query(seats=(subject,))
    entries = yield _first(
        msgspec.structs.replace(asked, actions=actions, since=entry.at - AROUND, until=entry.at + AROUND)
    )
    return Recalled(title, tuple(entries))


def _thing(entry: Entry) -> Asking:
    """Whatever it is about, half a day before and after; what is about nothing is about the centre itself."""
    asked = Query(subjects=(entry.subject,)) if entry.subject else Query(actions=CENTRE)
    title = Said("{thing}", {"thing": person(entry.subject)})
    if not entry.subject:
        title = Said(QT_TRANSLATE_NOOP("story", "The centre itself"))
    entries = yield _first(msgspec.structs.replace(asked, since=entry.at - AROUND, until=entry.at + AROUND))
    return Recalled(title, tuple(entries))


def _whole(query: Query, title: Said) -> Asking:
    entries = yield _first(query)
    return Recalled(title, tuple(entries))


def _first(query: Query) -> Query:
    return msgspec.structs.replace(query, oldest_first=True, limit=MOST)


def _before(seq: int) -> int | None:
    """The entry after which to begin so that `seq` is the first one."""
    return seq - 1 if seq else None


def _ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    by_number = {entry.seq: entry for entry in entries}
    return tuple(by_number[seq] for seq in sorted(by_number))


def _name(entry: Entry) -> dict[str, Value]:
    return {"name": person(entry.subject or entry.seat)}

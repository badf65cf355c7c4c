"""The record at a console: search the journal, and the story of what is selected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import AskSearch, Found
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.changes.operating import LinkageAnswered, LinkageStarted
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.services.searching import Query, next_page
from commandcenter.services.stories import Line as StoryLine
from commandcenter.services.stories import story
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.seat_model import SeatModel
from widgets.kit.lines.line import Line
from widgets.kit.marks import Sign
from widgets.kit.words import figure
from widgets.record.asked import Asked
from widgets.record.sheet import RecordSheet

PAGE = 200
STORY = 500
SIGNS = {
    Outcome.DONE: Sign.DONE,
    Outcome.REFUSED: Sign.FAILED,
    Outcome.FAILED: Sign.FAILED,
    Outcome.UNKNOWN: Sign.UNKNOWN,
}
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%m-%d %H:%M", "%m-%d", "%H:%M:%S", "%H:%M")

Search = Callable[[AskSearch], None]


class Telling(msgspec.Struct, frozen=True):
    """How a line of a story and the time since the one before are worded."""

    line: Callable[[StoryLine], str]
    lag: Callable[[float], str]


class NoTime(ValueError):
    """What was typed is no time."""


class RecordFeature(QObject):
    """One question is on its way at a time; what is asked meanwhile waits, and only the newest of it is asked."""

    def __init__(self, seat: SeatModel, search: Search, telling: Telling, sheet: RecordSheet) -> None:
        super().__init__(sheet)
        self._seat, self._search, self._telling, self._sheet = seat, search, telling, sheet
        self._number = 0
        self._asked: Callable[[Found], None] | None = None
        self._waiting: tuple[Query, Callable[[Found], None]] | None = None
        self._query = Query()
        self._entries: dict[str, Entry] = {}
        self._more = False
        sheet.filters.offer_outcomes([(it.value, word("outcome", it.value)) for it in Outcome])
        sheet.asked.connect(self._on_asked)
        sheet.more_wanted.connect(self._on_more)
        sheet.story_wanted.connect(self._on_story)
        seat.found.connect(self._on_found)

    @Slot()
    def open(self) -> None:
        self._sheet.open()
        self._on_asked(Asked())

    @Slot(object)
    def _on_asked(self, asked: Asked) -> None:
        try:
            self._query = query_of(asked, datetime.now().astimezone())
        except NoTime as error:
            told = self.tr("{text} is no time: 11-22 08:00, 08:00 or 2026-11-22 are.")
            self._sheet.show_trouble(told.format(text=str(error)))
            return
        except msgspec.ValidationError as error:
            self._sheet.show_trouble(str(error))
            return
        self._sheet.show_searching()
        self._ask(self._query, self._show_first)

    @Slot()
    def _on_more(self) -> None:
        if self._more:
            self._more = False
            self._ask(self._query, self._show_more)

    @Slot(str)
    def _on_story(self, key: str) -> None:
        """Of what the entry is about: an alarm with all that was done for it, a run, a thing, a person."""
        entry = self._entries.get(key)
        subject = about(entry) if entry else ""
        if not subject:
            self._sheet.show_story("", ())
            return
        self._ask(Query(subjects=(subject,), oldest_first=True, limit=STORY), lambda found: self._tell(subject, found))

    def _ask(self, query: Query, then: Callable[[Found], None]) -> None:
        if self._asked is not None:
            self._waiting = (query, then)
            return
        self._number += 1
        self._asked = then
        self._search(AskSearch(number=self._number, query=query, whole=True))

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        if found.number != self._number or self._asked is None:
            return
        then, self._asked = self._asked, None
        if found.page is None:
            self._sheet.show_trouble(word("trouble", found.reason).format(**found.values))
        else:
            then(found)
        if self._waiting is not None and self._asked is None:
            waiting, self._waiting = self._waiting, None
            self._ask(*waiting)

    def _show_first(self, found: Found) -> None:
        entries = _decoded(found.entries)
        self._entries = {str(entry.seq): entry for entry in entries}
        self._sheet.show_found(self._lines(entries), self._after(found))

    def _show_more(self, found: Found) -> None:
        entries = _decoded(found.entries)
        self._entries.update((str(entry.seq), entry) for entry in entries)
        self._sheet.add_found(self._lines(entries), self._after(found))

    def _after(self, found: Found) -> str:
        """Prepares the next page; says how much there is."""
        page = found.page
        if page is None:
            return ""
        self._more = page.more
        self._query = next_page(self._query, page)
        if page.complete:
            return self.tr("{count} entries of {size}").format(count=figure(page.count), size=figure(page.size))
        told = self.tr("{count} entries; the index has read {searched} of {size}")
        return told.format(count=figure(page.count), searched=figure(page.searched), size=figure(page.size))

    def _tell(self, subject: str, found: Found) -> None:
        entries = _decoded(found.entries)
        lines = [
            Line(
                text=self._telling.line(line),
                lead=f"{line.at.astimezone():%H:%M:%S}",
                detail=self._seat.name_of(line.actor),
                tail=self._telling.lag(line.lag_s) if line.lag_s is not None else "",
                sign=SIGNS[line.outcome],
            )
            for line in story(entries)
        ]
        self._sheet.show_story(subject, lines)

    def _lines(self, entries: Iterable[Entry]) -> list[Line]:
        lines = []
        for entry in entries:
            (line,) = story([entry])
            who = self._seat.name_of(entry.actor)
            lines.append(
                Line(
                    text=self._telling.line(line),
                    key=str(entry.seq),
                    lead=f"{entry.at.astimezone():%m-%d %H:%M:%S}",
                    tail=f"{who} · {entry.seat}" if entry.seat else who,
                    sign=SIGNS[entry.outcome],
                )
            )
        return lines


def query_of(asked: Asked, now: datetime) -> Query:
    """Raises NoTime, and msgspec.ValidationError for what is too long."""
    made = Query(
        persons=_one(asked.person),
        seats=_one(asked.seat),
        actions=_one(asked.action),
        subjects=_one(asked.subject),
        outcomes=(Outcome(asked.outcome),) if asked.outcome else (),
        words=tuple(asked.words.split()),
        since=_time(asked.since, now),
        until=_time(asked.until, now),
        limit=PAGE,
    )
    return msgspec.convert(msgspec.to_builtins(made), Query)


def about(entry: Entry) -> str:
    """The one thing whose story tells most of the entry."""
    match entry.change:
        case AlarmChange(alarm=alarm):
            return alarm.id
        case LinkageStarted(linkage=run) | LinkageAnswered(linkage=run):
            return run.alarm
    return entry.subject


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _time(text: str, now: datetime) -> datetime | None:
    """By the centre's clocks; a time without a day is the last such one."""
    if not text:
        return None
    for form in FORMS:
        try:
            read = datetime.strptime(text, form)  # noqa: DTZ007 - it gets the centre's zone below
        except ValueError:
            continue
        if "%Y" not in form:
            read = read.replace(year=now.year)
        if "%d" not in form:
            read = read.replace(month=now.month, day=now.day)
        found = read.astimezone(now.tzinfo)
        return found - timedelta(days=1) if "%d" not in form and found > now else found
    raise NoTime(text)


def _decoded(entries: Sequence[bytes]) -> list[Entry]:
    return [msgspec.msgpack.decode(data, type=Entry) for data in entries]

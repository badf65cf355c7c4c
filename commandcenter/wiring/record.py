"""The record at a console: search the journal, and the story of what is selected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec
from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import AskSearch, Found
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.services.recalling import Asking, Recalled, recall
from commandcenter.services.said.values import Said
from commandcenter.services.searching import Query, next_page
from commandcenter.services.stories import Line as StoryLine
from commandcenter.services.stories import story
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.names import SeatNames
from commandcenter.wiring.seat_model import SeatModel
from widgets.kit.lines.line import Line
from widgets.kit.marks import Sign
from widgets.kit.words import figure
from widgets.record.asked import Asked
from widgets.record.sheet import RecordSheet

PAGE = 200
SIGNS = {
    Outcome.DONE: Sign.DONE,
    Outcome.REFUSED: Sign.FAILED,
    Outcome.FAILED: Sign.FAILED,
    Outcome.UNKNOWN: Sign.UNKNOWN,
}
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%m-%d %H:%M", "%m-%d", "%H:%M:%S", "%H:%M")

Search = Callable[[AskSearch], None]
Then = Callable[[Found], None]


class Telling(msgspec.Struct, frozen=True):
    """How a line of a story, what it is about, who did it, and the time since the one before are worded.

    `line` takes the alarm whose story it stands in as well, "" for none.
    """

    line: Callable[[StoryLine, str], str]
    object: Callable[[StoryLine], str]
    who: Callable[[StoryLine], str]
    lag: Callable[[float], str]
    said: Callable[[Said], str]


class NoTime(ValueError):
    """What was typed is no time."""


class RecordFeature(QObject):
    """One question is on its way at a time.

    Meanwhile one of the list and one of a story may wait, the newest of each; that of the list comes first.
    """

    def __init__(self, seat: SeatModel, search: Search, telling: Telling, names: SeatNames, sheet: RecordSheet) -> None:
        super().__init__(sheet)
        self._search, self._telling, self._names, self._sheet = search, telling, names, sheet
        self._number = 0
        self._asked: Then | None = None
        self._next: tuple[Query, Then] | None = None
        self._next_of_story: tuple[Query, Then] | None = None
        self._story: Asking | None = None
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
        """Of what the entry is about; the story that is being asked for is not wanted any more."""
        entry = self._entries.get(key)
        self._next_of_story = None
        self._story = recall(entry) if entry else None
        if self._story is None:
            self._sheet.show_story("", ())
        else:
            self._go_on(self._story, None)

    def _go_on(self, story: Asking, entries: list[Entry] | None) -> None:
        """The story's next question, or the story."""
        if story is not self._story:
            return
        try:
            query = next(story) if entries is None else story.send(entries)
        except StopIteration as told:
            self._story = None
            self._tell(told.value)
            return
        self._ask(query, lambda found: self._go_on(story, self._decoded(found)), of_story=True)

    def _ask(self, query: Query, then: Then, *, of_story: bool = False) -> None:
        if self._asked is None:
            self._number += 1
            self._asked = then
            self._search(AskSearch(number=self._number, query=query, whole=True))
        elif of_story:
            self._next_of_story = (query, then)
        else:
            self._next = (query, then)

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        if found.number != self._number or self._asked is None:
            return
        then, self._asked = self._asked, None
        if found.page is None:
            self._sheet.show_trouble(word("trouble", found.reason).format(**found.values))
        else:
            then(found)
        if self._asked is None and self._next is not None:
            following, self._next = self._next, None
            self._ask(*following)
        if self._asked is None and self._next_of_story is not None:
            following, self._next_of_story = self._next_of_story, None
            self._ask(*following, of_story=True)

    def _show_first(self, found: Found) -> None:
        entries = self._decoded(found)
        self._entries = {str(entry.seq): entry for entry in entries}
        self._sheet.show_found(self._lines(entries), self._after(found))

    def _show_more(self, found: Found) -> None:
        entries = self._decoded(found)
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

    def _tell(self, told: Recalled) -> None:
        # The one desk at which all of it was done need not be said with every line.
        one_seat = len({entry.seat for entry in told.entries if entry.seat}) == 1
        lines = [
            Line(
                text=self._telling.line(line, told.alarm),
                lead=f"{line.at.astimezone():%H:%M:%S}",
                detail=self._telling.who(line) if one_seat else self._who(line),
                tail=self._telling.lag(line.lag_s) if line.lag_s is not None else "",
                sign=SIGNS[line.outcome],
            )
            for line in story(told.entries)
        ]
        self._sheet.show_story(self._telling.said(told.title), lines)

    def _lines(self, entries: Iterable[Entry]) -> list[Line]:
        lines = []
        for entry in entries:
            (line,) = story([entry])
            lines.append(
                Line(
                    text=self._telling.line(line, ""),
                    key=str(entry.seq),
                    lead=f"{entry.at.astimezone():%m-%d %H:%M:%S}",
                    detail=self._telling.object(line),
                    tail=self._who(line),
                    sign=SIGNS[entry.outcome],
                )
            )
        return lines

    def _who(self, line: StoryLine) -> str:
        who = self._telling.who(line)
        return f"{who} · {line.seat}" if line.seat not in ("", line.actor) else who

    def _decoded(self, found: Found) -> list[Entry]:
        entries = [msgspec.msgpack.decode(data, type=Entry) for data in found.entries]
        self._names.learn(entries)
        return entries


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

"""The record at a console: search the journal, the story of what is selected or of a shift, step by step through it."""

from __future__ import annotations

from datetime import datetime

import msgspec
from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Found
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.recalling import Asking, Recalled, recall
from commandcenter.services.recalling_shift import recall_shift
from commandcenter.services.said.refusals import refusal
from commandcenter.services.searching import Query, next_page
from commandcenter.services.stepping import Window
from commandcenter.wiring.entry_lines import EntryLines, Telling
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.names import SeatNames
from commandcenter.wiring.questions import Kind, Questions, Search
from commandcenter.wiring.record_asked import NoTime, query_of, shift_of, window_of
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.stepping import StepFeature
from widgets.kit.words import figure
from widgets.record.asked import Asked
from widgets.record.sheet import RecordSheet

NO_PLAN = QT_TRANSLATE_NOOP("trouble", "This centre has no plan of shifts.")


class RecordFeature(QObject):
    """One question is on its way at a time; other features of the desk ask through the same `questions`.

    Meanwhile one of the list and one of a story may wait, the newest of each; that of the list comes first.
    """

    def __init__(self, seat: SeatModel, search: Search, telling: Telling, names: SeatNames, sheet: RecordSheet) -> None:
        super().__init__(sheet)
        self._seat, self._sheet = seat, sheet
        self.lines = EntryLines(telling, names)
        self.questions = Questions(seat, search, self)
        self._steps = StepFeature(seat, self.questions, self.lines, sheet)
        self._story: Asking | None = None
        self._query = Query()
        self._entries: dict[str, Entry] = {}
        self._more = False
        sheet.filters.offer_outcomes([(it.value, word("outcome", it.value)) for it in Outcome])
        sheet.asked.connect(self._on_asked)
        sheet.more_wanted.connect(self._on_more)
        sheet.story_wanted.connect(self._on_story)
        sheet.shift_wanted.connect(self._on_shift)
        sheet.steps_wanted.connect(self._on_steps)

    @Slot()
    def open(self) -> None:
        self._sheet.open()
        self._on_asked(Asked())

    @Slot(object)
    def _on_asked(self, asked: Asked) -> None:
        try:
            self._query = query_of(asked, _now(), self._plan)
        except NoTime as error:
            self._say_no_time(error)
            return
        except msgspec.ValidationError as error:
            self._sheet.show_trouble(str(error))
            return
        self._sheet.show_searching()
        self.questions.ask(Kind.LIST, self._query, self._show_first)

    @Slot()
    def _on_more(self) -> None:
        if self._more:
            self._more = False
            self.questions.ask(Kind.LIST, self._query, self._show_more, part=True)

    @Slot(object, str)
    def _on_steps(self, asked: Asked, key: str) -> None:
        """From the line, else from the time or shift that was typed, else from the newest entry."""
        try:
            window = window_of(asked, _now(), self._plan)
        except NoTime as error:
            self._say_no_time(error)
            return
        query = Query(limit=1)
        if key in self._entries:
            query = Query(after=int(key) - 1 if int(key) else None, oldest_first=True, limit=1)
        elif window != Window():
            query = window.first() if window.since else window.last()
        self._sheet.filters.say("")
        self._steps.begin(query, window)

    @Slot(object, str)
    def _on_shift(self, asked: Asked, key: str) -> None:
        """Of the shift that was typed, else of the one in which the selected line lies, else of the present one."""
        entry, plan = self._entries.get(key), self._plan
        slot_id = shift_of(asked, _now(), plan)
        if not slot_id and plan is not None:
            slot_id = plan.at(entry.at if entry else _now()).id
        if not slot_id:
            self._sheet.show_trouble(word("trouble", NO_PLAN))
            return
        self._sheet.show_story_searching()
        self._tell_story(recall_shift(slot_id, plan), part=False)

    @Slot(str)
    def _on_story(self, key: str) -> None:
        """Of what the entry is about; the story that is being asked for is not wanted any more."""
        entry = self._entries.get(key)
        if entry is None:
            self._story = None
            self.questions.drop(Kind.STORY)
            self._sheet.show_story("", ())
        else:
            self._tell_story(recall(entry), part=True)

    def _tell_story(self, story: Asking, *, part: bool) -> None:
        self.questions.drop(Kind.STORY)
        self._story = story
        self._go_on(story, None, part=part)

    def _go_on(self, story: Asking, entries: list[Entry] | None, *, part: bool) -> None:
        """The story's next question, or the story."""
        if story is not self._story:
            return
        try:
            query = next(story) if entries is None else story.send(entries)
        except StopIteration as told:
            self._story = None
            self._tell(told.value)
            return
        except Refused as error:
            self._story = None
            self._sheet.show_story("", ())
            self._sheet.show_trouble(self.lines.said(refusal(error.template, _texts(error))))
            return
        self.questions.ask(Kind.STORY, query, lambda found: self._on_told(story, found), part=part)

    def _on_told(self, story: Asking, found: Found) -> None:
        if not self._refused(found):
            self._go_on(story, self.lines.decoded(found), part=True)

    def _tell(self, told: Recalled) -> None:
        self._sheet.show_story(self.lines.said(told.title), self.lines.of_story(told))

    def _show_first(self, found: Found) -> None:
        if self._refused(found):
            return
        entries = self.lines.decoded(found)
        self._entries = {str(entry.seq): entry for entry in entries}
        self._sheet.show_found(self.lines.of(entries), self._after(found))

    def _show_more(self, found: Found) -> None:
        if self._refused(found):
            return
        entries = self.lines.decoded(found)
        self._entries.update((str(entry.seq), entry) for entry in entries)
        self._sheet.add_found(self.lines.of(entries), self._after(found))

    def _refused(self, found: Found) -> bool:
        if found.page is None:
            self._sheet.show_trouble(self.lines.said(refusal(found.reason, found.values)))
        return found.page is None

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

    def _say_no_time(self, error: NoTime) -> None:
        told = self.tr("{text} is no time: 11-22 08:00, 08:00 or 2026-11-22 are.")
        self._sheet.show_trouble(told.format(text=str(error)))

    @property
    def _plan(self) -> ShiftPlan | None:
        return self._seat.state.shifts.plan


def _now() -> datetime:
    return datetime.now().astimezone()


def _texts(error: Refused) -> dict[str, str]:
    return {name: str(value) for name, value in error.values.items()}

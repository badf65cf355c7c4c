"""What must be true of the journal after the chaos, entry by entry."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.applying import apply
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import (
    CORE,
    AlarmRaised,
    AlarmRepeated,
    AlarmReturned,
    DeviceKnown,
    Entry,
    EventIgnored,
    EventQuarantined,
    LinkRefused,
    NoteTaken,
    RefreshBegun,
    RefreshEnded,
    SourceEpoch,
    SourceGap,
    SourceWentBack,
)
from commandcenter.domain.state import State
from tests.chaos.setting import ROOT, ChaosSetting
from tests.support.chaos_plan import NOTE, RAISE, RETURN, number_of, planned

FORBIDDEN = (EventIgnored, EventQuarantined, LinkRefused, SourceGap, SourceWentBack)
SHOWN = 5


class Line(NamedTuple):
    what: str
    expected: object
    found: object

    @property
    def good(self) -> bool:
        return self.expected == self.found


class Follower:
    """One source's entries against its plan: each of its events must have exactly one effect, in order, the right one.

    `wrong` says what was not so.
    """

    def __init__(self, source: str, each: int) -> None:
        self.source = source
        self.wrong: list[str] = []
        self.count = self.said = self.refreshes = self.ended = 0
        self.counts: Counter[str] = Counter()
        self.active: set[str] = set()
        self._each = each
        self.epoch, self.seq = "", 0
        self._anew: set[str] | None = None
        """While a refresh is under way: what has been said anew."""

    def take(self, entry: Entry, event: EventId) -> None:
        change = entry.change
        if isinstance(change, SourceEpoch):
            self._turn(change, event)
            return
        self.count += 1
        if (event.epoch, event.seq) != (self.epoch, self.seq + 1):
            self._fault(entry, f"event {event.epoch}/{event.seq} after {self.epoch}/{self.seq}")
        self.epoch, self.seq = event.epoch, event.seq
        match change:
            case RefreshBegun():
                self._anew = set()
            case RefreshEnded(over=over):
                if over or self._anew != self.active:
                    self._fault(entry, f"refresh said {self._anew}, {over} over, but {self.active} is wrong")
                self._anew = None
                self.refreshes += 1
            case DeviceKnown():
                pass
            case AlarmRepeated(alarm=alarm) if self._anew is not None:
                self._anew.add(alarm.subject)
                self._count(entry, alarm.subject, alarm.count)
            case _:
                self._follow(entry)

    def _turn(self, change: SourceEpoch, event: EventId) -> None:
        if (change.before, change.before_seq) != (self.epoch, self.seq) or change.ended != bool(self.epoch):
            self.wrong.append(f"{self.source}: {change} after {self.epoch}/{self.seq}")
        self.ended += bool(self.epoch)
        self.epoch, self.seq = event.epoch, 0

    def _follow(self, entry: Entry) -> None:
        self.said += 1
        kind, subject = planned(self.said, self._each)
        number = 0
        match entry.change:
            case AlarmRaised(alarm=alarm) if kind == RAISE and subject not in self.counts:
                number = round(float(alarm.values["n"]))
                self._count(entry, subject, alarm.count, alarm.subject)
            case AlarmRepeated(alarm=alarm) if kind == RAISE and subject in self.counts:
                number = round(float(alarm.values["n"]))
                self._count(entry, subject, alarm.count, alarm.subject)
            case AlarmReturned(alarm=alarm) if kind == RETURN and alarm.returned_at is not None:
                number = number_of(alarm.returned_at)
                self.active.discard(subject)
            case NoteTaken(note=note) if kind == NOTE:
                number = round(float(note.values["n"]))
        if number != self.said:
            self._fault(entry, f"{kind} {subject} ({self.said}) was to come")

    def _count(self, entry: Entry, subject: str, count: int, found: str = "") -> None:
        self.counts[subject] += 1
        self.active.add(subject)
        if (subject, self.counts[subject]) != (found or subject, count):
            self._fault(entry, f"{subject} should count {self.counts[subject]}")

    def _fault(self, entry: Entry, what: str) -> None:
        self.wrong.append(f"{self.source}: {what}; entry {entry.seq} is {entry.change}"[:400])


class Verdict(NamedTuple):
    """`wrong` says in words what was not as it must be; refreshes and ended logs are only counted."""

    lines: list[Line]
    wrong: list[str]
    refreshes: int
    ended: int


def judge(setting: ChaosSetting, said: dict[str, tuple[str, int]]) -> Verdict:
    """The core must have ended."""
    followers = {name: Follower(name, setting.each) for name in setting.sources}
    state, others = State(), Counter[str]()
    reader = JournalReader(setting.data / "journal.sqlite")
    try:
        for entry in reader.entries():
            apply(state, entry)
            others[_sort(entry, followers)] += 1
        open_alarms = {alarm.id: alarm for alarm in reader.alarms()}
    finally:
        reader.close()
    lines = [*_lines(setting, followers, others, said), *_state_lines(setting, state)]
    lines.append(Line("alarms on disk as the journal makes them", True, open_alarms == state.alarms))
    lines.append(Line("journal --verify", True, _verified(setting)))
    wrong = [text for follower in followers.values() for text in follower.wrong[:SHOWN]]
    every = followers.values()
    return Verdict(lines, wrong, sum(it.refreshes for it in every), sum(it.ended for it in every))


def _sort(entry: Entry, followers: dict[str, Follower]) -> str:
    if isinstance(entry.change, FORBIDDEN) or (isinstance(entry.change, AlarmRaised) and entry.actor == CORE):
        return "trouble"
    if isinstance(entry.cause, EventId):
        followers[entry.cause.source].take(entry, entry.cause)
        return "events"
    return "others"


def _lines(
    setting: ChaosSetting, followers: dict[str, Follower], others: Counter[str], said: dict[str, tuple[str, int]]
) -> Iterator[Line]:
    every = followers.values()
    yield Line("events of the plan with their one effect", setting.each * len(followers), sum(it.said for it in every))
    yield Line("out of order, twice, or with another effect", 0, sum(len(it.wrong) for it in every))
    yield Line("gap, back, quarantined, ignored, refused", 0, others["trouble"])
    yield Line("position of each source is its head", said, {it.source: (it.epoch, it.seq) for it in every})
    yield Line("positions on disk", said, setting.positions())
    yield Line("still wrong at the end", [], sorted(name for it in every for name in it.active))


def _state_lines(setting: ChaosSetting, state: State) -> Iterator[Line]:
    store = SqlStore(setting.data / "journal.sqlite")
    try:
        kept, _ = store.load()
    finally:
        store.close()
    yield Line("active alarms", 0, sum(alarm.active for alarm in state.alarms.values()))
    yield Line("suspect alarms and doubts", 0, len(_doubts(state)))
    yield Line("state on disk as the journal makes it", True, _same(kept, state))


def _doubts(state: State) -> list[str]:
    suspect = [alarm.id for alarm in state.alarms.values() if alarm.suspect]
    return [*suspect, *(it.source for it in state.positions.values() if it.doubt or it.refreshing)]


def _same(kept: State, state: State) -> bool:
    return (kept.size, kept.positions, kept.devices) == (state.size, state.positions, state.devices)


def _verified(setting: ChaosSetting) -> object:
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(setting.data), "journal", "--verify", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(done.stdout).get("verified") if done.returncode == 0 else done.stderr[-300:]

"""One source's journal entries, one after the other, against its plan."""

from __future__ import annotations

from collections import Counter

import msgpack

from commandcenter.domain.changes.alarms import AlarmRaised, AlarmRepeated, AlarmReturned
from commandcenter.domain.changes.keys import KeyRevoked, KeyTrusted
from commandcenter.domain.changes.sources import (
    DeviceKnown,
    EventQuarantined,
    NoteTaken,
    RefreshBegun,
    RefreshEnded,
    SourceEpoch,
)
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import Entry
from tests.support.chaos_plan import BAD, NOTE, RAISE, RETURN, number_of, planned


class Follower:
    """Each of its events must have exactly one effect, in order, the right one; `wrong` says what was not so."""

    def __init__(self, source: str, each: int) -> None:
        self.source = source
        self.wrong: list[str] = []
        self.count = self.said = self.refreshes = self.ended = 0
        self.bad = 0
        self.counts: Counter[str] = Counter()
        self.active: set[str] = set()
        self._each = each
        self.epoch, self.seq = "", 0
        self._anew: set[str] | None = None
        """While a refresh is under way: what has been said anew."""
        self._cut = False

    def hear(self, change: KeyRevoked | KeyTrusted) -> None:
        """A key of this source has lost, or won, the centre's trust."""
        self._cut = isinstance(change, KeyRevoked)

    def take(self, entry: Entry, event: EventId) -> None:
        change = entry.change
        if self._cut:
            self._fault(entry, "its key is revoked")
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
            case EventQuarantined(raw=raw) if kind == BAD:
                number = number_of(msgpack.unpackb(raw, timestamp=3)["at"])
                self.bad += 1
        if number != self.said:
            self._fault(entry, f"{kind} {subject} ({self.said}) was to come")

    def _count(self, entry: Entry, subject: str, count: int, found: str = "") -> None:
        self.counts[subject] += 1
        self.active.add(subject)
        if (subject, self.counts[subject]) != (found or subject, count):
            self._fault(entry, f"{subject} should count {self.counts[subject]}")

    def _fault(self, entry: Entry, what: str) -> None:
        self.wrong.append(f"{self.source}: {what}; entry {entry.seq} is {entry.change}"[:400])

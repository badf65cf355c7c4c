"""What the journal tells of alarms, as the figures need it: occurrences, calls for people, spells, hidings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.changes.alarms import (
    AlarmAcknowledged,
    AlarmChange,
    AlarmRaised,
    AlarmRestored,
    AlarmReturned,
    AlarmUnshelved,
    AlarmUnsuppressed,
)
from commandcenter.domain.journal import CommandId, Entry
from commandcenter.domain.priority import Priority

Key = tuple[str, str, str]

JUST_NOW = timedelta(seconds=1)
HIDDEN = (AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE)


class Call(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An alarm occurred, or people were called. `by_hand`: an operator's own move did it."""

    at: datetime
    key: Key
    priority: Priority
    by_hand: bool = False


class Spell(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something was so from `begins` on; `ends` None: it still is. `touched`: an operator did something meanwhile."""

    key: Key
    begins: datetime
    ends: datetime | None = None
    touched: bool = False

    def seconds(self, until: datetime) -> float:
        return ((self.ends or until) - self.begins).total_seconds()


class Hidden(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An alarm was hidden: how, by whom and why."""

    alarm: str
    key: Key
    state: AlarmState
    begins: datetime
    by: str = ""
    why: str = ""
    ends: datetime | None = None

    def seconds(self, until: datetime) -> float:
        return ((self.ends or until) - self.begins).total_seconds()


class Taken(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody took notice, so many seconds after people were called."""

    at: datetime
    priority: Priority
    seconds: float


BEGINS_NOW = (AlarmRaised, AlarmUnshelved, AlarmUnsuppressed, AlarmRestored)
"""What stood hidden before comes into sight now, as if it had just begun."""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What one desk knew of an alarm that lies at another now."""

    alarm: Alarm
    standing: Spell | None = None
    hiding: Hidden | None = None


class Taking:
    """Takes every entry in order; keeps what is about one desk's alarms.

    `occurrences` are the times at which an alarm became active, hidden or not; `active` its spells of being wrong while
    it was shown.
    """

    def __init__(self, known: Iterable[Alarm] = ()) -> None:
        self.known = {alarm.id: alarm for alarm in known}
        self.occurrences: list[Call] = []
        self.calls: list[Call] = []
        self.active: list[Spell] = []
        self.hidden: list[Hidden] = []
        self.taken: list[Taken] = []
        self._standing: dict[str, Spell] = {}
        self._hiding: dict[str, Hidden] = {}
        for alarm in self.known.values():
            self._follow(alarm, alarm.since or alarm.raised_at, by_hand=False)

    @property
    def empty(self) -> bool:
        """Nothing ever was here, or only for the moment until a rule knew where it lies."""
        return not (self.known or self.occurrences or self.calls or self.active or self.hidden or self.taken)

    def take(self, entry: Entry) -> None:
        change = entry.change
        if not isinstance(change, AlarmChange):
            return
        alarm, before = change.alarm, self.known.get(change.alarm.id)
        by_hand = isinstance(entry.cause, CommandId)
        self._count(entry.at, change, before, by_hand=by_hand)
        if isinstance(change, AlarmAcknowledged) and not change.by_itself:
            self._taken(entry.at, before or alarm)
        went_on = alarm.active or isinstance(change, AlarmReturned)
        if before is None and went_on and not isinstance(change, BEGINS_NOW):
            # It began before what is looked at, and was shown.
            self._standing[alarm.id] = Spell(key=alarm.key, begins=alarm.raised_at)
        self._follow(alarm, entry.at, by_hand=by_hand)
        if alarm.cleared_at is None:
            self.known[alarm.id] = alarm
        else:
            self.known.pop(alarm.id, None)

    def give_away(self, alarm_id: str) -> Moved | None:
        """It lies here no longer."""
        alarm = self.known.pop(alarm_id, None)
        standing, hiding = self._standing.pop(alarm_id, None), self._hiding.pop(alarm_id, None)
        return Moved(alarm=alarm, standing=standing, hiding=hiding) if alarm else None

    def receive(self, moved: Moved | None) -> None:
        if moved is None:
            return
        self.known[moved.alarm.id] = moved.alarm
        if moved.standing is not None:
            self._standing[moved.alarm.id] = moved.standing
        if moved.hiding is not None:
            self._hiding[moved.alarm.id] = moved.hiding

    def end(self) -> None:
        """Whatever goes on still goes on."""
        self.active += self._standing.values()
        self.hidden += self._hiding.values()

    def _count(self, at: datetime, change: AlarmChange, before: Alarm | None, *, by_hand: bool) -> None:
        """Of an alarm that is not known yet only a raising tells that it occurred just now."""
        alarm = change.alarm
        call = Call(at=at, key=alarm.key, priority=alarm.priority, by_hand=by_hand)
        new = isinstance(change, AlarmRaised) if before is None else alarm.active and not before.active
        if new:
            self.occurrences.append(call)
        if _calls(alarm, before, new=new, at=at):
            self.calls.append(call)

    def _taken(self, at: datetime, before: Alarm) -> None:
        since = before.annunciated_at or before.received_at
        seconds = max(0.0, (at - since).total_seconds())
        self.taken.append(Taken(at=at, priority=before.priority, seconds=seconds))

    def _follow(self, alarm: Alarm, at: datetime, *, by_hand: bool) -> None:
        """Spells begin and end, hidings too."""
        shown = alarm.active and alarm.hidden_by is None
        spell = self._standing.get(alarm.id)
        if shown and spell is None:
            self._standing[alarm.id] = Spell(key=alarm.key, begins=at)
        elif spell is not None and not shown:
            del self._standing[alarm.id]
            touched = spell.touched or by_hand
            self.active.append(msgspec.structs.replace(spell, ends=at, touched=touched))
        elif spell is not None and by_hand:
            self._standing[alarm.id] = msgspec.structs.replace(spell, touched=True)
        self._follow_hiding(alarm, at)

    def _follow_hiding(self, alarm: Alarm, at: datetime) -> None:
        kept = self._hiding.get(alarm.id)
        state = alarm.state
        if kept is not None and kept.state is not state:
            del self._hiding[alarm.id]
            self.hidden.append(msgspec.structs.replace(kept, ends=at))
            kept = None
        if kept is None and state in HIDDEN:
            self._hiding[alarm.id] = _hidden(alarm, state)


def _calls(alarm: Alarm, before: Alarm | None, *, new: bool, at: datetime) -> bool:
    """Of one that is not known yet by the time of the call: the entry is written a moment after the move."""
    if not alarm.annunciated:
        # Written before calls were counted; nothing was hidden then.
        return new and alarm.hidden_by is None
    if before is not None:
        return alarm.annunciated > before.annunciated
    return new or (alarm.annunciated_at is not None and at - alarm.annunciated_at < JUST_NOW)


def _hidden(alarm: Alarm, state: AlarmState) -> Hidden:
    hiding = alarm.hiding
    by, why, at = "", "", alarm.changed_at
    if state is AlarmState.SHELVED and hiding.shelved:
        by, why, at = hiding.shelved.by, hiding.shelved.comment or hiding.shelved.reason.value, hiding.shelved.at
    elif state is AlarmState.OUT_OF_SERVICE and hiding.removed:
        by, why, at = hiding.removed.by, hiding.removed.permit, hiding.removed.at
    elif hiding.suppressed:
        why, at = hiding.suppressed.rule, hiding.suppressed.at
    return Hidden(alarm=alarm.id, key=alarm.key, state=state, begins=at, by=by, why=why)

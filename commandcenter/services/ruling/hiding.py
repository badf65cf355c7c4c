"""What the rules hide: the consequences of a cause that people see, and what is under maintenance.

At the root of all that a cause hides is an alarm that nothing hides: a consequence never hides its own cause.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import tzinfo

from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.alarms.hiding import Suppressed
from commandcenter.domain.changes.alarms import AlarmSuppressed, AlarmUnsuppressed
from commandcenter.domain.clock import Instant
from commandcenter.domain.journal import Draft
from commandcenter.domain.rules.book import Inhibition, Match, RuleBook
from commandcenter.domain.state import State

Group = tuple[str, tuple[str, ...]]
"""An inhibition's name and the values that cause and consequence have in common."""


REMEMBERED = 10_000


class Hiding:
    """Follows the open alarms of one state; it is made anew whenever that is another one."""

    def __init__(self, book: RuleBook, zone: tzinfo) -> None:
        self._book, self._zone = book, zone
        self._inhibitions = {rule.name: rule for rule in book.inhibit}
        self._windows = {window.name: window for window in book.window}
        self._concerned: dict[tuple[str, str], bool] = {}
        self._state: State | None = None
        self._open: frozenset[str] = frozenset()
        self._causes: dict[Group, dict[str, None]] = {}
        self._hidden: dict[Group, dict[str, None]] = {}
        self._causes_of: dict[str, list[Group]] = {}
        self._hidden_of: dict[str, list[Group]] = {}

    def follow(self, state: State, alarm: Alarm, at: Instant) -> Iterator[Draft]:
        """What follows from a change of the alarm; each draft has to be applied before the next."""
        if not self._concerns(alarm) and not alarm.hiding.suppressed:
            return
        self._know(state, at)
        moved = self._note(alarm)
        affected = dict.fromkeys([alarm.id])
        for group in moved:
            affected.update(self._hidden.get(group, {}))
        yield from self._settle(state, affected, at)

    def record_for(self, state: State, alarm: Alarm, at: Instant) -> Suppressed | None:
        """What would hide the alarm, which need not be open yet. What is over and waits for notice stays shown."""
        if not self._concerns(alarm) or not alarm.manner.longest_shelf_min or (alarm.count and not alarm.active):
            return None
        self._know(state, at)
        for window in self._windows.values():
            if window.name in self._open and _fits(window.hides, alarm):
                return Suppressed(rule=window.name, at=at.wall)
        for rule, cause in self._candidates(alarm):
            if self._is_rooted(state, cause, alarm.id):
                return Suppressed(rule=rule, at=at.wall, cause=cause)
        return None

    def _candidates(self, alarm: Alarm) -> Iterator[tuple[str, str]]:
        """(rule, alarm that by it could hide this one)."""
        for rule in self._book.inhibit:
            if _fits(rule.hides, alarm):
                for cause in self._causes.get(_group(rule, alarm, cause=False), ()):
                    yield rule.name, cause

    def due(self, state: State, at: Instant) -> Iterator[Draft]:
        """Windows that open and close."""
        self._know(state, at)
        now = self._open_windows(at)
        changed = now ^ self._open
        if not changed:
            return
        self._open = now
        windows = [self._windows[name] for name in changed]
        moved = [it.id for it in state.alarms.values() if any(_fits(window.hides, it) for window in windows)]
        yield from self._settle(state, moved, at)

    def start(self, state: State, at: Instant) -> Iterator[Draft]:
        """The rules may be others than when it was stopped."""
        self._state = None
        self._know(state, at)
        yield from self._settle(state, list(state.alarms), at)

    def _settle(self, state: State, ids: Iterable[str], at: Instant) -> Iterator[Draft]:
        """What may be hidden by something that is not settled itself waits for it; in a circle the first is shown."""
        waiting = dict.fromkeys(ids)
        while waiting:
            before = len(waiting)
            for alarm_id in list(waiting):
                alarm = state.alarms.get(alarm_id)
                if alarm is not None and self._has_to_wait(state, alarm, waiting, at):
                    continue
                del waiting[alarm_id]
                yield from () if alarm is None else self._settled(state, alarm, at)
            if len(waiting) == before:
                alarm_id = next(iter(waiting))
                del waiting[alarm_id]
                yield from self._settled(state, state.alarms[alarm_id], at)

    def _has_to_wait(self, state: State, alarm: Alarm, waiting: Collection[str], at: Instant) -> bool:
        if self.record_for(state, alarm, at) is not None:
            return False
        return any(cause in waiting for _, cause in self._candidates(alarm) if cause != alarm.id)

    def _settled(self, state: State, alarm: Alarm, at: Instant) -> Iterator[Draft]:
        record = alarm.hiding.suppressed
        if record is not None and self._holds(state, alarm, record):
            return
        wanted = self.record_for(state, alarm, at)
        if wanted is not None:
            hidden = moves.suppressed if record is None else moves.suppressed_otherwise
            yield Draft(change=AlarmSuppressed(alarm=hidden(alarm, wanted, at)), subject=alarm.id)
        elif record is not None:
            yield Draft(change=AlarmUnsuppressed(alarm=moves.unsuppressed(alarm, at)), subject=alarm.id)

    def _holds(self, state: State, alarm: Alarm, record: Suppressed) -> bool:
        """Whether what it says is still so."""
        window = self._windows.get(record.rule)
        if window is not None and not record.cause:
            return window.name in self._open and _fits(window.hides, alarm)
        rule = self._inhibitions.get(record.rule)
        if rule is None or not _fits(rule.hides, alarm):
            return False
        causes = self._causes.get(_group(rule, alarm, cause=False), {})
        return record.cause in causes and self._is_rooted(state, record.cause, alarm.id)

    def _is_rooted(self, state: State, cause: str, other: str) -> bool:
        """Whether the cause is shown, or hidden by one that is, and so on; and none of them is `other`."""
        seen = {other}
        while cause not in seen and cause in self._causes_of:
            seen.add(cause)
            record = state.alarms[cause].hiding.suppressed
            if record is None:
                return True
            cause = record.cause
        return False

    # ---- who is where

    def _concerns(self, alarm: Alarm) -> bool:
        """Nearly all types are in no rule, and cost a look."""
        key = (alarm.source, alarm.type)
        known = self._concerned.get(key)
        if known is None:
            known = any(match.concerns(*key) for match in self._matches())
            if len(self._concerned) >= REMEMBERED:
                self._concerned.clear()  # a source may make up as many as it likes
            self._concerned[key] = known
        return known

    def _matches(self) -> Iterator[Match]:
        for rule in self._book.inhibit:
            yield rule.cause
            yield rule.hides
        for window in self._book.window:
            yield window.hides

    def _know(self, state: State, at: Instant) -> None:
        """The state is another after a commit that failed: everything is noted anew."""
        if state is self._state:
            return
        self._state = state
        for shelf in (self._causes, self._hidden, self._causes_of, self._hidden_of):
            shelf.clear()
        self._open = self._open_windows(at)
        for alarm in state.alarms.values():
            if self._concerns(alarm):
                self._note(alarm)

    def _open_windows(self, at: Instant) -> frozenset[str]:
        local = at.wall.astimezone(self._zone)
        return frozenset(name for name, window in self._windows.items() if window.open_at(local))

    def _note(self, alarm: Alarm) -> list[Group]:
        """Returns the groups in which it became a cause, or is one no more."""
        is_open = alarm.cleared_at is None
        causes = [_group(rule, alarm, cause=True) for rule in self._book.inhibit if _causes(rule, alarm)]
        hidden = [
            _group(rule, alarm, cause=False) for rule in self._book.inhibit if is_open and _fits(rule.hides, alarm)
        ]
        moved = set(causes) ^ set(self._causes_of.get(alarm.id, ()))
        _file(self._causes, self._causes_of, alarm.id, causes)
        _file(self._hidden, self._hidden_of, alarm.id, hidden)
        return sorted(moved)


def _file(groups: dict[Group, dict[str, None]], of: dict[str, list[Group]], alarm_id: str, wanted: list[Group]) -> None:
    """Puts the alarm into those groups and no others."""
    known = of.get(alarm_id, [])
    if known == wanted:
        return
    for group in known:
        groups[group].pop(alarm_id, None)
        if not groups[group]:
            del groups[group]
    for group in wanted:
        groups.setdefault(group, {})[alarm_id] = None
    if wanted:
        of[alarm_id] = wanted
    else:
        of.pop(alarm_id, None)


def _fits(match: Match, alarm: Alarm) -> bool:
    return match.fits(alarm.source, alarm.type, alarm.subject, alarm.area)


def _causes(rule: Inhibition, alarm: Alarm) -> bool:
    """A cause that people put away, as faulty or for works, says nothing; one under maintenance neither."""
    hiding = alarm.hiding
    if not alarm.active or hiding.shelved or hiding.removed or (hiding.suppressed and not hiding.suppressed.cause):
        return False
    return _fits(rule.cause, alarm)


def _group(rule: Inhibition, alarm: Alarm, *, cause: bool) -> Group:
    return (rule.name, _values(rule, alarm, cause=cause))


def _values(rule: Inhibition, alarm: Alarm, *, cause: bool) -> tuple[str, ...]:
    return tuple(_value(alarm, pair[cause]) for pair in rule.pairs)


def _value(alarm: Alarm, field: str) -> str:
    """What is not known is like nothing else."""
    if field.startswith("values."):
        found: object = alarm.values.get(field.removeprefix("values."), "")
    else:
        found = getattr(alarm, field)
    return str(found) or f"?{alarm.id}"

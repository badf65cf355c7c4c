"""What the rules hide: the consequences of a cause that people see, and what is under maintenance.

At the root of all that a cause hides is an alarm that nothing hides: a consequence never hides its own cause.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import tzinfo
from typing import NamedTuple

from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.alarms.hiding import Suppressed
from commandcenter.domain.changes.alarms import AlarmSuppressed, AlarmUnsuppressed
from commandcenter.domain.clock import Instant
from commandcenter.domain.journal import Draft
from commandcenter.domain.rules.book import Match, RuleBook, Window
from commandcenter.domain.state import State
from commandcenter.services.ruling.concerning import Concerning

Group = tuple[str, tuple[str, ...]]
"""An inhibition's name and the values that cause and consequence have in common."""


class _Link(NamedTuple):
    """An inhibition: `mine` are the fields of what it hides that are like `others` of the cause."""

    name: str
    cause: Match
    hides: Match
    mine: tuple[str, ...]
    others: tuple[str, ...]


class _Roles(NamedTuple):
    """What alarms of one type of a source may be: hidden by a cause or in a window, or causes."""

    hidden: tuple[_Link, ...]
    causes: tuple[_Link, ...]
    windows: tuple[Window, ...]


class Hiding:
    """Follows the open alarms of one state; it is made anew whenever that is another one."""

    def __init__(self, book: RuleBook, zone: tzinfo) -> None:
        self._zone = zone
        self._windows = {window.name: window for window in book.window}
        self._roles = Concerning(_roles_by(book))
        self._state: State | None = None
        self._open: frozenset[str] = frozenset()
        self._causes: dict[Group, dict[str, None]] = {}
        self._hidden: dict[Group, dict[str, None]] = {}
        self._causes_of: dict[str, list[Group]] = {}
        self._hidden_of: dict[str, list[Group]] = {}

    def follow(self, state: State, alarm: Alarm, at: Instant) -> Iterator[Draft]:
        """What follows from a change of the alarm; each draft has to be applied before the next."""
        roles, is_hidden = self._roles(alarm.source, alarm.type), alarm.hiding.suppressed is not None
        if not is_hidden and not any(roles):
            return
        self._know(state, at)
        moved = self._note(alarm, roles)
        # What is only ever a cause is settled; whether others are is another question.
        affected = dict.fromkeys([alarm.id] if is_hidden or roles.hidden or roles.windows else [])
        for group in moved:
            affected.update(self._hidden.get(group, {}))
        if affected:
            yield from self._settle(state, affected, at)

    def may_hide(self, source: str, type: str) -> bool:
        """Whether some alarm of that type could be hidden."""
        roles = self._roles(source, type)
        return bool(roles.hidden or roles.windows)

    def record_for(self, state: State, alarm: Alarm, at: Instant) -> Suppressed | None:
        """What would hide the alarm, which need not be open yet. What is over and waits for notice stays shown."""
        if not self.may_hide(alarm.source, alarm.type) or not alarm.manner.longest_shelf_min:
            return None
        if alarm.count and not alarm.active:
            return None
        self._know(state, at)
        for window in self._roles(alarm.source, alarm.type).windows:
            if window.name in self._open and window.hides.covers(alarm.subject, alarm.area):
                return Suppressed(rule=window.name, at=at.wall)
        for rule, cause in self._candidates(alarm):
            if self._is_rooted(state, cause, alarm.id):
                return Suppressed(rule=rule, at=at.wall, cause=cause)
        return None

    def _candidates(self, alarm: Alarm) -> Iterator[tuple[str, str]]:
        """(rule, alarm that by it could hide this one)."""
        for link in self._roles(alarm.source, alarm.type).hidden:
            if link.hides.covers(alarm.subject, alarm.area):
                for cause in self._causes.get(_group(link.name, link.mine, alarm), ()):
                    yield link.name, cause

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
                if alarm is not None and len(waiting) > 1 and self._has_to_wait(state, alarm, waiting, at):
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
        links = (it for it in self._roles(alarm.source, alarm.type).hidden if it.name == record.rule)
        link = next(links, None)
        if link is None or not link.hides.covers(alarm.subject, alarm.area):
            return False
        causes = self._causes.get(_group(link.name, link.mine, alarm), {})
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

    def _know(self, state: State, at: Instant) -> None:
        """The state is another after a commit that failed: everything is noted anew."""
        if state is self._state:
            return
        self._state = state
        for shelf in (self._causes, self._hidden, self._causes_of, self._hidden_of):
            shelf.clear()
        self._open = self._open_windows(at)
        for alarm in state.alarms.values():
            roles = self._roles(alarm.source, alarm.type)
            if any(roles):
                self._note(alarm, roles)

    def _open_windows(self, at: Instant) -> frozenset[str]:
        local = at.wall.astimezone(self._zone)
        return frozenset(name for name, window in self._windows.items() if window.open_at(local))

    def _note(self, alarm: Alarm, roles: _Roles) -> list[Group]:
        """Returns the groups in which it became a cause, or is one no more."""
        place = (alarm.subject, alarm.area)
        causes: list[Group] = []
        hidden: list[Group] = []
        if roles.causes and _may_cause(alarm):
            causes = [_group(it.name, it.others, alarm) for it in roles.causes if it.cause.covers(*place)]
        if roles.hidden and alarm.cleared_at is None:
            hidden = [_group(it.name, it.mine, alarm) for it in roles.hidden if it.hides.covers(*place)]
        known = self._causes_of.get(alarm.id, [])
        _file(self._hidden, self._hidden_of, alarm.id, hidden)
        if causes == known:
            return []
        _file(self._causes, self._causes_of, alarm.id, causes)
        return sorted(set(causes) ^ set(known))


def _roles_by(book: RuleBook) -> Callable[[str, str], _Roles]:
    links = []
    for rule in book.inhibit:
        mine, others = (tuple(pair[side] for pair in rule.pairs) for side in (0, 1))
        links.append(_Link(rule.name, rule.cause, rule.hides, mine, others))

    def roles(source: str, type: str) -> _Roles:
        return _Roles(
            hidden=tuple(link for link in links if link.hides.concerns(source, type)),
            causes=tuple(link for link in links if link.cause.concerns(source, type)),
            windows=tuple(window for window in book.window if window.hides.concerns(source, type)),
        )

    return roles


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


def _may_cause(alarm: Alarm) -> bool:
    """One that people put away, as faulty or for works, says nothing; one under maintenance neither."""
    hiding = alarm.hidden_by
    if not alarm.active or hiding is None:
        return alarm.active
    return not (hiding.shelved or hiding.removed or (hiding.suppressed and not hiding.suppressed.cause))


def _group(name: str, fields: tuple[str, ...], alarm: Alarm) -> Group:
    return (name, tuple([_value(alarm, field) for field in fields]))


def _value(alarm: Alarm, field: str) -> str:
    """What is not known is like nothing else."""
    if field.startswith("values."):
        found: object = alarm.values.get(field.removeprefix("values."), "")
    else:
        found = getattr(alarm, field)
    return str(found) or f"?{alarm.id}"

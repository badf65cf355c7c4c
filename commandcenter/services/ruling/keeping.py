"""What is kept in mind of an alarm: where a thing is known as wrong already, what waits, what is counted."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.clock import Instant
from commandcenter.domain.events import Raised
from commandcenter.domain.rules.book import EventRule
from commandcenter.domain.rules.watch import Part, Watch, lately
from commandcenter.domain.state import State, open_key, part_key, part_name
from commandcenter.services.ruling.parts import COUNTED, Key

# Of one source: each of them is in the memory of the core and of every seat.
MAX_WATCHES = 20_000


def watch_of(state: State, key: Key) -> Watch:
    return state.watches.get(open_key(key)) or Watch(source=key[0], type=key[1], subject=key[2])


def parts_of(state: State, alarm: Alarm | None, watch: Watch) -> dict[str, Part]:
    if alarm is not None and alarm.active:
        # One that was raised by no rule is a part of itself; one that is not suspect was told since any refresh began.
        told = 0 if alarm.suspect else state.size
        return alarm.parts or {part_name(alarm.type, alarm.subject): Part(alarm.priority, told)}
    return watch.held.parts if watch.held else {}


def home(state: State, source: str, event: Raised, part: str, *, ruled: bool) -> Key | None:
    """Where it is known as wrong already: what stands goes on where it is, whatever the rules say by now."""
    raw = open_key((source, event.type, event.subject))
    found = state.part_of.get(part_key(source, part)) if state.part_of else None
    if found is not None:
        known = state.watches.get(found)
        alarm = state.alarms[state.open[found]] if found in state.open else None
        if alarm is not None and alarm.active:
            return alarm.key
        if known is not None and known.held is not None:
            return known.key
    waiting = state.watches.get(raw) if state.watches else None
    if waiting is not None and waiting.held is not None:
        return waiting.key
    standing = state.alarms[state.open[raw]] if raw in state.open else None
    return standing.key if standing and standing.active and (ruled or standing.parts) else None


def those(*watches: Watch | None) -> tuple[Watch, ...]:
    return tuple(it for it in watches if it is not None)


def has_room_to_wait(state: State, watch: Watch) -> bool:
    """Without room to wait, it is an alarm at once."""
    return open_key(watch.key) in state.watches or len(state.watch_keys.get(watch.source, ())) < MAX_WATCHES


def begun(watch: Watch, rule: EventRule, at: Instant) -> Watch:
    if rule.chatter is None:
        return watch
    begun = lately(watch.begun, at.true, rule.chatter.within_s, COUNTED)
    return msgspec.structs.replace(watch, begun=begun, until=at.true + timedelta(seconds=rule.keep_s))


def counted(watch: Watch, rule: EventRule, at: Instant) -> Watch:
    times = lately(watch.times, at.true, rule.within_s, rule.count)
    return msgspec.structs.replace(watch, times=times, until=at.true + timedelta(seconds=rule.keep_s))


def quiet_s(rule: EventRule | None, alarm: Alarm) -> float:
    """For how long it has to be normal."""
    if rule is None:
        return 0.0
    if alarm.chattering and rule.chatter:
        return max(rule.off_delay_s, rule.chatter.quiet_s)
    return rule.off_delay_s

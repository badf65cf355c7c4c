"""How the state follows what comes of a source, and what is not known of it."""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.sources import (
    NO_ROOM,
    DeviceKnown,
    EventHeld,
    EventQuarantined,
    QuarantineDismissed,
    QuarantineRetried,
    RefreshBegun,
    RefreshEnded,
    SourceEpoch,
    SourceGap,
    SourceWentBack,
    WatchesForgotten,
)
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import Entry
from commandcenter.domain.moving.alarms import keep_watches
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.state import Doubt, Quarantined, State, Touch, Touched, count


def _know_device(state: State, entry: Entry, change: DeviceKnown) -> list[Touch]:
    device = change.device
    if device.id not in state.devices:
        count(state.device_counts, device.source, 1)
    state.devices[device.id] = device
    return [Touch(Touched.DEVICE, device.id, device)]


def _begin_epoch(state: State, entry: Entry, change: SourceEpoch) -> list[Touch]:
    """The first log of a source, and one that follows a log that was ended properly, bring no new doubt."""
    if change.ended or not change.before:
        state.positions[entry.actor].refreshing = False
        return []
    return _suspect(state, entry.actor, Doubt.EPOCH)


def _lose_events(state: State, entry: Entry, change: SourceGap) -> list[Touch]:
    return _suspect(state, entry.actor, Doubt.GAP)


def _go_back(state: State, entry: Entry, change: SourceWentBack) -> list[Touch]:
    return _suspect(state, entry.actor, Doubt.BACK)


def _begin_refresh(state: State, entry: Entry, change: RefreshBegun) -> list[Touch]:
    position = state.positions[entry.actor]
    position.refreshing, position.refreshed_from = True, entry.seq
    return _mark_alarms(state, entry.actor)


def _end_refresh(state: State, entry: Entry, change: RefreshEnded) -> list[Touch]:
    position = state.positions[entry.actor]
    position.doubt, position.refreshing = None, False
    return []


def _suspect(state: State, source: str, doubt: Doubt) -> list[Touch]:
    position = state.positions[source]
    position.doubt, position.refreshing = doubt, False
    return _mark_alarms(state, source)


def _mark_alarms(state: State, source: str) -> list[Touch]:
    """What the source has raised and not ended may be over by now."""
    touched = []
    for alarm in state.alarms.values():
        if alarm.source == source and alarm.active and not alarm.suspect:
            touched.append(Touch(Touched.ALARM, alarm.id, msgspec.structs.replace(alarm, suspect=True)))
    state.alarms.update((touch.id, touch.value) for touch in touched if isinstance(touch.value, Alarm))
    return touched


def _hold(state: State, entry: Entry, change: EventHeld) -> list[Touch]:
    return keep_watches(state, change.watches)


def _forget(state: State, entry: Entry, change: WatchesForgotten) -> list[Touch]:
    for key in change.keys:
        state.drop_watch(key)
    return [Touch(Touched.WATCH, key, None) for key in change.keys]


def _quarantine(state: State, entry: Entry, change: EventQuarantined) -> list[Touch]:
    if type(entry.cause) is not EventId:
        raise ValueError("only an event can be put in quarantine")
    source = entry.cause.source
    position = state.positions[source]
    if position.refreshing and not change.reason.startswith(NO_ROOM):
        # It may have been a part of the refresh, whose end then does not say what is over. (What there was no room
        # for was raised there for the first time: nothing that is open is over for the lack of it.)
        position.refreshing, position.doubt = False, position.doubt or Doubt.GAP
    count(state.quarantined, source, 1)
    size = change.size or len(change.raw)
    kept = Quarantined(entry=entry.seq, event=entry.cause, at=entry.at, size=size, reason=change.reason)
    return [Touch(Touched.QUARANTINE, str(entry.seq), kept)]


def _leave_quarantine(state: State, entry: Entry, change: QuarantineRetried | QuarantineDismissed) -> list[Touch]:
    count(state.quarantined, change.source, -1)
    return [Touch(Touched.QUARANTINE, str(change.entry), None)]


def _take_late(state: State, entry: Entry, change: QuarantineRetried) -> list[Touch]:
    """What came since may have said otherwise: only the source knows. A refresh that has begun does not settle it."""
    touched = _leave_quarantine(state, entry, change)
    if change.late:
        position = state.positions[change.source]
        position.doubt, position.refreshing = position.doubt or Doubt.GAP, False
        touched.append(Touch(Touched.POSITION, change.source, position))
    if change.suspect:
        alarm = msgspec.structs.replace(state.alarms[change.suspect], suspect=True)
        state.alarms[alarm.id] = alarm
        touched.append(Touch(Touched.ALARM, alarm.id, alarm))
    return touched


MOVERS: Movers = MappingProxyType(
    {
        DeviceKnown: _know_device,
        EventHeld: _hold,
        WatchesForgotten: _forget,
        EventQuarantined: _quarantine,
        QuarantineRetried: _take_late,
        QuarantineDismissed: _leave_quarantine,
        SourceGap: _lose_events,
        SourceEpoch: _begin_epoch,
        SourceWentBack: _go_back,
        RefreshBegun: _begin_refresh,
        RefreshEnded: _end_refresh,
    }
)

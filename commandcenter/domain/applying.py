"""How each change moves the state forward: the one function that the core, every seat and every replay use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from commandcenter.domain import journal as j
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import NO_ROOM, Entry
from commandcenter.domain.state import Doubt, Position, Quarantined, State, Touch, Touched, count, open_key


def apply(state: State, entry: Entry) -> list[Touch]:
    """Moves `state` forward by one entry, in place; returns what it touched, but for positions that events move.

    Raises ValueError when the entry is not the next one: nothing is ever skipped or applied twice.
    """
    if entry.seq != state.size:
        raise ValueError(f"entry {entry.seq} cannot follow {state.size} entries")
    state.size += 1
    if type(entry.cause) is EventId:
        _move_position(state, entry.cause)
    mover = _MOVERS.get(type(entry.change))
    return [] if mover is None else mover(state, entry, entry.change)


def _move_position(state: State, event: EventId) -> None:
    known = state.positions.get(event.source)
    if known is None:
        state.positions[event.source] = Position(source=event.source, epoch=event.epoch, seq=event.seq)
    else:
        known.epoch, known.seq = event.epoch, event.seq


def _keep_alarm(
    state: State, entry: Entry, change: j.AlarmRaised | j.AlarmRepeated | j.AlarmReturned | j.AlarmAcknowledged
) -> list[Touch]:
    alarm = change.alarm
    if alarm.id not in state.alarms:
        state.raised += 1
        state.open[open_key(alarm.key)] = alarm.id
        count(state.alarm_counts, alarm.source, 1)
    if alarm.cleared_at is not None:
        state.alarms.pop(alarm.id, None)
        count(state.alarm_counts, alarm.source, -1)
        state.open.pop(open_key(alarm.key), None)
        return [Touch(Touched.ALARM, alarm.id, alarm), *_forget_runs(state, alarm.id)]
    state.alarms[alarm.id] = alarm
    return [Touch(Touched.ALARM, alarm.id, alarm)]


def _forget_runs(state: State, alarm_id: str) -> list[Touch]:
    """Runs of a cleared alarm are kept while they wait for an answer; the journal has them all."""
    done = [run.id for run in state.linkages.values() if run.alarm == alarm_id and not run.live]
    for run_id in done:
        del state.linkages[run_id]
    return [Touch(Touched.LINKAGE, run_id, None) for run_id in done]


def _know_device(state: State, entry: Entry, change: j.DeviceKnown) -> list[Touch]:
    device = change.device
    if device.id not in state.devices:
        count(state.device_counts, device.source, 1)
    state.devices[device.id] = device
    return [Touch(Touched.DEVICE, device.id, device)]


def _list_camera(state: State, entry: Entry, change: j.CameraListed) -> list[Touch]:
    camera = change.camera
    state.cameras[camera.id] = camera
    return [Touch(Touched.CAMERA, camera.id, camera)]


def _remove_camera(state: State, entry: Entry, change: j.CameraRemoved) -> list[Touch]:
    state.cameras.pop(change.camera, None)
    return [Touch(Touched.CAMERA, change.camera, None)]


def _change_wall(state: State, entry: Entry, change: j.WallChanged | j.WallConfirmed) -> list[Touch]:
    state.wall = change.wall
    return [Touch(Touched.WALL, "wall", state.wall)]


def _keep_linkage(state: State, entry: Entry, change: j.LinkageStarted | j.LinkageAnswered) -> list[Touch]:
    linkage = change.linkage
    state.linkages[linkage.id] = linkage
    kept = Touch(Touched.LINKAGE, linkage.id, linkage)
    return [kept, *([] if linkage.alarm in state.alarms else _forget_runs(state, linkage.alarm))]


def _keep_key(state: State, entry: Entry, change: j.KeyTrusted | j.KeyRevoked) -> list[Touch]:
    key = change.key
    state.keys[key.public] = key
    return [Touch(Touched.KEY, key.public, key)]


def _begin_epoch(state: State, entry: Entry, change: j.SourceEpoch) -> list[Touch]:
    """The first log of a source, and one that follows a log that was ended properly, bring no new doubt."""
    if change.ended or not change.before:
        state.positions[entry.actor].refreshing = False
        return []
    return _suspect(state, entry.actor, Doubt.EPOCH)


def _lose_events(state: State, entry: Entry, change: j.SourceGap) -> list[Touch]:
    return _suspect(state, entry.actor, Doubt.GAP)


def _go_back(state: State, entry: Entry, change: j.SourceWentBack) -> list[Touch]:
    return _suspect(state, entry.actor, Doubt.BACK)


def _begin_refresh(state: State, entry: Entry, change: j.RefreshBegun) -> list[Touch]:
    state.positions[entry.actor].refreshing = True
    return _mark_alarms(state, entry.actor)


def _end_refresh(state: State, entry: Entry, change: j.RefreshEnded) -> list[Touch]:
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


def _quarantine(state: State, entry: Entry, change: j.EventQuarantined) -> list[Touch]:
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


def _leave_quarantine(state: State, entry: Entry, change: j.QuarantineRetried | j.QuarantineDismissed) -> list[Touch]:
    count(state.quarantined, change.source, -1)
    return [Touch(Touched.QUARANTINE, str(change.entry), None)]


def _take_late(state: State, entry: Entry, change: j.QuarantineRetried) -> list[Touch]:
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


_MOVERS: Mapping[type, Callable[..., list[Touch]]] = MappingProxyType(
    {
        j.AlarmRaised: _keep_alarm,
        j.AlarmRepeated: _keep_alarm,
        j.AlarmReturned: _keep_alarm,
        j.AlarmAcknowledged: _keep_alarm,
        j.DeviceKnown: _know_device,
        j.EventQuarantined: _quarantine,
        j.QuarantineRetried: _take_late,
        j.QuarantineDismissed: _leave_quarantine,
        j.SourceGap: _lose_events,
        j.SourceEpoch: _begin_epoch,
        j.SourceWentBack: _go_back,
        j.RefreshBegun: _begin_refresh,
        j.RefreshEnded: _end_refresh,
        j.KeyTrusted: _keep_key,
        j.KeyRevoked: _keep_key,
        j.CameraListed: _list_camera,
        j.CameraRemoved: _remove_camera,
        j.WallChanged: _change_wall,
        j.WallConfirmed: _change_wall,
        j.LinkageStarted: _keep_linkage,
        j.LinkageAnswered: _keep_linkage,
    }
)

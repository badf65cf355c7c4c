"""The centre's present state: what is left when all journal entries have been applied.

The core and every seat hold one and move it forward with the same function, so they agree.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.assets import Camera, Device
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import (
    AlarmAcknowledged,
    AlarmRaised,
    AlarmRepeated,
    AlarmReturned,
    AnyChange,
    CameraListed,
    CameraRemoved,
    DeviceKnown,
    Entry,
    LinkageAnswered,
    LinkageStarted,
    WallChanged,
    WallConfirmed,
)
from commandcenter.domain.linkage import Linkage
from commandcenter.domain.wall import Wall


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """How far a source's log has been taken in."""

    source: str
    epoch: str
    seq: int


class State(msgspec.Struct, kw_only=True):
    """`alarms` holds those that are not cleared, by id; `open` finds them by key.

    `size` is the number of journal entries that it reflects; `linkages` holds the runs of open alarms and
    those that still wait for an answer.
    """

    size: int = 0
    raised: int = 0
    alarms: dict[str, Alarm] = {}
    open: dict[str, str] = {}
    devices: dict[str, Device] = {}
    cameras: dict[str, Camera] = {}
    linkages: dict[str, Linkage] = {}
    positions: dict[str, Position] = {}
    wall: Wall = Wall()

    def open_alarm(self, source: str, type: str, subject: str) -> Alarm | None:
        """The one open alarm of that key, if there is one."""
        found = self.open.get(open_key((source, type, subject)))
        return None if found is None else self.alarms[found]


class Touched(Enum):
    """Which part of the state a change has moved; the names of the projections."""

    ALARM = "alarm"
    DEVICE = "device"
    CAMERA = "camera"
    LINKAGE = "linkage"
    POSITION = "position"
    WALL = "wall"


class Touch(msgspec.Struct, frozen=True):
    """One projection's new value; None when the thing is no longer there."""

    kind: Touched
    id: str
    value: Alarm | Device | Camera | Linkage | Position | Wall | None


def apply(state: State, entry: Entry) -> list[Touch]:
    """Moves `state` forward by one entry, in place; returns what it touched.

    Raises ValueError when the entry is not the next one: nothing is ever skipped or applied twice.
    """
    if entry.seq != state.size:
        raise ValueError(f"entry {entry.seq} cannot follow {state.size} entries")
    state.size += 1
    touched = _apply_change(state, entry.change)
    if isinstance(entry.cause, EventId):
        event = entry.cause
        position = Position(source=event.source, epoch=event.epoch, seq=event.seq)
        state.positions[event.source] = position
        touched.append(Touch(Touched.POSITION, event.source, position))
    return touched


def _apply_change(state: State, change: AnyChange) -> list[Touch]:
    match change:
        case AlarmRaised(alarm=alarm) | AlarmRepeated(alarm=alarm):
            return _keep_alarm(state, alarm)
        case AlarmReturned(alarm=alarm) | AlarmAcknowledged(alarm=alarm):
            return _keep_alarm(state, alarm)
        case DeviceKnown(device=device):
            state.devices[device.id] = device
            return [Touch(Touched.DEVICE, device.id, device)]
        case CameraListed(camera=camera):
            state.cameras[camera.id] = camera
            return [Touch(Touched.CAMERA, camera.id, camera)]
        case CameraRemoved(camera=camera_id):
            state.cameras.pop(camera_id, None)
            return [Touch(Touched.CAMERA, camera_id, None)]
        case WallChanged(wall=wall) | WallConfirmed(wall=wall):
            state.wall = wall
            return [Touch(Touched.WALL, "wall", wall)]
        case LinkageStarted(linkage=linkage) | LinkageAnswered(linkage=linkage):
            state.linkages[linkage.id] = linkage
            kept = Touch(Touched.LINKAGE, linkage.id, linkage)
            return [kept, *([] if linkage.alarm in state.alarms else _forget_runs(state, linkage.alarm))]
        case _:
            return []


def _keep_alarm(state: State, alarm: Alarm) -> list[Touch]:
    if alarm.id not in state.alarms:
        state.raised += 1
    if alarm.state is AlarmState.CLEARED:
        state.alarms.pop(alarm.id, None)
        state.open.pop(open_key(alarm.key), None)
        return [Touch(Touched.ALARM, alarm.id, alarm), *_forget_runs(state, alarm.id)]
    state.alarms[alarm.id] = alarm
    state.open[open_key(alarm.key)] = alarm.id
    return [Touch(Touched.ALARM, alarm.id, alarm)]


def open_key(parts: tuple[str, str, str]) -> str:
    """(source, type, subject) as one string: the key of `State.open`."""
    return "\x1f".join(parts)


def _forget_runs(state: State, alarm_id: str) -> list[Touch]:
    """Runs of a cleared alarm are kept while they wait for an answer; the journal has them all."""
    done = [run.id for run in state.linkages.values() if run.alarm == alarm_id and not run.live]
    for run_id in done:
        del state.linkages[run_id]
    return [Touch(Touched.LINKAGE, run_id, None) for run_id in done]

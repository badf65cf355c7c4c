"""One-key linkage, first form: show the alarm on the wall, warn by loudspeaker, run the subject's own device."""

from __future__ import annotations

from datetime import datetime, timedelta
from heapq import nsmallest

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Device, nearest, unrestricted
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.linkage import Linkage, Step, StepState
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.wall import TILES, Wall

WALL = "wall"
ANSWER_WITHIN = timedelta(seconds=10)
EARSHOT_M = 1000.0
ALARM_ZOOM = 15.0

NO_LOUDSPEAKER = QT_TRANSLATE_NOOP("answer", "no loudspeaker within 1 km")
NO_ANSWER = QT_TRANSLATE_NOOP("answer", "no answer")
TOO_MANY = QT_TRANSLATE_NOOP("answer", "too many devices here, the others are not started")

# A source may declare as many as it likes for one subject; every answer writes the whole run anew.
MOST_DEVICES = 16


def plan(state: State, alarm: Alarm, run: str, catalogue: Catalogue, now: datetime) -> tuple[Step, ...]:
    """The steps that F1 takes for this alarm now; also what the console shows before the key is pressed."""
    deadline = now + ANSWER_WITHIN
    steps = [Step(key=f"{run}/wall", kind="wall", target=WALL, label=WALL, deadline=deadline)]
    steps.append(_warning(state, alarm, run, catalogue, deadline))
    steps.extend(_own_devices(state, alarm, run, deadline))
    until = state.instant(deadline).true
    return tuple(msgspec.structs.replace(step, until=until) for step in steps)


def wall_for(state: State, alarm: Alarm, person: str, now: datetime, run: str = "") -> Wall:
    """The wall with the alarm's nearest cameras on the right and its place in the middle."""
    found = nearest(unrestricted(state.cameras.values()), alarm.place, TILES) if alarm.place else []
    return Wall(
        version=state.wall.version + 1,
        cameras=tuple(camera.id for _, camera in found),
        centre=alarm.place,
        zoom=ALARM_ZOOM if alarm.place else 0.0,
        alarm=alarm.id,
        changed_by=person,
        changed_at=now,
        run=run,
        shown=state.wall.shown,
    )


def overdue(linkage: Linkage, now: datetime, true: datetime) -> list[tuple[Linkage, str]]:
    """The run after each step whose time has passed without an answer, in order; `now` on the wall is `true`."""
    late = [step for step in linkage.steps if step.state is StepState.WAITING and not step.stands(true)]
    runs = []
    for step in late:
        linkage = linkage.answered(step.key, StepState.UNKNOWN, NO_ANSWER, now)
        runs.append((linkage, step.key))
    return runs


def _warning(state: State, alarm: Alarm, run: str, catalogue: Catalogue, deadline: datetime) -> Step:
    columns = (device for device in state.devices.values() if "speak" in device.actions)
    near = nearest(columns, alarm.place, 1) if alarm.place else []
    key = f"{run}/speak"
    if not near or near[0][0] > EARSHOT_M:
        nobody = Step(key=key, kind="speak", target="", label="", deadline=deadline)
        return msgspec.structs.replace(nobody, state=StepState.FAILED, detail=NO_LOUDSPEAKER)
    distance, column = near[0]
    return Step(
        key=key,
        kind="speak",
        target=column.id,
        label=column.name,
        action="speak",
        args={"text": catalogue.announcement(alarm)},
        distance_m=round(distance, 1),
        deadline=deadline,
    )


def _own_devices(state: State, alarm: Alarm, run: str, deadline: datetime) -> list[Step]:
    """Numbered: two sources may call their devices by one name."""
    own = [device for device in state.devices.values() if device.subject == alarm.subject and _start(device)]
    steps = [
        Step(
            key=f"{run}/{number}",
            kind="device",
            target=device.id,
            label=device.name,
            action=_start(device),
            deadline=deadline,
        )
        for number, device in enumerate(nsmallest(MOST_DEVICES, own, key=lambda device: device.id), start=1)
    ]
    if len(own) > MOST_DEVICES:
        rest = Step(key=f"{run}/rest", kind="device", target="", label="", deadline=deadline)
        steps.append(msgspec.structs.replace(rest, state=StepState.FAILED, detail=TOO_MANY))
    return steps


def _start(device: Device) -> str:
    """The action that switches the device on, by the protocol's naming: "start" or "fan.start"; "" for none."""
    return next((action for action in device.actions if action.rpartition(".")[2] == "start"), "")

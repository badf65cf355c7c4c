"""Orders to single devices: which one a camera means, whether it offers an action, and what comes of an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import msgspec

from commandcenter.domain.assets import Device
from commandcenter.domain.changes.acting import OrderAnswered
from commandcenter.domain.errors import Refused
from commandcenter.domain.holding import Doing, Hold
from commandcenter.domain.journal import CORE, Draft, Outcome
from commandcenter.domain.linkage import StepState
from commandcenter.domain.orders import STORE, TALK_BEGIN, Order
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.linking import NO_ANSWER

ANSWER_WITHIN = timedelta(seconds=10)

NO_MOVER = QT_TRANSLATE_NOOP(
    "trouble", "The camera {camera} cannot be moved from here: the list names no device for it."
)
NO_SPEAKER = QT_TRANSLATE_NOOP("trouble", "There is no loudspeaker at the camera {camera}: the list names none for it.")


class Target(msgspec.Struct, frozen=True):
    """A device, and the camera that it is steered for ("" for none)."""

    device: Device
    camera: str = ""


def mover_of(state: State, camera_id: str, action: str) -> Target:
    """What moves the camera, when it offers `action`. Raises Refused."""
    camera = state.cameras.get(camera_id)
    if camera is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no camera {camera}."), camera=camera_id)
    if not camera.device:
        raise Refused(NO_MOVER, camera=camera.name)
    return Target(offering(state, camera.device, action), camera.id)


def speaker_of(state: State, camera_id: str, device_id: str, *actions: str) -> Target:
    """The column beside the camera, or the one that is named itself, when it offers all of them. Raises Refused."""
    if bool(camera_id) == bool(device_id):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Name either a camera or a loudspeaker."))
    if device_id:
        return Target(offering(state, device_id, *actions))
    camera = state.cameras.get(camera_id)
    if camera is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no camera {camera}."), camera=camera_id)
    if not camera.speaker:
        raise Refused(NO_SPEAKER, camera=camera.name)
    return Target(offering(state, camera.speaker, *actions), camera.id)


def offering(state: State, device_id: str, *actions: str) -> Device:
    """Raises Refused when no source has declared the device, or it does not offer one of the actions."""
    device = state.devices.get(device_id)
    if device is None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "No source has declared the device {device} as yet."), device=device_id
        )
    missing = next((action for action in actions if action not in device.actions), None)
    if missing is not None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{device} does not offer {action}."), device=device.name, action=missing
        )
    return device


def order(
    state: State,
    key: str,
    target: Target,
    action: str,
    now: datetime,
    args: Mapping[str, str] = MappingProxyType({}),
    lasts: timedelta = ANSWER_WITHIN,
) -> Order:
    """Void after `lasts`."""
    return Order(
        key=key,
        device=target.device.id,
        label=target.device.name,
        action=action,
        args=dict(args),
        subject=target.camera,
        deadline=now + lasts,
        until=state.instant(now + lasts).true,
    )


def to_repeat(state: State, now: datetime) -> Iterator[Order]:
    """Those that are given again, for they have no answer and nothing later says otherwise.

    While moves go on that are in no entry, each of them is later than whatever turns the camera.
    """
    true = state.instant(now).true
    for it in state.orders.values():
        moving = (it.turns or it.action == STORE) and _moves(state, it.device)
        if it.repeats and it.stands(true) and not moving:
            yield it


def _moves(state: State, device: str) -> bool:
    held = state.holds.get(device)
    return held is not None and held.course is not None and held.course.doing is Doing.MOVES


def key_of(state: State, command: str) -> str:
    """Devices remember it: it must not come again, not even when the journal was restored from a backup."""
    return f"O{state.size}-{command}"


def answered(state: State, key: str, answer: StepState, detail: str, now: datetime) -> Draft | None:
    """What the device says; None when nobody waits for it."""
    known = state.orders.get(key)
    if known is None:
        return None
    told = known.answered(answer, detail, now)
    return _told(told, known.device, _without_talk(state, told))


def overdue(state: State, now: datetime) -> Iterator[Draft]:
    """What has no answer in its time is unknown."""
    true = state.instant(now).true
    for late in [it for it in state.orders.values() if not it.stands(true)]:
        yield _told(late.answered(StepState.UNKNOWN, NO_ANSWER, now), CORE)


def _told(order: Order, actor: str, hold: Hold | None = None) -> Draft:
    outcome = Outcome(order.state.value)
    return Draft(change=OrderAnswered(order=order, hold=hold), subject=about(order), outcome=outcome, actor=actor)


def _without_talk(state: State, order: Order) -> Hold | None:
    """The hold by which nobody talks, for the column has refused it; None for any other answer."""
    held = state.holds.get(order.device)
    if order.action != TALK_BEGIN or order.state is not StepState.FAILED or order.replaced:
        return None
    if held is None or held.course is None or held.course.id != order.args.get("session"):
        return None
    return msgspec.structs.replace(held, course=None)


def about(order: Order) -> str:
    """What an entry on it is about: the camera, or the device itself."""
    return order.subject or order.device

"""Orders to single devices: which one a camera means, whether it offers an action, and what comes of an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import msgspec

from commandcenter.domain.assets import Device
from commandcenter.domain.changes.acting import OrderAnswered
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import CORE, Draft, Outcome
from commandcenter.domain.linkage import StepState
from commandcenter.domain.orders import Order
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


def speaker_of(state: State, camera_id: str, device_id: str, action: str) -> Target:
    """The column beside the camera, or the one that is named itself. Raises Refused."""
    if bool(camera_id) == bool(device_id):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Name either a camera or a loudspeaker."))
    if device_id:
        return Target(offering(state, device_id, action))
    camera = state.cameras.get(camera_id)
    if camera is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no camera {camera}."), camera=camera_id)
    if not camera.speaker:
        raise Refused(NO_SPEAKER, camera=camera.name)
    return Target(offering(state, camera.speaker, action), camera.id)


def offering(state: State, device_id: str, action: str) -> Device:
    """Raises Refused when no source has declared the device, or it does not offer the action."""
    device = state.devices.get(device_id)
    if device is None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "No source has declared the device {device} as yet."), device=device_id
        )
    if action not in device.actions:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{device} does not offer {action}."), device=device.name, action=action
        )
    return device


def order(
    key: str, target: Target, action: str, now: datetime, args: Mapping[str, str] = MappingProxyType({})
) -> Order:
    return Order(
        key=key,
        device=target.device.id,
        label=target.device.name,
        action=action,
        args=dict(args),
        subject=target.camera,
        deadline=now + ANSWER_WITHIN,
    )


def key_of(state: State, command: str) -> str:
    """Devices remember it: it must not come again, not even when the journal was restored from a backup."""
    return f"O{state.size}-{command}"


def answered(state: State, key: str, answer: StepState, detail: str, now: datetime) -> Draft | None:
    """What the device says; None when nobody waits for it."""
    known = state.orders.get(key)
    return None if known is None else _told(known.answered(answer, detail, now), known.device)


def overdue(state: State, now: datetime) -> Iterator[Draft]:
    """What has no answer by its deadline is unknown."""
    for late in [it for it in state.orders.values() if it.deadline <= now]:
        yield _told(late.answered(StepState.UNKNOWN, NO_ANSWER, now), CORE)


def _told(order: Order, actor: str) -> Draft:
    outcome = Outcome(order.state.value)
    return Draft(change=OrderAnswered(order=order), subject=about(order), outcome=outcome, actor=actor)


def about(order: Order) -> str:
    """What an entry on it is about: the camera, or the device itself."""
    return order.subject or order.device

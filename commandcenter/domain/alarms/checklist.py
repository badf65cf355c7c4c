"""What there is to do about an alarm, step by step: who has ticked which of them off."""

from __future__ import annotations

from datetime import datetime

import msgspec

from commandcenter.domain.alarms.alarm import Alarm
from commandcenter.domain.alarms.work import Ticked
from commandcenter.domain.errors import Refused
from commandcenter.domain.text import QT_TRANSLATE_NOOP


def find(alarm: Alarm, step: int) -> Ticked | None:
    """None: nobody has ticked that step off."""
    return next((it for it in alarm.ticked if it.step == step), None)


def ticked(alarm: Alarm, step: int, account: str, name: str, at: datetime) -> Alarm:
    """Steps count from 1. Raises Refused when somebody has done so already."""
    known = find(alarm, step)
    if known is not None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Step {step} is ticked off already, by {person}."),
            step=step,
            person=known.name,
        )
    mine = Ticked(step=step, account=account, name=name, at=at)
    return msgspec.structs.replace(alarm, ticked=tuple(sorted((*alarm.ticked, mine), key=lambda it: it.step)))


def unticked(alarm: Alarm, step: int) -> Alarm:
    """Raises Refused when it is not ticked off."""
    if find(alarm, step) is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Step {step} is not ticked off."), step=step)
    return msgspec.structs.replace(alarm, ticked=tuple(it for it in alarm.ticked if it.step != step))

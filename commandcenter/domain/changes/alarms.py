"""What can happen to an alarm."""

from __future__ import annotations

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.change import Change


class AlarmChange(Change, frozen=True, kw_only=True):
    """An alarm has a new value, and here it stands."""

    alarm: Alarm


class AlarmRaised(AlarmChange, frozen=True, kw_only=True, tag="alarm.raised"):
    """A new one."""


class AlarmRepeated(AlarmChange, frozen=True, kw_only=True, tag="alarm.repeated"):
    """It is said again, with newer values."""


class AlarmReturned(AlarmChange, frozen=True, kw_only=True, tag="alarm.returned"):
    """What was wrong is over."""


class AlarmAcknowledged(AlarmChange, frozen=True, kw_only=True, tag="alarm.acknowledged"):
    """An officer has taken notice."""

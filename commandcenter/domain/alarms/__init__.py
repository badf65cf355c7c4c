"""Alarms: what one is, its life, and what hides it."""

from .alarm import Alarm
from .life import AlarmState

__all__ = ["Alarm", "AlarmState"]

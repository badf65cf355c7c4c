"""What a cover says: who is at the desk, and what goes on in the district meanwhile."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from commandcenter.domain.priority import Priority


class Covering(Enum):
    """`INCIDENT`: locked while something critical goes on, whose picture therefore stays in sight."""

    NONE = "none"
    SIGNED_OUT = "signed out"
    LOCKED = "locked"
    INCIDENT = "locked in an incident"


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """`account` has locked the desk, or left it alone, at `since`."""

    account: str
    person: str
    since: datetime
    idle: bool = False


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """Open alarms by priority, and how many of all nobody has acknowledged."""

    open: dict[Priority, int]
    unacknowledged: int = 0

    @property
    def critical(self) -> int:
        return self.open.get(Priority.CRITICAL, 0)

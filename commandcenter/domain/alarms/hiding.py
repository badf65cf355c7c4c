"""What hides an alarm: three independent records, each with who, why and for how long."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec


class ShelfReason(Enum):
    CHATTERING = "chattering"
    STALE = "stale"
    FAULTY = "faulty"
    WORKS = "works"
    OTHER = "other"


class Shelved(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """By an operator, for `minutes`; `until` is a true time. `once`: ends with the condition, if that comes first."""

    by: str
    at: datetime
    until: datetime
    minutes: int
    reason: ShelfReason
    comment: str = ""
    once: bool = False


class Suppressed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """By a rule, as long as what it names holds."""

    rule: str
    at: datetime
    cause: str = ""


class OutOfService(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """For work under a permit, until somebody returns it to service."""

    by: str
    at: datetime
    permit: str
    comment: str = ""


class Hiding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Removing one record reveals the next; with none of them it hides nothing."""

    shelved: Shelved | None = None
    suppressed: Suppressed | None = None
    removed: OutOfService | None = None

    def __bool__(self) -> bool:
        return any((self.shelved, self.suppressed, self.removed))

"""What the header has to say, as values."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec


class Mode(Enum):
    """平 and 战: the same organisation in calm and in an emergency."""

    CALM = "calm"
    EMERGENCY = "emergency"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """The seat's link to the core; `since` is when it began to be so, None before the first contact."""

    connected: bool
    since: datetime | None = None

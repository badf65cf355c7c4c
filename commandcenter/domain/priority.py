"""Priority of an alarm: the four legal colours, red over orange over yellow over blue."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType


class Priority(Enum):
    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """0 for the most urgent; sorts ascending."""
        return _RANKS[self]


_RANKS = MappingProxyType({priority: rank for rank, priority in enumerate(Priority)})

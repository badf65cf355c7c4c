"""Asking for the cameras' health of today: what is answered, and of how many cameras at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import msgspec

from commandcenter.domain.errors import Trouble
from commandcenter.services.camera_health.figures import Health

MOST = 1_000
"""Cameras in one answer, the worst."""


class CamerasMeasured(msgspec.Struct, frozen=True, kw_only=True):
    """Of all that were watched since `begins`, the worst first; it was so `as_of`."""

    begins: datetime
    as_of: datetime
    cameras: tuple[Health, ...]


class CameraMeasurer(Protocol):
    """Answers on a thread of its own, or at once from what was worked out a moment ago."""

    def ask(self, done: Callable[[CamerasMeasured | Trouble], None]) -> bool:
        """False when too many questions wait already. `done` may be called on another thread."""

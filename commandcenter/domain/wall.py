"""What the wall is meant to show; the seat at the wall makes it so and says when it has."""

from __future__ import annotations

from datetime import datetime

import msgspec

from commandcenter.domain.place import Place

TILES = 9


class Wall(msgspec.Struct, frozen=True, kw_only=True):
    """Desired state of the three screens. `version` rises by one with every change.

    `cameras` are ids for the right screen, row by row, at most `TILES`; `centre` is where the
    map looks (None: the whole district); `alarm` is why, `run` the linkage that asked for it.
    `shown` is the version that the wall itself has last reported on, -1 before its first word:
    `playing` pictures of `wanted`, the map `centred` or not, the cameras that are `dark`.
    """

    version: int = 0
    cameras: tuple[str, ...] = ()
    centre: Place | None = None
    zoom: float = 0.0
    alarm: str = ""
    changed_by: str = ""
    changed_at: datetime | None = None
    run: str = ""
    shown: int = -1
    playing: int = 0
    wanted: int = 0
    centred: bool = False
    dark: tuple[str, ...] = ()

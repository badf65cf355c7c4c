"""Cameras that an officer wants together again: named groups, in their order, each with the layout it is shown in."""

from __future__ import annotations

from collections.abc import Container
from typing import Annotated, Literal

import msgspec

MAX_GROUPS = 20
MAX_CAMERAS = 64
"""In a group, of those that are on the list."""
MAX_IDS = 2 * MAX_CAMERAS
"""In a group, with those that have left the list."""
MAX_GROUP_NAME = 64
MAX_BYTES = 40_000
"""Of all names and ids together: they stand in every entry of the account."""

Layout = Literal[0, 1, 4, 6, 8, 9, 16, 25]
"""So many tiles; 0 for none."""
CameraId = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class FavouriteGroup(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`cameras` are ids; one that has left the centre's list stays, for lists come back."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_GROUP_NAME)]
    cameras: Annotated[tuple[CameraId, ...], msgspec.Meta(max_length=MAX_IDS)] = ()
    layout: Layout = 0

    def listed(self, cameras: Container[str]) -> tuple[str, ...]:
        """Those that there are now, in order."""
        return tuple(camera for camera in self.cameras if camera in cameras)

    @property
    def size(self) -> int:
        """Bytes that it takes in an entry, about."""
        return sum(len(text.encode()) + 3 for text in (self.name, *self.cameras))

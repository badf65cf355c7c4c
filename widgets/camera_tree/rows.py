"""What the tree is given: cameras in groups, and a search that finds some of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec


class CameraRow(msgspec.Struct, frozen=True, kw_only=True):
    """A camera as people look for it; `code` is the platform's, `where` its street or place in words."""

    id: str
    name: str
    code: str = ""
    where: str = ""
    restricted: bool = False


class CameraGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A street or town, or a group of favourites; `key` stays the same while its cameras change."""

    key: str
    title: str
    cameras: Sequence[CameraRow]
    favourite: bool = False


class Finder(Protocol):
    """The search over all cameras that this person may see."""

    def find(self, text: str, limit: int) -> Sequence[CameraRow]:
        """By name, code and place, best first, at most `limit`."""

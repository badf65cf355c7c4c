"""What can be put on the map: alarms, crews and cameras, each with its place in WGS-84 degrees."""

from __future__ import annotations

from math import isfinite
from typing import Literal

import msgspec

PriorityName = Literal["critical", "major", "minor", "notice"]


class MapAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """One alarm: its priority is the colour and the shape, a ring says that nobody has acknowledged it yet.

    `suspect` hollows the mark: its source has lost events since and has not confirmed it.
    """

    id: str
    lon: float
    lat: float
    priority: PriorityName
    acknowledged: bool
    label: str = ""
    suspect: bool = False


class MapCrew(msgspec.Struct, frozen=True, kw_only=True):
    """One crew in the field; `stale` hollows the mark: its position is older than promised."""

    id: str
    lon: float
    lat: float
    label: str = ""
    stale: bool = False


class MapCamera(msgspec.Struct, frozen=True, kw_only=True):
    """One camera, a small dim dot."""

    id: str
    lon: float
    lat: float
    label: str = ""


MapMark = MapAlarm | MapCrew | MapCamera


def has_place(mark: MapMark) -> bool:
    """Whether the mark stands somewhere on Earth; a mark without a place (NaN, 200 degrees) is not drawn."""
    return isfinite(mark.lon) and isfinite(mark.lat) and abs(mark.lon) <= 180 and abs(mark.lat) <= 90

"""What the centre can look through and act with: cameras and devices."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from typing import TypeVar

import msgspec

from commandcenter.domain.place import Place, distance_m


class Camera(msgspec.Struct, frozen=True, kw_only=True):
    """One video source; `area` as in events. `url` holds no user, no query and no password: no journal gets those.

    `device` is the id ("source/device") of what moves it, `speaker` that of the loudspeaker column beside it; "" for
    none.
    """

    id: str
    name: str
    url: str
    place: Place | None = None
    where: str = ""
    area: str = ""
    device: str = ""
    speaker: str = ""


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """Something that obeys commands; `id` is unique within the centre: "source/device"."""

    id: str
    source: str
    device: str
    type: str
    name: str
    actions: tuple[str, ...]
    place: Place | None = None
    subject: str = ""


Placed = TypeVar("Placed", Camera, Device)


def nearest(things: Iterable[Placed], to: Place, count: int) -> list[tuple[float, Placed]]:
    """The `count` nearest with their distances in metres, nearest first; those without a place are left out."""
    placed = ((distance_m(thing.place, to), thing) for thing in things if thing.place is not None)
    return nsmallest(count, placed, key=lambda pair: (pair[0], pair[1].id))

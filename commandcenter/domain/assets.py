"""What the centre can look through and act with: cameras and devices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import NamedTuple, TypeVar

import msgspec

from commandcenter.domain.place import Place, distance_m

SESSIONS = 2
"""How many streams a camera gives at once where nobody says so."""


class Camera(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One video source; `area` as in events. `url` and `sub` hold no user, query or password: no journal gets those.

    `code`: its number on the video platform, `sub` its smaller stream. It gives so many streams (`sessions`) at once.
    Who looks through a `restricted` one says what for. `device` moves it, `speaker` is the loudspeaker column beside
    it: ids of devices ("source/device"). All "" where there is none.
    """

    id: str
    name: str
    url: str
    place: Place | None = None
    where: str = ""
    area: str = ""
    code: str = ""
    sub: str = ""
    sessions: int = SESSIONS
    restricted: bool = False
    device: str = ""
    speaker: str = ""


class Addresses(NamedTuple):
    """The whole addresses of a camera's streams, passwords included, "" for one that holds none: for players only."""

    main: str = ""
    sub: str = ""


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


def unrestricted(cameras: Iterable[Camera]) -> Iterator[Camera]:
    """Those that may be shown before anybody has said what for: on the wall, and beside an alarm."""
    return (camera for camera in cameras if not camera.restricted)


def nearest(things: Iterable[Placed], to: Place, count: int) -> list[tuple[float, Placed]]:
    """The `count` nearest with their distances in metres, nearest first; those without a place are left out."""
    placed = ((distance_m(thing.place, to), thing) for thing in things if thing.place is not None)
    return nsmallest(count, placed, key=lambda pair: (pair[0], pair[1].id))

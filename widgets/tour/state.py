"""What the bar is told of a tour."""

from __future__ import annotations

import msgspec


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A camera that gave no picture in a round, and the state that it was in."""

    camera: str
    name: str
    state: str


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """A round that is over: how many cameras it had and which were skipped."""

    number: int
    cameras: int
    skipped: tuple[Skipped, ...] = ()


class TourShown(msgspec.Struct, frozen=True, kw_only=True):
    """`at` from 1; `left` are the seconds until the next one when told; `preparing`: the next picture is awaited.

    `dead`: none of its cameras gives a picture at present. `away`: its pictures are not in the tiles: when it is held
    too, because somebody has put others there; else because nobody sees the tiles.
    """

    name: str
    camera: str
    camera_name: str
    at: int
    count: int
    left: float
    held: bool = False
    preparing: bool = False
    dead: bool = False
    away: bool = False

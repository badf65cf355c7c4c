"""A camera's health, and the orders that the table may have. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

import msgspec

from widgets.kit.camera_words import WRONG, worse

NEVER = float("inf")


class CameraHealth(msgspec.Struct, frozen=True, kw_only=True):
    """Of one period: `availability` 0–1 of the time in which it was watched, None when it never was.

    `silent`: seconds since its last picture, None when it gave none; `bitrate` in bit/s.
    """

    camera: str
    name: str
    where: str = ""
    state: str = ""
    availability: float | None = None
    silent: float | None = None
    restarts: int = 0
    bitrate: float | None = None
    watched: float = 0.0


class Column(Enum):
    """In the order of the table; the digit of a column's key is its place from 1."""

    STATE = 0
    NAME = 1
    WHERE = 2
    AVAILABILITY = 3
    SILENT = 4
    RESTARTS = 5
    BITRATE = 6
    WATCHED = 7


# What is worst for a column comes first; what is not known comes after all that is.
_KEYS: Mapping[Column, Callable[[CameraHealth], Any]] = MappingProxyType({
    Column.STATE: lambda it: worse(it.state),
    Column.NAME: lambda it: it.name,
    Column.WHERE: lambda it: it.where,
    Column.AVAILABILITY: lambda it: NEVER if it.availability is None else it.availability,
    Column.SILENT: lambda it: NEVER if it.silent is None else -it.silent,
    Column.RESTARTS: lambda it: -it.restarts,
    Column.BITRATE: lambda it: NEVER if it.bitrate is None else it.bitrate,
    Column.WATCHED: lambda it: -it.watched,
})  # fmt: skip


def worst_first(rows: list[CameraHealth], column: Column | None, *, turned: bool = False) -> list[CameraHealth]:
    """By `column`; None is the order of the table at its opening: availability, state, restarts, name."""
    if column is None:
        keys = (_KEYS[Column.AVAILABILITY], _KEYS[Column.STATE], _KEYS[Column.RESTARTS], _KEYS[Column.NAME])
        return sorted(rows, key=lambda it: tuple(key(it) for key in keys), reverse=turned)
    return sorted(sorted(rows, key=lambda it: it.name), key=_KEYS[column], reverse=turned)


def kept(rows: list[CameraHealth], words: str, *, only_wrong: bool) -> list[CameraHealth]:
    """Those that have all the words in name or place; only those in trouble now, if asked."""
    wanted = words.lower().split()
    return [
        it
        for it in rows
        if (not only_wrong or it.state in WRONG) and all(word in f"{it.name} {it.where}".lower() for word in wanted)
    ]

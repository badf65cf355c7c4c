"""What the panel is told about the camera that would be moved."""

from __future__ import annotations

from datetime import datetime

import msgspec

from widgets.kit.words import NO_VALUE

FREE, MINE, OTHER = "free", "mine", "other"


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Who moves the camera: `who` is free, mine or other; `may_take`: this person outranks the other one."""

    who: str = FREE
    holder: str = ""
    until: datetime | None = None
    may_take: bool = False


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    name: str = ""

    @property
    def title(self) -> str:
        return self.name or NO_VALUE


class PtzShown(msgspec.Struct, frozen=True, kw_only=True):
    """`offers` names what the camera's backend can do: move, zoom, focus, iris, wiper, preset, store, remove.

    Preset turns it to one, store keeps one, remove forgets it. `allowed`: this person's position moves cameras.
    """

    camera: str
    name: str
    offers: frozenset[str] = frozenset()
    hold: Hold = Hold()
    presets: tuple[Preset, ...] = ()
    allowed: bool = True

    @property
    def movable(self) -> bool:
        return self.allowed and bool(self.offers)


class SpeakerShown(msgspec.Struct, frozen=True, kw_only=True):
    """The column beside the camera; `texts` are (key, words) that are kept; `busy`: who is speaking through it.

    `says` texts, `talks` live: what the column has declared that it does.
    """

    id: str
    name: str
    texts: tuple[tuple[str, str], ...] = ()
    busy: str = ""
    says: bool = True
    talks: bool = True

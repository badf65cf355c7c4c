"""Which of a camera's streams, and how large, for a tile of so many pixels: pure.

Pictures come in a few sizes only, so that tiles of nearly the same size share one decode. What is shown now is kept
while it serves: a window that is dragged larger and smaller by a little changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

Size = tuple[int, int]

BOXES: tuple[Size, ...] = ((320, 180), (480, 270), (640, 360), (960, 540), (1280, 720), (1920, 1080), (3840, 2160))
ENOUGH = 0.9  # a picture of this part of a tile's pixels is as good as one of all
GROW_AT = 1.2  # what is shown is left for more when the tile has this many times its pixels in a direction
SHRINK_AT = 0.75  # and for less when that would serve even a tile of 1 / 0.75 times the size
USUAL_SUB: Size = (640, 360)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a camera gives: addresses, `sub` "" when it has one stream only; sizes are (0, 0) while unknown.

    `camera` and `sessions`: no more streams of that camera are taken at once.
    """

    camera: str
    main: str
    sub: str = ""
    sessions: int = 2
    main_size: Size = (0, 0)
    sub_size: Size = (0, 0)


@dataclass(frozen=True, slots=True)
class Profile:
    """A stream of a camera, decoded into pictures of `box` pixels (or larger ones that another has opened)."""

    address: str
    box: Size


def choose(offer: Offer, tile: Size, *, enlarged: bool, present: Profile | None) -> Profile:
    """The profile for a tile of that many device pixels; `enlarged` also when it is zoomed into."""
    address = _stream(offer, tile, enlarged, present)
    size = offer.main_size if address == offer.main else offer.sub_size
    before = present.box if present is not None and present.address == address else None
    return Profile(address, _box(tile, size, before))


def _stream(offer: Offer, tile: Size, enlarged: bool, present: Profile | None) -> str:
    if enlarged or not offer.sub:
        return offer.main
    known = all(offer.sub_size)
    room = offer.sub_size if known else USUAL_SUB
    if present is None and not known:
        limit = 1 / ENOUGH
    else:  # who knows its size begins as one who has opened it goes on
        limit = 1.0 if present is not None and present.address == offer.main else GROW_AT
    return offer.sub if _serves(room, tile, limit) else offer.main


def _box(tile: Size, size: Size, present: Size | None) -> Size:
    """The smallest that is enough; never much larger than what the camera sends."""
    most = _smallest(size, 1.0) if all(size) else BOXES[-1]
    wanted = min(_smallest(tile, 1 / ENOUGH), most)
    if present is None or present not in BOXES or present > most:
        return wanted
    if wanted > present and _serves(present, tile, GROW_AT):
        return present
    if wanted < present and not _serves(wanted, tile, SHRINK_AT):
        return present
    return wanted


def _smallest(tile: Size, limit: float) -> Size:
    return next((box for box in BOXES if _serves(box, tile, limit)), BOXES[-1])


def _serves(box: Size, tile: Size, limit: float) -> bool:
    """Whether the tile has at most `limit` times the pixels of the box, in the direction where it fits tighter.

    A picture keeps its shape, so of a tile that is too wide or too high only that part counts which it can fill.
    """
    return min(tile[0] / box[0], tile[1] / box[1]) <= limit

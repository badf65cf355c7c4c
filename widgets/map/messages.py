"""The words that pass between the widget and its page, both ways as one JSON object each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from commandcenter.domain.place import Latitude, Longitude
from widgets.kit.text import plain
from widgets.map.marks import MapMark, has_place

LONGEST_LABEL = 48
_JOINER = "\u200d"
LayerName = Literal["alarms", "crews", "cameras"]
Zoom = Annotated[float, msgspec.Meta(ge=0, le=24)]
ShortText = Annotated[str, msgspec.Meta(max_length=2000)]


class _Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", rename="camel"):
    """Widget to page."""


class Start(_Command, frozen=True, kw_only=True, tag="start"):
    """Draw the map; `palette` has the colours by their names, `note` stands in the corner.

    From `pull` pixels on a move with the button down is one.
    """

    palette: dict[str, str]
    scale: Literal["wall", "console"]
    language: str
    note: str
    interactive: bool
    pull: int = 10


class SetMarks(_Command, frozen=True, kw_only=True, tag="marks"):
    """Replace everything on one layer; the page answers with `Applied` of the same revision once it is drawn."""

    layer: LayerName
    revision: int
    items: Sequence[MapMark]


class Select(_Command, frozen=True, kw_only=True, tag="select"):
    alarm_id: str | None


class Centre(_Command, frozen=True, kw_only=True, tag="centre"):
    """Look at a place; a non-empty token is answered with `Shown` when the picture has been drawn."""

    lon: float
    lat: float
    zoom: float
    token: str = ""


class FitDistrict(_Command, frozen=True, kw_only=True, tag="fit"):
    token: str = ""


class SetStale(_Command, frozen=True, kw_only=True, tag="stale"):
    stale: bool


class Ping(_Command, frozen=True, kw_only=True, tag="ping"):
    """Asks whether the page still runs; answered with `Pong`."""


Command = Start | SetMarks | Select | Centre | FitDistrict | SetStale | Ping


class _Report(msgspec.Struct, frozen=True, kw_only=True, tag_field="on", rename="camel", forbid_unknown_fields=True):
    """Page to widget."""


class Loaded(_Report, frozen=True, kw_only=True, tag="loaded"):
    """The page's own code runs and waits for `Start`."""


class Ready(_Report, frozen=True, kw_only=True, tag="ready"):
    """The first picture of the district has been drawn."""


class Applied(_Report, frozen=True, kw_only=True, tag="applied"):
    """A layer shows `count` marks."""

    layer: LayerName
    revision: int
    count: int


class Clicked(_Report, frozen=True, kw_only=True, tag="clicked"):
    layer: LayerName
    id: ShortText


class Grabbed(_Report, frozen=True, kw_only=True, tag="grabbed"):
    """Somebody pulls at that camera, the button down."""

    id: ShortText


class Moved(_Report, frozen=True, kw_only=True, tag="moved"):
    """The picture came to rest at another place; `by_operator` tells a hand from a command."""

    lon: Longitude
    lat: Latitude
    zoom: Zoom
    by_operator: bool


class Shown(_Report, frozen=True, kw_only=True, tag="shown"):
    token: ShortText


class Failed(_Report, frozen=True, kw_only=True, tag="failed"):
    """The page cannot draw: `cause` is a known one or "other", `detail` is for the log and the administrator."""

    cause: Literal["webgl", "data", "context", "other"]
    detail: ShortText


class Pong(_Report, frozen=True, kw_only=True, tag="pong"):
    pass


Report = Loaded | Ready | Applied | Clicked | Grabbed | Moved | Shown | Failed | Pong


def encode(command: Command) -> str:
    return msgspec.json.encode(command).decode()


def decode(text: str) -> Report:
    """Raises `msgspec.ValidationError` or `msgspec.DecodeError` for anything that is not a report."""
    report: Report = msgspec.json.decode(text, type=Report)
    return report


def clean(text: str) -> str:
    """One short line without what could disguise a name on the wall; the joiner inside an emoji goes as well."""
    return plain(text.replace(_JOINER, ""), LONGEST_LABEL)


def drawable(marks: Sequence[MapMark]) -> list[MapMark]:
    """The marks that have a place, their texts cleaned."""
    return [msgspec.structs.replace(mark, label=clean(mark.label)) for mark in marks if has_place(mark)]

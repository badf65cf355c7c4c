"""What a made-up camera is: its identity, the kind of place that it looks at, and the format of its pictures."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from commandcenter.domain.errors import Trouble

WIDTH = 640
HEIGHT = 360
LARGE_WIDTH = 960
LARGE_HEIGHT = 540
"""Of each camera's main stream, made of the drawn one; that is its small stream, of the size that a seat expects."""
FPS = 10
LOOP_SECONDS = 60
LOOP_FRAMES = FPS * LOOP_SECONDS
RENDERER_VERSION = 2
"""Goes into every cache key: raise it whenever a picture would come out differently."""


class SceneKind(StrEnum):
    """The kinds of place that can be drawn."""

    STREET = "street"
    CROSSROADS = "crossroads"
    RIVERSIDE = "riverside"
    YARD = "yard"
    GATE = "gate"
    PLAZA = "plaza"
    MARKET = "market"
    UNDERPASS = "underpass"
    LIFT_HALL = "lift_hall"
    CONSTRUCTION = "construction"


class Daylight(StrEnum):
    """The light that a scene stands in; it is part of the picture, not of the clock."""

    DAY = "day"
    OVERCAST = "overcast"
    DUSK = "dusk"
    NIGHT = "night"


class SceneSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One made-up camera.

    `id` is also its file name and RTSP path, hence plain ASCII; `name` is written into the picture;
    the same `kind`, `daylight` and `seed` always give the same picture.
    """

    id: str = msgspec.field()
    name: str = msgspec.field()
    kind: SceneKind
    seed: int
    daylight: Daylight = Daylight.OVERCAST


def small_name(camera_id: str) -> str:
    """Under which a camera's small stream is served."""
    return f"{camera_id}-small"


class CameraError(Trouble):
    """A made-up camera could not be drawn or served."""


class PieceMissing(CameraError):
    """A program or library that the made-up cameras need is not installed."""

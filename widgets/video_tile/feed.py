"""What a tile needs of a camera's feed; the video pool's feeds have it, and so may a recording's or a test's."""

from __future__ import annotations

from typing import Protocol


class PictureLike(Protocol):
    """Pixels in somebody else's memory: B, G, R, unused; rows of `stride` bytes, top row first."""

    @property
    def pixels(self) -> memoryview: ...

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...

    @property
    def stride(self) -> int: ...

    @property
    def aspect(self) -> float:
        """Width / height to show it with."""

    @property
    def sequence(self) -> int:
        """Another number for every other picture."""

    def intact(self) -> bool:
        """Asked after drawing: False when the pixels were written over meanwhile."""


class StatusLike(Protocol):
    @property
    def state(self) -> str:
        """connecting, live, late, static, frozen, lost, refused, unsupported; restarting or closed."""

    @property
    def reason(self) -> str:
        """A code such as no-answer; "" when nothing is wrong."""

    @property
    def age(self) -> float | None:
        """Of the newest picture, in seconds."""

    @property
    def behind(self) -> float | None:
        """Of a late one: by how many seconds."""

    @property
    def unchanged(self) -> float | None:
        """Of a static one: for how many seconds it has been the same picture."""

    @property
    def codec(self) -> str:
        """As a player names it; "" while unknown."""

    @property
    def retry_in(self) -> float | None:
        """Seconds until the next attempt, 0 while it is under way, None when there will be none."""


class VideoFeed(Protocol):
    """Both calls are cheap: they are made at the screen's pace."""

    def latest(self) -> PictureLike | None: ...

    def status(self) -> StatusLike: ...

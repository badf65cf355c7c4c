"""A part of a feed's picture as a picture of its own: other borders in the same memory, nothing is copied."""

from __future__ import annotations

from widgets.kit.zoom import View
from widgets.video_tile.feed import PictureLike, StatusLike, VideoFeed

PIXEL = 4


class CroppedPicture:
    def __init__(self, picture: PictureLike, view: View) -> None:
        self._picture = picture
        self._x, self._y, self.width, self.height = view.crop(picture.width, picture.height)

    @property
    def pixels(self) -> memoryview:
        return self._picture.pixels[self._y * self.stride + self._x * PIXEL :]

    @property
    def stride(self) -> int:
        return self._picture.stride

    @property
    def aspect(self) -> float:
        """The whole picture's: the part has its shape."""
        return self._picture.aspect

    @property
    def sequence(self) -> int:
        return self._picture.sequence

    def intact(self) -> bool:
        return self._picture.intact()


class CroppedFeed:
    """A `VideoFeed` that shows `view` of another one."""

    def __init__(self, feed: VideoFeed, view: View) -> None:
        self._feed, self._view = feed, view

    def latest(self) -> PictureLike | None:
        picture = self._feed.latest()
        return None if picture is None else CroppedPicture(picture, self._view)

    def status(self) -> StatusLike:
        return self._feed.status()

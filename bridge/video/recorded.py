"""A clip as the seat that wants it has it: asks the service for it, and says what has become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridge.video.clip import Limits, Why, Written
from bridge.video.feed import Sight
from bridge.video.messages import Record, Recorded, RecordEnd, Watch

if TYPE_CHECKING:
    from bridge.video.client import ServiceLink


class Clip:
    """Made by `VideoPool.record`, for one thread. It watches the stream itself, so closing the tile does not end it."""

    def __init__(self, link: ServiceLink, wish: Watch, file: int, limits: Limits) -> None:
        """`file` stays the caller's, and open until the clip is closed."""
        self.written: Written | None = None
        self._link = link
        self._file = file
        self._limits = limits
        self._asked = self._enough = self._ended = False
        self._number = link.watch(wish, self, self)

    def end(self) -> None:
        """That is enough; `written` says soon what there is."""
        self._enough = True
        self._link.rouse()

    def close(self) -> None:
        """Let the camera go, whatever has been written. The file is not used after this."""
        self._link.unwatch(self._number)
        self._fail()

    def see(self, sight: Sight | None) -> None:
        """On the link's thread: without a service nobody writes."""
        if sight is None and self._asked:
            self._fail()

    def deny(self) -> None:
        """On the link's thread."""
        self._fail()

    def to_say(self, feed: int) -> tuple[Record | RecordEnd, tuple[int, ...]] | None:
        """On the link's thread: what the service has to be told next, with its descriptors."""
        if self.written is not None:
            return None
        if not self._asked:
            limits = self._limits
            message = Record(feed=feed, seconds=limits.seconds, bytes=limits.bytes, least_free=limits.least_free)
            return message, (self._file,)
        return (RecordEnd(feed=feed), ()) if self._enough and not self._ended else None

    def said(self) -> None:
        """On the link's thread: it has been told."""
        self._asked, self._ended = True, self._asked

    def recorded(self, outcome: Recorded) -> None:
        """On the link's thread."""
        self.written = self.written or Written(why=outcome.why, seconds=outcome.seconds, bytes=outcome.bytes)

    def _fail(self) -> None:
        self.written = self.written or Written(why=Why.FAILED, seconds=0.0, bytes=0)

"""A pool without a service: its streams are played by hand."""

from __future__ import annotations

import ctypes
import os
import time

from bridge.video.feed import Feed, Sight
from bridge.video.frames import Field, FrameMemory, FrameWriter, Reason, Stage, create_memory
from bridge.video.known_sizes import KnownSizes


class HandSlot:
    """A place at the service that is played by hand."""

    def __init__(self) -> None:
        self.sight: Sight | None = None
        self.denied = False
        self.closed = False
        self.url = ""

    def open(self, url: str, box: tuple[int, int]) -> None:
        self.url = url
        descriptor = create_memory(box[0] * box[1])
        memory = FrameMemory(descriptor)
        os.close(descriptor)
        self.writer = FrameWriter(memory, life=1)
        self.writer.open(1, *box)
        self.size = box[0] * box[1] * 4
        self.sight = Sight(memory=memory, generation=1)

    def close(self) -> None:
        self.closed = True

    def picture(self, shade: int) -> None:
        ctypes.memset(self.writer.begin(), shade, self.size)
        self.writer.publish(time.monotonic_ns())
        self.writer.set(Field.REASON, Reason.NONE)
        self.writer.set(Field.STAGE, Stage.PLAYING)

    def stand_still(self, seconds: float) -> None:
        """Its picture has been the same for so long, and the camera sends."""
        now = time.monotonic_ns()
        self.writer.set(Field.CHANGED_NS, now - int(seconds * 1e9))
        self.writer.set(Field.PICTURE_NS, now)

    def fail(self, reason: Reason) -> None:
        """It sends nothing any more; its last picture stays."""
        self.writer.set(Field.STAGE, Stage.WAITING)
        self.writer.set(Field.REASON, reason)

    def refuse(self) -> None:
        self.writer.set(Field.STAGE, Stage.OPENING)
        self.writer.set(Field.REASON, Reason.SESSIONS_TAKEN)


class HandPool:
    """Opens streams that are played by hand; `slots` in the order of their opening."""

    def __init__(self) -> None:
        self.slots: list[HandSlot] = []
        self.asked: list[tuple[str, int]] = []
        self.sizes = KnownSizes()

    def open(self, url: str, width: int, height: int, *, camera: str, sessions: int) -> Feed:
        self.asked.append((camera, sessions))
        self.slots.append(HandSlot())
        feed = Feed(self.slots[-1], (width, height))
        feed.show(url)
        return feed

    @property
    def open_urls(self) -> list[str]:
        return [slot.url for slot in self.slots if not slot.closed]

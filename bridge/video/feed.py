"""One camera's picture as a seat holds it: the newest picture without a copy, and the truth about its age."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from bridge.video.frames import BYTES_PER_PIXEL, HEADER_BYTES, PLACES, Field, FrameMemory, Reason, picture_room
from bridge.video.status import FeedState, FeedStatus, derive, snapshot
from commandcenter.domain.stream_address import AddressError, checked_address


class Slot(Protocol):
    """A feed's place in a worker."""

    @property
    def memory(self) -> FrameMemory: ...

    @property
    def life(self) -> int:
        """How many times the worker has been started."""

    @property
    def lost(self) -> bool:
        """The worker is dead or silent, and its successor not yet ready."""

    def open(self, url: str, box: tuple[int, int]) -> int:
        """Have the worker show this address; the number of this opening."""

    def close(self) -> None:
        """Have the worker show nothing."""

    def release(self) -> None:
        """Close, and let another feed have the place."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in shared memory: B, G, R, unused; rows of `stride` bytes, top row first. Not a copy.

    The worker writes over it two pictures later. Draw it, then ask `intact()`; when it is not, draw the newest instead.
    """

    pixels: memoryview
    width: int
    height: int
    stride: int
    aspect: float  # width / height to draw it with: the camera's shape is stretched to fill width x height
    sequence: int  # different for every picture of a feed
    _memory: FrameMemory
    _place: int
    _place_sequence: int

    def intact(self) -> bool:
        """Whether the worker has left the pixels alone so far."""
        return self._memory.header[Field.SEQUENCE + self._place] == self._place_sequence


class Feed:
    """Made by `VideoPool.open`; for one thread. Never raises for what a camera does."""

    def __init__(self, slot: Slot | None, box: tuple[int, int]) -> None:
        """Without a slot (the pool is full) it says so, and shows nothing."""
        self._slot = slot
        self._box = box
        self._generation = 0
        self._refusal = Reason.NONE
        self._closed = False

    def latest(self) -> Picture | None:
        """The newest whole picture of the present address; None before the first."""
        if self._closed or self._refusal is not Reason.NONE or self._slot is None:
            return None
        for _ in range(3):
            picture = self._read(self._slot.memory)
            if picture is None or picture.intact():
                return picture
        return None

    def status(self) -> FeedStatus:
        if self._closed:
            return FeedStatus(state=FeedState.CLOSED)
        if self._slot is None:
            return FeedStatus(state=FeedState.CLOSED, reason=Reason.NO_CAPACITY.code)
        if self._refusal is not Reason.NONE:
            return FeedStatus(state=FeedState.REFUSED, reason=self._refusal.code)
        seen = snapshot(self._slot.memory, self._generation, self._slot.life, self._slot.lost)
        return derive(seen, time.monotonic_ns())

    def show(self, url: str) -> None:
        """Show this address from now on, in the same place; an earlier address's picture is gone at once."""
        if self._closed or self._slot is None:
            return
        try:
            address = checked_address(url)
        except AddressError:
            self._refusal = Reason.REFUSED_ADDRESS
            self._slot.close()
        else:
            self._refusal = Reason.NONE
            self._generation = self._slot.open(address, self._box)

    def close(self) -> None:
        """Give the place back. The feed stays CLOSED."""
        if not self._closed and self._slot is not None:
            self._slot.release()
        self._closed = True

    def _read(self, memory: FrameMemory) -> Picture | None:
        header = memory.header
        pictures = header[Field.PICTURES]
        width, height = header[Field.WIDTH], header[Field.HEIGHT]
        place = (pictures - 1) % PLACES
        place_sequence = header[Field.SEQUENCE + place]
        if pictures == 0 or header[Field.GENERATION] != self._generation:
            return None
        if place_sequence % 2 or header[Field.PICTURES] != pictures:
            place_sequence = 0  # being written to: not intact, so it is read again
        begin = HEADER_BYTES + place * picture_room(*self._box)
        size = width * height * BYTES_PER_PIXEL
        return Picture(
            pixels=memory.bytes[begin : begin + size].toreadonly(),
            width=width,
            height=height,
            stride=width * BYTES_PER_PIXEL,
            aspect=_aspect(memory) or width / height,
            sequence=(self._generation << 32) + pictures,
            _memory=memory,
            _place=place,
            _place_sequence=place_sequence,
        )


def _aspect(memory: FrameMemory) -> float:
    """The camera's shape; 0 while unknown."""
    height = memory.get(Field.SHAPE_HEIGHT)
    return memory.get(Field.SHAPE_WIDTH) / height if height else 0.0

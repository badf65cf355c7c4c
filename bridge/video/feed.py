"""One camera's picture as a seat holds it: the newest picture without a copy, and the truth about its age."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Protocol

from bridge.video.frames import BYTES_PER_PIXEL, HEADER_BYTES, PLACES, Field, FrameMemory, Reason, picture_room
from bridge.video.status import FeedState, FeedStatus, Snapshot, Stillness, derive, gone_on, snapshot, stillness
from commandcenter.domain.stream_address import AddressError, checked_address

MOST_SIDE = 32_768  # of what a camera sends


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Where the pictures of a feed come: a memory of the service, and the generation in it that is meant."""

    memory: FrameMemory
    generation: int

    @property
    def pictured(self) -> bool:
        """Whether a picture is in it."""
        header = self.memory.header
        return header[Field.PICTURES] > 0 and header[Field.GENERATION] == self.generation


@dataclass(frozen=True, slots=True)
class Traffic:
    """Of one opening: bytes that came from the camera, and how often the stream was begun anew."""

    received: int = 0
    restarts: int = 0


class Slot(Protocol):
    """A feed's place at the service."""

    @property
    def sight(self) -> Sight | None:
        """Of what was opened last; None before the service has answered, and while there is no service."""

    @property
    def denied(self) -> bool:
        """The service gives this seat no more."""

    def open(self, url: str, box: tuple[int, int]) -> None:
        """Have this address shown, in pictures of that many pixels or more, and nothing else."""

    def close(self) -> None:
        """Have nothing shown."""


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
    """Made by `VideoPool.open`; for one thread. Never raises for what a camera does.

    It outlives the memories that its pictures come in: when the service is started again, or the stream given to
    another memory, the last picture stays until there is a newer one.
    """

    def __init__(self, slot: Slot, box: tuple[int, int]) -> None:
        self._slot = slot
        self._box = box
        self._shown: Sight | None = None
        self._before: Stillness | None = None  # of the scene, in the sight before
        self._turns = 0  # how many sights there have been, so that no two pictures have the same number
        self._refusal = Reason.NONE
        self._closed = False

    def latest(self, turn: int = 0) -> Picture | None:
        """The newest whole picture of the present address; None before the first.

        `turn` is added to its number: who shows several feeds by turns tells their pictures apart by it.
        """
        sight = self._follow()
        if sight is None:
            return None
        for _ in range(3):
            picture = self._read(sight, turn)
            if picture is None or picture.intact():
                return picture
        return None

    def status(self) -> FeedStatus:
        if self._closed:
            return FeedStatus(state=FeedState.CLOSED)
        if self._slot.denied:
            return FeedStatus(state=FeedState.CLOSED, reason=Reason.NO_CAPACITY.code)
        if self._refusal is not Reason.NONE:
            return FeedStatus(state=FeedState.REFUSED, reason=self._refusal.code)
        shown, newest = self._follow(), self._slot.sight
        if newest is None:
            state = FeedState.RESTARTING if shown else FeedState.CONNECTING
            return FeedStatus(state=state, age=self._age(shown))
        status = derive(self._seen(newest), time.monotonic_ns())
        if newest is shown or shown is None:
            return status
        restarting = status.state is FeedState.CONNECTING
        return replace(status, state=FeedState.RESTARTING if restarting else status.state, age=self._age(shown))

    def show(self, url: str) -> None:
        """Show this address from now on, in the same place; an earlier address's picture is gone at once."""
        if self._closed:
            return
        self._shown = self._before = None
        try:
            address = checked_address(url)
        except AddressError:
            self._refusal = Reason.REFUSED_ADDRESS
            self._slot.close()
        else:
            self._refusal = Reason.NONE
            self._slot.open(address, self._box)

    def shape(self) -> tuple[int, int]:
        """Width and height of the camera's own pictures, as they are meant to be seen; (0, 0) while unknown."""
        sight = self._follow()
        if sight is None:
            return 0, 0
        return _shape(sight.memory)

    def traffic(self) -> Traffic:
        """Of the present address; counts from nothing when the service is started again."""
        sight = self._slot.sight
        if self._closed or sight is None or sight.memory.get(Field.GENERATION) != sight.generation:
            return Traffic()
        memory = sight.memory
        lives = max(0, memory.get(Field.WORKER_LIFE) - 1)
        return Traffic(received=memory.get(Field.BYTES), restarts=memory.get(Field.FAILURES) + lives)

    def stillness(self) -> Stillness | None:
        """Of the scene that it has shown to the last; None where that moves."""
        return stillness(self._seen(self._shown), time.monotonic_ns()) if self._shown else None

    def go_on(self, before: Stillness | None) -> None:
        """It takes the place of another decode of the same camera: a scene that stood still there has not moved."""
        self._before = before or self._before

    def close(self) -> None:
        """Give the place back. The feed stays CLOSED."""
        if not self._closed:
            self._slot.close()
        self._closed = True
        self._shown = None

    def _follow(self) -> Sight | None:
        """The sight to show: the newest, but one without a picture only where there has been none."""
        newest = self._slot.sight
        if self._closed or self._refusal is not Reason.NONE:
            return None
        if newest is not None and newest is not self._shown and (self._shown is None or newest.pictured):
            self.go_on(self.stillness())
            self._shown = newest
            self._turns += 1
        return self._shown

    def _seen(self, sight: Sight) -> Snapshot:
        memory = sight.memory
        life, lost = memory.get(Field.WORKER_LIFE), bool(memory.get(Field.WORKER_LOST))
        return gone_on(snapshot(memory, sight.generation, life, lost), self._before)

    def _age(self, sight: Sight | None) -> float | None:
        """Of the newest picture there, in seconds."""
        return derive(self._seen(sight), time.monotonic_ns()).age if sight else None

    def _read(self, sight: Sight, turn: int) -> Picture | None:
        memory, header = sight.memory, sight.memory.header
        pictures = header[Field.PICTURES]
        width, height = header[Field.WIDTH], header[Field.HEIGHT]
        place = (pictures - 1) % PLACES
        place_sequence = header[Field.SEQUENCE + place]
        if pictures == 0 or header[Field.GENERATION] != sight.generation or not _fits(memory, width, height):
            return None
        if place_sequence % 2 or header[Field.PICTURES] != pictures:
            place_sequence = 0  # being written to: not intact, so it is read again
        begin = HEADER_BYTES + place * picture_room(width, height)
        size = width * height * BYTES_PER_PIXEL
        return Picture(
            pixels=memory.bytes[begin : begin + size].toreadonly(),
            width=width,
            height=height,
            stride=width * BYTES_PER_PIXEL,
            aspect=_aspect(memory) or width / height,
            sequence=turn + (self._turns << 32) + pictures,
            _memory=memory,
            _place=place,
            _place_sequence=place_sequence,
        )


def _fits(memory: FrameMemory, width: int, height: int) -> bool:
    """Whether such pictures lie in the memory: who paints beyond its end dies, so no worker's word is taken for it."""
    return width > 0 < height and HEADER_BYTES + picture_room(width, height) * PLACES <= len(memory.bytes)


def _shape(memory: FrameMemory) -> tuple[int, int]:
    """As the camera means to be seen; (0, 0) while unknown, or where no camera's picture is like that."""
    width, height = memory.get(Field.SHAPE_WIDTH), memory.get(Field.SHAPE_HEIGHT)
    known = 0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE
    return (width, height) if known else (0, 0)


def _aspect(memory: FrameMemory) -> float:
    """The camera's shape; 0 while unknown."""
    width, height = _shape(memory)
    return width / height if height else 0.0

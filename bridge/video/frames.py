"""The shared memory between video worker and seats: one header and a ring of three pictures per stream.

The service makes it with `memfd_create` (nothing is left when anybody is killed) and hands the descriptor to the worker
and, for reading only, to the seats.

    offset 0      64 unsigned 64-bit numbers in the machine's order (little endian wherever we run), see `Field`
    offset 4096   picture 0, picture 1, picture 2: RV32 (B, G, R, unused), rows of width * 4 bytes, each begun on a page

Picture number n (from 1) lies in ring place (n - 1) % 3. `PICTURES` is written last, so a reader that follows it finds
a whole picture; the place's sequence number is odd while the worker writes there, so a reader that was slow notices
that what it drew may be torn (`Picture.intact`) and draws the newest instead. One aligned 64-bit store is one machine
instruction here (memoryview cast to "Q"); `struct.pack_into("<Q")` would write byte by byte.
"""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
from enum import IntEnum

HEADER_BYTES = 4096
PLACES = 3
BYTES_PER_PIXEL = 4


class Field(IntEnum):
    """Where each number of the header stands. Times are CLOCK_MONOTONIC nanoseconds, 0 for never."""

    GENERATION = 0  # which opening of the slot the rest belongs to
    WIDTH = 1  # of the pictures in memory
    HEIGHT = 2
    PICTURES = 3  # different pictures written in this generation
    PICTURE_NS = 4  # when the newest picture was shown by libVLC, or proven to be still the newest
    STAGE = 5
    REASON = 6
    RETRY_NS = 7  # when the next attempt begins
    ATTEMPTS = 8  # that failed in a row
    LIFE = 9  # which life of the worker process opened the stream
    PICTURE_LIFE = 10  # which life wrote the newest picture
    DECODED = 11  # of the present attempt, while its decoder works cleanly: that it grows is what matters
    SHAPE_WIDTH = 12  # the camera's shape as it is meant to be seen, 0 while unknown: pictures fill their memory
    SHAPE_HEIGHT = 13
    SEQUENCE = 14  # and 15, 16: one per place of the ring; odd while being written
    CHANGED_NS = 17  # when the newest picture was another than the one before it
    BEHIND_MS = 18  # how much later than at its best the present session's pictures come
    CODEC = 19  # up to eight letters, see `codec_name`; 0 while unknown
    BYTES = 20  # that came from the camera in this opening
    FAILURES = 21  # of this opening, all of them
    DOUBTFUL = 22  # 1 while it is not known how late the pictures are, or they are made of noise
    TRUSTED_NS = 23  # when the newest picture was of which nothing is doubted
    WORKER_LIFE = 60  # by the service: how many times the stream has been given to a worker
    WORKER_LOST = 61  # by the service: that worker is dead or silent, and no other has taken the stream yet


OF_AN_OPENING = (
    Field.PICTURES,
    Field.PICTURE_NS,
    Field.PICTURE_LIFE,
    Field.ATTEMPTS,
    Field.REASON,
    Field.SHAPE_WIDTH,
    Field.SHAPE_HEIGHT,
    Field.CHANGED_NS,
    Field.BEHIND_MS,
    Field.CODEC,
    Field.BYTES,
    Field.FAILURES,
    Field.DOUBTFUL,
    Field.TRUSTED_NS,
)


class Stage(IntEnum):
    """What the worker does with a slot."""

    IDLE = 0
    OPENING = 1
    PLAYING = 2
    WAITING = 3  # failed or ended; tries again at RETRY_NS
    REFUSED = 4  # never tries again


class Reason(IntEnum):
    """Why there is no picture; `code` is the name that seats use."""

    NONE = 0
    NO_LIBVLC = 1
    NO_FFMPEG = 2
    REFUSED_ADDRESS = 3
    NO_ANSWER = 4
    NEEDS_PASSWORD = 5
    NOT_FOUND = 6
    NO_PICTURE = 7
    ENDED = 8
    SILENT = 9
    NO_CAPACITY = 10
    UNSUPPORTED = 11  # a codec that is not played here
    GARBLED = 12  # bytes come, and no picture can be made of them
    BEHIND = 13  # opened anew because it was late
    CAMERA_FULL = 14  # the camera gives no more sessions
    SESSIONS_TAKEN = 20  # the camera gives no more streams at once

    @property
    def code(self) -> str:
        return "" if self is Reason.NONE else self.name.lower().replace("_", "-")


def codec_number(name: str) -> int:
    """The first eight ASCII letters as one number of the header."""
    return int.from_bytes(name.encode("ascii", "replace")[:8], "little")


def codec_name(number: int) -> str:
    """Its letters and digits; no other character names a codec."""
    return "".join(filter(str.isalnum, number.to_bytes(8, "little").decode("ascii", "ignore")))


def picture_room(width: int, height: int) -> int:
    """Bytes between the beginnings of two pictures of this size."""
    return -(-width * height * BYTES_PER_PIXEL // HEADER_BYTES) * HEADER_BYTES


def memory_size(max_pixels: int) -> int:
    """Bytes of one slot's memory. Pages are only taken when they are written to."""
    return HEADER_BYTES + PLACES * picture_room(max_pixels, 1)


def create_memory(max_pixels: int) -> int:
    """A new anonymous memory for one stream, as a file descriptor. Its size is sealed: who maps it reads no hole."""
    descriptor = os.memfd_create("commandcenter-video", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, memory_size(max_pixels))
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
    return descriptor


def for_reading(descriptor: int) -> int:
    """The same memory as a descriptor that nobody can write through."""
    return os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY | os.O_CLOEXEC)


class FrameMemory:
    """One slot's memory mapped into this process; closes itself when nobody holds a picture of it any more."""

    def __init__(self, descriptor: int, *, writable: bool = True) -> None:
        self._map = mmap.mmap(descriptor, 0, access=mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ)
        self.bytes = memoryview(self._map)
        self.header = self.bytes[:HEADER_BYTES].cast("Q")

    def get(self, field: Field) -> int:
        return self.header[field]

    def set(self, field: Field, value: int) -> None:
        self.header[field] = value


class FrameWriter:
    """The worker's side. One opening at a time; `begin` and `publish` come from libVLC's display thread."""

    def __init__(self, memory: FrameMemory, life: int) -> None:
        self._memory = memory
        self._header = memory.header
        self._base = ctypes.addressof(ctypes.c_char.from_buffer(memory.bytes))
        self._life = life
        self._room = 0
        self._bytes = 0
        self._place = 0
        self._decoded_seen = 0
        self._memcmp = ctypes.CDLL(None).memcmp
        self._memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)

    def open(self, generation: int, width: int, height: int) -> None:
        """Begin an opening. After a crash the same generation goes on counting, so the last picture stays valid."""
        header = self._header
        self._room = picture_room(width, height)
        self._bytes = width * height * BYTES_PER_PIXEL
        if header[Field.GENERATION] != generation:
            for field in OF_AN_OPENING:
                header[field] = 0
        header[Field.WIDTH], header[Field.HEIGHT] = width, height
        header[Field.STAGE] = Stage.OPENING
        header[Field.LIFE] = self._life
        header[Field.GENERATION] = generation

    def begin(self) -> int:
        """The address where libVLC may write the next picture."""
        self._place = self._header[Field.PICTURES] % PLACES
        self._header[Field.SEQUENCE + self._place] = (self._header[Field.SEQUENCE + self._place] + 1) | 1
        return self._address(self._place)

    def publish(self, now_ns: int) -> None:
        """Show what was written since `begin`, unless libVLC only showed the last picture again.

        libVLC repeats the last picture for ever when the stream stalls, and says that it plays. A repeated picture
        counts as fresh only when the decoder has worked since: then the scene really stands still.
        """
        header = self._header
        header[Field.SEQUENCE + self._place] += 1
        pictures, decoded = header[Field.PICTURES], header[Field.DECODED]
        newest = self._address((pictures - 1) % PLACES)
        if pictures and not self._memcmp(newest, self._address(self._place), self._bytes):
            if decoded != self._decoded_seen:
                self._decoded_seen = decoded
                header[Field.PICTURE_NS] = now_ns
                header[Field.PICTURE_LIFE] = self._life
            return
        self._decoded_seen = decoded
        header[Field.PICTURE_NS] = header[Field.CHANGED_NS] = now_ns
        header[Field.PICTURE_LIFE] = self._life
        header[Field.PICTURES] = pictures + 1

    def get(self, field: Field) -> int:
        return self._header[field]

    def set(self, field: Field, value: int) -> None:
        self._header[field] = value

    def _address(self, place: int) -> int:
        return self._base + HEADER_BYTES + place * self._room

"""What service and video worker say to each other, and seat and service: MessagePack maps over SEQPACKET sockets.

Pictures go another way: the memory of a stream goes with its `Open` and its `Shown` as a descriptor.
"""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec

from bridge.video.clip import Why
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.stream_address import LONGEST

PROTOCOL = 3
MOST_PIXELS = 3840 * 2160
MOST_SIDE = 7680
MOST_SESSIONS = 64

Side = Annotated[int, msgspec.Meta(ge=1, le=MOST_SIDE)]
Counter = Annotated[int, msgspec.Meta(ge=0)]
Address = Annotated[str, msgspec.Meta(max_length=LONGEST)]


Seconds = Annotated[float, msgspec.Meta(ge=0, le=1e6)]


class MessageError(ValueError):
    """Bytes that are no message of this protocol."""


class Open(msgspec.Struct, frozen=True, kw_only=True, tag="open"):
    """Service → worker, with the memory: show this address in it. `slot` and `generation` are the stream's number."""

    slot: Counter
    generation: Counter
    life: Counter = 1  # how many times the stream has been given to a worker, this time included
    url: Address
    width: Side
    height: Side


class Close(msgspec.Struct, frozen=True, kw_only=True, tag="close"):
    """Service → worker: end that stream and say so."""

    slot: Counter


class Ping(msgspec.Struct, frozen=True, kw_only=True, tag="ping"):
    """Service → worker, seat → service: are your main loop and libVLC's calls still moving?"""

    number: Counter


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """Of a clip: at most so many seconds and bytes; so many bytes stay free on its disk."""

    seconds: Seconds
    bytes: Counter
    least_free: Counter = 0


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a clip: `bytes` are in its file."""

    why: Why
    seconds: Seconds = 0.0
    bytes: Counter = 0


class Keep(Bounds, frozen=True, kw_only=True, tag="keep"):
    """Service → worker, with a file: write what that stream's camera sends into it, as clip of that number."""

    slot: Counter
    clip: Counter


class Cut(msgspec.Struct, frozen=True, kw_only=True, tag="cut"):
    """Service → worker: end that clip."""

    clip: Counter


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag="hello"):
    """Worker → service, once: ready to take openings."""

    protocol: int
    libvlc: bool  # whether this machine has a usable one


class Pong(msgspec.Struct, frozen=True, kw_only=True, tag="pong"):
    """Worker → service: answers the ping of that number."""

    number: Counter


class Closed(msgspec.Struct, frozen=True, kw_only=True, tag="closed"):
    """Worker → service: the stream and what carried it have ended; the camera has its session back."""

    slot: Counter


class Kept(Outcome, frozen=True, kw_only=True, tag="kept"):
    """Worker → service: that clip has ended, and its file is closed."""

    clip: Counter


class Watch(msgspec.Struct, frozen=True, kw_only=True, tag="watch"):
    """Seat → service: show this address; `feed` is the seat's own number of it.

    The service never takes more than `sessions` streams of `camera` at once.
    """

    feed: Counter
    camera: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]
    sessions: Annotated[int, msgspec.Meta(ge=1, le=MOST_SESSIONS)]
    url: Address
    width: Side
    height: Side


class Unwatch(msgspec.Struct, frozen=True, kw_only=True, tag="unwatch"):
    """Seat → service: this feed is not needed any more."""

    feed: Counter


class Record(Bounds, frozen=True, kw_only=True, tag="record"):
    """Seat → service, with a file that is open for writing: what this feed shows goes into it. One clip a feed."""

    feed: Counter


class RecordEnd(msgspec.Struct, frozen=True, kw_only=True, tag="record-end"):
    """Seat → service: that is enough."""

    feed: Counter


class Shown(msgspec.Struct, frozen=True, kw_only=True, tag="shown"):
    """Service → seat, with the memory: the feed's pictures come in here, as generation `stream`."""

    feed: Counter
    stream: Counter


class Denied(msgspec.Struct, frozen=True, kw_only=True, tag="denied"):
    """Service → seat: this feed gets nothing, as the seat has too many already."""

    feed: Counter


class Recorded(Outcome, frozen=True, kw_only=True, tag="recorded"):
    """Service → seat: this feed's clip has ended; what is in its file stays there."""

    feed: Counter


class Alive(msgspec.Struct, frozen=True, kw_only=True, tag="alive"):
    """Service → seat: answers the ping of that number; the processes of the workers that run."""

    number: Counter
    workers: tuple[int, ...] = ()


ToWorker = Open | Close | Ping | Keep | Cut
FromWorker = Hello | Pong | Closed | Kept
ToService = Watch | Unwatch | Ping | Record | RecordEnd
FromService = Shown | Denied | Alive | Recorded

Message = TypeVar("Message")

FOR_WORKER: msgspec.msgpack.Decoder[ToWorker] = msgspec.msgpack.Decoder(ToWorker)
FROM_WORKER: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(FromWorker)
FOR_SERVICE: msgspec.msgpack.Decoder[ToService] = msgspec.msgpack.Decoder(ToService)
FOR_SEAT: msgspec.msgpack.Decoder[FromService] = msgspec.msgpack.Decoder(FromService)


def encode(message: ToWorker | FromWorker | ToService | FromService) -> bytes:
    return msgspec.msgpack.encode(message)


def decode_for_worker(data: bytes) -> ToWorker:
    return _decode(data, FOR_WORKER)


def decode_from_worker(data: bytes) -> FromWorker:
    return _decode(data, FROM_WORKER)


def decode_for_service(data: bytes) -> ToService:
    """What a seat said; also refused: a picture of more than MOST_PIXELS."""
    message = _decode(data, FOR_SERVICE)
    if isinstance(message, Watch) and message.width * message.height > MOST_PIXELS:
        raise MessageError(f"pictures have {MOST_PIXELS} pixels at most")
    return message


def decode_for_seat(data: bytes) -> FromService:
    return _decode(data, FOR_SEAT)


def _decode(data: bytes, decoder: msgspec.msgpack.Decoder[Message]) -> Message:
    try:
        return decoder.decode(data)
    except UNDECODABLE as error:
        raise MessageError(str(error)) from error

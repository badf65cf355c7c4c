"""What seat and video worker say to each other: MessagePack maps over a ZeroMQ PAIR socket; pictures go another way."""

from __future__ import annotations

from typing import Annotated

import msgspec

from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.stream_address import LONGEST

PROTOCOL = 1

Small = Annotated[int, msgspec.Meta(ge=0, le=65_535)]
Counter = Annotated[int, msgspec.Meta(ge=0)]


class MessageError(ValueError):
    """Bytes that are no message of this protocol."""


class Open(msgspec.Struct, frozen=True, kw_only=True, tag="open"):
    """Seat → worker: show this address in the slot, whatever it shows now."""

    slot: Small
    generation: Counter
    url: Annotated[str, msgspec.Meta(max_length=LONGEST)]
    width: Small
    height: Small


class Close(msgspec.Struct, frozen=True, kw_only=True, tag="close"):
    """Seat → worker: stop the slot."""

    slot: Small


class Ping(msgspec.Struct, frozen=True, kw_only=True, tag="ping"):
    """Seat → worker: are your main loop and libVLC's calls still moving?"""

    number: Counter


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag="hello"):
    """Worker → seat, once: ready to take openings."""

    protocol: int
    libvlc: bool  # whether this machine has a usable one


class Pong(msgspec.Struct, frozen=True, kw_only=True, tag="pong"):
    """Worker → seat: answers the ping of that number."""

    number: Counter


def encode(message: Open | Close | Ping | Hello | Pong) -> bytes:
    return msgspec.msgpack.encode(message)


def decode_for_worker(data: bytes) -> Open | Close | Ping:
    try:
        return msgspec.msgpack.decode(data, type=Open | Close | Ping)
    except UNDECODABLE as error:
        raise MessageError(str(error)) from error


def decode_for_seat(data: bytes) -> Hello | Pong:
    try:
        return msgspec.msgpack.decode(data, type=Hello | Pong)
    except UNDECODABLE as error:
        raise MessageError(str(error)) from error

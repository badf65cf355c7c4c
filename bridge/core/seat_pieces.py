"""What is too much for one message, in messages of a size that no seat and no turn of the core's loop feels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from bridge.protocol.seat import PIECE_BYTES

Encode = Callable[[object], bytes]
Pieces = Iterator[dict[str, list[msgspec.Raw]]]


def split(shelves: Mapping[str, Iterable[object]], encode: Encode) -> Pieces:
    """The things on all shelves, encoded, by shelf: so many at a time as fit into a message, one at least."""
    piece: dict[str, list[msgspec.Raw]] = {}
    room = PIECE_BYTES
    for shelf, things in shelves.items():
        for thing in things:
            data = encode(thing)
            if len(data) > room and piece:
                yield piece
                piece, room = {}, PIECE_BYTES
            piece.setdefault(shelf, []).append(msgspec.Raw(data))
            room -= len(data)
    if piece:
        yield piece


def parts(number: int, shelves: Mapping[str, Iterable[object]], encode: Encode) -> Iterator[bytes]:
    """The `Part`s of snapshot `number`, each made when it is asked for: nothing on the shelves may change meanwhile."""
    made = 1
    pieces = split(shelves, encode)
    piece = next(pieces, {})
    for following in pieces:
        yield encode({"t": "part", "number": number, "part": made, **piece})
        piece, made = following, made + 1
    yield encode({"t": "part", "number": number, "part": made, "last": True, **piece})

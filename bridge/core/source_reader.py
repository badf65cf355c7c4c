"""From the frames of a source to a message, with what is wrong in its events; what that costs is bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from bridge.protocol import source as wire
from bridge.protocol.batches import read_from_source
from bridge.protocol.decoding import Undecodable, again, twice
from bridge.source.limits import MAX_EVENT
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.events import Event

# With its tag: all of them must be there, and no others.
BATCH_FIELDS = len(wire.Batch.__struct_fields__) + 1
# A batch up to this size, the kit's, is looked at as a whole: that is quicker, but builds whatever it is made of.
WHOLE = 256 << 10


class Received(NamedTuple):
    """A message, and of a batch the events, by number, that are not to be read, and why."""

    message: wire.FromSource
    wrong: Mapping[int, str]


class SourceReader:
    """Keeps the decoders."""

    def __init__(self) -> None:
        self._decode: Callable[[bytes], wire.FromSource] = msgspec.msgpack.Decoder(wire.FromSource).decode
        self._event: Callable[[bytes], Event] = msgspec.msgpack.Decoder(Event).decode

    def read(self, frames: Sequence[bytes]) -> Received:
        """Raises Undecodable; for a key that stands twice too, unless it does within an event."""
        message = read_from_source(self._decode, frames)
        return Received(message, self._wrong(message, frames[0]))

    def _wrong(self, message: wire.FromSource, frame: bytes) -> dict[int, str]:
        """The events of a batch, by number, in which a key stands twice; elsewhere that spoils all."""
        if not isinstance(message, wire.Batch):
            if twice(frame):
                raise Undecodable("malformed", "a key stands twice")
            return {}
        try:
            if len(frame) <= WHOLE and again(frame) == frame:
                return {}
        except UNDECODABLE:
            """An event that cannot be read must not hide what is wrong with another."""
        if _map_size(frame) != BATCH_FIELDS:
            raise Undecodable("malformed", "a key stands twice")
        events = enumerate(map(bytes, message.events), message.first)
        return {seq: "malformed: a key stands twice" for seq, raw in events if self._is_event(raw) and twice(raw)}

    def _is_event(self, raw: bytes) -> bool:
        """Whether it is small enough and has the form of one; if not, whoever takes it in says so."""
        try:
            return len(raw) <= MAX_EVENT and self._event(raw) is not None
        except (*UNDECODABLE, ValueError):
            return False


def _map_size(frame: bytes) -> int:
    """How many keys the MessagePack map in `frame` says it has."""
    width = {0xDE: 2, 0xDF: 4}.get(frame[0], 0)
    return int.from_bytes(frame[1 : 1 + width], "big") if width else frame[0] & 0x0F

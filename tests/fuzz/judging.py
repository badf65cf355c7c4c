"""What must be true of any bytes that arrive: a checked value or a named refusal, and kit and core of one mind."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import msgspec

from bridge.core.telemetry import Telemetry
from bridge.protocol.batches import read_from_source
from bridge.protocol.decoding import Undecodable, read_message, twice
from bridge.protocol.seat import ToCore
from bridge.protocol.source import Batch, DeviceCommand, FromSource, ToSource
from bridge.recording.framing import Damage, Frames
from bridge.source.shape import Refusal
from bridge.source.wire import pack, unpack
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.keys import EVERYTHING
from commandcenter.services.taking import EventReader, Unreadable

CODES = {"malformed", "unknown", "field", "size"}
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Broken(Exception):
    """What must be true is not."""


class Judge:
    """Holds what a program makes once. Everything raises what no decoder may raise, or Broken."""

    def __init__(self) -> None:
        self._of_a_core: Callable[[bytes], ToSource] = msgspec.msgpack.Decoder(ToSource).decode
        self._of_a_source: Callable[[bytes], FromSource] = msgspec.msgpack.Decoder(FromSource).decode
        self._of_a_seat = msgspec.msgpack.Decoder(ToCore).decode
        self._encode = msgspec.msgpack.Encoder().encode
        self._events = EventReader()
        self._telemetry = Telemetry(lambda: NOW)

    def __call__(self, data: bytes) -> None:
        self.at_the_source(data)
        self.at_the_core(data)
        self.an_event(data)
        a_recording(data)
        with suppress(ValueError):
            self._telemetry.take("s", data, EVERYTHING)
        with suppress(Undecodable):
            read_message(self._of_a_seat, [data])

    def at_the_source(self, data: bytes) -> None:
        """The kit takes what the core's own types take, and nothing else; what it takes can be said again."""
        try:
            message = unpack([data])
        except Refusal as refusal:
            require(refusal.code in CODES, refusal.code)
            require(self._is_wrong_for_the_core(data), f"only the kit refuses {data.hex(' ')}: {refusal}")
            return
        require(not self._is_wrong_for_the_core(data), f"only the kit takes {data.hex(' ')}")
        require(unpack([pack(message)]) == message, f"said again it is another one: {message}")

    def at_the_core(self, data: bytes) -> None:
        """An event that cannot be read hides no other."""
        try:
            message = read_from_source(self._of_a_source, [data])
        except Undecodable as error:
            require(error.code in CODES, error.code)
            return
        for raw in message.events if isinstance(message, Batch) else ():
            self.an_event(bytes(raw))

    def an_event(self, data: bytes) -> None:
        """One that is taken in goes into the journal, and comes back as it was."""
        try:
            event = self._events.read(data, EVERYTHING, NOW)
        except Unreadable:
            return
        again = self._events.read(self._encode(event), EVERYTHING, NOW)
        require(again == event, f"{event} comes back as {again}")

    def _is_wrong_for_the_core(self, data: bytes) -> bool:
        try:
            message = read_message(self._of_a_core, [data])
        except Undecodable:
            return True
        # The core never says such a deadline; its type alone would read it.
        never = isinstance(message, DeviceCommand) and message.deadline.year in (1, 9999)
        return never or twice(data)


def a_recording(data: bytes) -> None:
    with suppress(Damage):
        for framed in Frames(io.BytesIO(data)):
            with suppress(*UNDECODABLE):
                msgspec.msgpack.decode(framed.body)


def require(held: bool, text: str) -> None:
    """Raises Broken."""
    if not held:
        raise Broken(text)

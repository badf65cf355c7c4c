"""One camera of the proving ground: its pictures at their pace, its sessions, and what is wrong with it."""

from __future__ import annotations

import asyncio
import base64
import random
import socket
import struct
import time
from collections.abc import Sequence
from enum import Enum, auto

from tests.support.proving_ground.films import Codec, Film, Unit
from tests.support.proving_ground.packets import CLOCK, PAYLOAD_TYPE, framed, payloads, sender_report
from tests.support.proving_ground.words import Door

REPORT_S = 5.0
FULL = 4_000_000  # bytes that wait for a client which does not read; a camera drops pictures then


class Fault(Enum):
    NONE = auto()
    SAME = auto()
    NOTHING = auto()
    GARBAGE = auto()


class Viewing:
    """One running session: its own numbers and stamps, how late its pictures come, how far its clock has leapt."""

    def __init__(self, transport: asyncio.WriteTransport, channel: int) -> None:
        self.transport = transport
        self.lag = self.leapt = 0.0
        self._channel = channel
        self._source = random.getrandbits(32)
        self._sequence = random.getrandbits(15)
        self._offset = random.getrandbits(31)
        self._packets = self._octets = 0
        self._waits_for_key = True
        self._next_report = 0.0

    def send(self, parts: list[bytes], key: bool, at: float) -> None:
        """A picture of the loop's time `at`."""
        if self.transport.is_closing() or self.transport.get_write_buffer_size() > FULL:
            self._waits_for_key = True
            return
        if self._waits_for_key and not key:
            return
        self._waits_for_key = False
        stamp = self._offset + int((at + self.leapt) * CLOCK)
        data = framed(parts, sequence=self._sequence, stamp=stamp, source=self._source, channel=self._channel)
        if at >= self._next_report:
            self._next_report = at + REPORT_S
            data = self._report(stamp) + data
        self._sequence += len(parts)
        self._packets += len(parts)
        self._octets += sum(map(len, parts))
        if self.lag:
            asyncio.get_running_loop().call_at(at + self.lag, self._write, data)
        else:
            self.transport.write(data)

    def _report(self, stamp: int) -> bytes:
        return sender_report(
            source=self._source,
            stamp=stamp,
            wall=time.time(),
            packets=self._packets,
            octets=self._octets,
            channel=self._channel + 1,
        )

    def _write(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(data)


class Camera:
    """Its faults are set from outside; `run` sends for ever."""

    def __init__(self, name: str, films: Sequence[Film], door: Door, limit: int, *, told: bool = True) -> None:
        self.name = name
        self.door = door
        self.limit = limit
        self._told = told  # the parameter sets stand in the description as well
        self.fault = Fault.NONE
        self.refusing = False
        self.unknown_codec = False
        self.most = 0
        self.film = films[0]
        self._films = films
        self._cut = {film: [payloads(film.codec, unit) for unit in film.units] for film in films}
        self._next: Film | None = None
        self.viewings: set[Viewing] = set()
        self.connections: set[asyncio.WriteTransport] = set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        number, due = 0, loop.time()
        while True:
            due += 1 / self.film.fps
            await asyncio.sleep(max(0.0, due - loop.time()))
            number = (number + 1) % len(self.film.units)
            if self._next is not None and self.film.units[number].key:
                self.film, self._next, number = self._next, None, 0
            self._send(number, due)

    def admit(self, viewing: Viewing) -> None:
        self.viewings.add(viewing)
        self.most = max(self.most, len(self.viewings))

    def full(self) -> bool:
        return 0 < self.limit <= len(self.viewings)

    def delay(self, seconds: float) -> None:
        """The running sessions get everything that much later from now on; new ones begin at the live edge."""
        for viewing in self.viewings:
            viewing.lag = seconds

    def leap(self, seconds: float) -> None:
        """The clock of the running sessions is another from now on, as after a camera has set its own."""
        for viewing in self.viewings:
            viewing.leapt += seconds

    def change_size(self) -> None:
        """Another film of the same codec from its next key picture on, in the running sessions too."""
        self._next = next(film for film in self._films if film.codec is self.film.codec and film is not self.film)

    def change_codec(self) -> None:
        """The other codec for those who come now; the running sessions end."""
        self.film = next(film for film in self._films if film.codec is not self.film.codec)
        self.hang_up()

    def hang_up(self) -> None:
        for transport in list(self.connections):
            transport.close()

    def reset(self) -> None:
        """End all connections as a machine does that has lost its power and its memory."""
        for transport in list(self.connections):
            plug = transport.get_extra_info("socket")
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()

    def description(self) -> str:
        """The session's description (SDP)."""
        codec = Codec.SVAC if self.unknown_codec else self.film.codec
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", f"s={self.name}", "c=IN IP4 0.0.0.0", "t=0 0"]
        lines += [f"m=video 0 RTP/AVP {PAYLOAD_TYPE}", f"a=rtpmap:{PAYLOAD_TYPE} {codec.clock_name}/{CLOCK}"]
        headers = [base64.b64encode(header).decode() for header in self.film.headers]
        if codec is Codec.H264 and self._told:
            profile = self.film.headers[0][1:4].hex()
            sets = ",".join(headers)
            lines.append(
                f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1;profile-level-id={profile};sprop-parameter-sets={sets}"
            )
        elif codec is Codec.H265 and self._told:
            video, sequence, picture = headers
            lines.append(f"a=fmtp:{PAYLOAD_TYPE} sprop-vps={video};sprop-sps={sequence};sprop-pps={picture}")
        return "\r\n".join([*lines, "a=control:video", ""])

    def _send(self, number: int, at: float) -> None:
        if self.fault is Fault.NOTHING:
            return
        unit, parts = self.film.units[number], self._cut[self.film][number]
        if self.fault is Fault.SAME:
            first = next(n for n, each in enumerate(self.film.units) if each.key)
            unit, parts = self.film.units[first], self._cut[self.film][first]
        elif self.fault is Fault.GARBAGE or self.unknown_codec:
            unit, parts = _noise(unit, parts)
        for viewing in list(self.viewings):
            viewing.send(parts, unit.key, at)


def _noise(unit: Unit, parts: list[bytes]) -> tuple[Unit, list[bytes]]:
    return unit, [random.randbytes(len(part)) for part in parts]

"""One source as the core sees it: greets, pulls with standing credit, confirms what is on disk, sends commands."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable

import msgspec
import zmq

from bridge.protocol import source as wire
from bridge.protocol.seat import LinkState, SourceHealth

log = logging.getLogger(__name__)

CREDIT = 200
SILENT_S = 3.0
MAX_MESSAGE = 1024 * 1024

GREET_AGAIN = frozenset({"hello", "epoch", "ahead"})

Clock = Callable[[], float]


class SourceLink:
    """Owns the DEALER to one source. `receive` hands out decoded messages; what to do with them is the loop's.

    Clocks are monotonic seconds. The link starts over with a greeting whenever the source was silent for
    `SILENT_S`, so a restarted source is found again without help.
    """

    def __init__(
        self, context: zmq.Context[zmq.Socket[bytes]], source: str, endpoint: str, clock: Clock, name: str = ""
    ) -> None:
        self.source = source
        self._name = name
        self.state = LinkState.CONNECTING
        self.epoch = ""
        self.head = 0
        self.refused = 0
        self._credit = 0
        self._clock = clock
        self._encode = msgspec.msgpack.Encoder().encode
        self._decoder = msgspec.msgpack.Decoder(wire.FromSource)
        self._heard = clock()
        self._greeted = float("-inf")
        self._taken: deque[tuple[float, int]] = deque()
        self.taken = 0
        self.socket = _dealer(context, endpoint)

    def close(self) -> None:
        self.socket.close(linger=0)

    def tick(self) -> None:
        """Once a second: greet who is not known, prove life to who is, notice silence."""
        now = self._clock()
        if self.state is LinkState.LIVE and now - self._heard > SILENT_S:
            self.state = LinkState.LOST
            log.warning("source %s has been silent for %.0f s", self.source, now - self._heard)
        if self.state is LinkState.LIVE:
            self._send(wire.Ping())
        elif now - self._greeted >= 1.0:
            self._greeted = now
            self._send(wire.Hello(versions=(wire.VERSION,), core="core"))

    def receive(self) -> wire.FromSource | None:
        """The next message, None when there is none or it was refused (then the sender got a fault)."""
        frames = self.socket.recv_multipart(flags=zmq.NOBLOCK, copy=True)
        self._heard = self._clock()
        try:
            if len(frames) != 1:
                raise msgspec.DecodeError(f"{len(frames)} frames where one is expected")
            message: wire.FromSource = self._decoder.decode(frames[0])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError) as error:
            self._refuse(_fault_code(error), str(error))
            return None
        return message

    def welcome(self, message: wire.Welcome, position: int) -> None:
        """The source has said what it holds and the journal knows how far it was taken."""
        if self.state is LinkState.LOST:
            log.info("source %s is back", self.source)
        self.state = LinkState.LIVE
        self.epoch = message.epoch
        self.head = message.head
        self.pull(position)

    def pull(self, after: int) -> None:
        self._credit = CREDIT
        self._send(wire.Pull(epoch=self.epoch, after=after, credit=CREDIT))

    def durable(self, seq: int, count: int) -> None:
        """`seq` is on disk, `count` events more than before: tell the source; pull when its credit is used up.

        A pull replaces position and credit, so an early one would have events sent twice.
        """
        self.taken += count
        self._credit -= count
        self._taken.append((self._clock(), count))
        self._send(wire.Durable(epoch=self.epoch, seq=seq))
        if self._credit <= 0:
            self.pull(seq)

    def answer_ping(self) -> None:
        self._send(wire.Pong())

    def command(self, message: wire.DeviceCommand) -> None:
        self._send(message)

    def faulted(self, message: wire.Fault) -> None:
        """The source has refused something: most often it was restarted and wants a greeting."""
        text = "source %s refused a message: %s %s"
        log.log(
            logging.INFO if message.code in GREET_AGAIN else logging.WARNING,
            text,
            self.source,
            message.code,
            message.text,
        )
        self.start_over()

    def start_over(self) -> None:
        """Something does not fit: greet again and pull from what is on disk."""
        self.state = LinkState.CONNECTING
        self._greeted = float("-inf")

    def wrong_name(self, said: str) -> None:
        """Another service answers at this endpoint."""
        self._refuse("wrong-source", f"expected {self.source}, got {said}")

    def health(self, position: int) -> SourceHealth:
        now = self._clock()
        while self._taken and now - self._taken[0][0] > 10.0:
            self._taken.popleft()
        return SourceHealth(
            source=self.source,
            name=self._name,
            state=self.state,
            silent_s=round(now - self._heard, 1),
            lag=max(0, self.head - position),
            rate=round(sum(count for _, count in self._taken) / 10.0, 1),
            taken=self.taken,
            refused=self.refused,
        )

    def _refuse(self, code: str, text: str) -> None:
        if not self.refused:
            log.warning(
                "source %s sent something that was refused (%s): %s; further ones are counted", self.source, code, text
            )
        self.refused += 1
        self._send(wire.Fault(code=code, text=text[:500]))

    def _send(self, message: wire.ToSource) -> None:
        try:
            self.socket.send(self._encode(message), flags=zmq.NOBLOCK)
        except zmq.Again:
            # The source does not read. Nothing is lost: everything sent here is asked for again after the silence.
            return


def _fault_code(error: Exception) -> str:
    """The specification's word for what is wrong with a message."""
    if not isinstance(error, msgspec.ValidationError):
        return "malformed"
    text = str(error)
    if text.endswith("`$.t`") or "required field `t`" in text:
        return "unknown"
    return "malformed" if text.startswith("Expected `object`") and " - at " not in text else "field"


def _dealer(context: zmq.Context[zmq.Socket[bytes]], endpoint: str) -> zmq.Socket[bytes]:
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    socket.setsockopt(zmq.SNDHWM, 1000)
    socket.setsockopt(zmq.RCVHWM, 1000)
    socket.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
    socket.setsockopt(zmq.IMMEDIATE, 1)
    socket.setsockopt(zmq.HEARTBEAT_IVL, 1000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3000)
    socket.setsockopt(zmq.HEARTBEAT_TTL, 5000)
    socket.setsockopt(zmq.RECONNECT_IVL, 100)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 2000)
    socket.connect(endpoint)
    return socket

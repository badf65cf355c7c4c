"""One source as the recorder sees it: greets and pulls like the core, beside the core, and leaves no trace."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec
import zmq

from bridge.core.source_socket import SourceSocket
from bridge.protocol import source as wire
from bridge.protocol.decoding import Undecodable, read_message
from bridge.protocol.seat import LinkState
from bridge.recording.keeper import Keeper
from commandcenter.domain.journal import CORE

log = logging.getLogger(__name__)

CREDIT = 400
SILENT_S = 2.5
STALLED_S = 1.0
# A source keeps its events for every core that ever pulled until that core calls them durable. So a recorder with a
# name of its own would, once it has gone, fill the source's disk until the source refuses new events. It goes by the
# core's name instead, as one more link of that core, and never says `durable`: the source keeps what the core needs.
NAME = CORE


class Tap:
    """`receive` takes in one message. Clocks are monotonic seconds; `rewired` when the sockets are others now.

    With `from_start` the first log is read from the oldest event that the source holds, else from the next one on.
    """

    def __init__(self, socket: SourceSocket, keeper: Keeper, clock: Callable[[], float], from_start: bool) -> None:
        self.source = socket.source
        self.socket = socket
        self.state = LinkState.CONNECTING
        self.rewired = True
        self._keeper = keeper
        self._clock = clock
        self._from_start = from_start
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode: Callable[[bytes], wire.FromSource] = msgspec.msgpack.Decoder(wire.FromSource).decode
        self._epoch = ""
        self._head = self._position = self._credit = 0
        self._heard = clock()
        self._said = self._moved = float("-inf")
        self._complained = False

    @property
    def lag(self) -> int:
        """How many events of the source are not in the file yet."""
        return max(0, self._head - self._position)

    def trust(self, server: str) -> None:
        """Talks to the holder of the public key `server` from now on; "" for nobody."""
        if server != self.socket.server:
            self.socket.open(server)
            self.rewired = True
            self._start_over()

    def tick(self) -> None:
        """A few times a second."""
        now = self._clock()
        if self.socket.reopen_if_due(self._heard if now - self._heard > SILENT_S else None):
            self.rewired = True
            self._start_over()
        if self.state is LinkState.LIVE and now - self._heard > SILENT_S:
            self.state = LinkState.LOST
            log.info("source %s has been silent for %.1f s", self.source, now - self._heard)
        live = self.state is LinkState.LIVE
        if now - self._said >= 1.0:
            self._said = now
            self._send(wire.Ping() if live else wire.Hello(versions=(wire.VERSION,), core=NAME))
        if live and self.lag and now - self._moved > STALLED_S:
            self._pull()

    def receive(self) -> None:
        frames = self.socket.receive()
        if frames is None:
            return
        self._heard = self._clock()
        try:
            message = read_message(self._decode, frames)
        except Undecodable as error:
            self._complain(f"{error.code}: {error}")
            return
        match message:
            case wire.Welcome():
                self._welcome(message)
            case wire.Batch():
                self._batch(message)
            case wire.Pong():
                self._head = max(self._head, message.head)
            case wire.Ping():
                self._send(wire.Pong())
            case wire.End() | wire.Fault():
                self._start_over()

    def measure(self) -> None:
        """Takes in the telemetry that has arrived."""
        if self.socket.feed is not None:
            self.socket.feed.receive(())

    def _welcome(self, message: wire.Welcome) -> None:
        if message.source != self.source:
            self._complain(f"another one answers there, {message.source}")
            return
        self._head = message.head
        if message.epoch != self._epoch or message.head < self._position:
            self._open(message)
        elif message.first > self._position + 1:
            self._miss(message.first)
        self.state = LinkState.LIVE
        try:
            self.rewired |= self.socket.listen(message.telemetry)
        except zmq.ZMQError as error:
            self._complain(f"its telemetry endpoint cannot be used: {error}")
        self._pull()

    def _open(self, message: wire.Welcome) -> None:
        """Another log than the one that was recorded so far, or one that has gone back in time."""
        first = min(message.first, message.head + 1)
        if message.epoch == self._epoch:
            after = message.head
        elif self._epoch:
            after = 0
            if message.before is not None and message.before.epoch == self._epoch:
                self._keeper.of(self.source).missing += max(0, message.before.last - self._position)
        else:
            after = first - 1 if self._from_start else message.head
        self._epoch, self._position = message.epoch, after
        self._keeper.log(self.source, message.epoch, first, message.head, after)
        if first > after + 1:
            self._miss(first)

    def _miss(self, first: int) -> None:
        self._keeper.of(self.source).missing += first - self._position - 1
        self._position = first - 1

    def _batch(self, message: wire.Batch) -> None:
        if self.state is not LinkState.LIVE:
            return
        if message.epoch != self._epoch or message.first > self._position + 1:
            self._start_over()
            return
        self._moved = self._clock()
        for seq, raw in enumerate(message.events, message.first):
            if seq > self._position:
                self._keeper.event(self.source, seq, bytes(raw))
                self._position = seq
                self._credit -= 1
        self._head = max(self._head, message.head, self._position)
        if self._credit <= 0:
            self._pull()

    def _pull(self) -> None:
        self._credit, self._moved = CREDIT, self._clock()
        self._send(wire.Pull(epoch=self._epoch, after=self._position, credit=CREDIT))

    def _start_over(self) -> None:
        if self.state is LinkState.LIVE:
            self.state = LinkState.CONNECTING
        self._said = float("-inf")

    def _complain(self, what: str) -> None:
        """Once: the core beside it says the rest."""
        if not self._complained:
            self._complained = True
            log.warning("source %s is not recorded rightly: %s", self.source, what)

    def _send(self, message: wire.ToSource) -> None:
        self.socket.send(self._encode(message))

"""One source as the recorder sees it: a link like the core's, beside the core's, that leaves no trace."""

from __future__ import annotations

import zmq

from bridge.core.source_link import SourceLink
from bridge.protocol import source as wire
from bridge.protocol.seat import LinkState
from bridge.recording.keeper import Keeper


class Tap:
    """`receive` takes in one message; `rewired` when the sockets are others now.

    A source keeps its events for every core that ever pulled until that core calls them durable. So a recorder with
    a name of its own would, once it has gone, fill the source's disk until the source refuses new events. It goes by
    the core's name and key instead, as one more link of that core, and never says `durable`: `link` only listens.
    With `from_start` the first log is read from the oldest event that the source holds, else from the next one on.
    """

    def __init__(self, link: SourceLink, keeper: Keeper, from_start: bool) -> None:
        self.source = link.source
        self.link = link
        self.rewired = True
        self._keeper = keeper
        self._from_start = from_start
        self._epoch = ""
        self._position = 0

    @property
    def lag(self) -> int:
        """How many events of the source are not in the file yet."""
        return max(0, self.link.head - self._position)

    def trust(self, server: str) -> None:
        """Talks to the holder of the public key `server` from now on; "" for nobody."""
        if server != self.link.socket.server:
            self.link.open(server)
            self.rewired = True

    def tick(self) -> None:
        """A few times a second."""
        self.rewired |= self.link.reopen_if_due()
        self.link.tick()

    def receive(self) -> None:
        received = self.link.receive()
        self.rewired |= bool(self.link.socket.rest)
        if received is None:
            return
        match received.message:
            case wire.Welcome() as message:
                self._welcome(message)
            case wire.Batch() as message:
                self._batch(message)
            case wire.Pong() as message:
                self.link.head = max(self.link.head, message.head)
            case wire.Ping():
                self.link.say(wire.Pong())
            case wire.Fault() as message:
                self.link.faulted(message)
            case wire.End():
                self.link.start_over()

    def measure(self) -> None:
        """Takes in the telemetry that has arrived."""
        if self.link.socket.feed is not None:
            self.link.socket.feed.receive(())

    def _welcome(self, message: wire.Welcome) -> None:
        if not self.link.expects(message):
            return
        if message.epoch != self._epoch or message.head < self._position:
            self._open(message)
        elif message.first > self._position + 1:
            self._miss(message.first)
        try:
            self.rewired |= self.link.socket.listen(message.telemetry)
        except zmq.ZMQError as error:
            self.link.refuse("field", f"the telemetry endpoint {message.telemetry!r} cannot be used: {error}")
        self.link.welcome(message, self._position)

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
        if self.link.state is not LinkState.LIVE:
            return
        if not self.link.received(message):
            self.link.start_over()
            return
        for seq, raw in enumerate(message.events, message.first):
            if seq > self._position:
                self._keeper.event(self.source, seq, bytes(raw))
                self._position = seq

"""The sockets of one source: events and commands over a DEALER, telemetry over a SUB, both to one key only."""

from __future__ import annotations

import logging
from collections.abc import Callable

import zmq

from bridge import handshake
from bridge.core.handshake import Handshakes
from bridge.core.resting import Rest
from bridge.core.telemetry import Feed, Taker, Tally, first_frames
from bridge.source.keys import Keys, present
from bridge.source.limits import MAX_FRAME
from bridge.source.sockets import end_dead_links

REOPEN_S = 2.0
# A connection that says nothing may be dead: a new one is tried at once, and then this often.
REOPEN_SILENT_S = 10.0
# Messages of up to 4 MiB that wait for the core's thread; what else a source sends waits at its own end.
RECEIVE_QUEUE = 16
log = logging.getLogger(__name__)

UNTRUSTED = "not trusted"
UNUSABLE = "unusable address"
TRANSPORTS = ("tcp://", "ipc://")
ALL_ADDRESSES = ("0.0.0.0", "[::]", "*")

Socket = zmq.Socket[bytes]


class SourceSocket:
    """`server` is the public key that the source must prove, "" while none is trusted: then nothing is open.

    `trouble` says in a word why nobody is talked to, "" when the last handshake went well. `clock` gives monotonic
    seconds.
    """

    def __init__(
        self,
        context: zmq.Context[Socket],
        keys: Keys,
        source: str,
        endpoint: str,
        telemetry: Taker,
        clock: Callable[[], float],
    ) -> None:
        self.source = source
        self.server = ""
        self.trouble = UNTRUSTED
        self.dealer: Socket | None = None
        self.monitor: Socket | None = None
        self.feed: Feed | None = None
        self.tally = Tally()
        self.rest = Rest(clock)
        self._context = context
        self._keys = keys
        self._endpoint = endpoint
        self._telemetry = telemetry
        self._listening = ""
        self._clock = clock
        self._heard = (0, 0.0)
        self._handshakes = Handshakes()
        self._opened = float("-inf")

    def open(self, server: str) -> None:
        """Talks to the holder of `server` from now on; "" for nobody."""
        self.close()
        if server != self.server:
            self.server = server
            self._handshakes = Handshakes()
            self.trouble = "" if server else UNTRUSTED
        if not server:
            return
        self._opened = self._clock()
        self.dealer = _dealer(self._context)
        try:
            present(self.dealer, self._keys, server)
            self.monitor = handshake.watch(self.dealer)
            self.dealer.connect(self._endpoint)
        except zmq.ZMQError as error:
            if self.trouble != UNUSABLE:
                log.warning("source %s cannot be called at %s: %s", self.source, self._endpoint, error)
            self.close()
            self.trouble = UNUSABLE

    @property
    def readable(self) -> Socket | None:
        """What to read from; nothing while its source rests."""
        return None if self.rest else self.dealer

    def close(self) -> None:
        """Cuts the connections at once."""
        if self.dealer is not None:
            self.dealer.disable_monitor()
            self.dealer.close(linger=0)
        if self.monitor is not None:
            self.monitor.close(linger=0)
        self.dealer = self.monitor = None
        self._close_feed()

    def reopen_if_due(self, silent_since: float | None = None) -> bool:
        """After a refusal ZeroMQ does not call again by itself. Returns whether the sockets are others now.

        `silent_since`: when the last word was heard over a link that counts as lost.
        """
        age = self._clock() - self._opened
        dead = silent_since is not None and (self._opened < silent_since or age > REOPEN_SILENT_S)
        due = bool(self.server) and (age > REOPEN_S if self.trouble else dead)
        if due:
            self.open(self.server)
        return due

    def hear_handshakes(self) -> str:
        """Reads the monitor; returns a new trouble, "" when there is none."""
        before = self.trouble
        if self.monitor is not None:
            for seen in handshake.seen(self.monitor):
                self._handshakes.hear(seen)
            self.trouble = self._handshakes.trouble
        return self.trouble if self.trouble != before else ""

    def listen(self, endpoint: str) -> bool:
        """Takes in the telemetry of that endpoint; whether the sockets are others now. Raises zmq.ZMQError."""
        endpoint = reachable(endpoint, self._endpoint)
        if endpoint == self._listening:
            return False
        if endpoint and not endpoint.startswith(TRANSPORTS):
            # Another would lead into this very process.
            raise zmq.ZMQError(zmq.EPROTONOSUPPORT)
        self._close_feed()
        self._listening, self._heard = endpoint, (0, self._clock())
        if endpoint:
            feed = Feed(self._context, self._telemetry, self.tally, self.source, self._keys, self.server)
            try:
                feed.connect(endpoint)
            except zmq.ZMQError:
                feed.close()
                raise
            self.feed = feed
        return True

    def listen_again_if_due(self) -> bool:
        """Where nothing is heard: ZeroMQ does not open a connection again over which something too large came.

        Returns whether the sockets are others now.
        """
        if self.feed is None:
            return False
        count, since = self._heard
        if self.feed.received != count:
            self._heard = (self.feed.received, self._clock())
            return False
        if self._clock() - since < REOPEN_SILENT_S:
            return False
        endpoint, self._listening = self._listening, ""
        return self.listen(endpoint)

    def send(self, message: bytes) -> bool:
        """False when it did not leave. A source that does not read is asked again for everything: nothing is lost."""
        if self.dealer is None:
            return False
        try:
            self.dealer.send(message, flags=zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def receive(self) -> list[bytes] | None:
        """The frames of the next message, of which no more than two are kept; None when there is none."""
        if self.dealer is None:
            return None
        try:
            return first_frames(self.dealer, 2)
        except zmq.Again:
            return None

    def _close_feed(self) -> None:
        if self.feed is not None:
            self.feed.close()
        self.feed, self._listening = None, ""


def reachable(telemetry: str, called: str) -> str:
    """A telemetry endpoint on all addresses of its machine is to be found where the source was called."""
    host, _, port = telemetry.removeprefix("tcp://").rpartition(":")
    if not telemetry.startswith("tcp://") or host not in ALL_ADDRESSES:
        return telemetry
    machine = called.rpartition(":")[0] if called.startswith("tcp://") else "tcp://127.0.0.1"
    return f"{machine}:{port}"


def _dealer(context: zmq.Context[Socket]) -> Socket:
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    for option, value in (
        (zmq.SNDHWM, 1000),
        (zmq.RCVHWM, RECEIVE_QUEUE),
        (zmq.MAXMSGSIZE, MAX_FRAME),
        (zmq.IMMEDIATE, 1),
        (zmq.RECONNECT_IVL, 100),
        (zmq.RECONNECT_IVL_MAX, 2000),
    ):
        socket.setsockopt(option, value)
    end_dead_links(socket)
    return socket

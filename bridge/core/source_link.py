"""One source as the core sees it: greets, pulls with standing credit, confirms what is on disk, sends commands."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from bridge.core.rate import Rate
from bridge.core.source_reader import Received, SourceReader
from bridge.core.source_socket import SourceSocket
from bridge.protocol import source as wire
from bridge.protocol.decoding import Undecodable
from bridge.protocol.seat import LinkState, SourceHealth

log = logging.getLogger(__name__)

CREDIT = 400
SILENT_S = 2.5
DURABLE_EVERY_S = 0.1
FAULT_EVERY_S = 1.0
STALLED_S = 1.0

MOST_CODES = 64

GREET_AGAIN = frozenset({"hello", "epoch", "ahead"})

FOREIGN = "foreign source id"

Clock = Callable[[], float]


class SourceLink:
    """The protocol's state of one link. `receive` hands out decoded messages; what to do with them is the desk's.

    Clocks are monotonic seconds. After `SILENT_S` of silence the source is greeted anew, so that one that was
    restarted is found again. A link that only `listens` calls nothing durable.
    """

    def __init__(self, socket: SourceSocket, clock: Clock, name: str = "", *, listens: bool = False) -> None:
        self.source = socket.source
        self.socket = socket
        self.state = LinkState.CONNECTING
        self.epoch = ""
        self.head = 0
        self.taken = Rate()
        self.refused = 0
        self.trouble = ""
        """What a greeting has shown; the socket knows of handshakes."""
        self._clock = clock
        self._name = name
        self._listens = listens
        self._encode = msgspec.msgpack.Encoder().encode
        self._read = SourceReader().read
        self._heard = clock()
        self._said = self._confirmed = self._faulted = self._moved = float("-inf")
        self._credit = self._received = self._durable = self._greetings = 0
        self._owed = False
        self._told: set[str] = set()

    def open(self, server: str) -> None:
        """Talks to the holder of the public key `server` from now on; "" for nobody."""
        self.socket.open(server)
        self.trouble = ""
        self._opened()

    def reopen_if_due(self) -> bool:
        """Tries a new connection in the place of one that is refused or dead; whether the sockets are others now."""
        due = self.socket.reopen_if_due(self._heard if self._clock() - self._heard > SILENT_S else None)
        if due:
            self._opened()
        return due or self.socket.rest.ended() or self.socket.listen_again_if_due()

    def tick(self) -> bool:
        """A few times a second: greet who is not known, prove life to who is, notice silence.

        Returns whether the state has changed.
        """
        now, before = self._clock(), self.state
        if self.state is LinkState.LIVE and now - self._heard > SILENT_S:
            self.state = LinkState.LOST
            log.warning("source %s has been silent for %.1f s", self.source, now - self._heard)
        if now - self._said >= 1.0:
            self._said = now
            if self.state is LinkState.LIVE:
                self.say(wire.Ping())
                # The word before may be lost, or the source's that its log has ended: then this one is refused.
                self._owed = True
            else:
                self._greetings += self.say(wire.Hello(versions=(wire.VERSION,), core="core"))
        lacks = self._listens or self.head > self._received
        if self.state is LinkState.LIVE and lacks and now - self._moved > STALLED_S:
            # A pull or a batch was lost on the way; or, where nothing is called durable, that the log has ended.
            self._pull(self._received)
        self._confirm(now)
        return self.state is not before

    def receive(self) -> Received | None:
        """The next message, None when there is none or it was refused (then the sender got a fault)."""
        if (frames := self.socket.receive()) is None:
            return None
        try:
            with self.socket.rest:
                return self._read(frames)
        except Undecodable as error:
            self.refuse(error.code, str(error))
            return None
        finally:
            self._heard = max(self._clock(), self.socket.rest.until)  # who rests is not silent

    def expects(self, message: wire.Welcome) -> bool:
        """Whether this welcome answers a greeting and can be true; else it is refused and has no effect."""
        answers = self._greetings > 0
        self._greetings -= answers
        self.trouble = "" if message.source == self.source else FOREIGN
        if not answers:
            self.refuse("refused", "a welcome that answers no hello")
        elif self.trouble:
            self.refuse("wrong-source", f"expected {self.source}, got {message.source}")
        elif message.version != wire.VERSION:
            self.refuse("field", f"version {message.version} was not offered")
        elif message.first > message.head + 1:
            self.refuse("field", f"first {message.first} is beyond head {message.head}")
        else:
            return True
        return False

    def welcome(self, message: wire.Welcome, position: int) -> None:
        """The source has said what it holds and the journal knows how far it was taken."""
        if self.state is LinkState.LOST:
            log.info("source %s is back", self.source)
        self.state = LinkState.LIVE
        self.epoch = message.epoch
        self.head = message.head
        self._durable, self._owed = position, True
        self._pull(position)

    def received(self, message: wire.Batch) -> bool:
        """Counts a batch against the credit; False when it does not go on from the one before.

        The next pull leaves when the credit is used up, before the commit, so that the source is never idle; not
        sooner, for a pull replaces position and credit, and what is under way would come twice.
        """
        last = message.first + len(message.events) - 1
        self.head = max(message.head, self.head)
        if message.epoch != self.epoch or message.first > self._received + 1:
            return False
        self._moved = self._clock()
        self._credit -= max(0, last - self._received)
        self._received = max(self._received, last)
        if self._credit <= 0:
            self._pull(self._received)
        return True

    def committed(self, position: int, count: int) -> None:
        """`position` is on disk, `count` events more than before: the source hears of it soon."""
        now = self._clock()
        self.taken.add(count, now)
        self._durable, self._owed = position, True
        if now - self._confirmed >= DURABLE_EVERY_S:
            self._confirm(now)

    def ask_refresh(self, reason: str) -> None:
        self.say(wire.Refresh(epoch=self.epoch, reason=reason))

    def faulted(self, message: wire.Fault) -> None:
        """The source has refused something: most often it was restarted and wants a greeting."""
        expected = message.code in GREET_AGAIN
        if message.code not in self._told and len(self._told) < MOST_CODES:
            self._told.add(message.code)
            tell = log.info if expected else log.warning
            tell("source %s refused a message: %r %r", self.source, message.code, message.text)
        if expected:
            self.start_over()

    def start_over(self) -> None:
        """Something does not fit: greet again and pull from what is on disk."""
        if self.state is LinkState.LIVE:
            self.state = LinkState.CONNECTING
        self._said = float("-inf")

    def refuse(self, code: str, text: str) -> None:
        if not self.refused:
            log.warning(
                "source %s sent something that was refused (%s): %r; further ones are counted", self.source, code, text
            )
        self.refused += 1
        self.say(wire.Fault(code=code, text=text[:500]))

    def put_aside(self, code: str, text: str) -> None:
        """An event lies in quarantine: the source hears of the first, and of one a second after that."""
        now = self._clock()
        self.refused += 1
        if now - self._faulted >= FAULT_EVERY_S:
            self._faulted = now
            self.say(wire.Fault(code=code, text=text[:500]))

    def health(self, position: int, quarantined: int, doubt: str) -> SourceHealth:
        now = self._clock()
        tally = self.socket.tally
        return SourceHealth(
            source=self.source,
            name=self._name,
            state=self.state,
            silent_s=max(0.0, round(now - self._heard, 1)),
            lag=max(0, self.head - position),
            rate=self.taken.per_second(now),
            taken=self.taken.total,
            refused=self.refused + tally.refused,
            dropped=tally.dropped,
            trouble=self.socket.trouble or self.trouble,
            quarantined=quarantined,
            doubt=doubt,
        )

    def _pull(self, after: int) -> None:
        self._credit, self._received, self._moved = CREDIT, after, self._clock()
        self.say(wire.Pull(epoch=self.epoch, after=after, credit=CREDIT))

    def _confirm(self, now: float) -> None:
        if self._owed and self._durable and not self._listens and self.state is LinkState.LIVE:
            self._confirmed = now
            self._owed = not self.say(wire.Durable(epoch=self.epoch, seq=self._durable))

    def _opened(self) -> None:
        """Over a new connection nothing was said yet."""
        self._greetings = 0
        self.start_over()

    def say(self, message: wire.ToSource) -> bool:
        """False when there is no room for it on the way: it is lost."""
        return self.socket.send(self._encode(message))

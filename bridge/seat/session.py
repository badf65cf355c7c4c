"""One connection of a seat to the core: joins, follows the journal, acknowledges how far it is, sends commands.

Everything comes over one socket in order, so a hole is seen at once; a missing entry means joining again, so that
the seat never shows a state with a hole in it. Commands go one by one, each after the answer to the one before,
so that they keep their order whatever fails.
"""

from __future__ import annotations

import logging
import time

import msgspec
import zmq

from bridge.protocol import seat as wire
from bridge.protocol.decoding import UNDECODABLE
from bridge.seat import sockets
from bridge.seat.happenings import Entered, Reading, SeatMailbox, Standing
from bridge.seat.outbox import Waiting
from bridge.seat.sockets import Handshake
from bridge.seat.troubles import Troubles
from bridge.source.keys import Keys
from commandcenter.domain.journal import Entry

log = logging.getLogger(__name__)

SILENT_S = 2.5
JOIN_EVERY_S = 0.5
BEAT_EVERY_S = 1.0
SEND_AGAIN_S = 2.0
BROKEN_MOST = 3
ACKNOWLEDGE_EVERY = 2000
MESSAGES_AT_ONCE = 200
STATE_WEIGHT = 1000


class Session:
    """The socket and what it has seen; lives on the link's thread. `over`: it will not come in any more."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        endpoint: str,
        keys: Keys,
        core: str,
        mailbox: SeatMailbox,
        standing: Standing,
        troubles: Troubles,
        waiting: Waiting,
    ) -> None:
        self.core = core
        self.over = False
        self._mailbox = mailbox
        self._standing = standing
        self._troubles = troubles
        self._waiting = waiting
        self._encode = msgspec.msgpack.Encoder().encode
        self._messages = msgspec.msgpack.Decoder(wire.ToSeat)
        self._entry = msgspec.msgpack.Decoder(Entry)
        self._joined = False
        self._number = 0
        self._size = 0
        self._samples = 0
        self._told_size = 0
        self._told_samples = 0
        self._broken = 0
        self._heard = time.monotonic()
        self._asked = self._beat_at = self._sent_at = float("-inf")
        self._complained = False
        self._dealer, self._monitor = sockets.dealer(context, endpoint, keys, core)

    def wait(self, wake: int) -> bool:
        """Until something is to be done; True when woken by the seat itself."""
        poller = zmq.Poller()
        for socket in (self._dealer, self._monitor):
            poller.register(socket, zmq.POLLIN)
        poller.register(wake, zmq.POLLIN)
        return wake in dict(poller.poll(200))

    def submit(self, command: wire.Command) -> None:
        self._waiting.add(command)
        first = self._waiting.first()
        if first and first.id == command.id:
            self._send_first()

    def serve(self) -> None:
        while (ended := sockets.handshake(self._monitor)) is not None:
            self._on_handshake(ended)
        for _ in range(MESSAGES_AT_ONCE):
            frames = sockets.receive(self._dealer)
            if frames is None:
                break
            self._read(frames)
        self._watch()

    def close(self) -> None:
        sockets.close(self._dealer, self._monitor, linger=200)

    def _on_handshake(self, ended: Handshake) -> None:
        if ended is Handshake.DONE:
            # Behind a new connection is a core that does not know this seat yet.
            self._broken = 0
            self._start_over()
            self._asked = float("-inf")
        elif ended is Handshake.REFUSED:
            self._give_up(self._troubles.not_trusted())
        elif ended is Handshake.FOREIGN:
            self._give_up(self._troubles.other_key(self.core))
        else:
            self._broken += 1
            if self._broken >= BROKEN_MOST and not self._standing.live:
                self._standing.tell(False, *self._troubles.other_key(self.core))

    def _give_up(self, trouble: tuple[str, dict[str, str]]) -> None:
        self.over = True
        self._start_over()
        self._standing.tell(False, *trouble)

    def _watch(self) -> None:
        now = time.monotonic()
        if self._standing.live and now - self._heard > SILENT_S:
            self._start_over()
            self._standing.tell(False)
        asking = not self._joined and now - self._asked >= JOIN_EVERY_S
        if asking and self._send(wire.Join(version=wire.VERSION)):
            self._asked = now
        far = self._size - self._told_size >= ACKNOWLEDGE_EVERY or self._samples != self._told_samples
        if self._joined and (far or now - self._beat_at >= BEAT_EVERY_S):
            self._acknowledge()
        if now - self._sent_at >= SEND_AGAIN_S:
            self._send_first()

    def _acknowledge(self) -> None:
        self._beat_at = time.monotonic()
        self._told_size, self._told_samples = self._size, self._samples
        self._send(wire.SeatBeat(joined=self._number, size=self._size, samples=self._samples))

    def _read(self, frames: list[bytes]) -> None:
        """Whatever a message that cannot be read was, the seat has missed it: it joins again."""
        self._heard = time.monotonic()
        try:
            self._take(self._messages.decode(frames[-1]))
        except UNDECODABLE as error:
            if not self._complained:
                log.warning("the core sent something that cannot be read: %s; joining again", error)
            self._complained = True
            self._start_over()

    def _take(self, message: wire.ToSeat) -> None:
        match message:
            case wire.Entries():
                self._follow(message)
            case wire.Samples():
                self._keep(message)
            case wire.Beat():
                self._on_beat(message)
            case wire.Joined():
                self._on_joined(message)
            case wire.Answer():
                self._on_answer(message)
            case wire.Behind():
                if self._joined:
                    log.info("this seat has not kept pace; it gets a snapshot")
                    self._start_over()
            case wire.SeatFault():
                self._on_fault(message)
            case wire.Status():
                pass

    def _on_joined(self, message: wire.Joined) -> None:
        self._number = message.number
        self._size = self._samples = 0
        # Before anything can fail: the core sends no second snapshot while it waits for this word.
        self._acknowledge()
        size = msgspec.msgpack.decode(bytes(message.state), type=_Size).size
        if not (self._mailbox.happen(message, STATE_WEIGHT, anew=True) and self._standing.tell(True)):
            self._start_over()
            return
        self._size = size
        self._joined = True
        self._complained = False
        self._send_first()

    def _on_fault(self, fault: wire.SeatFault) -> None:
        log.info("the core answered %s: %s", fault.code, fault.text)
        if fault.code == "key":
            self._give_up(self._troubles.not_trusted())
        elif fault.code == "version":
            self._start_over()
            self._standing.tell(False, *self._troubles.other_version())
        elif fault.code != "busy":
            self._start_over()

    def _on_answer(self, answer: wire.Answer) -> None:
        """Those behind a command that must wait have to wait as well, and are told so like the first."""
        if answer.later:
            for command_id in self._waiting.untold():
                self._mailbox.happen(msgspec.structs.replace(answer, id=command_id))
            return
        first = self._waiting.first()
        self._waiting.remove(answer.id)
        self._mailbox.happen(answer)
        if first and first.id == answer.id:
            self._send_first()

    def _on_beat(self, beat: wire.Beat) -> None:
        self._mailbox.newest("beat", beat)
        if self._joined and beat.size > self._size:
            self._start_over()

    def _keep(self, message: wire.Samples) -> None:
        self._samples = message.number
        for source, samples in message.samples.items():
            for sample in samples:
                self._mailbox.newest((source, sample.key), Reading(source, sample))

    def _follow(self, entries: wire.Entries) -> None:
        """What comes before the answer to a join is of the time before it, and in that answer."""
        if not self._joined:
            return
        if entries.first > self._size:
            self._start_over()
            return
        fresh = entries.entries[self._size - entries.first :]
        if not fresh:
            return
        decoded = tuple(self._entry.decode(data) for data in fresh)
        if self._mailbox.happen(Entered(decoded), len(decoded)):
            self._size += len(decoded)
        else:
            self._start_over()

    def _start_over(self) -> None:
        """Joins again, but no sooner than JOIN_EVERY_S after the last time: what failed may fail again at once."""
        self._joined = False

    def _send_first(self) -> None:
        """The oldest command without an answer; the next one follows its answer."""
        first = self._waiting.first()
        if self._joined and first:
            self._sent_at = time.monotonic()
            self._send(first)

    def _send(self, message: wire.ToCore) -> bool:
        """False when no core is there: commands stay waiting, joins are repeated."""
        try:
            self._dealer.send(self._encode(message), flags=zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True


class _Size(msgspec.Struct):
    size: int

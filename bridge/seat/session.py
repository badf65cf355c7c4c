"""One connection of a seat to the core: comes in, joins, follows, acknowledges how far it is, sends commands."""

from __future__ import annotations

import logging
import time

import msgspec
import zmq

from bridge import handshake
from bridge.handshake import Seen
from bridge.protocol import seat as wire
from bridge.seat import sockets
from bridge.seat.following import Following, Missed
from bridge.seat.glance import Glance
from bridge.seat.happenings import SeatMailbox, Standing
from bridge.seat.ordering import Ordering
from bridge.seat.outbox import Waiting
from bridge.seat.proving import PATIENCE_S, Proving
from bridge.seat.seeking import FIGURES_PATIENCE_S, Question, Seeking
from bridge.seat.seeking import PATIENCE_S as SEEK_S
from bridge.seat.troubles import Troubles
from bridge.seat.witnessing import Witnessing
from bridge.source.keys import Keys
from commandcenter.domain.errors import UNDECODABLE

log = logging.getLogger(__name__)

SILENT_S = 2.5
JOIN_EVERY_S = 0.5
BEAT_EVERY_S = 1.0
BROKEN_MOST = 3
MESSAGES_AT_ONCE = 200


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
        witnessing: Witnessing,
        glance: Glance,
    ) -> None:
        self.core = core
        self.over = False
        self._standing = standing
        self._troubles = troubles
        self._waiting = waiting
        self._witnessing = witnessing
        self._glance = glance
        self._encode = msgspec.msgpack.Encoder().encode
        self._messages = msgspec.msgpack.Decoder(wire.ToSeat)
        self._following = Following(mailbox)
        self._ordering = Ordering(waiting, mailbox, self._send)
        self._proving = Proving(mailbox, self._send)
        self._seeking = Seeking(mailbox, self._send, SEEK_S)
        self._figuring = Seeking(mailbox, self._send, FIGURES_PATIENCE_S)
        self._counting = Seeking(mailbox, self._send, FIGURES_PATIENCE_S)
        self._broken = 0
        self._heard = self._in_step = time.monotonic()
        self._asked = self._beat_at = float("-inf")
        self._complained = False
        self._dealer, self._monitor = sockets.dealer(context, endpoint, keys, core)

    @property
    def silent_s(self) -> float:
        """Seconds since the core's last word, or since this began."""
        return time.monotonic() - self._heard

    def wait(self, wake: int) -> bool:
        """Until something is to be done; True when woken by the seat itself."""
        poller = zmq.Poller()
        for socket in (self._dealer, self._monitor):
            poller.register(socket, zmq.POLLIN)
        poller.register(wake, zmq.POLLIN)
        return wake in dict(poller.poll(200))

    def submit(self, command: wire.Command, session: str) -> None:
        """`session` is the one that it was given in, "" for none."""
        self._ordering.add(command, session, self._standing.blind_s, at_once=self._following.joined)

    def pass_on(self, command: wire.Command) -> None:
        """Sent, or forgotten while the core is not there."""
        if self._standing.live:
            self._send(command)

    def ask(self, message: Question) -> None:
        kinds = {wire.AskSearch: self._seeking, wire.AskQuality: self._figuring, wire.AskCameras: self._counting}
        kind = kinds[type(message)]
        kind.ask(message, live=self._standing.live)

    def prove(self, message: wire.Authenticate) -> None:
        """Sent now, or answered at once: a person waits for it."""
        self._proving.prove(message, live=self._standing.live)

    def serve(self) -> None:
        for seen in handshake.seen(self._monitor):
            self._on_handshake(seen)
        for _ in range(MESSAGES_AT_ONCE):
            frames = sockets.receive(self._dealer)
            if frames is None:
                break
            self._read(frames)
        self._watch()

    def close(self) -> None:
        self._proving.give_up()
        self._give_up_questions()
        sockets.close(self._dealer, self._monitor, linger=200)

    def _on_handshake(self, seen: Seen) -> None:
        match seen:
            case Seen.OPEN:
                # Behind a new connection is a core that does not know this seat yet.
                self._broken = 0
                self._following.start_over()
                self._asked = float("-inf")
            case Seen.REFUSED | Seen.OTHER_STATUS:
                self._give_up(self._troubles.not_trusted())
            case Seen.OTHER_KEY | Seen.OTHER_MECHANISM | Seen.BROKEN_RULES:
                self._give_up(self._troubles.other_key(self.core))
            case Seen.HUNG_UP | Seen.NO_ANSWER | Seen.SILENT:
                self._broken += 1
                if self._broken >= BROKEN_MOST and not self._standing.live:
                    self._standing.tell(False, *self._troubles.other_key(self.core))

    def _give_up(self, trouble: tuple[str, dict[str, str]]) -> None:
        self.over = True
        self._following.start_over()
        self._standing.tell(False, *trouble)

    def _watch(self) -> None:
        """What time brings: silence, a join that is due, a word on how far this is, a command to be repeated."""
        now = time.monotonic()
        following = self._following
        if now - self._heard > SILENT_S:
            following.start_over()
        if following.joined:
            self._in_step = now
        elif self._standing.live and now - self._in_step > SILENT_S:
            self._standing.tell(False)
        if following.joined or following.arriving:
            if following.due or self._glance.due or now - self._beat_at >= BEAT_EVERY_S:
                self._acknowledge()
        elif now - self._asked >= JOIN_EVERY_S and self._send(self._join()):
            # No sooner after the last time: what failed may fail again at once.
            self._asked = now
        self._proving.give_up(older_than_s=PATIENCE_S)
        self._seeking.look()
        self._figuring.look()
        self._counting.look()
        if following.joined:
            self._watch_seals()
            self._ordering.repeat()

    def _join(self) -> wire.Join:
        return wire.Join(version=wire.VERSION, witness=self._witnessing.vkey)

    def _acknowledge(self) -> None:
        self._beat_at = time.monotonic()
        waiting = len(self._waiting)
        self._send(msgspec.structs.replace(self._following.acknowledge(), waiting=waiting, looking=self._glance.tell()))

    def _read(self, frames: list[bytes]) -> None:
        """Whatever a message that cannot be read was, the seat has missed it: it joins again."""
        self._heard = time.monotonic()
        try:
            self._take(self._messages.decode(frames[-1]))
            if self._following.joined:
                self._standing.hear()
        except Missed:
            self._following.start_over()
        except UNDECODABLE as error:
            if not self._complained:
                log.warning("the core sent something that cannot be read: %r; joining again", str(error))
            self._complained = True
            self._following.start_over()

    def _take(self, message: wire.ToSeat) -> None:
        match message:
            case wire.Entries() | wire.Samples() | wire.Beat() | wire.Part():
                if self._following.hear(message):
                    self._on_joined()
            case wire.Joined():
                self._following.begin(message)
                # The core sends no second snapshot while it waits for this word.
                self._acknowledge()
            case wire.Answer() | wire.Found() | wire.Figured() | wire.CamerasTold():
                self._on_answer(message)
            case wire.Behind():
                if self._following.joined:
                    log.info("this seat has not kept pace; it gets a snapshot")
                self._following.start_over()
            case wire.Sealed():
                self._on_sealed(message)
            case wire.SeatFault():
                self._on_fault(message)
            case wire.Status():
                pass

    def _on_joined(self) -> None:
        if not self._standing.tell(True, *self._witnessing.trouble):
            raise Missed
        self._complained = False
        self._ordering.send_first()

    def _on_answer(self, answer: wire.Answer | wire.Found | wire.Figured | wire.CamerasTold) -> None:
        if isinstance(answer, wire.Found):
            self._seeking.answered(answer)
        elif isinstance(answer, wire.Figured):
            self._figuring.answered(answer)
        elif isinstance(answer, wire.CamerasTold):
            self._counting.answered(answer)
        elif not self._proving.answered(answer):
            self._ordering.answered(answer, at_once=self._following.joined)

    def _on_sealed(self, sealed: wire.Sealed) -> None:
        answer = self._witnessing.answer(sealed)
        if answer is not None:
            self._send(answer)
        if self._standing.live:
            self._standing.tell(True, *self._witnessing.trouble)

    def _watch_seals(self) -> None:
        """A core that cannot write shows no seals either, and has said why."""
        if not self._following.trouble:
            self._witnessing.watch(self._following.size)
        if self._standing.live:
            self._standing.tell(True, *self._witnessing.trouble)

    def _on_fault(self, fault: wire.SeatFault) -> None:
        log.info("the core answered %r: %r", fault.code, fault.text)
        self._proving.give_up()
        self._give_up_questions()
        if fault.code == "key":
            self._give_up(self._troubles.not_trusted())
        elif fault.code == "standby":
            self._give_up(self._troubles.standing_by())
        elif fault.code == "no-database":
            self._give_up(self._troubles.no_database())
        elif fault.code == "version":
            self._following.start_over()
            self._standing.tell(False, *self._troubles.other_version())
        elif fault.code != "busy":
            self._following.start_over()

    def _give_up_questions(self) -> None:
        self._seeking.give_up()
        self._figuring.give_up()
        self._counting.give_up()

    def _send(self, message: wire.ToCore) -> bool:
        """False when no core is there: commands stay waiting, joins are repeated."""
        try:
            self._dealer.send(self._encode(message), flags=zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

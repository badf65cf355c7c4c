"""The seats as witnesses: each new checkpoint is shown to them, and what they sign is kept."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bridge.core.seat_server import SeatServer
from bridge.core.seat_socket import Caller
from bridge.core.working import Working
from bridge.protocol import seat as wire
from bridge.sealing.keys import verify
from commandcenter.domain.changes.sealing import JournalForked, WitnessKnown
from commandcenter.domain.checkpoints import cosigned_at, open_checkpoint
from commandcenter.domain.journal import CORE, Draft, Outcome
from commandcenter.domain.notes import COSIGNATURE, NoteError, VerifierKey, parse_key
from commandcenter.services.ports import StoreTrouble
from commandcenter.services.sealing import Sealing

log = logging.getLogger(__name__)

FORKED = "journal.forked"
EVERY_S = 10.0
# Words within one turn: where its proof has to begin, and by which keys; more would be a quarrel.
WORDS = 10
# Nobody cosigned before there were witnesses, nor tomorrow: the verifier believes no such line either. A day is left
# for clocks that are not set.
EARLIEST = 1_704_067_200
AHEAD_S = 86_400


class _Seat:
    """A seat that witnesses: `size` is what it has signed as far as is known here, `shown` what waits for its word."""

    def __init__(self, caller: Caller, key: VerifierKey) -> None:
        self.caller = caller
        self.key = key
        self.size = 0
        self.shown = ""
        self.shown_at = float("-inf")
        self.words = 0
        self.refused = False


class WitnessDesk:
    """Lives on the thread of the core; without a `sealing` nobody is asked. `clock`: monotonic seconds."""

    def __init__(
        self, working: Working, server: SeatServer, sealing: Sealing | None, clock: Callable[[], float]
    ) -> None:
        self._working = working
        self._server = server
        self._sealing = sealing
        self._clock = clock
        self._seats: dict[bytes, _Seat] = {}
        self._sizes: dict[str, int] = {}
        self._forks: set[tuple[str, str]] = set()

    def join(self, caller: Caller, vkey: str) -> None:
        """A seat has joined; `vkey` is "" when it does not witness."""
        self._seats.pop(caller.sender, None)
        if self._sealing is None or not vkey or caller.role is wire.SeatKind.TOOL:
            return
        try:
            key = parse_key(vkey)
        except NoteError as error:
            log.warning("seat %r has no key to witness with: %s", caller.name, error)
            return
        if key.kind != COSIGNATURE or key.name != f"{caller.role.value}/{caller.name}":
            log.warning("seat %r cannot witness as %r", caller.name, key.name)
            return
        seat = self._seats[caller.sender] = _Seat(caller, key)
        seat.size = self._sizes.get(key.text, 0)

    def tick(self) -> None:
        """Several times a second: shows the newest checkpoint to those that do not have it."""
        if self._sealing is None or self._sealing.newest is None or self._working.trouble:
            return
        now = self._clock()
        for sender, seat in list(self._seats.items()):
            if not self._server.has_joined(seat.caller):
                del self._seats[sender]
            elif seat.size < self._sealing.newest.size and now - seat.shown_at >= EVERY_S and self._known(seat):
                seat.shown_at, seat.words = now, 0
                self._show_newest(seat, self._sealing)

    def hear(self, caller: Caller, message: wire.Cosigned | wire.Witnessed) -> None:
        """What a seat says of a checkpoint."""
        seat = self._seats.get(caller.sender)
        if seat is None or self._sealing is None or not seat.shown:
            return
        seat.words += 1
        if isinstance(message, wire.Cosigned):
            self._on_cosigned(seat, message, self._sealing)
        elif seat.words < WORDS:
            self._on_witnessed(seat, message, self._sealing)

    def _known(self, seat: _Seat) -> bool:
        """A key that the journal does not name yet is written down first."""
        known = self._working.core.state.witnesses.get(seat.key.name)
        if known is not None and known.vkey == seat.key.text:
            return True
        change = WitnessKnown(
            name=seat.key.name, vkey=seat.key.text, seat=seat.caller.name, before=known.vkey if known else ""
        )
        return self._working.do(lambda: self._working.core.record([Draft(change=change, subject=seat.caller.name)]))

    def _show_newest(self, seat: _Seat, sealing: Sealing) -> None:
        present = sealing.seal.present
        if present is not None and sealing.newest is not None:
            self._show(seat, sealing, sealing.newest.size, sealing.newest.note, present.vkey)

    def _show(self, seat: _Seat, sealing: Sealing, size: int, note: str, vkey: str) -> None:
        proof = tuple(sealing.proof(seat.size, size)) if seat.size <= size else ()
        seat.shown = note
        self._server.socket.send(seat.caller.sender, wire.Sealed(old=seat.size, proof=proof, note=note, key=vkey))

    def _on_cosigned(self, seat: _Seat, message: wire.Cosigned, sealing: Sealing) -> None:
        note, said = open_checkpoint(seat.shown)
        try:
            at = cosigned_at(message.line, note.text, seat.key, verify)
            if not EARLIEST <= at <= self._working.core.now().timestamp() + AHEAD_S:
                raise NoteError(f"its clock stands at {at} s after 1970, which cannot be")
        except NoteError as error:
            if not seat.refused:
                log.warning("what seat %r says to have signed is refused: %s", seat.caller.name, error)
            seat.refused = True
            return
        seat.refused = False
        if not self._kept(said.size, seat.key.name, message.line, sealing):
            return
        seat.size = self._sizes[seat.key.text] = said.size
        seat.shown = ""
        self._working.do(lambda: self._working.core.calm(FORKED, seat.caller.name))
        if sealing.newest is not None and said.size < sealing.newest.size and seat.words < WORDS:
            # It was the checkpoint that proves a new key; now it can follow.
            self._show_newest(seat, sealing)

    def _kept(self, size: int, name: str, line: str, sealing: Sealing) -> bool:
        try:
            sealing.cosigned(size, name, line)
        except StoreTrouble as error:
            self._working.give_way(error)
            return False
        return True

    def _on_witnessed(self, seat: _Seat, message: wire.Witnessed, sealing: Sealing) -> None:
        ours = not message.note or self._has_ours(seat, message.note, sealing)
        if message.why and ours:
            log.error("seat %r does not confirm the journal: %s", seat.caller.name, message.why)
        if message.why:
            return
        present = sealing.seal.present
        following = sealing.seal.after(message.log)
        if present is None or message.log in ("", present.vkey) or following is None:
            self._show_newest(seat, sealing)
        else:
            self._show(seat, sealing, following.proven_at, sealing.note_at(following.proven_at), following.vkey)

    def _has_ours(self, seat: _Seat, text: str, sealing: Sealing) -> bool:
        """Whether what the seat has is of this journal. If not, the journal and an alarm say so."""
        try:
            note, said = open_checkpoint(text)
        except NoteError as error:
            log.warning("what seat %r has is no checkpoint: %s", seat.caller.name, error)
            return False
        journal = sealing.journal
        if said.origin == journal.origin:
            # Also when it is not ours: the seat is to see for itself that nothing leads from there to here.
            seat.size = said.size
            if journal.fits(said):
                return True
        if said.origin == journal.origin or said.origin not in {key.name for key in journal.keys}:
            self._report(seat, text, known=sealing.is_signed(note))
        return False

    def _report(self, seat: _Seat, note: str, *, known: bool) -> None:
        """An entry once for each; the alarm until it stands."""
        name, core = seat.caller.name, self._working.core
        if (seat.key.name, note) not in self._forks:
            log.critical("seat %r holds a checkpoint that is not of this journal", name)
            draft = Draft(change=JournalForked(seat=name, note=note, known=known), subject=name, outcome=Outcome.FAILED)
            if not self._working.do(lambda: core.record([draft])):
                return
            self._forks.add((seat.key.name, note))
        alarm = core.state.open_alarm(CORE, FORKED, name)
        if alarm is None or not alarm.active:
            self._working.do(lambda: core.warn(FORKED, name))

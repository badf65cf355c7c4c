"""Commands that come with a person's credentials: these are checked beside the loop, then the core decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import zmq

from bridge.core.manning import Manning
from bridge.core.proving import Proving
from bridge.core.seat_server import SeatServer
from bridge.core.seat_socket import Caller
from bridge.core.working import Working
from bridge.protocol import seat as wire
from commandcenter.domain.journal import CommandId
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.core import Given, Verdict
from commandcenter.services.credentials import Checked, Checking, Claim
from commandcenter.services.examining import Examiner
from commandcenter.services.lateness import seat_time
from commandcenter.services.ports import StoreTrouble

BUSY = QT_TRANSLATE_NOOP("trouble", "Too many sign in just now: try again in a moment.")
BROKEN = QT_TRANSLATE_NOOP("trouble", "The core could not check this; its log says why.")
NO_CHECKING = QT_TRANSLATE_NOOP("trouble", "This core knows no credentials.")


class _Asked(NamedTuple):
    caller: Caller
    message: wire.Authenticate


class ProvingDesk:
    """Its threads run until `close`. Without `checking` everything is refused."""

    def __init__(self, working: Working, server: SeatServer, manning: Manning, checking: Checking | None) -> None:
        self._working = working
        self._server = server
        self._manning = manning
        self._examiner = Examiner(working.core, checking) if checking else None
        self._proving: Proving[_Asked] | None = Proving(checking.check) if checking else None

    def handlers(self) -> Mapping[zmq.Socket[bytes] | int, Callable[[], None]]:
        """What to call when a descriptor has something."""
        return {self._proving.wake: self._decide} if self._proving else {}

    def close(self) -> None:
        if self._proving:
            self._proving.close()

    def ask(self, caller: Caller, message: wire.Authenticate) -> None:
        """Answered now when there is nothing to check or somebody has to wait, else when it is checked."""
        if self._examiner is None or self._proving is None:
            self._refuse(caller, message, NO_CHECKING)
            return
        if self._working.trouble:
            self._refuse(caller, message, self._working.trouble)
            return
        claim = Claim(account=message.account, password=message.password, code=message.code, secret=message.secret)
        order = CommandId(id=message.id, name=message.name)
        try:
            exam = self._examiner.examine(order, bytes(message.args), claim, caller.name)
        except StoreTrouble as error:
            self._working.give_way(error)
            self._refuse(caller, message, self._working.trouble)
            return
        if isinstance(exam, Verdict):
            self._answer(caller, exam)
        elif not self._proving.ask(_asker(caller), _Asked(caller, message), exam):
            self._refuse(caller, message, BUSY)

    def _decide(self) -> None:
        if self._proving is None:
            return
        for (caller, message), checked in self._proving.answers():
            if not self._server.socket.trusts(caller):
                # Its key was revoked meanwhile.
                continue
            if checked is None:
                self._refuse(caller, message, BROKEN)
            elif self._working.trouble:
                self._refuse(caller, message, self._working.trouble)
            else:
                self._carry_out(caller, message, checked)

    def _carry_out(self, caller: Caller, message: wire.Authenticate, checked: Checked) -> None:
        proof = checked.proof
        person = self._manning.person(caller, proof.account if proof and proof.ok else "")
        order = CommandId(id=message.id, name=message.name)
        given = Given(proof=proof, prepared=checked.prepared, key=self._manning.key_of(caller))
        core, done_at = self._working.core, seat_time(message.done_at)
        try:
            verdict, entries = core.command(order, bytes(message.args), person, caller.name, done_at, given)
        except StoreTrouble as error:
            self._working.give_way(error)
            self._refuse(caller, message, self._working.trouble)
            return
        self._working.publish(entries)
        self._answer(caller, verdict)

    def _refuse(self, caller: Caller, message: wire.Authenticate, reason: str) -> None:
        """Not in the journal: nothing was decided."""
        self._server.socket.send(caller.sender, wire.Answer(id=message.id, ok=False, reason=reason))

    def _answer(self, caller: Caller, verdict: Verdict) -> None:
        answer = wire.Answer(
            id=verdict.id, ok=verdict.ok, refused=verdict.refused, reason=verdict.reason, values=verdict.values
        )
        self._server.socket.send(caller.sender, answer)


def _asker(caller: Caller) -> bytes:
    """A seat is one however many connections it has; this machine's tools share a key, and each asks once."""
    return caller.sender if caller.role is wire.SeatKind.TOOL else caller.public.encode()

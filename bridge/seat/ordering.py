"""A seat's commands on their way: each after the answer to the one before, so that they keep their order."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from bridge.protocol import seat as wire
from bridge.seat.happenings import LeftAnswered, SeatMailbox
from bridge.seat.outbox import Waiting

SEND_AGAIN_S = 2.0


class Ordering:
    """`send` sends to the core; what is lost on the way is sent again until it is answered."""

    def __init__(self, waiting: Waiting, mailbox: SeatMailbox, send: Callable[[wire.ToCore], object]) -> None:
        self._waiting = waiting
        self._mailbox = mailbox
        self._send = send
        self._sent_at = float("-inf")

    def add(self, command: wire.Command, session: str, blind_s: float, *, at_once: bool) -> None:
        """Kept; sent if it is its turn."""
        self._waiting.add(command, session, blind_s)
        if at_once and self._is_first(command.id):
            self.send_first()

    def send_first(self) -> None:
        """The oldest command without an answer; the next one follows its answer."""
        first = self._waiting.first()
        if first:
            self._sent_at = time.monotonic()
            self._send(first)

    def repeat(self) -> None:
        """An answer is overdue now and then, and so is the disk."""
        if time.monotonic() - self._sent_at >= SEND_AGAIN_S:
            self._waiting.settle()
            self.send_first()

    def answered(self, answer: wire.Answer, *, at_once: bool) -> None:
        """Those behind a command that must wait have to wait as well, and are told so like the first."""
        if answer.later:
            for command_id in self._waiting.untold():
                self._mailbox.happen(msgspec.structs.replace(answer, id=command_id))
            return
        was_first = self._is_first(answer.id)
        left = self._waiting.left(answer.id)
        self._waiting.remove(answer.id)
        self._mailbox.happen(answer)
        if left is not None:
            self._mailbox.happen(LeftAnswered(left, answer))
        if was_first and at_once:
            self.send_first()

    def _is_first(self, command_id: str) -> bool:
        return self._waiting.first_id() == command_id

"""A seat's commands that come with credentials: sent once or not at all, kept nowhere, answered within a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from bridge.protocol import seat as wire
from bridge.seat.happenings import SeatMailbox
from commandcenter.domain.text import QT_TRANSLATE_NOOP

PATIENCE_S = 15.0

AWAY = QT_TRANSLATE_NOOP("trouble", "The core is away: nobody can be asked who you are. Try again when it is back.")
NO_ANSWER = QT_TRANSLATE_NOOP("trouble", "The core has not answered: look whether it was done, then try again.")


def turn_away(mailbox: SeatMailbox, message: wire.Authenticate) -> None:
    """What is not sent now is not sent later: nobody's password lies about."""
    mailbox.happen(wire.Answer(id=message.id, ok=False, reason=AWAY))


class Proving:
    """Those on their way; `send` says whether the core's socket took it."""

    def __init__(self, mailbox: SeatMailbox, send: Callable[[wire.ToCore], bool]) -> None:
        self._mailbox = mailbox
        self._send = send
        self._sent: dict[str, float] = {}

    def prove(self, message: wire.Authenticate, *, live: bool) -> None:
        if live and self._send(message):
            self._sent[message.id] = time.monotonic()
        else:
            turn_away(self._mailbox, message)

    def answered(self, answer: wire.Answer) -> bool:
        """Whether it was for one of these."""
        if self._sent.pop(answer.id, None) is None:
            return False
        self._mailbox.happen(answer)
        return True

    def give_up(self, *, older_than_s: float = 0.0) -> None:
        """Those without an answer for so long get this one."""
        now = time.monotonic()
        for command, at in list(self._sent.items()):
            if now - at >= older_than_s:
                del self._sent[command]
                self._mailbox.happen(wire.Answer(id=command, ok=False, reason=NO_ANSWER))

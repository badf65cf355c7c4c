"""A seat's searches in the journal: one at a time, never kept; each gets an answer within a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from bridge.protocol import seat as wire
from bridge.seat.happenings import SeatMailbox
from commandcenter.domain.text import QT_TRANSLATE_NOOP

PATIENCE_S = 30.0

AWAY = QT_TRANSLATE_NOOP("trouble", "The core is away: its journal cannot be searched. Try again when it is back.")


def no_search(mailbox: SeatMailbox, message: wire.AskSearch) -> None:
    mailbox.happen(wire.Found(number=message.number, reason=AWAY))


class Seeking:
    """The one that is on its way; `send` says whether the core's socket took it."""

    def __init__(self, mailbox: SeatMailbox, send: Callable[[wire.ToCore], bool]) -> None:
        self._mailbox = mailbox
        self._send = send
        self._asked: wire.AskSearch | None = None
        self._at = 0.0

    def search(self, message: wire.AskSearch, *, live: bool) -> None:
        if live and self._send(message):
            self._asked, self._at = message, time.monotonic()
        else:
            no_search(self._mailbox, message)

    def found(self, found: wire.Found) -> None:
        if self._asked is not None and found.number == self._asked.number:
            self._asked = None
            self._mailbox.happen(found)

    def give_up(self, *, older_than_s: float = 0.0) -> None:
        if self._asked is not None and time.monotonic() - self._at >= older_than_s:
            asked, self._asked = self._asked, None
            no_search(self._mailbox, asked)

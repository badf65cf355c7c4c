"""A seat's questions to the core: one of a kind at a time, never kept; each gets an answer within a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from bridge.protocol import seat as wire
from bridge.seat.happenings import SeatMailbox
from commandcenter.domain.text import QT_TRANSLATE_NOOP

PATIENCE_S = 30.0
# The core may just be reading a month of a long journal.
FIGURES_PATIENCE_S = 90.0

AWAY = QT_TRANSLATE_NOOP("trouble", "The core is away: its journal cannot be searched. Try again when it is back.")
NO_FIGURES = QT_TRANSLATE_NOOP("trouble", "The core is away: there are no new figures until it is back.")

Question = wire.AskSearch | wire.AskQuality | wire.AskCameras


def turn_back(mailbox: SeatMailbox, message: Question) -> None:
    """Nobody is there to answer it."""
    match message:
        case wire.AskSearch():
            mailbox.happen(wire.Found(number=message.number, reason=AWAY))
        case wire.AskQuality():
            mailbox.happen(wire.Figured(number=message.number, reason=NO_FIGURES))
        case wire.AskCameras():
            mailbox.happen(wire.CamerasTold(number=message.number, reason=NO_FIGURES))


class Seeking:
    """The one that is on its way; `send` says whether the core's socket took it."""

    def __init__(self, mailbox: SeatMailbox, send: Callable[[wire.ToCore], bool], patience_s: float) -> None:
        self._mailbox = mailbox
        self._send = send
        self._patience_s = patience_s
        self._asked: Question | None = None
        self._at = 0.0

    def ask(self, message: Question, *, live: bool) -> None:
        if live and self._send(message):
            self._asked, self._at = message, time.monotonic()
        else:
            turn_back(self._mailbox, message)

    def answered(self, answer: wire.Found | wire.Figured | wire.CamerasTold) -> None:
        if self._asked is not None and answer.number == self._asked.number:
            self._asked = None
            self._mailbox.happen(answer)

    def look(self) -> None:
        """Whoever has waited long enough is told that nothing comes."""
        if time.monotonic() - self._at >= self._patience_s:
            self.give_up()

    def give_up(self) -> None:
        if self._asked is not None:
            asked, self._asked = self._asked, None
            turn_back(self._mailbox, asked)

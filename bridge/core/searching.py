"""Searches of the seats: handed to whoever answers them on a thread of its own; the answers leave by the core's."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from bridge.core.seat_socket import Caller
from bridge.protocol import seat as wire
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.past_alarms import is_question, within
from commandcenter.services.permissions import Permission, Person, Standing
from commandcenter.services.searching import Found, Searcher

NOBODY = QT_TRANSLATE_NOOP("trouble", "This core has no search.")
WAIT = QT_TRANSLATE_NOOP("trouble", "Too many searches wait already: try again in a moment.")
MAY_NOT = QT_TRANSLATE_NOOP(
    "trouble", "{person} may not look through the journal: the permission {permission} is missing."
)


class _Done(NamedTuple):
    sender: bytes
    number: int
    found: Found | Trouble


Note = Callable[[Caller, Person, wire.AskSearch], tuple[str, dict[str, str]]]
"""Enters a search in the record; why it may not be answered and the values in that, or ("", {})."""


class SearchDesk:
    """One search of each seat at a time; `send` and `note` are called on the core's thread only."""

    def __init__(
        self,
        searcher: Searcher | None,
        send: Callable[[bytes, wire.ToSeat], None],
        note: Note = lambda caller, person, message: ("", {}),
    ) -> None:
        self._searcher = searcher
        self._send = send
        self._note = note
        self._asking: set[bytes] = set()
        self._done: deque[_Done] = deque()

    def ask(self, caller: Caller, person: Person, message: wire.AskSearch) -> None:
        """Answered at once when nothing is looked for, else by a later `tick`."""
        needed = Permission.READ_AUDIT
        enough = {needed, Permission.HANDLE_ALARMS} if is_question(message.query) and not message.scene else {needed}
        may = bool(enough & person.permissions) and person.standing is Standing.PRESENT
        # This machine's tools can read the journal's file itself, as `journal` does.
        if caller.role is not wire.SeatKind.TOOL and not may:
            self._refuse(caller.sender, message.number, MAY_NOT, person=person.name, permission=needed.value)
        elif self._searcher is None:
            self._refuse(caller.sender, message.number, NOBODY)
        elif caller.sender in self._asking:
            self._refuse(caller.sender, message.number, WAIT)
        else:
            self._search(self._searcher, caller, person, message)

    def _search(self, searcher: Searcher, caller: Caller, person: Person, message: wire.AskSearch) -> None:
        """A tool's search stands nowhere: whoever may read the journal's file needs nobody's leave for it."""
        reason, values = ("", {}) if caller.role is wire.SeatKind.TOOL else self._note(caller, person, message)
        if reason:
            self._refuse(caller.sender, message.number, reason, **values)
        elif self._taken(searcher, caller.sender, _asked(message, person, caller)):
            self._asking.add(caller.sender)
        else:
            self._refuse(caller.sender, message.number, WAIT)

    def tick(self) -> None:
        """Several times a second: sends what has been found since."""
        while self._done:
            sender, number, found = self._done.popleft()
            self._asking.discard(sender)
            if isinstance(found, Trouble):
                self._refuse(sender, number, found.template, **found.values)
            else:
                answer = wire.Found(number=number, page=found.page, entries=found.entries, scene=found.scene)
                self._send(sender, answer)

    def _taken(self, searcher: Searcher, sender: bytes, message: wire.AskSearch) -> bool:
        """What the searcher's thread calls back with waits in the queue: the socket is not its to use."""
        return searcher.ask(
            message.query,
            lambda found: self._done.append(_Done(sender, message.number, found)),
            whole=message.whole,
            scene=message.scene,
        )

    def _refuse(self, sender: bytes, number: int, reason: str, **values: object) -> None:
        texts = {name: str(value) for name, value in values.items()}
        self._send(sender, wire.Found(number=number, reason=reason, values=texts))


def _asked(message: wire.AskSearch, person: Person, caller: Caller) -> wire.AskSearch:
    """Whoever asks without the right to read the record finds what is in their own areas."""
    if caller.role is wire.SeatKind.TOOL or Permission.READ_AUDIT in person.permissions:
        return message
    return msgspec.structs.replace(message, query=within(message.query, person.scope))

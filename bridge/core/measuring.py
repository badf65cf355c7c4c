"""Questions of the seats for the figures of the alarms: worked out on another thread, answered by the core's."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from bridge.core.seat_socket import Caller
from bridge.protocol import seat as wire
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.permissions import Permission, Person, Standing
from commandcenter.services.quality.asking import Measurer, Told, span_of

NOBODY = QT_TRANSLATE_NOOP("trouble", "This core works out no figures of the alarms.")
WAIT = QT_TRANSLATE_NOOP("trouble", "Too many wait for figures already: try again in a moment.")
MAY_NOT = QT_TRANSLATE_NOOP(
    "trouble", "{person} may not see the figures of the alarms: the permission {permission} is missing."
)

NARROW = QT_TRANSLATE_NOOP("trouble", "{person} acts in some areas only: the figures are those of the whole centre.")


class _Done(NamedTuple):
    sender: bytes
    message: wire.AskQuality
    told: Told | Trouble


class QualityDesk:
    """One question of each seat at a time; `send` is called on the core's thread only."""

    def __init__(self, measurer: Measurer | None, send: Callable[[bytes, wire.ToSeat], None]) -> None:
        self._measurer = measurer
        self._send = send
        self._asking: set[bytes] = set()
        self._done: deque[_Done] = deque()

    def ask(self, caller: Caller, person: Person, message: wire.AskQuality) -> None:
        """Answered at once when nothing is worked out, else by a later `tick`."""
        needed = Permission.READ_FIGURES
        if needed not in person.permissions or person.standing is not Standing.PRESENT:
            self._refuse(caller.sender, message.number, MAY_NOT, person=person.name, permission=needed.value)
        elif not (person.scope.everywhere or Permission.READ_AUDIT in person.permissions):
            self._refuse(caller.sender, message.number, NARROW, person=person.name)
        elif self._measurer is None:
            self._refuse(caller.sender, message.number, NOBODY)
        elif caller.sender in self._asking or not self._taken(self._measurer, caller.sender, message):
            self._refuse(caller.sender, message.number, WAIT)
        else:
            self._asking.add(caller.sender)

    def tick(self) -> None:
        """Several times a second: sends what has been worked out since."""
        while self._done:
            sender, message, told = self._done.popleft()
            self._asking.discard(sender)
            if isinstance(told, Trouble):
                self._refuse(sender, message.number, told.template, **told.values)
            else:
                self._send(sender, _answer(message, told))

    def _taken(self, measurer: Measurer, sender: bytes, message: wire.AskQuality) -> bool:
        """What another thread calls back with waits in the queue: the socket is not its to use."""
        return measurer.ask(span_of(message.days), lambda told: self._done.append(_Done(sender, message, told)))

    def _refuse(self, sender: bytes, number: int, reason: str, **values: object) -> None:
        texts = {name: str(value) for name, value in values.items()}
        self._send(sender, wire.Figured(number=number, reason=reason, values=texts))


def _answer(message: wire.AskQuality, told: Told) -> wire.Figured:
    return wire.Figured(
        number=message.number,
        as_of=told.as_of,
        asked_from=told.asked_from,
        cut=told.cut,
        desks=tuple(it.figures.desk for it in told.desks),
        brief=told.of(message.desk),
    )

"""What becomes of an action while the seat is cut off: kept, kept loudly, or not taken; and what the screen says."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bridge.protocol import seat as wire
from bridge.seat.happenings import KeptAction, KeptHere, SeatMailbox
from bridge.seat.outbox import Waiting
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.commands import Offline

CUT_OFF = QT_TRANSLATE_NOOP("trouble", "The core is away: this was not done. Do it again later.")
TOO_LONG = QT_TRANSLATE_NOOP("trouble", "This is too long: it was not done.")

MOST_BYTES = 128 * 1024


class Keeping:
    """`offline` is the command table's word by a command's name; what it does not name is not taken. None: all is kept.

    What was given while the core was there waits a moment as well; nobody is told of that before the core is away.
    """

    def __init__(self, mailbox: SeatMailbox, offline: Mapping[str, Offline] | None) -> None:
        self._mailbox = mailbox
        self._offline = offline
        self._kept: set[str] = set()
        self._seen: tuple[int, bool, str] | None = None
        self._told = KeptHere()

    def refuses(self, command: wire.Command, *, live: bool) -> bool:
        """Then it is answered."""
        if len(bytes(command.args)) > MOST_BYTES:
            # The core would cut the link for it, again and again, and all that is behind it would wait for ever.
            self._mailbox.happen(wire.Answer(id=command.id, ok=False, reason=TOO_LONG))
            return True
        if live or self._class_of(command.name) is not Offline.REFUSED:
            return False
        self._mailbox.happen(wire.Answer(id=command.id, ok=False, reason=CUT_OFF))
        return True

    def look(self, waiting: Waiting, *, live: bool) -> None:
        """Tells the screen what is kept here when that has changed; cheap when it has not."""
        seen = waiting.changes, live, waiting.trouble
        if seen == self._seen:
            return
        persons = {it.command.id: it for it in waiting.records if it.session or self._urgent(it.command)}
        self._kept = self._kept & persons.keys() if live else set(persons)
        kept = [record.command for command_id, record in persons.items() if command_id in self._kept]
        urgent = tuple(_action(command) for command in kept if self._urgent(command))
        told = KeptHere(count=len(kept), urgent=urgent, trouble=waiting.trouble)
        if told == self._told or self._mailbox.happen(told):
            self._seen, self._told = seen, told

    def _urgent(self, command: wire.Command) -> bool:
        return self._class_of(command.name) is Offline.LIFE_SAFETY

    def _class_of(self, name: str) -> Offline:
        return Offline.LOCAL if self._offline is None else self._offline.get(name, Offline.REFUSED)


def _action(command: wire.Command) -> KeptAction:
    try:
        args = msgspec.msgpack.decode(command.args, type=dict[str, object])
    except UNDECODABLE:
        args = {}
    return KeptAction(id=command.id, name=command.name, subject=str(args.get("alarm", "")))

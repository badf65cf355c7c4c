"""The core at work: every piece of it is committed, then published; a full disk is waited out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bridge.core.seat_server import SeatServer
from commandcenter.domain.journal import Entry
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.core import Core
from commandcenter.services.leading import Alone, Lead
from commandcenter.services.ports import Stamped, StoreTrouble

log = logging.getLogger(__name__)

DISK_FULL = QT_TRANSLATE_NOOP(
    "trouble", "The core's disk is full and nothing is recorded: make room there, work then goes on by itself."
)
BUSY = QT_TRANSLATE_NOOP(
    "trouble", "Another program holds the core's journal and nothing is recorded: end it, work then goes on by itself."
)
AWAY = QT_TRANSLATE_NOOP(
    "trouble", "The core's database server is away and nothing is recorded: start it, work then goes on by itself."
)


class Working:
    """`trouble` is "" while the disk takes what is decided; nothing is acknowledged while it does not."""

    def __init__(self, core: Core, server: SeatServer, lead: Lead | None = None) -> None:
        self.core = core
        self.lead = lead or Alone()
        self.trouble = ""
        self.notice = ""
        """What the seats are told while there is no trouble: that there may soon be some."""
        self._since: datetime | None = None
        self._server = server
        self._listeners: dict[type, list[Callable[[Entry], None]]] = {}

    @property
    def told(self) -> str:
        """What every seat shows; "" while all is well."""
        return self.trouble or self.notice

    def listen(self, listener: Callable[[Entry], None], *changes: type) -> None:
        """`listener` hears of every entry with such a change once it is on disk."""
        for change in changes:
            self._listeners.setdefault(change, []).append(listener)

    def do(self, work: Callable[[], Sequence[Stamped]]) -> bool:
        """One transaction and its publication; False when the disk is full. Raises StoreTrouble for anything worse."""
        try:
            entries = work()
        except StoreTrouble as error:
            self.give_way(error)
            return False
        self.publish(entries)
        return True

    def publish(self, entries: Sequence[Stamped]) -> None:
        """Raises Deposed: who leads now tells it instead."""
        self.lead.check()
        self._server.publish_entries(entries)
        for stamped in entries:
            for listener in self._listeners.get(type(stamped.entry.change), ()):
                listener(stamped.entry)
        self.core.errands.passing.send_passed()

    def give_way(self, error: StoreTrouble) -> None:
        """Waits when it will work again by itself, and says so once. Raises `error` otherwise: the core must stop."""
        if not error.passing:
            raise error
        if not self.trouble:
            log.error("the journal takes nothing at present: %s", error)
            self._since = self.core.now()
        self.trouble = DISK_FULL if error.full else AWAY if error.away else BUSY

    def resume(self) -> bool:
        """Tries one entry; True when the disk takes it again."""
        if not self.do(lambda: self.core.resume(self.trouble, self._since)):
            return False
        self.trouble = ""
        log.warning("the journal can be written again; taking up work")
        return True

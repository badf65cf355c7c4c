"""The core at work: every piece of it is committed, then published; a full disk is waited out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from bridge.core.seat_server import SeatServer
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.core import Core
from commandcenter.services.ports import Stamped, StoreTrouble

log = logging.getLogger(__name__)

DISK_FULL = QT_TRANSLATE_NOOP("trouble", "The disk of the core is full: nothing more is recorded until there is room.")


class Working:
    """`trouble` is "" while the disk takes what is decided; nothing is acknowledged while it does not."""

    def __init__(self, core: Core, server: SeatServer) -> None:
        self.core = core
        self.trouble = ""
        self._server = server
        self._listeners: list[Callable[[Stamped], None]] = []

    def listen(self, listener: Callable[[Stamped], None]) -> None:
        """`listener` hears of every entry once it is on disk."""
        self._listeners.append(listener)

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
        self._server.publish_entries(entries)
        for stamped in entries:
            for listener in self._listeners:
                listener(stamped)

    def give_way(self, error: StoreTrouble) -> None:
        """Waits when the disk is full, and says so once. Raises `error` for anything else: it must stop the core."""
        if not error.full:
            raise error
        if not self.trouble:
            log.error("the disk is full: %s", error)
        self.trouble = DISK_FULL

    def resume(self) -> bool:
        """Tries one entry; True when the disk takes it again."""
        if not self.do(self.core.resume):
            return False
        self.trouble = ""
        log.warning("there is room on the disk again; taking up work")
        return True

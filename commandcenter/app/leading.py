"""`core`: leads at once where only one core can be, and otherwise whenever the lead is free."""

from __future__ import annotations

import logging
import signal
from contextlib import closing
from types import FrameType
from typing import Protocol

from sqlalchemy import URL

from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.disk_watch import make_room
from commandcenter.adapters.store.engine import shown
from commandcenter.adapters.store.lease import Lease
from commandcenter.app.core import CoreApp
from commandcenter.app.opening import DatabaseAway, journal_of
from commandcenter.app.standing_by import Standby
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.ports import Deposed
from commandcenter.settings import Settings

log = logging.getLogger(__name__)


class _Part(Protocol):
    def stop(self) -> None: ...


class Telling(Protocol):
    """Who started the program is told how the core stands; raises nothing."""

    def listens(self, endpoint: str, journal: str) -> None:
        """It leads, and whoever calls from now on is answered."""

    def waits(self, leader: str) -> None:
        """It stands by; `leader` is who leads, "" when nobody can be asked."""

    def took_over(self) -> None:
        """It has waited and leads from now on."""


class Unheard:
    """Implements `Telling` for who wants to hear nothing."""

    def listens(self, endpoint: str, journal: str) -> None: ...

    def waits(self, leader: str) -> None: ...

    def took_over(self) -> None: ...


class CoreProgram:
    """Runs until SIGTERM or SIGINT; a core that was deposed is put together anew and stands by. Raises Trouble."""

    def __init__(
        self,
        settings: Settings,
        folder: DataFolder,
        *,
        accept_restored: bool = False,
        standby: bool = False,
        telling: Telling | None = None,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._accept_restored = accept_restored
        self._only_standby = standby
        self._telling = telling or Unheard()
        self._stopping = False
        self._part: _Part | None = None

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        where = journal_of(self._folder, self._settings)
        if isinstance(where, URL):
            make_room(self._folder.path)
            self._folder.prepare()
            with self._folder.lock():
                self._take_turns(where)
        elif self._only_standby:
            raise DataFolderError(
                QT_TRANSLATE_NOOP("trouble", "A journal in SQLite has no standby: only one machine can open it."),
                QT_TRANSLATE_NOOP("trouble", "Use a PostgreSQL database for both cores (--database)."),
            )
        else:
            self._run(CoreApp(self._settings, self._folder, accept_restored=self._accept_restored))

    def _take_turns(self, url: URL) -> None:
        standby = Standby(self._settings, self._folder, url, careless=self._accept_restored, only=self._only_standby)
        with closing(standby):
            while not self._stopping:
                self._part = standby
                lease = standby.wait(self._telling.waits)
                if lease is None:
                    return
                with closing(lease):
                    if standby.waited:
                        self._telling.took_over()
                    self._lead(lease)
                # What was restored has been accepted; a second time it would be another one.
                self._accept_restored = False

    def _lead(self, lease: Lease) -> None:
        """Until it is stopped or deposed; what it knew is gone with it."""
        try:
            app = CoreApp(self._settings, self._folder, accept_restored=self._accept_restored, lease=lease)
            self._run(app)
        except (Deposed, DatabaseAway) as error:
            log.error("this core does not lead any more, and stands by: %s", error)

    def _run(self, app: CoreApp) -> None:
        self._part = app
        if self._stopping:
            app.stop()
        else:
            where = shown(journal_of(self._folder, self._settings))
            self._telling.listens(self._settings.core.endpoint, where)
        app.run()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        if self._part is not None:
            self._part.stop()

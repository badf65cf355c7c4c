"""Keeps one map page alive: loads it, notices when it dies, hangs or cannot draw, and loads it again."""

from __future__ import annotations

import logging
import os
import signal
from enum import Enum
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWebEngineCore import QWebEnginePage

from widgets.map.browser import MapPage
from widgets.map.channel import MapChannel
from widgets.map.files import OUTLINE, MapFiles
from widgets.map.messages import Command, Failed, Loaded, Ping, Pong, Ready
from widgets.map.restart import Backoff

_START_LIMIT_MS = 40_000  # software drawing on a busy machine takes some seconds
_PING_MS = 5_000
_PINGS_BEFORE_DEAD = 6

log = logging.getLogger(__name__)


class Trouble(Enum):
    """Why there is no map at the moment."""

    DIED = "died"
    NO_LIBRARY = "no library"
    NO_DATA = "no data"
    NO_WEBGL = "no webgl"
    NO_START = "no start"


_CAUSES = {"webgl": Trouble.NO_WEBGL, "data": Trouble.NO_DATA, "context": Trouble.DIED}


class PageKeeper(QObject):
    """Owns the page and its channel; every trouble is followed by another try, ever more slowly."""

    loaded = Signal()  # the page waits for its first command
    ready = Signal()  # the district is drawn
    trouble = Signal(object, str)  # Trouble, detail for the log and the administrator
    reported = Signal(object)  # every other report

    def __init__(self, files: MapFiles, parent: QObject) -> None:
        super().__init__(parent)
        self._files = files
        self.page = MapPage(files, self)
        self._channel = MapChannel(self.page)
        self._channel.reported.connect(self._on_report)
        self._backoff = Backoff()
        self._up = False
        self._unanswered = 0
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self.start)
        self._start_limit = QTimer(self, singleShot=True, interval=_START_LIMIT_MS)
        self._start_limit.timeout.connect(self._not_started)
        self._pulse = QTimer(self, interval=_PING_MS)
        self._pulse.setObjectName("map-pulse")
        self._pulse.timeout.connect(self._ping)
        self.page.renderProcessTerminated.connect(self._on_terminated)
        self.page.loadFinished.connect(self._on_load_finished)

    @property
    def is_up(self) -> bool:
        """Whether the page runs and takes commands."""
        return self._up

    @Slot()
    def start(self) -> None:
        missing = self._files.missing()
        if missing:
            kind = Trouble.NO_DATA if missing[0].name == OUTLINE else Trouble.NO_LIBRARY
            self._fail(kind, str(missing[0]))
            return
        self._start_limit.start()
        self.page.open()

    def send(self, command: Command) -> None:
        if self._up:
            self._channel.send(command)

    def stop(self) -> None:
        """No more tries; the page stays as it is."""
        for timer in (self._retry, self._start_limit, self._pulse):
            timer.stop()

    @Slot(object)
    def _on_report(self, report: object) -> None:
        match report:
            case Loaded():
                self._up = True
                self._unanswered = 0
                self.loaded.emit()
            case Ready():
                self._start_limit.stop()
                self._pulse.start()
                self._backoff.ready(monotonic())
                self.ready.emit()
            case Pong():
                self._unanswered = 0
            case Failed(cause=cause, detail=detail):
                self._fail(_CAUSES.get(cause, Trouble.NO_START), detail)
            case _:
                self.reported.emit(report)

    @Slot(bool)
    def _on_load_finished(self, ok: bool) -> None:
        if not ok and self._start_limit.isActive():
            self._fail(Trouble.NO_START, self.tr("The page could not be loaded."))

    @Slot(QWebEnginePage.RenderProcessTerminationStatus, int)
    def _on_terminated(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        self._fail(Trouble.DIED, f"{status.name}, code {code}")

    @Slot()
    def _not_started(self) -> None:
        late = self.tr("No picture within {seconds} s.").format(seconds=_START_LIMIT_MS // 1000)
        self._fail(Trouble.NO_START, late)

    @Slot()
    def _ping(self) -> None:
        if self._unanswered >= _PINGS_BEFORE_DEAD:
            self._unanswered = 0
            pid = self.page.renderProcessPid()
            if pid > 0:
                log.error("the map's renderer %d does not answer: ended", pid)
                os.kill(pid, signal.SIGKILL)
            return
        self._unanswered += 1
        self.send(Ping())

    def _fail(self, kind: Trouble, detail: str) -> None:
        if self._retry.isActive():
            return
        self._up = False
        self._pulse.stop()
        self._start_limit.stop()
        delay_s = self._backoff.died(monotonic())
        log.info("map: %s (%s), next try in %.1f s", kind.value, detail, delay_s)
        self._retry.start(int(delay_s * 1000))
        self.trouble.emit(kind, detail)

"""The one object that the page can reach: it hands reports in and commands out, and can do nothing else."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage

from commandcenter.domain.errors import UNDECODABLE
from widgets.map.messages import Command, decode, encode

_LONGEST_REPORT = 8192

log = logging.getLogger(__name__)


class MapChannel(QObject):
    """`command` goes to the page, `report` comes from it; both are JSON texts of `widgets.map.messages`."""

    command = Signal(str)
    reported = Signal(object)

    def __init__(self, page: QWebEnginePage) -> None:
        super().__init__(page)
        self.setObjectName("map")
        self._channel = QWebChannel(page)
        self._channel.registerObject("map", self)
        page.setWebChannel(self._channel)

    def send(self, command: Command) -> None:
        self.command.emit(encode(command))

    @Slot(str)
    def report(self, text: str) -> None:
        """Called by the page; what is not a report is logged and dropped."""
        if len(text) > _LONGEST_REPORT:
            log.error("the map page sent %d characters: dropped", len(text))
            return
        try:
            message = decode(text)
        except UNDECODABLE as error:
            log.error("the map page sent nonsense: %r", str(error))
            return
        self.reported.emit(message)

"""Puts the core together."""

from __future__ import annotations

import logging
import signal
import time
from pathlib import Path
from types import FrameType

import zmq

from bridge.core.loop import CoreLoop
from bridge.core.seat_server import EndpointTaken, SeatServer
from bridge.core.source_link import SourceLink
from bridge.core.source_socket import SourceSocket
from bridge.core.telemetry import Telemetry
from bridge.source.keys import Keys
from commandcenter import __version__
from commandcenter.adapters.camera_list import CameraList, read_cameras
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.ports import PortTaken
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store.migrate import NewerSchema
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.keys import core_keys, local_keys
from commandcenter.app.people import people
from commandcenter.domain.keys import Key
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.ports import StoreTrouble
from commandcenter.settings import Settings, SourceSettings

log = logging.getLogger(__name__)


class CoreApp:
    """The core of one centre. Raises Trouble from the constructor when it cannot start."""

    def __init__(self, settings: Settings, folder: DataFolder) -> None:
        folder.prepare()
        listed = _listed_cameras(settings, folder)
        self._lock = folder.lock()
        self._store = _open_store(folder.journal)
        core = Core(self._store, command_table(), read_catalogue(), utc_now)
        keys = core_keys(folder)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        server = self._bind(settings, keys, core)
        telemetry = Telemetry(utc_now)
        self._loop = CoreLoop(
            core,
            server,
            [self._link(line, keys, telemetry) for line in settings.sources],
            telemetry,
            people(settings.officer),
            local_keys(folder),
            utc_now,
            __version__,
            listed.secrets,
        )
        if settings.cameras:
            _list(core, listed)
        folder.announce(settings.core.endpoint, keys.public)

    def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises DataFolderError when the store is broken for good."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        try:
            self._loop.run()
        except StoreTrouble as error:
            raise _broken(str(error)) from error
        finally:
            self._store.close()
            self._context.destroy(linger=200)
            self._lock.close()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._loop.stop()

    def _link(self, line: SourceSettings, keys: Keys, telemetry: Telemetry) -> SourceLink:
        socket = SourceSocket(self._context, keys, line.id, line.endpoint, telemetry, time.monotonic)
        return SourceLink(socket, time.monotonic, line.name)

    def _bind(self, settings: Settings, keys: Keys, core: Core) -> SeatServer:
        def trusted(public: str) -> Key | None:
            return core.state.keys.get(public)

        try:
            return SeatServer(self._context, settings.core.endpoint, keys, trusted, time.monotonic)
        except EndpointTaken as error:
            self._store.close()
            self._lock.close()
            raise PortTaken(
                QT_TRANSLATE_NOOP("trouble", "The core cannot listen at {endpoint}: {reason}"),
                QT_TRANSLATE_NOOP("trouble", "Stop the program that listens there, or choose other ports."),
                endpoint=error.endpoint,
                reason=error.reason,
            ) from error


def _listed_cameras(settings: Settings, folder: DataFolder) -> CameraList:
    if not settings.cameras:
        return CameraList((), {})
    district = folder.path / settings.district if settings.district else None
    return read_cameras(folder.path / settings.cameras, district)


def _list(core: Core, listed: CameraList) -> None:
    try:
        core.list_cameras(listed.cameras)
    except StoreTrouble as error:
        raise _broken(str(error)) from error


def _open_store(path: Path) -> SqlStore:
    try:
        return SqlStore(path)
    except StoreTrouble as error:
        raise _broken(str(error)) from error
    except NewerSchema as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The journal {file} was written by a newer version of this program."),
            QT_TRANSLATE_NOOP("trouble", "Install that version, or name another folder with --data."),
            file=path,
        ) from error


def _broken(reason: str) -> DataFolderError:
    return DataFolderError(
        QT_TRANSLATE_NOOP("trouble", "The journal cannot be written: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Check the disk; what was acknowledged is kept. Then start the core again."),
        reason=reason,
    )

"""What console and wall have in common: the Qt application, the link to the core, words and style."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from types import FrameType, TracebackType

import msgspec
import zmq
from PySide6.QtCore import QObject, QSocketNotifier, Qt, Slot
from PySide6.QtGui import QKeySequence, QScreen, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from bridge.protocol.seat import SeatKind
from bridge.qt.gateway import Gateway
from bridge.qt.loudspeaker import Loudspeaker
from bridge.seat.core_key import read_core_key
from bridge.seat.cores import CoreAt
from bridge.seat.link import SeatLink
from bridge.source.keys import KeyTrouble, open_keys
from bridge.video.pool import VideoPool
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.district import read_district
from commandcenter.adapters.evidence.folder import EvidenceFolder
from commandcenter.adapters.machine import boot_id
from commandcenter.adapters.resources import read_catalogue, resource
from commandcenter.app.desktop import as_rect
from commandcenter.app.screens import Placing, arrange
from commandcenter.app.witnessing import open_witness
from commandcenter.app.words import Words
from commandcenter.domain.errors import Trouble
from commandcenter.domain.priority import Priority
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.operating import command_table
from commandcenter.settings import OtherCore, Settings
from commandcenter.wiring.gate import Gate
from commandcenter.wiring.hearing import SILENCE, SeatSpeaker
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from widgets.chart.plot import configure_charts
from widgets.kit.scale import Scale
from widgets.kit.style import apply_style
from widgets.map.environment import UnsafeBrowser, check_environment, prepare_environment, register_scheme
from widgets.map.files import MapFiles
from widgets.map.view import MapView
from widgets.video_tile.pacer import Pacer

log = logging.getLogger(__name__)

FULL_WIDTH = 1920


class SeatTrouble(Trouble):
    """The seat cannot start on this machine as it was asked to."""


def _prepare_process(*, allow_unsandboxed: bool) -> None:
    """Before QApplication: Chromium's switches and the map's scheme. Raises SeatTrouble."""
    _require_display()
    if allow_unsandboxed and os.geteuid() == 0:
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    prepare_environment(None)
    try:
        check_environment(allow_unsandboxed=allow_unsandboxed)
    except UnsafeBrowser as error:
        raise SeatTrouble(
            QT_TRANSLATE_NOOP("trouble", "The map's browser would not be safe: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Start as an ordinary user, or accept it with --allow-unsandboxed."),
            reason=error,
        ) from error
    register_scheme()


def _require_display() -> None:
    """Qt would end the process with a word of its own. Raises SeatTrouble."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise SeatTrouble(
            QT_TRANSLATE_NOOP("trouble", "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."),
            QT_TRANSLATE_NOOP("trouble", "Start it on a desktop; `make demo` makes a display of its own."),
        )


class SeatOptions(msgspec.Struct, frozen=True, kw_only=True):
    """`shared`: whether wall and console divide this machine's screens."""

    settings: Settings
    folder: DataFolder
    words: Words
    role: SeatKind
    name: str
    shared: bool
    allow_unsandboxed: bool

    @property
    def scale(self) -> Scale:
        return Scale.WALL if self.role is SeatKind.WALL else Scale.CONSOLE


class Seat(QObject):
    """The common parts of one seat's process, made in order and stopped in reverse."""

    def __init__(self, application: QApplication, options: SeatOptions) -> None:
        super().__init__()
        self.started = time.monotonic()
        self.application = application
        self.name = options.name
        self.words = options.words
        self.centre = options.settings.centre
        self.watermark = options.settings.video.watermark
        self.evidence = EvidenceFolder(options.folder.evidence)
        self.idle_s = options.settings.desk.lock_minutes * 60.0
        self._options = options
        self.words.install(application)
        apply_style(application, options.scale)
        configure_charts()
        self._district = options.folder.path / (options.settings.district or "district")
        video = options.settings.video
        self.pool = VideoPool(video.service, workers=video.workers, streams_per_worker=video.streams_per_worker)
        self.pacer = Pacer(parent=self)
        self.gateway = Gateway(self)
        self.model = SeatModel(self.gateway, self, name=options.name)
        self.wording = Wording(
            catalogue=read_catalogue(),
            district=read_district(self._district),
            language=self.words.language,
            source_name=self.model.source_name,
        )
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._link = self._new_link()
        # The wall acts as what it is; at a desk somebody has to be there.
        gate = None if options.role is SeatKind.WALL else Gate(self.model, command_table())
        self.commands = Commands(self._link.send, self._link.prove, gate, self._link.pass_on)
        self.ask = self._link.ask
        self.look = self._link.look
        self.sound = options.settings.sound
        self._loudspeaker = Loudspeaker(self.sound.player, self) if self.sound.on else None
        sounds = {name: resource(f"sounds/{name}.wav") for name in (SILENCE, *(it.value for it in Priority))}
        self.speaker = SeatSpeaker(self._loudspeaker, sounds, self.commands, self)
        self.windows: dict[str, QWidget] = {}
        self._notifier: QSocketNotifier | None = None

    def _new_link(self) -> SeatLink:
        """Makes the seat's keys at its first start. Raises SeatTrouble."""
        options = self._options
        folder, core = options.folder, options.settings.core
        try:
            keys = open_keys(folder.seat_keys(options.role.value, options.name), options.name)
        except KeyTrouble as error:
            raise SeatTrouble(
                QT_TRANSLATE_NOOP("trouble", "The seat has no key: {reason}"),
                QT_TRANSLATE_NOOP("trouble", "Put that right; a key file that is gone is made anew."),
                reason=error,
            ) from error

        def core_key() -> str:
            return core.key or read_core_key(folder.core_public)

        mailbox, outbox = self.gateway.mailbox, folder.outbox(options.name)
        witness = open_witness(folder, options.role, options.name)
        offline = {line.name: line.offline for line in command_table().lines}
        return SeatLink(
            self._context,
            core.endpoint,
            keys,
            core_key,
            options.role,
            mailbox,
            outbox,
            witness,
            offline,
            self._session,
            boot_id(),
            [CoreAt(other.endpoint, partial(_key_of, other, core_key)) for other in core.other_cores],
        )

    def _session(self) -> str:
        """The one that what is done here now belongs to."""
        session = self.model.session
        return session.id if session else ""

    def shrinking(self, name: str) -> float:
        """How much smaller than a screen of 1920 pixels the place of the window is, 1.0 for not at all."""
        return min(1.0, self._places()[name].rect.width / FULL_WIDTH)

    def new_map(self, scale: Scale) -> MapView:
        files = MapFiles(page=resource("map"), data=self._district)
        return MapView(
            files,
            scale=scale,
            language=self.words.language,
            allow_unsandboxed=self._options.allow_unsandboxed,
        )

    def run(self, windows: dict[str, QWidget]) -> int:
        """Shows the windows and serves until the seat is told to end; returns the exit code."""
        self.windows = windows
        for name, window in windows.items():
            self._place(name, window)
        self._quit_on_signals()
        self._link.start()
        self.commands("seat.join", role=self._options.role.value)
        for change in (self.application.screenAdded, self.application.screenRemoved):
            change.connect(self._on_screens)
        code = self.application.exec()
        for window in windows.values():
            window.close()
            window.deleteLater()
        if self._loudspeaker is not None:
            self._loudspeaker.close()
        self._link.stop()
        self.pool.stop()
        self._context.destroy(linger=0)
        return code

    @Slot(QScreen)
    def _on_screens(self, screen: QScreen) -> None:
        """A monitor has come or gone: Qt does not bring windows back by itself."""
        for name, window in self.windows.items():
            self._place(name, window)

    def _place(self, name: str, window: QWidget) -> None:
        screens = self.application.screens()
        if screens:
            place = self._places()[name]
            self._show(window, place, screens[place.screen])

    def _places(self) -> dict[str, Placing]:
        return arrange([as_rect(screen) for screen in self.application.screens()], shared=self._options.shared)

    def _show(self, window: QWidget, place: Placing, screen: QScreen) -> None:
        rect = place.rect
        window.setScreen(screen)
        window.setWindowFlag(Qt.WindowType.FramelessWindowHint, place.full or self._options.scale is Scale.WALL)
        window.setGeometry(rect.x, rect.y, rect.width, rect.height)
        if place.full:
            window.showFullScreen()
            window.setGeometry(rect.x, rect.y, rect.width, rect.height)
        else:
            window.show()

    def _quit_on_signals(self) -> None:
        """SIGTERM and SIGINT end the seat through Qt's own loop, which Python's handlers cannot wake."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        theirs.setblocking(False)
        signal.set_wakeup_fd(theirs.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _ignore)
        self._sockets = (ours, theirs)
        self._notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)

    @Slot()
    def _on_signal(self) -> None:
        self.application.quit()


def open_seat(options: SeatOptions) -> Seat:
    """Makes this process a seat: nothing of Qt may have been used in it before. Raises Trouble."""
    _log_uncaught()
    _prepare_process(allow_unsandboxed=options.allow_unsandboxed)
    application = QApplication(sys.argv[:1])
    # A wall without a monitor for a while goes on; a console ends with its window.
    application.setQuitOnLastWindowClosed(options.role is not SeatKind.WALL)
    return Seat(application, options)


def _key_of(other: OtherCore, first: Callable[[], str]) -> str:
    """The cores of a centre have the same key, unless the settings say otherwise."""
    return other.key or first()


def shortcut(window: QWidget, key: str, slot: Callable[[], None]) -> QShortcut:
    """A key that works anywhere in the window."""
    found = QShortcut(QKeySequence(key), window)
    # A key that is held down is one press: nothing in the street happens twice by it.
    found.setAutoRepeat(False)
    found.activated.connect(slot)
    return found


def _log_uncaught() -> None:
    """An error that nobody has caught is logged, on whatever thread; the screens go on."""

    def on_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.critical("uncaught error", exc_info=(kind, error, trace))

    def on_thread(caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            log.critical("uncaught error", exc_info=(caught.exc_type, caught.exc_value, caught.exc_traceback))

    sys.excepthook = on_main
    threading.excepthook = on_thread


def _ignore(number: int, frame: FrameType | None) -> None:
    """The wake-up descriptor does the work."""

"""The other half of the entry `standing`: the same alarms at a whole desk, from the entry to the paint.

What a console has around its queue follows the same changes: header, map page, wall strip, sound, calls.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from bridge.qt.gateway import Gateway
from bridge.seat.happenings import Entered, Snapshot
from commandcenter.adapters.district import District
from commandcenter.adapters.resources import read_catalogue, resource
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmRepeated
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.domain.place import Place
from commandcenter.domain.state import State
from commandcenter.services.sounding import Sounding
from commandcenter.simulator.world.files import ensure_world
from commandcenter.wiring.alarms import AlarmFeature
from commandcenter.wiring.calls import CallNotices
from commandcenter.wiring.headers import HeaderFeature
from commandcenter.wiring.hearing import SeatSpeaker
from commandcenter.wiring.map import MapFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.sound import SoundFeature
from commandcenter.wiring.wall_strip import WallStripFeature
from commandcenter.wiring.wording import Wording
from tests.bench.figures import BenchError
from tests.support.made_up_alarms import NOON
from widgets.header.view import HeaderBar
from widgets.kit.scale import Scale
from widgets.map.files import MapFiles
from widgets.map.view import MapView
from widgets.notice.view import NoticeBar
from widgets.sound.view import SoundBar
from widgets.wall_strip.view import WallStripView

PATIENCE_S = 60.0
WEST, SOUTH, WIDE, HIGH = 106.45, 29.52, 0.25, 0.15


class Desk(QObject):
    """Without cameras and without a core; everything else as in the console."""

    def __init__(self, folder: Path, alarms: Iterable[Alarm]) -> None:
        super().__init__()
        self.window = QWidget()
        self.window.resize(1920, 1080)
        self._random = Random(7)
        self._gateway = Gateway(self)
        self.model = SeatModel(self._gateway, self, name="desk-1")
        self._features = list(self._arrange(ensure_world(folder, 1)))
        self.window.show()
        began = time.monotonic()
        while not self.map.is_ready:
            if time.monotonic() > began + PATIENCE_S:
                raise BenchError("the map does not come up: what it costs cannot be measured")
            QApplication.processEvents()
            time.sleep(0.005)
        state = State()
        for value in alarms:
            state.keep_alarm(self._placed(value))
        self._gateway.happened.emit([Snapshot("wang", "Wang", state)])

    def _arrange(self, world: Path) -> Iterator[QObject]:
        wording = Wording(catalogue=read_catalogue(), district=District(), language="zh")
        commands = Commands(lambda command: None)
        alarms = AlarmFeature(self.model, commands, wording)
        self.map = MapView(MapFiles(page=resource("map"), data=world), allow_unsandboxed=True)
        header, strip, notices, sound = HeaderBar("", scale=Scale.CONSOLE), WallStripView(str), NoticeBar(), SoundBar()
        header.add_tool(sound)
        rows = QVBoxLayout(self.window)
        rows.addWidget(header)
        columns = QHBoxLayout()
        rows.addLayout(columns, 1)
        rows.addWidget(notices)
        columns.addWidget(alarms.build(Scale.CONSOLE, operated=True), 1)
        right = QVBoxLayout()
        columns.addLayout(right, 2)
        right.addWidget(self.map, 1)
        right.addWidget(strip)
        silent = SeatSpeaker(None, {}, commands, self)
        yield alarms
        yield HeaderFeature(self.model, header, "desk-1")
        yield MapFeature(self.model, self.map, wording)
        yield WallStripFeature(self.model, strip, wording)
        yield CallNotices(self.model, notices, wording, self)
        yield SoundFeature(alarms, commands, sound, silent, Sounding(nag_s=30, mute_s=120))

    def _placed(self, value: Alarm) -> Alarm:
        lon, lat = WEST + self._random.random() * WIDE, SOUTH + self._random.random() * HIGH
        return msgspec.structs.replace(value, place=Place(lon=lon, lat=lat))

    def change(self, alarms: Iterable[Alarm]) -> float:
        """Milliseconds until the change is painted; `alarms` as entries of the journal."""
        size = self.model.state.size
        entries = tuple(
            Entry(
                seq=size + number,
                at=NOON,
                actor="pumps",
                seat="",
                subject=value.id,
                outcome=Outcome.DONE,
                cause=None,
                change=AlarmRepeated(alarm=self._placed(value)),
            )
            for number, value in enumerate(alarms)
        )
        began = time.perf_counter()
        self._gateway.happened.emit([Entered(entries)])
        self.window.repaint()
        return (time.perf_counter() - began) * 1000

    @property
    def drawn(self) -> int:
        """How many alarms the map's own page says that it draws."""
        return self.map.counts["alarms"]


def frames(alarms: Iterable[Alarm], batches: Iterable[list[Alarm]], pace_s: float) -> list[float]:
    """For how many milliseconds the desk did not listen, at most, while each batch came and what it puts off was done.

    The joining before them is not counted: that is the entry of starting.
    """
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), alarms)
        found: list[float] = []
        turns: list[float] = []
        _settle()
        begins = time.perf_counter()
        for number, batch in enumerate(batches):
            while (wait := begins + number * pace_s - time.perf_counter()) > 0:
                began = time.perf_counter()
                QApplication.processEvents()
                turns.append((time.perf_counter() - began) * 1000)
                time.sleep(min(wait, 0.005))
            found.append(max(desk.change(batch), *turns, 0.0))
            turns.clear()
        if desk.drawn == 0:
            raise BenchError("the map drew no alarm: what it costs was not measured")
        desk.window.close()
    return found


def _settle() -> None:
    """The whole picture is painted and on the map."""
    end = time.monotonic() + 2
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)

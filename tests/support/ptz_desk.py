"""The moving and speaking of one desk's video page, with a core that is played by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer, Command
from bridge.protocol.source import Sample
from bridge.qt.gateway import Gateway
from commandcenter.domain.assets import Camera, Device
from commandcenter.domain.holding import Hold, Rank
from commandcenter.domain.orders import Presets
from commandcenter.domain.people import Role, Session
from commandcenter.domain.state import State
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.ptz import PtzFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from tests.support.joining import joined
from widgets.camera_tree.rows import CameraRow
from widgets.ptz.asking import AskingForm
from widgets.video_tile.pacer import Pacer

AT = datetime.now(UTC)
CAMERA = Camera(id="C1", name="Gate 1", url="rtsp://c1/", device="ptz/M1", speaker="yz/Y1")
FIXED = Camera(id="C2", name="Gate 2", url="rtsp://c2/")
ACTIONS = ("ptz.move", "ptz.focus", "ptz.wiper", "ptz.preset.recall", "ptz.preset.store", "ptz.preset.remove")
MOVER = Device(id="ptz/M1", source="ptz", device="M1", type="ptz", name="Mover 1", actions=ACTIONS)
SPEAKS = ("speak", "talk.begin", "talk.end")
COLUMN = Device(id="yz/Y1", source="yz", device="Y1", type="loudspeaker", name="Column 1", actions=SPEAKS)
SESSION = Session(
    id="S1",
    account="li.wei",
    name="Li Wei",
    person="a1",
    role=Role.DUTY_OFFICER,
    seat="desk-1",
    key="",
    since=AT,
    began=0.0,
)
Sent = tuple[str, dict[str, object]]


def hold(session: str = "S2", account: str = "zhao.min", rank: Rank = Rank.OFFICER, device: str = "ptz/M1") -> Hold:
    until = datetime.now(UTC) + timedelta(minutes=1)
    return Hold(
        id="H1", device=device, label="Mover 1", account=account, name="Zhao Min", session=session,
        seat="desk-2", rank=rank, since=AT, until=until, subject="C1",
    )  # fmt: skip


class NoCameras:
    """A search that is not used here."""

    def find(self, text: str, limit: int) -> list[CameraRow]:
        return []


class Desk:
    """The panel of one desk with a core that is played by hand."""

    def __init__(self, qtbot: QtBot) -> None:
        self.parent = parent = QObject()
        self.sent: list[Command] = []
        self.gateway = Gateway(parent)
        self.seat = SeatModel(self.gateway, parent, name="desk-1")
        commands = Commands(self.sent.append)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1920, 1080)
        self.window.show()
        pacer = Pacer(parent=self.window)
        self.widgets = PageWidgets(self.window, pacer, NoCameras(), bool, left=560, top=40, bottom=32)
        self.grid, self.panel = self.widgets.grid, self.widgets.ptz
        self.feature = PtzFeature(
            self.seat, commands, self.widgets, lambda it: self.seat.state.cameras.get(it), lambda it: f"no: {it.reason}"
        )
        self.widgets.page.open()
        self.window.activateWindow()

    def join(
        self,
        *holds: Hold,
        session: Session = SESSION,
        device: Device = MOVER,
        column: Device = COLUMN,
        **samples: list[Sample],
    ) -> None:
        state = State(
            cameras={it.id: it for it in (CAMERA, FIXED)},
            devices={it.id: it for it in (device, column)},
            presets={"ptz/M1": Presets(device="ptz/M1", names={2: "Crossing"})},
            holds={it.device: it for it in holds},
            sessions={"desk-1": session},
        )
        self.gateway.happened.emit([joined(state, **samples)])

    def answer(self, at: int, *, ok: bool) -> None:
        self.gateway.happened.emit([Answer(id=self.sent[at].id, ok=ok, reason="" if ok else "held")])

    @property
    def form(self) -> AskingForm | None:
        """The one that is open."""
        return next((it for it in self.feature.forms.forms if it.isVisible()), None)

    def press(self, *keys: Qt.Key) -> None:
        """Where the keyboard is."""
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.widgets.page, key)

    @property
    def said(self) -> list[Sent]:
        return [(it.name, msgspec.msgpack.decode(it.args)) for it in self.sent]

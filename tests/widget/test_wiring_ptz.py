"""The selected camera at a desk: what its panel says of it, and which commands its keys become."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer, Command, Reading
from bridge.protocol.source import Sample
from bridge.qt.gateway import Gateway
from commandcenter.domain.assets import Camera, Device
from commandcenter.domain.holding import Course, Doing, Hold, Rank
from commandcenter.domain.orders import Presets
from commandcenter.domain.people import Role, Session
from commandcenter.domain.state import State
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.ptz import PtzFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from tests.support.joining import joined
from widgets.camera_tree.rows import CameraRow
from widgets.ptz.voice import OWN
from widgets.video_tile.pacer import Pacer

AT = datetime.now(UTC)
CAMERA = Camera(id="C1", name="Gate 1", url="rtsp://c1/", device="ptz/M1", speaker="yz/Y1")
FIXED = Camera(id="C2", name="Gate 2", url="rtsp://c2/")
ACTIONS = ("ptz.move", "ptz.focus", "ptz.wiper", "ptz.preset.recall")
MOVER = Device(id="ptz/M1", source="ptz", device="M1", type="ptz", name="Mover 1", actions=ACTIONS)
COLUMN = Device(id="yz/Y1", source="yz", device="Y1", type="loudspeaker", name="Column 1", actions=("speak",))
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

    def join(self, *holds: Hold, session: Session = SESSION, **samples: list[Sample]) -> None:
        state = State(
            cameras={it.id: it for it in (CAMERA, FIXED)},
            devices={it.id: it for it in (MOVER, COLUMN)},
            presets={"ptz/M1": Presets(device="ptz/M1", names={2: "Crossing"})},
            holds={it.device: it for it in holds},
            sessions={"desk-1": session},
        )
        self.gateway.happened.emit([joined(state, **samples)])

    def answer(self, at: int, *, ok: bool) -> None:
        self.gateway.happened.emit([Answer(id=self.sent[at].id, ok=ok, reason="" if ok else "held")])

    @property
    def said(self) -> list[Sent]:
        return [(it.name, msgspec.msgpack.decode(it.args)) for it in self.sent]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk(qtbot)
    made.join()
    made.grid.put("C1")
    made.panel.pad.setFocus()
    return made


def move(pan: float = 0.0, tilt: float = 0.0, zoom: float = 0.0) -> Sent:
    return "camera.move", {"camera": "C1", "pan": pan, "tilt": tilt, "zoom": zoom}


def test_it_offers_what_the_device_has_declared(desk: Desk) -> None:
    on = {it.accessibleName() for it in desk.panel.pad.buttons if it.isEnabled()}
    assert {"left", "Zoom +", "Focus −"} <= on
    assert "Iris +" not in on
    assert [line.text for line in desk.panel.presets.lines] == ["Crossing"]
    desk.grid.put("C2")
    assert desk.panel.pad.isHidden() or not desk.panel.pad.isVisible()
    assert desk.panel.voice.isHidden(), "there is no column beside that one"


def test_where_it_looks_is_what_its_mover_says_and_how_old_that_is(desk: Desk) -> None:
    values: dict[str, str | bool | float] = {"pan": 123.0, "tilt": -10.0, "zoom": 1.0}
    now = datetime.now(UTC)
    desk.gateway.newest.emit([Reading("ptz", Sample(key="ptz/C1", type="ptz.position", at=now, values=values))])
    assert desk.panel.position.text == "↔ 123° · ↕ −10° · ×1.0"
    before = datetime.now(UTC) - timedelta(seconds=90)
    desk.join(ptz=[Sample(key="ptz/C1", type="ptz.position", at=before, values=values)])
    assert re.fullmatch(r".*×1\.0 · 9\d s old", desk.panel.position.text)


def test_it_says_that_somebody_steers_so_that_a_tour_can_hold(desk: Desk) -> None:
    steered: list[str] = []
    desk.feature.moving.connect(steered.append)
    desk.panel.voice.say.click()
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_W)
    assert steered == []
    QTest.keyPress(desk.panel.pad, Qt.Key.Key_Right)
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_2)
    assert steered == ["C1", "C1"]


def test_a_run_of_moves_is_ended_once_the_first_was_obeyed(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyPress(desk.panel.pad, Qt.Key.Key_Right)
    QTest.keyRelease(desk.panel.pad, Qt.Key.Key_Right)
    qtbot.wait(80)
    assert desk.said == [move(pan=0.5)], "whether there is anything to stop is not known yet"
    desk.answer(0, ok=True)
    assert desk.said[1:] == [move()]


def test_a_run_whose_answer_was_lost_does_not_leave_the_next_ones_without_an_end(desk: Desk, qtbot: QtBot) -> None:
    for _ in range(2):
        QTest.keyPress(desk.panel.pad, Qt.Key.Key_Right)
        QTest.keyRelease(desk.panel.pad, Qt.Key.Key_Right)
        qtbot.wait(80)
    assert desk.said == [move(pan=0.5)] * 2, "nobody has answered"
    desk.answer(1, ok=True)
    assert desk.said[2:] == [move()]


def test_what_was_refused_is_neither_said_again_nor_stopped(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyPress(desk.panel.pad, Qt.Key.Key_Right)
    desk.answer(0, ok=False)
    qtbot.wait(700)
    QTest.keyRelease(desk.panel.pad, Qt.Key.Key_Right)
    qtbot.wait(80)
    assert desk.said == [move(pan=0.5)]


def test_who_has_lost_the_camera_stops_nothing(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyPress(desk.panel.pad, Qt.Key.Key_Right)
    desk.answer(0, ok=True)
    desk.join(hold(rank=Rank.LEADER))
    qtbot.wait(700)
    assert desk.said == [move(pan=0.5)]
    assert desk.panel.holder.text.startswith("Held by Zhao Min until ")
    assert desk.panel.take.isHidden(), "an officer waits for a leader"


def test_another_camera_in_the_tile_stops_the_one_that_moves(desk: Desk) -> None:
    QTest.keyPress(desk.panel.pad, Qt.Key.Key_Up)
    desk.answer(0, ok=True)
    desk.grid.put("C2")
    assert desk.said == [move(tilt=0.5), move()]


def test_focus_goes_by_steps_one_for_each_time_that_the_key_goes_down(desk: Desk, qtbot: QtBot) -> None:
    for _ in range(2):
        QTest.keyPress(desk.panel.pad, Qt.Key.Key_BracketRight)
        qtbot.wait(600)
        QTest.keyRelease(desk.panel.pad, Qt.Key.Key_BracketRight)
        qtbot.wait(80)
    assert desk.said == [("camera.focus", {"camera": "C1", "to": "far"})] * 2


def test_a_higher_rank_may_take_it_and_its_holder_give_it_back(desk: Desk) -> None:
    leader = msgspec.structs.replace(SESSION, role=Role.SHIFT_LEADER)
    desk.join(hold(), session=leader)
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_T)
    desk.join(hold(session="S1", account="li.wei"))
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_T)
    assert desk.said == [("camera.hold", {"camera": "C1"}), ("camera.release", {"camera": "C1"})]


def test_presets_and_the_wiper(desk: Desk) -> None:
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_2)
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_W)
    assert desk.said == [
        ("camera.preset", {"camera": "C1", "do": "recall", "number": 2}),
        ("camera.wiper", {"camera": "C1", "on": True}),
    ]


def test_a_talk_ends_after_it_has_begun_and_not_when_it_was_refused(desk: Desk) -> None:
    voice = desk.panel.voice
    voice.begin()
    voice.end()
    assert len(desk.said) == 1
    desk.answer(0, ok=True)
    assert [args["do"] for _, args in desk.said] == ["begin", "end"]
    voice.begin()
    desk.answer(2, ok=False)
    assert not voice.talking
    assert [args["do"] for _, args in desk.said] == ["begin", "end", "begin"]


def test_a_talk_that_the_column_refused_or_the_core_ended_is_not_shown_on(desk: Desk) -> None:
    voice = desk.panel.voice
    voice.begin()
    desk.answer(0, ok=True)
    ours = hold(session=SESSION.id, account=SESSION.account, device="yz/Y1")
    talk = Course(id="T1", doing=Doing.TALK, since=AT)
    desk.join(msgspec.structs.replace(ours, course=talk))
    assert voice.talking
    desk.join(ours)
    assert not voice.talking
    assert [args["do"] for _, args in desk.said] == ["begin"], "there is nothing to end any more"


def test_a_kept_text_is_said_by_the_column_beside_the_camera(desk: Desk) -> None:
    desk.panel.voice.say.click()
    assert desk.said == [("voice.say", {"camera": "C1", "kept": "leave"})]
    desk.join(hold(device="yz/Y1"))
    assert desk.panel.voice.note.text == "Zhao Min is speaking"
    assert not desk.panel.voice.say.isEnabled()

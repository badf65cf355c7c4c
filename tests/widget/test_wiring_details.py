"""The selected alarm at the desk: its key works as often as it is needed, and nothing is done in the officer's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer, Command
from bridge.qt.gateway import Gateway
from bridge.video.pool import VideoPool
from commandcenter.adapters.district import District
from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.linkage import Linkage, Step, StepState
from commandcenter.domain.people import EVERYWHERE, Scope
from commandcenter.domain.place import Place
from commandcenter.domain.state import State
from commandcenter.wiring.details import DetailFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from tests.support.joining import joined
from tests.support.made_up_alarms import NOON, alarm
from tests.support.seated import seat_somebody
from tests.support.video import video_pool
from widgets.linkage.view import Stage
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile

HERE = Place(lon=106.5, lat=29.6)


def run(number: int, state: StepState, *, minutes: float = 0) -> Linkage:
    step = Step(key=f"L{number}/wall", kind="wall", target="wall", label="", deadline=NOON, state=state)
    at = NOON + timedelta(minutes=minutes)
    return Linkage(id=f"L{number}", alarm="A1", started_by="wang", seat="1", started_at=at, steps=(step,))


class Desk:
    """A detail feature with a core that is played by hand."""

    def __init__(self, qtbot: QtBot, pool: VideoPool, parent: QObject) -> None:
        self.sent: list[Command] = []
        self.gateway = Gateway(parent)
        wording = Wording(catalogue=Catalogue(), district=District(), language="en")
        seat = SeatModel(self.gateway, parent)
        self.feature = DetailFeature(seat, Commands(self.sent.append), wording, pool, Pacer(parent=parent), parent)
        qtbot.addWidget(self.feature.detail)
        qtbot.addWidget(self.feature.linkage)
        # A tile without a camera belongs to no window.
        for tile in (widget for widget in QApplication.allWidgets() if isinstance(widget, VideoTile)):
            qtbot.addWidget(tile)

    def join(self, *runs: Linkage, cameras: tuple[Camera, ...] = (), scope: Scope = EVERYWHERE) -> None:
        state = State(
            alarms={"A1": msgspec.structs.replace(alarm("A1"), place=HERE)},
            linkages={run.id: run for run in runs},
            cameras={camera.id: camera for camera in cameras},
        )
        seat_somebody(state, "", scope)
        self.gateway.happened.emit([joined(state)])

    @property
    def names(self) -> list[str]:
        return [command.name for command in self.sent]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    parent = QObject()
    with video_pool() as pool:
        made = Desk(qtbot, pool, parent)
        made.feature.show_alarm("A1")
        yield made


def test_the_key_starts_a_second_run_when_the_first_has_ended(desk: Desk) -> None:
    desk.join(run(7, StepState.FAILED))
    card = desk.feature.linkage
    assert (card.stage, card.alarm_id) == (Stage.READY, "A1")
    assert [row.label for row in card.rows] == ["Wall"]
    card.start()
    assert desk.names == ["linkage.start"]
    desk.join(run(7, StepState.FAILED), run(9, StepState.WAITING))
    assert card.stage is Stage.STARTED
    desk.join(run(7, StepState.FAILED), run(9, StepState.DONE))
    card.start()
    assert desk.names == ["linkage.start", "linkage.start"]


def test_the_key_does_nothing_while_a_run_goes_on_and_the_card_says_so(desk: Desk) -> None:
    desk.join(run(7, StepState.WAITING))
    card = desk.feature.linkage
    card.start()
    assert desk.names == []
    assert card.foot_text.startswith("Running · Started ")


def test_a_refusal_of_the_second_run_lets_the_key_be_pressed_again(desk: Desk) -> None:
    desk.join(run(7, StepState.DONE))
    desk.feature.linkage.start()
    desk.gateway.happened.emit([Answer(id=desk.sent[0].id, ok=False, reason="no")])
    desk.feature.linkage.start()
    assert desk.names == ["linkage.start", "linkage.start"]


def test_the_newest_run_is_the_one_with_the_highest_number_whatever_the_clock_says(desk: Desk) -> None:
    desk.join(run(10, StepState.WAITING, minutes=-30), run(9, StepState.DONE))
    stages = [desk.feature.linkage.stage]
    desk.join(run(10, StepState.DONE, minutes=-30), run(9, StepState.WAITING))
    stages.append(desk.feature.linkage.stage)
    assert stages == [Stage.STARTED, Stage.READY]


def test_a_selection_opens_no_camera_in_the_officers_name(desk: Desk) -> None:
    camera = Camera(id="c1", name="gate", url="", place=HERE)
    desk.join(cameras=(camera,))
    assert len(desk.feature.detail.cameras.cameras) == 1
    assert desk.names == []


def test_a_camera_clicked_on_the_map_is_opened_and_recorded(desk: Desk) -> None:
    names = ("gate", "yard", "bridge")
    places = [Place(lon=HERE.lon + at * 0.01, lat=HERE.lat) for at in range(3)]
    desk.join(
        cameras=tuple(Camera(id=name, name=name, url="", place=at) for name, at in zip(names, places, strict=True))
    )
    desk.feature.show_camera("bridge")
    assert desk.names == ["camera.open"]
    assert [tile.accessibleName() for tile in desk.feature.detail.cameras.cameras][-1] == "bridge"
    desk.feature.show_camera("no such camera")
    assert desk.names == ["camera.open"]


def test_a_camera_beside_the_alarm_is_wanted_large_by_a_double_click(desk: Desk) -> None:
    desk.join(cameras=(Camera(id="c1", name="gate", url="", place=HERE),))
    wanted: list[str] = []
    desk.feature.camera_wanted.connect(wanted.append)
    slots = desk.feature.detail.cameras
    slots.resize(400, 112)
    QTest.mouseDClick(slots, Qt.MouseButton.LeftButton, pos=QPoint(300, 50))
    assert wanted == [], "there is no second camera"
    QTest.mouseDClick(slots, Qt.MouseButton.LeftButton, pos=QPoint(100, 50))
    assert wanted == ["c1"]


def test_a_camera_outside_the_areas_granted_is_not_shown(desk: Desk) -> None:
    near = Camera(id="near", name="near", url="", place=HERE, area="500105004")
    far = Camera(id="far", name="far", url="", place=Place(lon=HERE.lon + 0.01, lat=HERE.lat), area="500105001")
    desk.join(cameras=(near, far), scope=Scope(areas=("500105001",), cameras=("*",)))
    assert [tile.accessibleName().split()[0] for tile in desk.feature.detail.cameras.cameras] == ["far"]


def test_a_restricted_camera_is_shown_neither_by_itself_nor_without_a_purpose(desk: Desk) -> None:
    near = Camera(id="near", name="near", url="", place=HERE, restricted=True)
    far = Camera(id="far", name="far", url="", place=Place(lon=HERE.lon + 0.01, lat=HERE.lat))
    desk.join(cameras=(near, far))
    assert [tile.accessibleName().split()[0] for tile in desk.feature.detail.cameras.cameras] == ["far"]
    wanted: list[str] = []
    desk.feature.camera_wanted.connect(wanted.append)
    desk.feature.show_camera("near")
    # Where pictures are looked at somebody asks what for.
    assert (wanted, desk.names) == (["near"], [])
    assert [tile.accessibleName().split()[0] for tile in desk.feature.detail.cameras.cameras] == ["far"]

"""What lies over a seat's pictures: boxes while they are fresh, a watermark for the positions that the centre names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec
import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from bridge.qt.gateway import Gateway
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.people import Role
from commandcenter.domain.state import State
from commandcenter.domain.wall import Wall
from commandcenter.wiring.over_pictures import BoxesFeature, WatermarkFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.video import TileFeed, WallVideo, offer_of
from tests.support.joining import joined
from tests.support.made_up_alarms import alarm
from tests.support.page_desk import PageDesk, camera
from tests.support.seated import seat_somebody
from tests.support.video import video_pool
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile

NOW = datetime(2024, 5, 1, 4, 0, 30, tzinfo=UTC)


class Seat:
    def __init__(self) -> None:
        self.now = NOW
        self.parent = QObject()
        self.clock = 100.0
        self.gateway = Gateway(self.parent)
        self.model = SeatModel(self.gateway, self.parent, name="desk-1")
        self.pacer = Pacer(parent=self.parent)

    def tile(self, qtbot: QtBot) -> VideoTile:
        made = VideoTile(self.pacer, clock=lambda: self.clock)
        qtbot.addWidget(made)
        made.show()
        return made


@pytest.fixture
def seat(qtbot: QtBot) -> Iterator[Seat]:
    found = Seat()
    yield found
    # Before the tiles, at which the features' timers look.
    shiboken6.delete(found.parent)


def seen(at: datetime, camera_id: str = "c1") -> Alarm:
    values = {"camera": camera_id, "boxes": "litter: 0.1 0.2 0.3 0.4; 0.5 0.5 0.2 0.2"}
    return msgspec.structs.replace(alarm("A1"), values=values, changed_at=at, raised_at=at)


def test_boxes_lie_over_the_camera_that_saw_something_for_a_minute(seat: Seat, qtbot: QtBot) -> None:
    with video_pool() as pool:
        one, two = (TileFeed(pool, seat.tile(qtbot), (640, 360), partial(offer_of, seat.model)) for _ in range(2))
        one.show(camera(1))
        two.show(camera(2, code="c1-code"))
        feature = BoxesFeature(
            seat.model,
            lambda: [one, two],
            lambda it: "an alarm",
            seat.gateway,
            now=lambda: seat.now,
            clock=lambda: seat.clock,
        )
        seat.gateway.happened.emit([joined(State(alarms={"A1": seen(NOW)}))])
        assert [(box.word, box.left) for box in one.tile.boxes] == [("litter", 0.1), ("an alarm", 0.5)]
        assert two.tile.boxes == ()
        seat.now += timedelta(seconds=61)
        feature.look()
        assert one.tile.boxes == ()
        one.close()
        two.close()


def test_a_watermark_is_laid_over_for_the_positions_that_the_centre_names(seat: Seat, qtbot: QtBot) -> None:
    with video_pool() as pool:
        feed = TileFeed(pool, seat.tile(qtbot), (640, 360), partial(offer_of, seat.model))
        officers = WatermarkFeature(seat.model, (Role.DUTY_OFFICER,), lambda: [feed], seat.gateway, now=lambda: NOW)
        assert officers.lines() == (), "nobody is here"
        state = State()
        seat_somebody(state, "desk-1")
        seat.gateway.happened.emit([joined(state)])
        local = NOW.astimezone().strftime("%Y-%m-%d %H:%M")
        assert officers.lines() == ("Li Wei li.wei", "desk-1", local)
        leaders = WatermarkFeature(seat.model, (Role.SHIFT_LEADER,), lambda: [feed], seat.gateway, now=lambda: NOW)
        assert leaders.lines() == ()
        wall = WatermarkFeature(seat.model, (Role.WALL,), lambda: [feed], seat.gateway, wall=True, now=lambda: NOW)
        assert wall.lines() == ("desk-1", local)


def test_a_tile_of_the_page_has_its_watermark_with_its_first_picture(qtbot: QtBot) -> None:
    with video_pool() as pool:
        desk = PageDesk(qtbot, pool)
        page = desk.feature
        WatermarkFeature(
            desk.seat,
            (Role.DUTY_OFFICER,),
            lambda: page.feeds.feeds,
            desk.gateway,
            grid=page.widgets.grid,
            now=lambda: NOW,
        )
        desk.join([camera(1)])
        desk.open()
        page.put("c1")
        assert page.widgets.tile(0).watermark[0] == "Li Wei li.wei"


def test_the_wall_never_shows_a_restricted_camera(seat: Seat, qtbot: QtBot) -> None:
    with video_pool() as pool:
        wall = WallVideo(seat.model, pool, [seat.tile(qtbot) for _ in range(3)], seat.gateway)
        cameras = {it.id: it for it in (camera(1, restricted=True), camera(2), camera(3))}
        seat.gateway.happened.emit([joined(State(cameras=cameras))])
        assert [feed.camera.id for feed in wall.feeds if feed.camera] == ["c2", "c3"]
        seat.gateway.happened.emit([joined(State(cameras=cameras, wall=Wall(cameras=("c1", "c3"))))])
        assert [feed.camera.id for feed in wall.feeds if feed.camera] == ["c3"]
        for feed in wall.feeds:
            feed.close()

"""The desk's small wall follows what the wall itself has last reported."""

from __future__ import annotations

import msgspec
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Beat, Joined, Role, SeatHealth
from bridge.qt.gateway import Gateway
from commandcenter.adapters.district import District
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.state import State
from commandcenter.domain.wall import Wall
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wall_strip import WallStripFeature
from commandcenter.wiring.wording import Wording
from tests.support.made_up_alarms import NOON
from widgets.wall_strip.view import WallStripView


def test_a_wall_that_reports_less_than_it_should_show_is_not_done(qtbot: QtBot) -> None:
    view = WallStripView(str)
    qtbot.addWidget(view)
    gateway = Gateway(view)
    seat = SeatModel(gateway, view)
    WallStripFeature(seat, view, Wording(catalogue=Catalogue(), district=District(), language="en"))
    wall = Wall(version=3, shown=3, playing=8, wanted=9, centred=True)
    raw = msgspec.Raw(msgspec.msgpack.encode(State(wall=wall)))
    gateway.happened.emit([Joined(version=1, person="wang", person_name="王敏", state=raw)])
    there = SeatHealth(seat="wall", role=Role.WALL, person="", silent_s=0.1)
    gateway.newest.emit([Beat(size=1, at=NOON, seats=(there,))])
    assert view.state_text == "8/9 pictures"
    gateway.newest.emit([Beat(size=1, at=NOON)])
    assert view.state_text == "No wall connected"

"""The desk's small wall follows what the wall itself has last reported."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Beat, SeatHealth, SeatKind
from bridge.qt.gateway import Gateway
from commandcenter.adapters.district import District
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.state import State
from commandcenter.domain.wall import Wall
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wall_strip import WallStripFeature
from commandcenter.wiring.wording import Wording
from tests.support.joining import joined
from tests.support.made_up_alarms import NOON
from widgets.wall_strip.view import WallStripView


def test_a_wall_that_reports_less_than_it_should_show_is_not_done(qtbot: QtBot) -> None:
    view = WallStripView(str)
    qtbot.addWidget(view)
    gateway = Gateway(view)
    seat = SeatModel(gateway, view)
    WallStripFeature(seat, view, Wording(catalogue=Catalogue(), district=District(), language="en"))
    wall = Wall(version=3, shown=3, playing=8, wanted=9, centred=True)
    gateway.happened.emit([joined(State(wall=wall))])
    there = SeatHealth(seat="wall", role=SeatKind.WALL, person="", silent_s=0.1)
    gateway.newest.emit([Beat(size=1, at=NOON, seats=(there,))])
    assert view.state_text == "8/9 pictures"
    gateway.newest.emit([Beat(size=1, at=NOON)])
    assert view.state_text == "No wall connected"

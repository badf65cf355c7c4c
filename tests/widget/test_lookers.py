"""Who else has an alarm before them: in its row and in the details, gone with the core."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Beat, SeatHealth, SeatKind
from bridge.qt.gateway import Gateway
from commandcenter.wiring.lookers import LookersFeature
from commandcenter.wiring.seat_model import SeatModel
from tests.support.made_up_alarms import NOON, alarm
from widgets.alarm_detail.view import AlarmDetailView
from widgets.alarm_queue.model import DECOR_ROLE, AlarmQueueModel
from widgets.alarm_queue.view import AlarmQueueView
from widgets.kit.scale import Scale


def beat(*looking: tuple[str, str, str]) -> Beat:
    seats = (
        SeatHealth(seat=seat, role=SeatKind.CONSOLE, person=person, silent_s=0.1, looking=at)
        for seat, person, at in looking
    )
    return Beat(size=1, at=NOON, seats=tuple(seats))


class Screen:
    def __init__(self, qtbot: QtBot) -> None:
        self.parent = QObject()
        self.gateway = Gateway(self.parent)
        self.seat = SeatModel(self.gateway, self.parent, name="desk-1")
        self.queue = AlarmQueueModel(lambda it: it.title, str, parent=self.parent)
        self.view = AlarmQueueView(self.queue, scale=Scale.CONSOLE)
        self.detail = AlarmDetailView(lambda it: it.title, str, lambda it: [])
        self.feature = LookersFeature(self.seat, self.queue, self.detail)
        for widget in (self.view, self.detail):
            qtbot.addWidget(widget)
        self.queue.apply([alarm("A1"), alarm("A2")])
        self.detail.show_alarm(alarm("A1"))

    def rows(self) -> dict[str, tuple[str, ...]]:
        places = range(self.queue.rowCount())
        return {self.queue.row(at).alarm.id: self.queue.index(at).data(DECOR_ROLE).lookers for at in places}

    def fact(self) -> list[str]:
        return [text for text in self.detail.facts.texts if text.startswith("Looking")]


@pytest.fixture
def screen(qtbot: QtBot) -> Iterator[Screen]:
    found = Screen(qtbot)
    yield found
    found.view.close()
    found.detail.close()


def test_rows_and_details_follow_the_beats_and_leave_out_who_sits_here(screen: Screen) -> None:
    screen.gateway.newest.emit(
        [beat(("desk-1", "Li Wei", "A2"), ("desk-2", "Chen Jing", "A1"), ("desk-3", "Wang Min", "A1"))]
    )
    assert screen.rows() == {"A1": ("Chen Jing", "Wang Min"), "A2": ()}
    assert screen.fact() == ["Looking Chen Jing · desk-2, Wang Min · desk-3"]
    screen.gateway.newest.emit([beat(("desk-2", "Chen Jing", "A2"), ("desk-3", "Wang Min", ""))])
    assert screen.rows() == {"A1": (), "A2": ("Chen Jing",)}
    assert screen.fact() == []
    screen.seat.link_changed.emit(False)
    assert screen.rows() == {"A1": (), "A2": ()}


def test_an_alarm_that_comes_later_shows_who_looks_with_the_next_beat(screen: Screen) -> None:
    told = beat(("desk-2", "Chen Jing", "A9"))
    screen.gateway.newest.emit([told])
    screen.queue.apply([alarm("A9")])
    screen.gateway.newest.emit([told])
    assert screen.rows()["A9"] == ("Chen Jing",)
    screen.queue.apply([], ["A9"])
    screen.gateway.newest.emit([told])
    assert "A9" not in screen.rows()

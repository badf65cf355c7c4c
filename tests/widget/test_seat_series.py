"""The past of measured values at a seat: what the join brings, what comes live, and room for every source."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Point, Series
from bridge.protocol.source import Sample
from bridge.qt.gateway import Gateway
from bridge.seat.happenings import Reading
from commandcenter.domain.state import State
from commandcenter.wiring.charts import ChartFeature
from commandcenter.wiring.seat_model import SeatModel
from tests.support.joining import joined
from widgets.chart.view import ChartView
from widgets.kit.scale import Scale

START = datetime(2026, 11, 21, 6, 0, 0, tzinfo=UTC)


def level(key: str, value: float, second: int = 0) -> Sample:
    return Sample(key=key, type="level", at=START + timedelta(seconds=second), values={"value": value, "limit": 9.0})


def readings(source: str, count: int) -> list[Reading]:
    return [Reading(source, level(f"{source}-{number}", 1.0)) for number in range(count)]


def test_a_source_that_measures_too_much_leaves_room_for_the_charts_of_the_others(qtbot: QtBot) -> None:
    gateway = Gateway()
    seat = SeatModel(gateway)
    gateway.newest.emit(readings("greedy", 3000))
    gateway.newest.emit(readings("late", 50))
    assert Counter(source for source, _, _ in seat.book.series()) == {"greedy": 1000, "late": 50}
    assert len(seat.samples) == 3050


def test_a_chart_goes_on_from_what_the_join_brought(qtbot: QtBot) -> None:
    gateway, view = Gateway(), ChartView("", scale=Scale.CONSOLE)
    qtbot.addWidget(view)
    seat = SeatModel(gateway)
    feature = ChartFeature(seat, view)
    snapshot = joined(State(), pumps=[level("a", 2.0, 1)])
    at = START.timestamp()
    snapshot.series = [Series("pumps", "a", (Point(at, 1.0), Point(at + 1, 2.0)))]
    gateway.happened.emit([snapshot])
    for _ in range(2):
        gateway.newest.emit([Reading("pumps", level("a", 3.0, 2))])
    feature.follow(("pumps", "a"))
    assert list(seat.book.points(("pumps", "a"))) == [Point(at, 1.0), Point(at + 1, 2.0), Point(at + 2, 3.0)]
    assert len(view.series) == 3


def test_a_chart_of_a_centre_that_measures_nothing_says_so_once_it_has_joined(qtbot: QtBot) -> None:
    gateway, view = Gateway(), ChartView("", scale=Scale.CONSOLE)
    qtbot.addWidget(view)
    feature = ChartFeature(SeatModel(gateway), view)
    feature.show_subject("A1")
    assert view.message == "Loading…"
    gateway.happened.emit([joined(State())])
    assert view.message == "No measured values for this alarm"
    feature.show_subject("")
    assert view.message == "No measured values"
    gateway.newest.emit([Reading("pumps", level("a", 3.0))])
    assert view.message == ""
    feature.show_subject("A1")
    assert view.message == ""

"""Own forces count only while they are heard of, and what a join brings is as old as its source says."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Beat
from bridge.protocol.source import Sample
from bridge.qt.gateway import Gateway
from bridge.seat.happenings import Reading
from commandcenter.adapters.district import District
from commandcenter.domain.assets import Device
from commandcenter.domain.state import State, Touched
from commandcenter.wiring.forces import forces
from commandcenter.wiring.map_bars import MapBarsFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.vitals import VitalsFeature
from tests.support.joining import joined
from widgets.kit.scale import Scale
from widgets.map_overlay.bars import MapBottomBar, MapTopBar
from widgets.vital_signs.view import VitalSignsView


def crew(key: str, people: float, *, age_s: float = 0.0, status: str = "out") -> Sample:
    at = datetime.now(UTC) - timedelta(seconds=age_s)
    return Sample(key=key, type="crew", at=at, values={"people": people, "status": status})


def join(gateway: Gateway, *samples: Sample) -> None:
    gateway.happened.emit([joined(State(), crews=samples)])


@pytest.fixture
def gateway(qtbot: QtBot) -> Gateway:
    return Gateway()


@pytest.fixture
def seat(gateway: Gateway) -> SeatModel:
    return SeatModel(gateway)


def test_a_joined_sample_is_as_old_as_its_source_says_and_a_live_one_is_new(gateway: Gateway, seat: SeatModel) -> None:
    join(gateway, crew("a", 4.0, age_s=300.0))
    assert seat.age_s(("crews", "a")) == pytest.approx(300.0, abs=5.0)
    gateway.newest.emit([Reading("crews", crew("a", 4.0, age_s=300.0))])
    assert seat.age_s(("crews", "a")) < 5.0


def test_what_a_source_says_again_for_a_late_core_is_not_new(gateway: Gateway, seat: SeatModel) -> None:
    said = crew("a", 4.0, age_s=300.0)
    for _ in range(2):
        gateway.newest.emit([Reading("crews", said)])
        assert seat.age_s(("crews", "a")) == pytest.approx(300.0, abs=5.0)
    level = Sample(key="b", type="level", at=datetime.now(UTC), values={"value": 1.0})
    gateway.newest.emit([Reading("s", level)])
    gateway.newest.emit([Reading("s", level)])
    assert len(seat.book.points(("s", "b"))) == 1


def test_the_same_key_of_two_sources_is_two_crews(gateway: Gateway, seat: SeatModel) -> None:
    gateway.happened.emit([joined(State(), crews=[crew("a", 4.0)], fire=[crew("a", 3.0, age_s=60.0)])])
    own = forces(seat)
    assert (own.people, own.crews, own.silent) == (4.0, 1, 1)
    gateway.newest.emit([Reading("fire", crew("a", 3.0))])
    assert forces(seat).people == 7.0


def test_an_impossible_age_is_cut_to_between_nothing_and_a_day(gateway: Gateway, seat: SeatModel) -> None:
    join(gateway, crew("future", 4.0, age_s=-3600.0), crew("old", 4.0, age_s=10 * 86_400.0))
    assert 0.0 <= seat.age_s(("crews", "future")) < 5.0
    assert seat.age_s(("crews", "old")) == pytest.approx(86_400.0, abs=5.0)


def test_crews_that_are_silent_are_not_counted(gateway: Gateway, seat: SeatModel) -> None:
    join(gateway, crew("a", 4.0), crew("b", 3.0, age_s=5.0, status="idle"), crew("c", 50.0, age_s=60.0))
    own = forces(seat)
    assert (own.people, own.crews, own.out, own.silent) == (7.0, 2, 1, 1)
    assert own.age_s == pytest.approx(5.0, abs=2.0)


def test_with_every_crew_silent_nobody_is_counted_and_the_newest_word_gives_the_age(
    gateway: Gateway, seat: SeatModel
) -> None:
    join(gateway, crew("a", 4.0, age_s=40.0), crew("b", 3.0, age_s=90.0))
    own = forces(seat)
    assert (own.people, own.crews, own.silent) == (None, 0, 2)
    assert own.age_s == pytest.approx(40.0, abs=5.0)


def test_without_crews_nothing_is_known(seat: SeatModel) -> None:
    own = forces(seat)
    assert (own.people, own.crews, own.silent, own.age_s) == (None, 0, 0, None)


@pytest.mark.parametrize("people", [float("nan"), float("inf"), float("-inf"), 1e308, -3.0])
def test_a_number_of_people_that_cannot_be_is_left_out(gateway: Gateway, seat: SeatModel, people: float) -> None:
    join(gateway, crew("a", 4.0), crew("b", people))
    own = forces(seat)
    assert (own.people, own.crews) == (4.0, 2)


def test_the_bar_above_the_map_forgets_crews_that_fall_silent(qtbot: QtBot, gateway: Gateway, seat: SeatModel) -> None:
    top, bottom = MapTopBar("map"), MapBottomBar()
    qtbot.addWidget(top)
    qtbot.addWidget(bottom)
    MapBarsFeature(seat, top, bottom, District())
    join(gateway, crew("a", 4.0), crew("b", 3.0), crew("c", float("nan")))
    assert top.legend.texts[-1] == "7"
    seat.sampled_at["crews", "a"] = time.monotonic() - 11.0
    qtbot.waitUntil(lambda: top.legend.texts[-1] == "3", timeout=5000)


def test_the_bar_below_the_map_counts_devices_that_come_later(qtbot: QtBot, gateway: Gateway, seat: SeatModel) -> None:
    top, bottom = MapTopBar("map"), MapBottomBar()
    qtbot.addWidget(top)
    qtbot.addWidget(bottom)
    MapBarsFeature(seat, top, bottom, District())
    join(gateway)
    assert bottom.facts.text.endswith("Devices 0")
    fan = Device(id="s/fan", source="s", device="fan", type="fan", name="", actions=("start",))
    seat.state.devices[fan.id] = fan
    seat.things_changed.emit(Touched.DEVICE)
    assert bottom.facts.text.endswith("Devices 1")


def test_the_vital_sign_says_how_many_crews_are_silent(qtbot: QtBot, gateway: Gateway, seat: SeatModel) -> None:
    view = VitalSignsView(scale=Scale.WALL)
    qtbot.addWidget(view)
    VitalsFeature(seat, view, lambda: (0, 0))
    gateway.newest.emit([Beat(size=1, at=datetime.now(UTC))])
    join(gateway, crew("a", 4.0), crew("b", 3.0, age_s=60.0))
    sign = view.tile("forces").sign
    assert (sign.value, sign.detail) == (4.0, "1 crews of 2, 1 silent   1 out")
    gateway.newest.emit([Reading("crews", crew("b", 3.0, status="idle"))])
    seat.replaced.emit()
    sign = view.tile("forces").sign
    assert (sign.value, sign.detail) == (7.0, "2 crews   1 out")

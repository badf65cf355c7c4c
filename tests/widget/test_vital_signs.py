"""Vital signs: figures that say how old they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from tests.support.made_up_alarms import Clock
from widgets.kit.scale import Scale
from widgets.vital_signs.sign import VitalSign
from widgets.vital_signs.sparkline import sparkline
from widgets.vital_signs.view import VitalSignsView


def sign(name: str, **fields: object) -> VitalSign:
    return VitalSign(id=name, label=name, **fields)  # type: ignore[arg-type]  # each test gives the fields it needs


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def view(qtbot: QtBot, time: Clock) -> VitalSignsView:
    made = VitalSignsView(scale=Scale.WALL, clock=time)
    qtbot.addWidget(made)
    made.resize(720, 1000)
    return made


def test_loading_and_nothing_configured_are_said(view: VitalSignsView) -> None:
    assert view.message == "Loading…"
    view.apply([])
    assert view.message == "No vital signs are configured"


def test_a_sign_shows_figure_unit_and_detail(view: VitalSignsView) -> None:
    view.apply([sign("cases", value=31962.0, unit="件", detail="智能发现 41 %", age_s=1.0)])
    tile = view.tile("cases")
    assert (tile.figure_text, tile.detail_text) == ("31\u00a0962", "智能发现 41 %")
    assert not view.grab().isNull()


def test_what_is_not_known_is_a_dash(view: VitalSignsView) -> None:
    view.apply([sign("cases", unit="件", detail="x")])
    assert view.tile("cases").figure_text == "—"
    assert view.tile("cases").detail_text == "No data yet"


def test_a_silent_sign_grows_old_by_itself(view: VitalSignsView, time: Clock) -> None:
    view.apply([sign("a", value=1.0, detail="fine", age_s=1.0), sign("b", value=2.0, detail="fine", age_s=0.0)])
    time.seconds += 2.5
    assert view.tile("a").detail_text == "3 s ago"
    assert view.tile("b").detail_text == "fine"


def test_new_values_keep_the_tiles_and_another_set_replaces_them(view: VitalSignsView) -> None:
    view.apply([sign("a", value=1.0), sign("b", value=2.0)])
    first = view.tile("a")
    view.apply([sign("a", value=3.0), sign("b", value=2.0)])
    assert view.tile("a") is first
    assert first.figure_text == "3"
    view.apply([sign("c", value=1.0)])
    with pytest.raises(KeyError):
        view.tile("a")


def test_a_sparkline_is_never_finer_than_the_screen_and_ignores_what_is_no_number() -> None:
    box = QRectF(0, 0, 300, 50)
    assert sparkline([1.0] * 10_000, box).size() == 100
    assert sparkline([1.0, float("nan"), 3.0], box).size() == 2
    assert sparkline([5.0], box).isEmpty()
    assert sparkline([], box).isEmpty()


def test_a_sparkline_that_did_not_change_lies_in_the_middle() -> None:
    line = sparkline([4.0, 4.0, 4.0], QRectF(0, 0, 90, 50))
    assert [line.at(at).y() for at in range(3)] == [25.0, 25.0, 25.0]

"""The table of the cameras' health: worst first, sorted by digits, filtered by words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from widgets.camera_health.rows import CameraHealth, Column, worst_first
from widgets.camera_health.view import HealthTable
from widgets.kit.palette import Tone

Key = Qt.Key
ROWS = [
    CameraHealth(camera="A", name="Gate 1", where="Wulidian", state="live", availability=0.999, silent=0.0, restarts=1),
    CameraHealth(
        camera="B",
        name="Gate 2",
        where="Cuntan",
        state="lost",
        availability=0.42,
        silent=75.0,
        restarts=9,
        bitrate=1_840_000.0,
        watched=7200.0,
    ),
    CameraHealth(camera="C", name="Yard 3", where="Cuntan"),
    CameraHealth(camera="D", name="Yard 4", where="Cuntan", state="static", availability=0.999, silent=2.0, restarts=1),
]


@pytest.fixture
def health(qtbot: QtBot) -> HealthTable:
    made = HealthTable()
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.show_health(ROWS)
    made.setFocus()
    return made


def shown(health: HealthTable) -> str:
    return "".join(it.camera for it in health.model.rows)


def cell(health: HealthTable, row: int, column: Column) -> str:
    return str(health.model.data(health.model.index(row, column.value)))


def test_the_worst_is_first_and_what_nobody_watched_is_last(health: HealthTable) -> None:
    assert shown(health) == "BDAC"
    assert [cell(health, 0, column) for column in Column] == [
        "lost",
        "Gate 2",
        "Cuntan",
        "42.0%",
        "1 min ago",
        "9",
        "1\u00a0840",
        "2 h",
    ]
    assert [cell(health, 3, column) for column in Column] == ["—", "Yard 3", "Cuntan", "—", "—", "0", "—", "—"]
    assert health.count_text == "4 of 4 · 1 below 95%"


def test_a_digit_sorts_and_turns_round_and_nought_returns(health: HealthTable) -> None:
    QTest.keyClick(health.table, Key.Key_2)
    assert shown(health) == "ABCD"
    QTest.keyClick(health.table, Key.Key_2)
    assert shown(health) == "DCBA"
    QTest.keyClick(health.table, Key.Key_6)
    assert shown(health) == "BADC"
    QTest.keyClick(health.table, Key.Key_0)
    assert shown(health) == "BDAC"


def test_a_click_on_a_heading_sorts_too(health: HealthTable) -> None:
    header = health.table.horizontalHeader()
    spot = header.rect().topLeft()
    spot.setX(header.sectionPosition(Column.NAME.value) + 20)
    spot.setY(10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert shown(health) == "ABCD"


def test_words_and_trouble_filter_and_the_selection_stays(health: HealthTable) -> None:
    health.table.selectRow(0)
    QTest.keyClick(health.table, Key.Key_Slash)
    QTest.keyClicks(health.seek, "cuntan")
    assert shown(health) == "BDC"
    assert health.table.camera() == "B"
    QTest.keyClicks(health.seek, " yard")
    assert shown(health) == "DC"
    QTest.keyClick(health.seek, Key.Key_Escape)
    assert shown(health) == "BDAC"
    QTest.keyClick(health.table, Key.Key_W)
    assert shown(health) == "B"
    QTest.keyClick(health.table, Key.Key_W)
    assert shown(health) == "BDAC"


def test_enter_shows_the_picture_and_escape_goes_back(qtbot: QtBot, health: HealthTable) -> None:
    QTest.keyClick(health.table, Key.Key_Down)
    health.table.selectRow(1)
    with qtbot.waitSignal(health.opened) as opened:
        QTest.keyClick(health.table, Key.Key_Return)
    assert opened.args == ["D"]
    with qtbot.waitSignal(health.left):
        QTest.keyClick(health.table, Key.Key_Escape)


def test_empty_and_loading_are_said(qtbot: QtBot, health: HealthTable) -> None:
    health.show_health([])
    assert health.message == "No camera has been watched in this time."
    fresh = HealthTable()
    qtbot.addWidget(fresh)
    assert fresh.message == "Loading…"


def test_what_somebody_has_scrolled_to_stays_in_sight_while_the_figures_are_told_anew(
    qtbot: QtBot, health: HealthTable
) -> None:
    many = [CameraHealth(camera=f"C{at}", name=f"Gate {at:03}", availability=0.5) for at in range(100)]
    health.show_health(many)
    health.table.selectRow(1)
    bar = health.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 1000)
    bar.setValue(1000)
    for _ in range(3):
        health.show_health(many)
        assert (bar.value(), health.table.camera()) == (1000, "C1")
    qtbot.wait(50)
    assert bar.value() == 1000
    QTest.keyClick(health.table, Key.Key_Down)
    assert bar.value() < 1000, "the keyboard brings the selected row back"


def test_that_the_figures_are_old_stands_over_them(health: HealthTable) -> None:
    health.show_note("As of 14:03: the core is away")
    assert (health.note, health.message) == ("As of 14:03: the core is away", "")
    assert shown(health) == "BDAC"
    health.show_note("")
    assert health.note == ""


def test_a_calm_table_has_no_colour(health: HealthTable) -> None:
    health.show_health([ROWS[0], ROWS[2]])
    health.seek.setText("gate")
    image = health.table.viewport().grab().toImage()
    yellow = Tone.YELLOW.color.rgb()
    assert not any(image.pixel(x, y) == yellow for x in range(image.width()) for y in range(image.height()))


VALUES = st.builds(
    CameraHealth,
    camera=st.text("abc", min_size=1, max_size=3),
    name=st.text("xyz", max_size=3),
    state=st.sampled_from(["live", "lost", "odd", ""]),
    availability=st.none() | st.floats(0, 1),
    silent=st.none() | st.floats(0, 1e6),
    restarts=st.integers(0, 99),
    bitrate=st.none() | st.floats(0, 1e8),
)


@given(st.lists(VALUES, max_size=8), st.none() | st.sampled_from(Column))
def test_sorting_loses_none_and_turned_round_twice_is_the_same(rows: list[CameraHealth], column: Column | None) -> None:
    once = worst_first(rows, column)
    assert sorted(map(repr, once)) == sorted(map(repr, rows))
    assert worst_first(once, column) == once

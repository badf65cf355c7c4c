"""Lines of a record: walked with the arrow keys, kept selected by key, never markup."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from commandcenter.domain.priority import Priority
from widgets.kit.lines.line import Line
from widgets.kit.lines.view import LinesView
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale

THREE = (
    Line(text="Alarms 2", heading=True),
    Line(text="methane 62.4 %", key="a", lead="14:09", mark=Priority.CRITICAL, tail="first time"),
    Line(text="pump idle", key="b", lead="14:10", mark=Priority.NOTICE),
)


@pytest.fixture
def view(qtbot: QtBot) -> LinesView:
    made = LinesView(scale=Scale.CONSOLE, lead_width=48)
    made.resize(800, 400)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_arrow_keys_pass_over_headings_and_enter_opens(view: LinesView) -> None:
    opened: list[str] = []
    view.opened.connect(opened.append)
    view.show_lines(THREE)
    view.choose_first()
    assert view.chosen_key == "a"
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.chosen_key == "b"
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened == ["b"]
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.chosen_key == "a"


def test_a_selection_survives_new_lines_before_it(view: LinesView) -> None:
    view.show_lines(THREE)
    view.choose("b")
    view.show_lines((THREE[0], Line(text="new", key="c"), *THREE[1:]))
    assert view.chosen_key == "b"


def test_a_selected_line_that_is_gone_is_selected_no_more(view: LinesView) -> None:
    view.show_lines(THREE)
    view.choose("b")
    view.show_lines(THREE[:2])
    assert view.chosen_key == ""


def test_every_line_is_as_high_as_a_row_and_its_mark_has_its_colour(view: LinesView) -> None:
    view.show_lines(THREE)
    picture = view.grab().toImage()
    reds = [(x, y) for y in range(32, 64) for x in range(16, 120) if picture.pixelColor(x, y).name() == Tone.RED.hex]
    assert len(reds) > 30
    assert min(y for _, y in reds) >= 32


def test_the_end_is_told_when_it_comes_into_sight(view: LinesView) -> None:
    reached: list[bool] = []
    view.end_reached.connect(lambda: reached.append(True))
    view.show_lines([Line(text=str(number), key=str(number)) for number in range(100)])
    reached.clear()
    view.choose("99")
    QTest.keyClick(view, Qt.Key.Key_End)
    assert reached
    view.add_lines([Line(text="one more", key="100")])
    assert len(view.lines) == 101


def test_hostile_text_is_drawn_and_read_as_text(view: LinesView) -> None:
    view.show_lines([Line(text="<b>x</b>\u202e\n" + "长" * 5000, key="x", detail="d" * 5000, tail="t" * 5000)])
    assert not view.grab().isNull()
    told = view.model().data(view.model().index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert str(told).startswith("<b>x</b> 长")


def test_lines_that_wrap_are_as_high_as_their_text_needs_and_others_are_not(qtbot: QtBot) -> None:
    text = "turns the wall to nine cameras in a row: " + "Jianxin East Road 12, " * 9
    long = Line(text=text, key="a", detail="Li Wei")
    heights = {}
    for wraps in (False, True):
        view = LinesView(scale=Scale.CONSOLE, lead_width=48, wraps=wraps)
        qtbot.addWidget(view)
        view.resize(600, 400)
        view.show()
        view.show_lines((Line(text="short", key="b"), long))
        heights[wraps] = [view.visualRect(view.model().index(row, 0)).height() for row in (0, 1)]
    assert heights[False] == [32, 32]
    assert heights[True][0] == 32
    assert heights[True][1] == 32 + 3 * 20 + 20  # four lines of text and one of detail


def test_a_cut_line_is_whole_in_its_tool_tip(view: LinesView) -> None:
    view.show_lines((Line(text="<b>long</b>", detail="by Li Wei", key="a"),))
    tip = view.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<p>&lt;b&gt;long&lt;/b&gt;  by Li Wei</p>"

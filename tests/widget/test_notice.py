"""Notices: one after the other, timed, dismissed by a key, never twice."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.support.cut_texts import cut_texts, settle
from widgets.kit.text_line import TextLine
from widgets.notice.view import NoticeBar


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    made = NoticeBar()
    qtbot.addWidget(made)
    made.resize(1920, made.height())
    return made


def test_the_bar_has_its_height_with_and_without_a_notice(bar: NoticeBar) -> None:
    before = bar.height()
    bar.show_notice("Alarm A17 was already acknowledged by 王敏.")
    assert bar.text == "Alarm A17 was already acknowledged by 王敏."
    assert bar.height() == before == 32
    assert not bar.grab().isNull()


def test_notices_wait_for_their_turn_and_esc_takes_the_first_away(bar: NoticeBar) -> None:
    bar.show_notice("one")
    bar.show_notice("two")
    assert (bar.text, bar.waiting) == ("one", 1)
    bar.dismiss()
    assert (bar.text, bar.waiting) == ("two", 0)
    bar.dismiss()
    assert bar.text == ""
    bar.dismiss()


def test_the_same_notice_is_not_shown_twice(bar: NoticeBar) -> None:
    for _ in range(5):
        bar.show_notice("the core is away", key="link")
    assert bar.waiting == 0


def test_a_flood_of_notices_is_bounded(bar: NoticeBar) -> None:
    for number in range(1000):
        bar.show_notice(f"notice {number}")
    assert bar.waiting == 19


def test_a_notice_goes_by_itself(qtbot: QtBot) -> None:
    bar = NoticeBar(seconds=0.02)
    qtbot.addWidget(bar)
    bar.show_notice("short")
    qtbot.waitUntil(lambda: bar.text == "")


def test_markup_and_bidi_in_a_notice_stay_text(bar: NoticeBar) -> None:
    bar.set_hints([("A", "Acknowledge")])
    bar.set_hints([("F", "Details")])
    bar.show_notice("<b>x</b>\u202e\nline")
    assert bar.text == "<b>x</b> line"


def test_hints_that_do_not_fit_are_left_out_and_never_make_the_desk_wider(bar: NoticeBar) -> None:
    bar.set_hints([("F1", "one-key linkage"), ("F2", "wall to daily view"), ("F3", "queue")])
    bar.show()
    assert _hints(bar) == ["one-key linkage", "wall to daily view", "queue"]
    bar.resize(330, bar.height())
    settle()
    assert _hints(bar) == ["one-key linkage"]
    assert cut_texts(bar) == []
    assert bar.minimumSizeHint().width() < 100


def _hints(bar: NoticeBar) -> list[str]:
    return [line.text for line in bar.findChildren(TextLine) if line.isVisible() and line.text]

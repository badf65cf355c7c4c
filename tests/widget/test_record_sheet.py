"""The record's sheet and the presence card: what is asked, shown and refused."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.kit.lines.line import Line
from widgets.presence.card import PresenceCard
from widgets.record.asked import Asked
from widgets.record.sheet import RecordSheet

FOUND = (Line(text="acknowledged", key="17", lead="14:09:51"), Line(text="linkage", key="18", lead="14:09:52"))


@pytest.fixture
def under(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1920, 1080)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def sheet(under: QWidget) -> RecordSheet:
    made = RecordSheet(under, left=560, top=40, bottom=32)
    made.filters.offer_outcomes([("done", "done"), ("refused", "refused")])
    made.open()
    return made


def test_enter_in_any_field_asks_with_all_of_them(sheet: RecordSheet) -> None:
    asked: list[Asked] = []
    sheet.asked.connect(asked.append)
    QTest.keyClicks(sheet.filters.words.edit, "methane")
    QTest.keyClicks(sheet.filters.person.edit, " li.wei ")
    sheet.filters.outcome.box.setCurrentIndex(2)
    QTest.keyClick(sheet.filters.since.edit, Qt.Key.Key_Return)
    assert asked == [Asked(words="methane", person="li.wei", outcome="refused")]


def test_the_first_line_found_is_selected_and_its_story_asked_for(sheet: RecordSheet) -> None:
    wanted: list[str] = []
    sheet.story_wanted.connect(wanted.append)
    sheet.show_found(FOUND, "2 entries")
    assert sheet.found.chosen_key == "17"
    assert wanted == ["17"]
    QTest.keyClick(sheet.found, Qt.Key.Key_Down)
    assert wanted == ["17", "18"]
    assert sheet.status.text == "2 entries"


def test_a_trouble_is_said_and_what_was_found_stays(sheet: RecordSheet) -> None:
    sheet.show_found(FOUND, "2 entries")
    sheet.show_searching()
    sheet.show_trouble("The core is away.")
    assert sheet.filters.wrong.text == "The core is away."
    assert sheet.found.isVisible()


def test_a_presence_check_takes_four_digits_and_says_how_long(under: QWidget) -> None:
    now = [100.0]
    card = PresenceCard(under, bottom=40, clock=lambda: now[0])
    sent: list[tuple[str, str]] = []
    card.confirmed.connect(lambda check, number: sent.append((check, number)))
    card.ask("P7", "李伟", "4821", 171.0)
    assert (card.number.text, card.left.text) == ("4821", "2 min left")
    QTest.keyClicks(card.edit, "48x2")  # letters do not come in
    QTest.keyClick(card.edit, Qt.Key.Key_Return)
    assert sent == []
    QTest.keyClicks(card.edit, "1")
    QTest.keyClick(card.edit, Qt.Key.Key_Return)
    assert sent == [("P7", "4821")]
    card.withdraw()
    assert card.isHidden()


def test_a_check_that_is_told_again_keeps_what_was_typed(under: QWidget) -> None:
    card = PresenceCard(under, bottom=40)
    card.ask("P7", "李伟", "4821", 171.0)
    QTest.keyClicks(card.edit, "48")
    card.ask("P7", "李伟", "4821", 120.0)
    assert card.edit.text() == "48"
    card.ask("P8", "李伟", "1111", 180.0)
    assert card.edit.text() == ""

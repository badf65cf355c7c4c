"""Stepping through the record at a desk, by keys: the entry, and how the centre was after it; a shift's story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bridge.core.searching import MAY_NOT
from bridge.protocol.seat import AskSearch, Found
from bridge.qt.gateway import Gateway
from commandcenter.adapters.district import District
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.search.scenes import Scenes
from commandcenter.adapters.search.service import with_entries
from commandcenter.app.telling import Teller
from commandcenter.app.words import Words
from commandcenter.domain.errors import Trouble
from commandcenter.domain.priority import Priority
from commandcenter.wiring.entry_lines import Telling
from commandcenter.wiring.names import SeatNames
from commandcenter.wiring.record import RecordFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording
from tests.support.one_shift import early_shift
from tests.support.searched import Searched, searched
from widgets.record.sheet import RecordSheet

CENTRE = early_shift(read_catalogue())
Key = Qt.Key


class Desk:
    """A record's sheet at a core that answers at once, but for what the test holds back."""

    def __init__(self, qtbot: QtBot, index: Searched) -> None:
        self.under = QWidget()
        self.under.resize(1920, 1080)
        qtbot.addWidget(self.under)
        self.under.show()
        self.index, self.held = index, False
        self.asked: list[AskSearch] = []
        self.seat = SeatModel(Gateway(self.under), self.under, name="desk-1")
        self.seat.state = CENTRE.state
        wording = Wording(catalogue=read_catalogue(), district=District(), language="en")
        names = SeatNames(self.seat, wording)
        teller = Teller(Words("en"), wording.catalogue, names)
        telling = Telling(teller.line, teller.object, teller.who, teller.lag, teller.said)
        self.sheet = RecordSheet(self.under, left=560, top=40, bottom=32)
        self.scenes = Scenes(index.index, index.rows, lambda: False)
        self.feature = RecordFeature(self.seat, self._search, telling, names, self.sheet)
        self.feature.open()

    @property
    def steps(self) -> list[str]:
        return [line.text for line in self.sheet.steps.trail.lines]

    def answer(self) -> None:
        message = self.asked[-1]
        page = self.index.find(message.query)
        found = with_entries(page, self.index.rows)
        beside = self.scenes.beside(found) if message.scene else found
        assert not isinstance(beside, Trouble)
        told = Found(number=message.number, page=beside.page, entries=beside.entries, scene=beside.scene)
        self.seat.found.emit(told)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.sheet.steps, key)

    def begin(self, since: str = "") -> None:
        self.sheet.filters.since.set_text(since)
        QTest.keyClick(self.sheet, Key.Key_F8)

    def _search(self, message: AskSearch) -> None:
        self.asked.append(message)
        if not self.held:
            self.answer()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with searched(tmp_path, CENTRE.entries) as index:
        yield Desk(qtbot, index)


def entry(desk: Desk) -> int:
    return int(desk.sheet.steps.trail.chosen_key)


def test_from_a_shift_on_each_step_shows_the_entry_and_how_the_centre_was_then(desk: Desk) -> None:
    desk.begin("2026-11-22 早班")
    assert desk.sheet.steps.isVisible()
    desk.press(Key.Key_Right)
    assert desk.steps[-1] == "new critical alarm: Cesspool methane HFC-042"
    chips = {priority: chip.text() for priority, chip in desk.sheet.steps.counts.items() if chip.isVisible()}
    assert chips == {Priority.CRITICAL: "1"}
    scene = [(line.text, line.tail) for line in desk.sheet.steps.scene.lines]
    assert scene[:2] == [("Open alarms  1", "1 not acknowledged"), ("Cesspool methane HFC-042", "Unacked")]
    assert ("On duty  3", "11-22 早班") in scene
    desk.press(Key.Key_Right)
    assert desk.steps[-1] == "acknowledges the critical alarm: Cesspool methane HFC-042"
    assert ("Cesspool methane HFC-042", "Acked") in [(it.text, it.tail) for it in desk.sheet.steps.scene.lines]


def test_steps_go_on_and_back_and_by_minutes_and_to_both_ends(desk: Desk) -> None:
    desk.begin("2026-11-22 早班")
    first = entry(desk)
    desk.press(Key.Key_Down, Key.Key_Down, Key.Key_Up)
    assert entry(desk) == first + 1
    desk.press(Key.Key_PageDown)
    at, later = desk.sheet.steps.at.text, entry(desk)
    desk.press(Key.Key_PageUp)
    assert entry(desk) < later
    assert desk.sheet.steps.at.text < at
    desk.press(Key.Key_End)
    last = entry(desk)
    desk.press(Key.Key_Home)
    assert entry(desk) == first
    slot = CENTRE.state.shifts.plan
    assert slot is not None
    shift = slot.find("2026-11-22/早班")
    assert shift is not None
    assert last == max(it.seq for it in CENTRE.entries if it.at < shift.ends)


def test_only_the_beginning_is_a_search_of_its_own(desk: Desk) -> None:
    desk.begin("2026-11-22 早班")
    desk.press(Key.Key_Down, Key.Key_Right)
    assert [(it.scene, it.part) for it in desk.asked[-3:]] == [(True, False), (True, True), (True, True)]


def test_enter_on_a_line_steps_on_from_there(desk: Desk) -> None:
    key = desk.sheet.found.lines[3].key
    desk.sheet.found.opened.emit(key)
    assert desk.sheet.steps.trail.chosen_key == key


def test_the_last_entry_has_none_after_it_and_that_is_said(desk: Desk) -> None:
    desk.begin()
    assert entry(desk) == len(CENTRE.entries) - 1
    desk.press(Key.Key_Down)
    assert desk.sheet.steps.wrong.text == "There is no such entry after this one."
    assert entry(desk) == len(CENTRE.entries) - 1
    desk.press(Key.Key_Up)
    assert desk.sheet.steps.wrong.text == ""


def test_keys_pressed_before_the_answer_is_there_are_lost(desk: Desk) -> None:
    desk.begin("2026-11-22 早班")
    desk.held = True
    count, first = len(desk.asked), entry(desk)
    desk.press(Key.Key_Down, Key.Key_Down, Key.Key_Down)
    desk.held = False
    desk.answer()
    assert (len(desk.asked), entry(desk)) == (count + 1, first + 1)


def test_an_answer_after_esc_changes_nothing(desk: Desk) -> None:
    desk.begin("2026-11-22 早班")
    desk.held = True
    desk.press(Key.Key_Down)
    before = desk.steps
    desk.press(Key.Key_Escape)
    desk.answer()
    assert desk.steps == before
    assert not desk.sheet.steps.isVisible()


def test_esc_goes_back_to_the_list_and_only_then_away(qtbot: QtBot, desk: Desk) -> None:
    """The desk's own Esc takes sheets away whole."""
    away = QShortcut(Qt.Key.Key_Escape, desk.under)
    away.activated.connect(desk.sheet.dismiss)
    desk.under.activateWindow()
    desk.begin("2026-11-22 早班")
    qtbot.waitUntil(desk.sheet.steps.hasFocus)
    QTest.keyClick(desk.sheet.steps, Key.Key_Escape)
    assert desk.sheet.isVisible()
    assert not desk.sheet.steps.isVisible()
    desk.sheet.dismiss()
    desk.feature.open()
    assert desk.sheet.isVisible()
    assert not desk.sheet.steps.isVisible()


def test_whoever_may_not_reads_so_in_place_of_a_moment(desk: Desk) -> None:
    desk.held = True
    desk.begin("2026-11-22 早班")
    values = {"person": "Li Wei", "permission": "audit.read"}
    desk.seat.found.emit(Found(number=desk.asked[-1].number, reason=MAY_NOT, values=values))
    assert desk.sheet.steps.wrong.text == "Li Wei may not do this; these positions may: auditor."


def test_what_is_no_time_is_said_above_the_list(desk: Desk) -> None:
    desk.begin("teatime")
    assert not desk.sheet.steps.isVisible()
    assert desk.sheet.filters.wrong.text == "teatime is no time: 11-22 08:00, 08:00 or 2026-11-22 are."


def test_the_story_of_the_shift_of_the_selected_line_is_one_page(desk: Desk) -> None:
    desk.sheet.found.choose(str(len(CENTRE.entries) - 20))
    QTest.keyClick(desk.sheet, Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    texts = [line.text for line in desk.sheet.story.lines]
    assert texts[0] == "on duty: 王敏, 李强, 周正"
    (vending,) = [text for text in texts if "Street vending" in text]
    last = max(it.at for it in CENTRE.entries if it.actor == "capture").astimezone()
    assert vending == f"new minor alarm: Street vending TW-000, and 11 more such until {last:%m-%d %H:%M}"
    assert len(texts) < len(CENTRE.entries)


def test_a_shift_that_is_typed_is_told_before_that_of_the_line(desk: Desk) -> None:
    desk.sheet.filters.since.set_text("2026-11-22 中班")
    QTest.keyClick(desk.sheet, Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert desk.sheet.story.lines[-1].text == "new critical alarm: Cesspool methane HFC-007"
    assert desk.asked[-1].part


def test_a_centre_without_shifts_says_so(desk: Desk) -> None:
    shifts = msgspec.structs.replace(CENTRE.state.shifts, plan=None)
    desk.seat.state = msgspec.structs.replace(CENTRE.state, shifts=shifts)
    QTest.keyClick(desk.sheet, Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert desk.sheet.filters.wrong.text == "This centre has no plan of shifts."

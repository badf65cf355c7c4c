"""The duty sheet: signing on in person, notes, and a roll call with a reason for every no."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.duty.sheet import DutySheet
from widgets.duty.state import DutyShown, RollCallShown
from widgets.kit.lines.line import Line

CALL = RollCallShown(
    question="Rain tonight: ready?",
    status="1 of 2",
    answers=(Line(text="desk"), Line(text="drainage")),
    mine=(("desk", "Desk one"), ("crew", "Crew")),
)


@pytest.fixture
def sheet(qtbot: QtBot) -> DutySheet:
    under = QWidget()
    under.resize(1920, 1080)
    qtbot.addWidget(under)
    made = DutySheet(under, left=560, top=40, bottom=32)
    under.show()
    made.open()
    return made


def test_signing_on_needs_account_and_password(sheet: DutySheet) -> None:
    sent: list[tuple[str, ...]] = []
    sheet.sign_on_requested.connect(lambda *args: sent.append(args))
    QTest.mouseClick(sheet.sign_on.button, Qt.MouseButton.LeftButton)
    assert sent == []
    QTest.keyClicks(sheet.sign_on.account.edit, "li.wei")
    QTest.keyClicks(sheet.sign_on.password.edit, "Drei Kessel")
    QTest.keyClick(sheet.sign_on.password.edit, Qt.Key.Key_Return)
    assert sent == [("li.wei", "Drei Kessel", "")]


def test_only_who_is_here_can_leave(sheet: DutySheet) -> None:
    assert not sheet.sign_off.isEnabled()
    sheet.show_duty(DutyShown(here="李伟  07:52:00"))
    assert not sheet.sign_on.account.isVisible()
    left: list[bool] = []
    sheet.sign_off_requested.connect(lambda: left.append(True))
    QTest.mouseClick(sheet.sign_off, Qt.MouseButton.LeftButton)
    assert left == [True]


def test_a_note_is_made_by_enter_and_done_by_enter_on_it(sheet: DutySheet) -> None:
    made: list[str] = []
    done: list[str] = []
    sheet.note_requested.connect(made.append)
    sheet.note_done_requested.connect(done.append)
    QTest.keyClicks(sheet.note.edit, "fence at 30")
    QTest.keyClick(sheet.note.edit, Qt.Key.Key_Return)
    assert made == ["fence at 30"]
    sheet.show_duty(DutyShown(notes=(Line(text="fence at 30", key="N1"),)))
    sheet.notes.choose_first()
    QTest.keyClick(sheet.notes, Qt.Key.Key_Return)
    assert done == ["N1"]


def test_a_leader_puts_the_question_while_none_runs(sheet: DutySheet) -> None:
    asked: list[str] = []
    sheet.roll_call.started.connect(asked.append)
    sheet.show_duty(DutyShown(leads=True))
    assert sheet.roll_call.question.isVisible()
    QTest.keyClicks(sheet.roll_call.question.edit, "Ready?")
    QTest.keyClick(sheet.roll_call.question.edit, Qt.Key.Key_Return)
    assert asked == ["Ready?"]
    sheet.show_duty(DutyShown(leads=True, roll_call=CALL))
    assert not sheet.roll_call.question.isVisible()


def test_go_needs_no_reason_and_no_go_does(sheet: DutySheet) -> None:
    sheet.show_duty(DutyShown(roll_call=CALL))
    given: list[tuple[str, bool, str]] = []
    sheet.roll_call.answered.connect(lambda position, go, remark: given.append((position, go, remark)))
    QTest.mouseClick(sheet.roll_call.no_go, Qt.MouseButton.LeftButton)
    assert given == []
    QTest.keyClicks(sheet.roll_call.remark.edit, "pump two")
    QTest.mouseClick(sheet.roll_call.no_go, Qt.MouseButton.LeftButton)
    sheet.roll_call.position.box.setCurrentIndex(1)
    QTest.mouseClick(sheet.roll_call.go, Qt.MouseButton.LeftButton)
    assert given == [("desk", False, "pump two"), ("crew", True, "")]


def test_a_chosen_position_stays_chosen_while_answers_come_in(sheet: DutySheet) -> None:
    sheet.show_duty(DutyShown(roll_call=CALL))
    sheet.roll_call.position.box.setCurrentIndex(1)
    sheet.show_duty(DutyShown(roll_call=CALL, summary="news"))
    assert sheet.roll_call.position.chosen == "crew"

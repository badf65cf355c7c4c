"""The handover's sheet: what it shows at each stage, and that a signature's password is never kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.handover.sheet import HandoverSheet
from widgets.handover.state import HandoverShown, Party, Stage
from widgets.kit.lines.line import Line

OPEN = HandoverShown(
    stage=Stage.OPEN,
    summary="Early → Middle",
    lines=(Line(text="methane", key="alarm/A17"), Line(text="pump", key="alarm/A18")),
    outgoing=Party(people="李伟", signed="李伟  16:02:11"),
    incoming=Party(people="赵敏"),
    digest="9f3c 22ab",
)


@pytest.fixture
def sheet(qtbot: QtBot) -> HandoverSheet:
    under = QWidget()
    under.resize(1920, 1080)
    qtbot.addWidget(under)
    made = HandoverSheet(under, left=560, top=40, bottom=32)
    under.show()
    made.open()
    return made


def test_it_lies_beside_the_queue_and_esc_takes_it_away(sheet: HandoverSheet) -> None:
    assert sheet.geometry().getRect() == (560, 40, 1360, 1008)
    closed: list[bool] = []
    sheet.closed.connect(lambda: closed.append(True))
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isHidden()
    assert closed == [True]


def test_before_it_begins_nothing_can_be_signed(sheet: HandoverSheet) -> None:
    sheet.show_handover(HandoverShown(stage=Stage.READY, lines=OPEN.lines))
    assert not sheet.outgoing.account.isVisible()
    assert sheet.begin.isEnabled()
    begun: list[bool] = []
    sheet.begin_requested.connect(lambda: begun.append(True))
    QTest.mouseClick(sheet.begin, Qt.MouseButton.LeftButton)
    assert begun == [True]


def test_why_it_cannot_begin_is_said(sheet: HandoverSheet) -> None:
    sheet.show_handover(HandoverShown(stage=Stage.REFUSED, why="You are not on duty."))
    assert sheet.status.text == "You are not on duty."
    assert not sheet.begin.isEnabled()


def test_a_side_that_has_signed_shows_name_and_time_the_other_asks(sheet: HandoverSheet) -> None:
    sheet.show_handover(OPEN)
    assert sheet.outgoing.done.text == "李伟  16:02:11"
    assert not sheet.outgoing.account.isVisible()
    assert sheet.incoming.account.isVisible()
    assert sheet.digest.text == "Fingerprint 9f3c 22ab"


def test_a_signature_is_sent_once_and_its_password_is_gone(sheet: HandoverSheet) -> None:
    sheet.show_handover(OPEN)
    sent: list[tuple[str, ...]] = []
    sheet.sign_requested.connect(lambda *args: sent.append(args))
    QTest.keyClicks(sheet.incoming.account.edit, "zhao.min")
    QTest.keyClicks(sheet.incoming.password.edit, "Sieben Seen")
    QTest.keyClick(sheet.incoming.password.edit, Qt.Key.Key_Return)
    assert sent == [("incoming", "zhao.min", "Sieben Seen", "")]
    assert sheet.incoming.password.edit.text() == ""
    assert not sheet.incoming.button.isEnabled()
    sheet.answered("incoming", "Account or password is wrong.")
    assert sheet.incoming.button.isEnabled()
    assert sheet.incoming.wrong.text == "Account or password is wrong."


def test_a_remark_goes_to_the_selected_line(sheet: HandoverSheet) -> None:
    sheet.show_handover(OPEN)
    said: list[tuple[str, str]] = []
    sheet.remark_requested.connect(lambda text, key: said.append((text, key)))
    sheet.report.choose("alarm/A18")
    QTest.keyClicks(sheet.remark.edit, "watch it")
    QTest.keyClick(sheet.remark.edit, Qt.Key.Key_Return)
    assert said == [("watch it", "alarm/A18")]
    assert sheet.remark.text == ""


def test_without_anything_open_it_says_so(sheet: HandoverSheet) -> None:
    sheet.show_handover(HandoverShown(stage=Stage.OPEN))
    assert not sheet.report.isVisible()

"""The cover of a desk: nothing under it can be pressed, an incident stays in sight, a password is never kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from commandcenter.domain.priority import Priority
from widgets.cover.state import Covering, Lock, Outlook
from widgets.cover.view import CoverView
from widgets.kit.palette import Tone

LOCK = Lock(account="li.wei", person="李伟", since=datetime(2026, 11, 22, 6, 10, 42, tzinfo=UTC))


@pytest.fixture
def under(qtbot: QtBot) -> QLabel:
    made = QLabel()
    made.resize(1920, 1080)
    made.setStyleSheet(f"background: {Tone.BLUE.hex}")
    qtbot.addWidget(made)
    return made


@pytest.fixture
def cover(under: QLabel) -> CoverView:
    made = CoverView(under, top=40)
    made.set_seat("desk-1")
    made.card.position.offer([("duty-officer", "值班员"), ("shift-leader", "值班长")])
    under.show()
    return made


def _type(edit: QLineEdit, text: str) -> None:
    QTest.keyClicks(edit, text)


def test_a_desk_without_a_person_shows_the_card_and_nothing_of_the_picture(cover: CoverView, under: QLabel) -> None:
    cover.show_signed_out()
    assert cover.covering is Covering.SIGNED_OUT
    assert cover.card.heading.text == "Sign in at desk-1"
    assert cover.geometry().getRect() == (0, 40, 1920, 1040)
    assert under.grab().toImage().pixelColor(60, 500).name() == Tone.GROUND.hex


def test_enter_leads_from_field_to_field_and_sends_once(cover: CoverView) -> None:
    cover.show_signed_out()
    sent: list[tuple[str, ...]] = []
    cover.sign_in_requested.connect(lambda *args: sent.append(args))
    _type(cover.card.account.edit, " li.wei ")
    QTest.keyClick(cover.card.account.edit, Qt.Key.Key_Return)
    assert sent == []
    _type(cover.card.password.edit, "Drei Kessel")
    cover.card.position.box.setCurrentIndex(1)
    QTest.keyClick(cover.card.password.edit, Qt.Key.Key_Return)
    assert sent == [("li.wei", "Drei Kessel", "", "shift-leader")]
    assert not cover.card.button.isEnabled()
    QTest.mouseClick(cover.card.button, Qt.MouseButton.LeftButton)
    assert len(sent) == 1


def test_a_refused_password_is_gone_and_the_account_stays(cover: CoverView) -> None:
    cover.show_signed_out()
    _type(cover.card.account.edit, "li.wei")
    _type(cover.card.password.edit, "wrong")
    QTest.mouseClick(cover.card.button, Qt.MouseButton.LeftButton)
    assert cover.card.password.edit.text() == ""
    cover.answered("Account or password is wrong; again in 1 s.")
    assert cover.card.wrong.text == "Account or password is wrong; again in 1 s."
    assert cover.card.account.text == "li.wei"
    assert cover.card.button.isEnabled()


def test_why_somebody_was_refused_stands_above_the_key_however_often_it_is_laid_out(cover: CoverView) -> None:
    for incident in (True, False, True):
        cover.show_locked(LOCK, incident=incident)
    for _ in range(2):
        cover.lift()
        cover.show_signed_out()
        cover.answered("no")
        cover.grab()
        assert cover.card.position.geometry().bottom() < cover.card.wrong.geometry().top()
        assert cover.card.wrong.geometry().bottom() < cover.card.button.geometry().top()


def test_the_next_person_finds_no_name_of_the_last_one(cover: CoverView) -> None:
    cover.show_signed_out()
    _type(cover.card.account.edit, "li.wei")
    cover.lift()
    cover.show_signed_out()
    assert cover.card.account.text == ""


def test_without_a_password_nothing_is_sent(cover: CoverView) -> None:
    cover.show_signed_out()
    sent: list[object] = []
    cover.sign_in_requested.connect(lambda *args: sent.append(args))
    QTest.mouseClick(cover.card.button, Qt.MouseButton.LeftButton)
    assert sent == []
    assert cover.card.wrong.text == "Account and password are needed."


def test_a_locked_desk_asks_its_owner_and_offers_the_leader_a_way(cover: CoverView) -> None:
    cover.show_locked(LOCK, incident=False)
    sent: list[tuple[str, ...]] = []
    cover.unlock_requested.connect(lambda *args: sent.append(args))
    cover.release_requested.connect(lambda *args: sent.append(args))
    assert cover.card.heading.text == "desk-1: 李伟"
    assert cover.card.account.isHidden()
    _type(cover.card.password.edit, "mine")
    QTest.mouseClick(cover.card.button, Qt.MouseButton.LeftButton)
    assert sent == [("li.wei", "mine", "")]
    cover.answered("no")
    QTest.mouseClick(cover.card.other, Qt.MouseButton.LeftButton)
    assert not cover.card.account.isHidden()
    _type(cover.card.account.edit, "zhao.min")
    _type(cover.card.password.edit, "leads")
    QTest.mouseClick(cover.card.button, Qt.MouseButton.LeftButton)
    assert sent[1:] == []
    assert cover.card.wrong.text == "A reason is needed: it stands in the record."
    _type(cover.card.reason.edit, "taken ill")
    QTest.keyClick(cover.card.reason.edit, Qt.Key.Key_Return)
    assert sent[1:] == [("zhao.min", "leads", "", "taken ill")]
    cover.answered("no")
    QTest.mouseClick(cover.card.other, Qt.MouseButton.LeftButton)
    assert cover.card.account.isHidden()


def test_an_incident_stays_in_sight_of_a_locked_desk(cover: CoverView, under: QLabel) -> None:
    cover.show_locked(LOCK, incident=True)
    picture = under.grab().toImage()
    assert picture.pixelColor(60, 500).name() == Tone.BLUE.hex
    assert picture.pixelColor(1, 500).name() == Tone.ORANGE.hex
    cover.show_locked(LOCK, incident=False)
    assert under.grab().toImage().pixelColor(60, 500).name() == Tone.GROUND.hex


def test_what_has_been_typed_stays_when_an_incident_begins(cover: CoverView) -> None:
    cover.show_locked(LOCK, incident=False)
    _type(cover.card.password.edit, "half a pass")
    cover.show_locked(LOCK, incident=True)
    assert cover.card.password.edit.text() == "half a pass"


def test_no_click_and_no_key_reaches_what_lies_under_it(cover: CoverView, under: QLabel) -> None:
    pressed: list[bool] = []
    below = QPushButton("danger", under)
    below.setGeometry(100, 300, 200, 80)
    below.clicked.connect(pressed.append)
    below.show()
    cover.show_locked(LOCK, incident=True)
    QTest.mouseClick(cover, Qt.MouseButton.LeftButton, pos=QPoint(200, 300))
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_F1, Qt.Key.Key_Escape):
        QTest.keyClick(cover, key)
    assert pressed == []
    for _ in range(8):
        QTest.keyClick(cover.focusWidget() or cover, Qt.Key.Key_Tab)
        focused = cover.focusWidget()
        assert focused is not None
        assert cover.isAncestorOf(focused)


def test_the_line_above_the_card_counts_what_is_open(cover: CoverView) -> None:
    cover.set_outlook(Outlook(open={Priority.CRITICAL: 1, Priority.NOTICE: 33}, unacknowledged=27))
    cover.show_signed_out()
    assert [line.text for line in cover.outlook.counts.values()] == ["1", "0", "0", "33"]
    assert cover.outlook.waiting.text == "27 not acknowledged"


def test_a_lifted_cover_has_forgotten_what_was_typed(cover: CoverView) -> None:
    cover.show_locked(LOCK, incident=False)
    _type(cover.card.password.edit, "half a pass")
    cover.lift()
    assert cover.isHidden()
    assert cover.covering is Covering.NONE
    assert cover.card.password.edit.text() == ""


def test_a_new_password_is_asked_for_twice_and_sent_with_the_present_one(cover: CoverView) -> None:
    cover.show_signed_out()
    sent: list[tuple[str, ...]] = []
    cover.change_requested.connect(lambda *args: sent.append(args))
    cover.ask_new_password("li.wei")
    card = cover.card
    assert [field.isVisible() for field in card.fields] == [False, True, True, True, True, False]
    assert [line.text for line in card.about] == [
        "Yours was set by somebody, or is old.",
        "Type it once more, then a new one.",
    ]
    for edit, text in (
        (card.password.edit, "Drei Kessel"),
        (card.fresh.edit, "Vier Kessel"),
        (card.again.edit, "Vier"),
    ):
        assert edit.hasFocus()
        _type(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert (sent, card.wrong.text) == ([], "The new password is needed twice, the same each time.")
    _type(card.again.edit, "Vier Kessel")
    QTest.keyClick(card.again.edit, Qt.Key.Key_Return)
    assert sent == [("li.wei", "Drei Kessel", "", "Vier Kessel")]
    assert [field.text for field in card.fields] == ["li.wei", "", "", "", "", ""]
    cover.ask_changed("li.wei")
    assert (card.account.text, card.fresh.isVisible(), card.button.text()) == ("li.wei", False, "Sign in")
    assert card.password.edit.hasFocus()
    assert [line.text for line in card.about] == ["The password is changed: sign in with the new one.", ""]
    cover.ask_changed("li.wei", coded=True)
    assert card.about[1].text == "Each code counts once: wait for the next one."


def test_from_a_new_password_a_key_leads_back_to_the_sign_in(cover: CoverView) -> None:
    cover.show_signed_out()
    cover.ask_new_password("li.wei")
    _type(cover.card.fresh.edit, "Vier Kessel")
    QTest.mouseClick(cover.card.other, Qt.MouseButton.LeftButton)
    assert (cover.card.account.text, cover.card.fresh.text, cover.card.other.isVisible()) == ("", "", False)

"""Nobody sees a restricted camera without a purpose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from widgets.purpose.form import PurposeForm

Key = Qt.Key


@pytest.fixture
def form(qtbot: QtBot) -> PurposeForm:
    made = PurposeForm()
    qtbot.addWidget(made)
    made.ask("C9", "School yard 9", ["Alarm", "Missing person"])
    return made


def given_by(form: PurposeForm) -> list[tuple[str, str]]:
    given: list[tuple[str, str]] = []
    form.given.connect(lambda camera, purpose: given.append((camera, purpose)))
    return given


def test_a_usual_purpose_is_given_by_enter(form: PurposeForm) -> None:
    given = given_by(form)
    QTest.keyClick(form.purpose.box, Key.Key_Down)
    QTest.keyClick(form.words.edit, Key.Key_Return)
    QTest.keyClicks(form.words.edit, "child, red jacket")
    QTest.keyClick(form.words.edit, Key.Key_Return)
    assert given == [("C9", "Missing person"), ("C9", "Missing person; child, red jacket")]


def test_another_purpose_has_to_be_said(form: PurposeForm) -> None:
    given = given_by(form)
    QTest.keyClick(form.purpose.box, Key.Key_End)
    QTest.keyClick(form.words.edit, Key.Key_Return)
    assert given == []
    assert form.wrong.text == "Say in words what it is for."
    QTest.keyClicks(form.words.edit, "   ")
    QTest.keyClick(form.words.edit, Key.Key_Return)
    assert given == []
    QTest.keyClicks(form.words.edit, "smoke seen from the street")
    QTest.keyClick(form.words.edit, Key.Key_Return)
    assert given == [("C9", "smoke seen from the street")]


def test_it_is_never_longer_than_the_record_takes(form: PurposeForm) -> None:
    given = given_by(form)
    form.words.set_text("长" * 300)
    QTest.keyClick(form.words.edit, Key.Key_Return)
    assert len(given[0][1]) == 200


def test_escape_leaves_it_and_a_refusal_is_said(qtbot: QtBot, form: PurposeForm) -> None:
    with qtbot.waitSignal(form.given_up):
        QTest.keyClick(form.words.edit, Key.Key_Escape)
    form.refuse("not for this desk")
    assert form.wrong.text == "not for this desk"
    form.ask("C9", "School yard 9", ["Alarm"])
    assert form.wrong.text == ""

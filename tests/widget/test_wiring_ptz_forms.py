"""Holding a camera for long, keeping and removing presets, own words: asked over the pictures, by keys and by mouse."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.domain.holding import Rank
from commandcenter.domain.people import Role
from tests.support.ptz_desk import ACTIONS, MOVER, SESSION, Desk, Sent, hold
from widgets.ptz.voice import OWN

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk(qtbot)
    made.join()
    made.grid.put("C1")
    made.panel.pad.setFocus()
    return made


def stored(number: int, name: str) -> Sent:
    return "camera.preset", {"camera": "C1", "do": "store", "number": number, "name": name}


def test_a_preset_is_kept_under_the_next_free_number_by_keys_alone(desk: Desk) -> None:
    desk.press(Key.Key_K)
    form = desk.feature.forms.preset
    assert (desk.form, form.heading.text, form.number.text) == (form, "Keep where Gate 1 looks now", "1")
    assert form.name.edit.hasFocus()
    QTest.keyClicks(form.name.edit, "North gate")
    desk.press(Key.Key_Return)
    assert desk.said == [stored(1, "North gate")]
    desk.press(Key.Key_Return)
    assert len(desk.said) == 1, "the answer is on its way"
    desk.answer(0, ok=True)
    assert desk.form is None
    assert desk.panel.pad.hasFocus(), "and the keys move the camera again"


def test_a_selected_preset_is_kept_anew_and_the_form_says_in_place_of_what(desk: Desk) -> None:
    desk.panel.presets.choose("2")
    QTest.mouseClick(desk.panel.store, LEFT)
    form = desk.feature.forms.preset
    assert (form.number.text, form.name.text) == ("2", "Crossing")
    assert form.rule.text == "In place of preset 2, Crossing."
    form.number.set_text("7")
    assert "In place" not in form.rule.text
    QTest.mouseClick(form.button, LEFT)
    assert desk.said == [stored(7, "Crossing")]


@pytest.mark.parametrize("wrong", ["", "0", "256", "-1", "1.", "x"])
def test_a_number_that_no_preset_has_is_refused_in_its_place(desk: Desk, wrong: str) -> None:
    desk.press(Key.Key_K)
    form = desk.feature.forms.preset
    form.number.set_text(wrong)
    desk.press(Key.Key_Return)
    assert form.wrong.text == "The number is one from 1 to 255."
    assert form.number.edit.hasFocus()
    assert desk.said == []


def test_what_the_core_refuses_stays_as_it_was_typed_with_the_reason(desk: Desk) -> None:
    desk.press(Key.Key_K)
    form = desk.feature.forms.preset
    QTest.keyClicks(form.name.edit, "Gate")
    desk.press(Key.Key_Return)
    desk.answer(0, ok=False)
    assert (desk.form, form.wrong.text, form.name.text) == (form, "no: held", "Gate")
    desk.press(Key.Key_Return)
    assert desk.said == [stored(1, "Gate")] * 2
    desk.press(Key.Key_Escape)
    assert desk.form is None
    desk.press(Key.Key_K)
    assert form.wrong.text == ""
    desk.answer(1, ok=True)
    assert desk.form is form, "an answer to what was given up closes nothing"


def test_a_preset_is_removed_after_one_question(desk: Desk) -> None:
    desk.press(Key.Key_Delete)
    assert (desk.form, desk.panel.presets.chosen_key) == (None, "2"), "first it is seen which"
    assert desk.panel.presets.hasFocus()
    desk.press(Key.Key_Delete)
    form = desk.feature.forms.forget
    assert (desk.form, form.heading.text) == (form, "Remove preset 2, Crossing?")
    desk.press(Key.Key_Escape)
    assert (desk.said, desk.form) == ([], None)
    QTest.mouseClick(desk.panel.forget, LEFT)
    desk.press(Key.Key_Return)
    assert desk.said == [("camera.preset", {"camera": "C1", "do": "remove", "number": 2})]


def test_a_camera_is_held_without_moving_it_and_for_as_long_as_is_said(desk: Desk) -> None:
    assert desk.panel.take.text() == "Hold (T)"
    desk.press(Key.Key_T)
    assert desk.said == [("camera.hold", {"camera": "C1"})]
    desk.press(Key.Key_D)
    form = desk.feature.forms.hold
    assert (desk.form, form.heading.text, form.minutes.text) == (form, "Hold Gate 1", "10")
    QTest.keyClicks(form.minutes.edit, "31")
    desk.press(Key.Key_Return)
    assert form.wrong.text == "It is held for 1 to 30 minutes."
    form.minutes.set_text("25")
    desk.press(Key.Key_Return)
    assert desk.said[1:] == [("camera.hold", {"camera": "C1", "minutes": 25})]
    desk.answer(1, ok=True)
    assert desk.form is None


def test_who_has_it_holds_it_for_longer_and_who_may_not_take_it_is_offered_nothing(desk: Desk) -> None:
    desk.join(hold(session="S1", account="li.wei"))
    QTest.mouseClick(desk.panel.longer, LEFT)
    assert desk.feature.forms.hold.rule.text.startswith("You hold it until ")
    desk.press(Key.Key_Escape)
    desk.join(hold())
    for key in (Key.Key_T, Key.Key_D, Key.Key_K, Key.Key_Delete):
        desk.press(key)
    assert (desk.said, desk.form) == ([], None)
    assert not any(it.isEnabled() for it in (desk.panel.longer, desk.panel.store, desk.panel.forget))
    desk.join(hold(rank=Rank.OFFICER), session=msgspec.structs.replace(SESSION, role=Role.SHIFT_LEADER))
    desk.press(Key.Key_D, Key.Key_Return)
    assert desk.said == [("camera.hold", {"camera": "C1", "minutes": 10})]


def test_presets_that_the_device_neither_keeps_nor_removes_are_not_offered_so(desk: Desk) -> None:
    fewer = tuple(it for it in ACTIONS if not it.endswith(("store", "remove")))
    desk.join(device=msgspec.structs.replace(MOVER, actions=fewer))
    assert desk.panel.store.isHidden()
    assert desk.panel.forget.isHidden()
    desk.panel.presets.choose("2")
    desk.press(Key.Key_K, Key.Key_Delete)
    assert desk.form is None


def test_own_words_are_counted_and_too_many_are_refused_uncut(desk: Desk) -> None:
    desk.grid.setFocus()
    desk.press(Key.Key_A)
    form = desk.feature.forms.words
    assert (desk.form, form.heading.text) == (form, "Say through Column 1")
    assert form.words.hasFocus()
    form.words.setPlainText("请" * 203)
    assert form.count.text == "203 / 200"
    desk.press(Key.Key_Return)
    assert form.wrong.text == "That is 3 characters too long: make it shorter."
    assert (desk.said, len(form.text)) == ([], 203)
    form.words.setPlainText("请" * 100 + "\n" + "走" * 99)
    assert (form.count.text, form.wrong.text) == ("200 / 200", "")
    desk.press(Key.Key_Return)
    assert desk.said == [("voice.say", {"camera": "C1", "text": "请" * 100 + " " + "走" * 99})]
    desk.answer(0, ok=True)
    assert desk.form is None
    assert desk.grid.hasFocus()


def test_nothing_at_all_is_not_said(desk: Desk) -> None:
    desk.press(Key.Key_A)
    desk.feature.forms.words.words.setPlainText(" \n ")
    desk.press(Key.Key_Return)
    assert (desk.said, desk.feature.forms.words.wrong.text) == ([], "Type what is to be heard.")


def test_words_go_to_the_column_that_the_form_names_whatever_is_selected_then(desk: Desk) -> None:
    desk.press(Key.Key_A)
    QTest.keyClicks(desk.feature.forms.words.words, "away")
    desk.grid.put("C2", 1)
    desk.grid.select(1)
    assert desk.panel.voice.isHidden()
    desk.feature.forms.words.enter()
    assert desk.said == [("voice.say", {"camera": "C1", "text": "away"})]


def test_texts_and_own_words_are_reached_by_tab_and_said_by_enter(desk: Desk) -> None:
    desk.press(Key.Key_Tab)
    assert desk.panel.presets.hasFocus()
    desk.press(Key.Key_Tab)
    texts = desk.panel.voice.texts.box
    assert texts.hasFocus()
    desk.press(Key.Key_Down, Key.Key_Return)
    assert desk.said == [("voice.say", {"camera": "C1", "kept": "water"})]
    desk.press(Key.Key_End)
    assert desk.panel.voice.texts.chosen == OWN
    desk.press(Key.Key_Return)
    assert desk.form is desk.feature.forms.words
    desk.press(Key.Key_Escape)
    assert texts.hasFocus()
    desk.press(Key.Key_Tab)
    assert desk.grid.hasFocus()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen, of any list that drops down
def test_a_text_that_is_chosen_in_the_open_list_is_not_said_by_that(desk: Desk, qtbot: QtBot) -> None:
    box = desk.panel.voice.texts.box
    box.setFocus()
    box.showPopup()
    QTest.keyClick(box.view(), Key.Key_Down)
    QTest.keyClick(box.view(), Key.Key_Return)
    qtbot.waitUntil(lambda: not box.view().isVisible())
    assert (desk.panel.voice.texts.chosen, desk.said) == ("water", [])


def test_what_turns_nowhere_is_not_held(desk: Desk) -> None:
    desk.join(device=msgspec.structs.replace(MOVER, actions=("ptz.wiper",)))
    desk.press(Key.Key_T, Key.Key_D)
    assert (desk.said, desk.form, desk.panel.take.isHidden()) == ([], None, True)


def test_letters_are_keys_in_the_lists_of_the_panel_too(desk: Desk) -> None:
    heard: list[str] = []
    desk.panel.voice.talk_began.connect(heard.append)
    desk.press(Key.Key_Tab, Key.Key_W, Key.Key_2)
    assert [args for _, args in desk.said] == [
        {"camera": "C1", "on": True},
        {"camera": "C1", "do": "recall", "number": 2},
    ]
    desk.press(Key.Key_Tab)
    QTest.keyPress(desk.panel.voice.texts.box, Key.Key_M)
    assert heard == ["yz/Y1"]
    desk.panel.voice.end()


def test_a_column_that_is_busy_is_asked_nothing(desk: Desk) -> None:
    desk.join(hold(device="yz/Y1"))
    desk.press(Key.Key_A)
    assert desk.form is None


def test_tab_stays_within_a_form(desk: Desk) -> None:
    desk.press(Key.Key_K)
    form = desk.feature.forms.preset
    went = []
    for _ in range(3):
        desk.press(Key.Key_Tab)
        went.append(QApplication.focusWidget())
    assert went == [form.button, form.number.edit, form.name.edit]
    desk.press(Key.Key_Backtab)
    assert form.number.edit.hasFocus()


def test_a_form_stands_at_the_foot_of_the_pictures_and_goes_with_the_page(desk: Desk, qtbot: QtBot) -> None:
    desk.press(Key.Key_K)
    form, page, grid = desk.feature.forms.preset, desk.widgets.page, desk.grid
    qtbot.wait(50)
    foot = grid.mapTo(page, grid.rect().bottomRight())
    assert form.geometry().bottomRight() == foot
    desk.window.resize(1500, 900)
    qtbot.wait(50)
    assert form.geometry().bottomRight() == grid.mapTo(page, grid.rect().bottomRight())
    page.dismiss()
    page.open()
    assert desk.form is None


def test_another_form_takes_the_place_of_the_one_that_is_open(desk: Desk) -> None:
    desk.press(Key.Key_K)
    QTest.mouseClick(desk.panel.longer, LEFT)
    assert desk.form is desk.feature.forms.hold
    desk.press(Key.Key_Escape)
    assert desk.panel.pad.hasFocus()


def test_a_core_that_goes_before_it_answers_leaves_no_form_without_a_word(desk: Desk) -> None:
    desk.press(Key.Key_K, Key.Key_Return)
    form = desk.feature.forms.preset
    desk.seat.link_changed.emit(False)
    assert form.wrong.text == "The core has not answered: it is not known whether this was done."
    desk.press(Key.Key_Return)
    assert len(desk.said) == 2, "and it can be asked for once more"


def test_what_is_typed_at_a_question_is_no_key_of_the_page_below(desk: Desk) -> None:
    desk.press(Key.Key_K)
    form = desk.feature.forms.preset
    QTest.keyClicks(form.name.edit, "North gate")
    form.button.setFocus()
    desk.press(Key.Key_K, Key.Key_A, Key.Key_D)
    assert (desk.form, form.name.text) == (form, "North gate")

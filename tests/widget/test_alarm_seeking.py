"""Filtering the queue by typing: each key shows what has the words; the selected row stays; nothing is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from commandcenter.domain.priority import Priority
from tests.support.made_up_alarms import Clock, alarm, titled
from widgets.alarm_queue.model import AlarmQueueModel
from widgets.alarm_queue.view import AlarmQueueView
from widgets.kit.scale import Scale

AREAS = {"500105001": "五里店街道", "500105002": "Guanyinqiao"}


@pytest.fixture
def queue(qtbot: QtBot) -> AlarmQueueView:
    model = AlarmQueueModel(lambda value: value.title, lambda code: AREAS.get(code, code), clock=Clock())
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    view = AlarmQueueView(model, scale=Scale.CONSOLE)
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(560, 600)
    view.show()
    model.apply(
        [
            titled(alarm("A1", Priority.MAJOR, minutes=1), "化粪池甲烷 62 %"),
            titled(alarm("A2", minutes=2), "Pump room floods"),
            titled(alarm("A3", minutes=3, area="500105002"), "Pump station floods"),
            titled(alarm("A14", Priority.NOTICE, minutes=4), "Lamp out"),
        ]
    )
    return view


def shown(view: AlarmQueueView) -> list[str]:
    model = view.list.model()
    assert isinstance(model, AlarmQueueModel)
    return [model.row(at).alarm.id for at in range(model.rowCount())]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("PUMP", ["A2", "A3"]),
        ("floods guanyin", ["A3"]),
        ("甲烷", ["A1"]),
        ("五里店 pump", ["A2"]),
        ("hfc-a1", ["A1", "A14"]),
        ("a14", ["A14"]),
        ("cesspool", ["A1", "A2", "A3", "A14"]),
        ("<b>", []),
        ("  ", ["A1", "A2", "A3", "A14"]),
    ],
)
def test_all_words_have_to_be_somewhere_in_it(queue: AlarmQueueView, typed: str, found: list[str]) -> None:
    queue.select("")
    queue.seeking.open()
    assert queue.seeking.isVisible()
    queue.seeking.edit.setText(typed)
    assert shown(queue) == found


def test_a_slash_opens_it_enter_keeps_what_is_typed_and_escape_shows_all(queue: AlarmQueueView) -> None:
    queue.select("A2")
    queue.list.setFocus()
    QTest.keyClick(queue.list, Qt.Key.Key_Slash)
    QTest.keyClicks(queue.seeking.edit, "pump")
    QTest.keyClick(queue.seeking.edit, Qt.Key.Key_Return)
    assert queue.list.hasFocus()
    assert (queue.seeking.isVisible(), shown(queue)) == (True, ["A2", "A3"])
    QTest.keyClick(queue.list, Qt.Key.Key_Slash)
    QTest.keyClick(queue.seeking.edit, Qt.Key.Key_Escape)
    assert (queue.seeking.isVisible(), len(shown(queue))) == (False, 4)


def test_the_selected_row_stays_selected_and_no_selection_is_told_anew(queue: AlarmQueueView) -> None:
    queue.select("A14")
    told: list[str] = []
    queue.selected.connect(told.append)
    for typed in ("p", "pu", "pump", "pum", ""):
        queue.seeking.edit.setText(typed)
        assert "A14" in shown(queue)
        assert queue.list.selected_id() == "A14"
    assert told == []
    assert shown(queue) == ["A1", "A2", "A3", "A14"]


def test_what_comes_while_one_seeks_is_sought_as_well(queue: AlarmQueueView) -> None:
    model = queue.list.model()
    assert isinstance(model, AlarmQueueModel)
    queue.select("")
    queue.seeking.open()
    queue.seeking.edit.setText("pump")
    model.apply([titled(alarm("A5", minutes=0), "Pump burnt"), titled(alarm("A6", minutes=0), "Gate open")])
    model.apply([titled(alarm("A2", minutes=2), "Dry again")])
    assert shown(queue) == ["A5", "A3"]
    queue.seeking.edit.setText("nothing like it")
    assert shown(queue) == []
    queue.seeking.edit.setText("")
    assert shown(queue) == ["A1", "A5", "A6", "A2", "A3", "A14"]

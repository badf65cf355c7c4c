"""An alarm that is dragged out of the queue takes the cameras near it along."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.support.made_up_alarms import alarm
from widgets.alarm_queue.dragging import AlarmDrag
from widgets.alarm_queue.model import AlarmQueueModel
from widgets.alarm_queue.view import AlarmQueueView
from widgets.kit.scale import Scale

NEAR = {"A1": ["c1", "c2"], "A2": []}


@pytest.fixture
def queue(qtbot: QtBot) -> AlarmQueueView:
    model = AlarmQueueModel(lambda it: it.id, str)
    view = AlarmQueueView(model, scale=Scale.CONSOLE)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    model.apply([alarm("A1"), alarm("A2")])
    return view


def drag_row(queue: AlarmQueueView, alarm_id: str) -> None:
    queue.select(alarm_id)
    spot = queue.list.visualRect(queue.list.currentIndex()).center()
    port = queue.list.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=spot)
    for step in range(1, 5):
        QTest.mouseMove(port, spot + QPoint(20 * step, 40 * step))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=spot + QPoint(80, 160))


def test_the_cameras_near_the_alarm_are_dragged_once_and_the_selection_stays(queue: AlarmQueueView) -> None:
    dragged: list[tuple[list[str], str]] = []

    def begin(source: QWidget, cameras: Iterable[str], label: str) -> None:
        dragged.append((list(cameras), label))

    AlarmDrag(queue.list, NEAR.__getitem__, begin)
    drag_row(queue, "A1")
    assert dragged == [(["c1", "c2"], "2 cameras nearby")]
    assert queue.list.selected_id() == "A1"
    drag_row(queue, "A2")
    assert len(dragged) == 1, "there is nothing to take along"

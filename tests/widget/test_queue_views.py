"""Kept views of the queue: kept with Enter, looked through by a number, dropped with Del, and the account has them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer, Command
from bridge.qt.gateway import Gateway
from commandcenter.adapters.district import District
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.people import EVERYWHERE, Account, QueueView, Role
from commandcenter.domain.state import State, Touched
from commandcenter.wiring.alarms import AlarmFeature
from commandcenter.wiring.queue_views import QueueViewsFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from tests.support.cut_texts import cut_texts, settle
from tests.support.made_up_alarms import acked, alarm, titled
from tests.widget.test_alarm_tenure import session
from widgets.alarm_queue.rows import Filter
from widgets.kit.scale import Scale

WANG = Account(id="wang", name="王敏", person="W", roles=(Role.DUTY_OFFICER,), scope=EVERYWHERE)


class Desk:
    def __init__(self, qtbot: QtBot, *views: QueueView) -> None:
        self.parent = QObject()
        self.sent: list[Command] = []
        self.seat = SeatModel(Gateway(self.parent), self.parent, name="desk-1")
        commands = Commands(self.sent.append)
        wording = Wording(catalogue=Catalogue(), district=District(), language="en")
        self.alarms = AlarmFeature(self.seat, commands, wording)
        self.queue = self.alarms.build(Scale.CONSOLE, operated=True)
        self.feature = QueueViewsFeature(self.seat, commands, self.queue)
        qtbot.addWidget(self.queue)
        self.queue.resize(544, 500)
        self.queue.show()
        self.seat.state = State(
            sessions={"desk-1": session("wang", "王敏", "desk-1", Role.DUTY_OFFICER)},
            accounts={"wang": msgspec.structs.replace(WANG, views=views)},
        )
        for it in (titled(alarm("A", minutes=1), "pump 1"), acked(titled(alarm("B"), "pump 2")), alarm("C", minutes=2)):
            self.seat.state.keep_alarm(it)
        self.seat.replaced.emit()
        self.queue.list.setFocus()

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.queue.views if self.queue.views.isVisible() else self.queue.list, key)

    @property
    def shown(self) -> list[str]:
        model = self.alarms.model
        return [model.row(at).alarm.id for at in range(model.rowCount())]

    @property
    def kept(self) -> list[object]:
        """What was sent to be kept, the last time."""
        found = [msgspec.msgpack.decode(it.args) for it in self.sent if it.name == "queue.views"]
        return list(found[-1]["views"]) if found else []


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    found = Desk(qtbot)
    yield found
    found.alarms.deleteLater()
    found.queue.close()


def test_the_present_view_is_kept_with_enter_and_dropped_with_del(desk: Desk) -> None:
    desk.press(Qt.Key.Key_U, Qt.Key.Key_Slash)
    desk.queue.seeking.edit.setText("pump")
    desk.queue.list.setFocus()
    desk.press(Qt.Key.Key_V)
    assert desk.queue.views.hint == "No view is kept yet"
    desk.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert desk.kept == [{"filter": "unacknowledged", "mine": True, "words": "pump"}]
    assert desk.queue.views.texts == ["1 Unacked · pump"]
    settle()
    assert cut_texts(desk.queue) == []
    desk.press(Qt.Key.Key_Delete)
    assert (desk.kept, desk.queue.views.texts) == ([], [])
    desk.press(Qt.Key.Key_Escape)
    assert not desk.queue.views.isVisible()


def test_a_number_looks_that_way(qtbot: QtBot) -> None:
    views = (QueueView(filter="unacknowledged", words="pump"), QueueView(), QueueView(filter="hidden"))
    desk = Desk(qtbot, *views)
    assert desk.queue.views.texts == ["1 Unacked · pump", "2 All", "3 Hidden"]
    desk.press(Qt.Key.Key_V, Qt.Key.Key_1)
    assert (desk.shown, desk.queue.seeking.isVisible()) == (["A"], True)
    desk.press(Qt.Key.Key_V, Qt.Key.Key_9)
    assert desk.queue.views.isVisible()
    desk.press(Qt.Key.Key_2)
    assert (sorted(desk.shown), desk.queue.seeking.isVisible()) == (["A", "B", "C"], False)
    desk.press(Qt.Key.Key_V, Qt.Key.Key_3)
    assert desk.alarms.model.filter is Filter.HIDDEN
    desk.alarms.deleteLater()
    desk.queue.close()


def test_views_follow_the_account_and_what_is_refused_is_not_shown(desk: Desk) -> None:
    desk.seat.state.accounts["wang"] = msgspec.structs.replace(WANG, views=(QueueView(mine=False, words="x" * 30),))
    desk.seat.things_changed.emit(Touched.ACCOUNT)
    assert desk.queue.views.texts == ["1 All · everybody's · xxxxxxxxxx…"]
    desk.press(Qt.Key.Key_V, Qt.Key.Key_Return)
    assert len(desk.queue.views.texts) == 2
    asked = next(it for it in desk.sent if it.name == "queue.views")
    desk.seat.answered.emit(Answer(id=asked.id, ok=False, reason="no"))
    assert len(desk.queue.views.texts) == 1


def test_there_are_nine_at_most(qtbot: QtBot) -> None:
    desk = Desk(qtbot, *(QueueView(words=str(number)) for number in range(9)))
    desk.press(Qt.Key.Key_V, Qt.Key.Key_Return)
    assert desk.queue.views.hint == "Views: press a number; there are nine, drop one first"
    assert (desk.kept, len(desk.queue.views.texts)) == ([], 9)
    settle()
    assert cut_texts(desk.queue) == []
    desk.alarms.deleteLater()
    desk.queue.close()


def test_esc_of_the_window_leaves_the_line_that_has_the_keyboard(desk: Desk) -> None:
    assert not desk.queue.leave_lines()
    desk.press(Qt.Key.Key_V)
    assert (desk.queue.leave_lines(), desk.queue.views.isVisible()) == (True, False)
    desk.press(Qt.Key.Key_Slash)
    desk.queue.seeking.edit.setText("pump")
    assert (desk.queue.leave_lines(), desk.queue.seeking.isVisible(), len(desk.shown)) == (True, False, 3)
    assert not desk.queue.leave_lines()


def test_a_digit_asks_for_a_step_and_l_for_what_the_thing_had_before(desk: Desk) -> None:
    steps: list[int] = []
    past: list[str] = []
    desk.queue.step_requested.connect(steps.append)
    desk.queue.past_requested.connect(past.append)
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_2, Qt.Key.Key_9, Qt.Key.Key_L)
    assert (steps, past) == ([2, 9], [desk.queue.list.selected_id()])

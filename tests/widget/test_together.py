"""Marked alarms: acknowledged together, with one note, each in the version that was seen; one word about all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer, Command
from bridge.qt.gateway import Gateway
from commandcenter.adapters.district import District
from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.clock import Instant
from commandcenter.domain.people import Role
from commandcenter.domain.priority import Priority
from commandcenter.domain.state import State
from commandcenter.wiring.alarms import AlarmFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.together import TogetherFeature
from commandcenter.wiring.wording import Wording
from tests.support.cut_texts import cut_texts, settle
from tests.support.made_up_alarms import NOON, Clock, acked, alarm
from tests.widget.test_alarm_tenure import session
from widgets.alarm_detail.view import AlarmDetailView
from widgets.alarm_queue.decor import MOST_MARKED
from widgets.alarm_queue.delegate import QueueDelegate
from widgets.alarm_queue.model import DECOR_ROLE
from widgets.kit.scale import Scale
from widgets.notice.view import NoticeBar


class Desk:
    def __init__(self, qtbot: QtBot) -> None:
        self.parent = QObject()
        self.sent: list[Command] = []
        self.seat = SeatModel(Gateway(self.parent), self.parent, name="desk-1")
        commands = Commands(self.sent.append)
        wording = Wording(catalogue=Catalogue(), district=District(), language="en")
        self.alarms = AlarmFeature(self.seat, commands, wording)
        self.queue = self.alarms.build(Scale.CONSOLE, operated=True)
        self.detail = AlarmDetailView(lambda it: it.title, str, lambda it: [], now=lambda: NOON)
        self.notices = NoticeBar()
        self.together = TogetherFeature(
            self.seat, commands, self.queue, self.detail, self.notices, lambda answer: f"because {answer.reason}"
        )
        self.queue.list.selected.connect(self._show)
        self.detail.form_closed.connect(self.queue.list.setFocus)
        # One window: only then is it seen who has the keyboard.
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1000, 700)
        row = QHBoxLayout(self.window)
        for widget in (self.queue, self.detail, self.notices):
            row.addWidget(widget)
        self.notices.setFixedWidth(1)
        self.window.show()
        with qtbot.waitActive(self.window):
            self.window.activateWindow()

    def _show(self, name: str) -> None:
        self.detail.show_alarm(self.seat.state.alarms.get(name))

    def join(self, *alarms: Alarm, who: str = "") -> None:
        state = State()
        if who:
            state.sessions["desk-1"] = session(who, who, "desk-1", Role.DUTY_OFFICER)
        for it in alarms:
            state.keep_alarm(it)
        self.seat.state = state
        self.seat.replaced.emit()
        self.queue.list.setFocus()

    def change(self, *alarms: Alarm) -> None:
        for it in alarms:
            self.seat.state.keep_alarm(it)
        self.seat.alarms_changed.emit(list(alarms), [])
        self._show(self.queue.list.selected_id())

    def press(self, *keys: Qt.Key, control: bool = False) -> None:
        held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self.queue.list, key, held)

    @property
    def acknowledged(self) -> list[dict[str, object]]:
        return [msgspec.msgpack.decode(it.args) for it in self.sent if it.name == "alarm.acknowledge"]

    def answer(self, *reasons: str) -> list[bool]:
        """The core's word on each of the last commands: "" for yes."""
        asked = [it for it in self.sent if it.name == "alarm.acknowledge"][-len(reasons) :]
        pairs = zip(asked, reasons, strict=True)
        return [self.together.takes(Answer(id=it.id, ok=not why, reason=why)) for it, why in pairs]

    @property
    def marked(self) -> list[str]:
        model = self.alarms.model
        places = range(model.rowCount())
        return [model.row(at).alarm.id for at in places if model.index(at).data(DECOR_ROLE).marked]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    found = Desk(qtbot)
    yield found
    found.alarms.deleteLater()
    found.window.close()


def named(*names: str) -> list[Alarm]:
    return [alarm(name, minutes=number) for number, name in enumerate(names)]


def test_marked_ones_are_acknowledged_with_one_key_in_the_versions_that_were_seen(desk: Desk) -> None:
    first, second, third = named("A", "B", "C")
    desk.join(first, msgspec.structs.replace(second, version=7), third)
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_X, Qt.Key.Key_X)
    assert (desk.marked, desk.queue.list.selected_id()) == (["A", "B"], "C")
    assert desk.queue.marked.text == "2 marked: A acknowledges them, C with a note, Esc lets them be"
    desk.press(Qt.Key.Key_A)
    assert desk.acknowledged == [{"alarm": "A", "version": 1}, {"alarm": "B", "version": 7}]
    assert desk.marked == []
    assert desk.answer("", "") == [True, True]
    assert desk.notices.text == "2 alarms acknowledged"
    assert not desk.together.takes(Answer(id="another-command", ok=False))


def test_what_was_refused_is_told_in_one_word(desk: Desk) -> None:
    desk.join(*named("A", "B", "C"))
    desk.press(Qt.Key.Key_A, control=True)
    desk.press(Qt.Key.Key_Return)
    desk.answer("", "somebody was faster", "other")
    assert desk.notices.text == "2 of 3 alarms were not acknowledged. The first: because somebody was faster"


def test_all_that_wait_are_marked_the_mark_goes_with_the_key_the_alarm_and_esc(desk: Desk) -> None:
    first, second, third = named("A", "B", "C")
    desk.join(first, acked(second), third)
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_A, control=True)
    assert desk.marked == ["A", "C"]
    desk.press(Qt.Key.Key_X)
    assert desk.marked == ["C"]
    desk.alarms.model.apply([], ["C"])
    assert desk.marked == []
    assert not desk.queue.unmark()
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_X)
    assert desk.queue.unmark()
    assert desk.marked == []
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_A)
    assert desk.acknowledged == [{"alarm": "A", "version": 1}]


def test_a_folded_row_stands_for_its_group(desk: Desk) -> None:
    alarms = [alarm(f"A{number}", minutes=number) for number in range(4)]
    desk.join(*alarms, alarm("fire", Priority.CRITICAL))
    desk.alarms.model.fold(folding=True)
    desk.queue.select("A0")
    desk.press(Qt.Key.Key_X)
    assert sorted(desk.alarms.model.marked) == ["A0", "A1", "A2", "A3"]
    desk.press(Qt.Key.Key_A)
    assert sorted(str(it["alarm"]) for it in desk.acknowledged) == ["A0", "A1", "A2", "A3"]


def test_no_more_are_marked_than_can_be_handled(desk: Desk) -> None:
    desk.join(*(alarm(f"A{number}", minutes=number) for number in range(MOST_MARKED + 9)))
    desk.press(Qt.Key.Key_A, control=True)
    assert len(desk.alarms.model.marked) == MOST_MARKED


def test_one_note_for_all_and_whether_it_was_true(desk: Desk) -> None:
    desk.join(*named("A", "B"))
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_X, Qt.Key.Key_X, Qt.Key.Key_C)
    assert desk.detail.noting.button.text() == "Acknowledge 2 alarms"
    settle()
    assert cut_texts(desk.detail) == []
    desk.detail.noting.note.set_text("a drill in the tunnel")
    desk.detail.noting.verdict.box.setCurrentIndex(1)
    desk.detail.noting.enter()
    word = {"note": "a drill in the tunnel", "false_alarm": True}
    assert desk.acknowledged == [{"alarm": "A", "version": 1, **word}, {"alarm": "B", "version": 1, **word}]
    assert not desk.detail.is_asking


def test_a_note_on_the_selected_one_alone(desk: Desk) -> None:
    desk.join(*named("A"))
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_C)
    desk.detail.noting.enter()
    assert desk.acknowledged == [{"alarm": "A", "version": 1}]
    desk.answer("")
    assert desk.notices.text == ""
    desk.press(Qt.Key.Key_C)
    QTest.keyClick(desk.detail.noting.note.edit, Qt.Key.Key_Escape)
    assert (desk.detail.is_asking, len(desk.acknowledged)) == (False, 1)


def test_a_note_that_is_being_written_stays_whatever_becomes_of_the_selected_alarm(desk: Desk) -> None:
    desk.join(*named("A", "B"))
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_X, Qt.Key.Key_C)
    QTest.keyClicks(desk.detail.noting.note.edit, "a dri")
    wish = moves.Shelving(minutes=30, reason="works", comment="")
    gone = moves.shelved(alarm("B", minutes=1), "li", wish, Instant(NOON, NOON))
    desk.change(gone)
    assert desk.detail.noting.note.edit.hasFocus()
    QTest.keyClicks(desk.detail.noting.note.edit, "ll")
    desk.detail.noting.enter()
    assert desk.acknowledged == [{"alarm": "A", "version": 1, "note": "a drill"}]


def test_a_form_that_closes_by_itself_leaves_no_letter_to_the_queue(desk: Desk) -> None:
    value = alarm("A")
    desk.join(value)
    desk.press(Qt.Key.Key_Home)
    desk.detail.ask_shelving([(30, "30 min")])
    desk.detail.shelving.comment.edit.setFocus()
    wish = moves.Shelving(minutes=30, reason="works", comment="")
    assert desk.detail.shelving.comment.edit.hasFocus()
    desk.change(moves.shelved(value, "li", wish, Instant(NOON, NOON)))
    assert not desk.detail.is_asking
    assert not desk.queue.list.hasFocus()


def test_marks_and_a_note_go_with_the_person(desk: Desk) -> None:
    desk.join(*named("A", "B"), who="wang")
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_X, Qt.Key.Key_C)
    desk.join(*named("A", "B"), who="li")
    assert (desk.marked, desk.detail.is_asking) == ([], False)
    desk.detail.noting.enter()
    assert desk.acknowledged == []


def test_what_the_filter_does_not_show_is_not_acknowledged(desk: Desk) -> None:
    desk.join(*named("A", "B"), msgspec.structs.replace(alarm("C", minutes=9), title="gate"))
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_X, Qt.Key.Key_X)
    desk.alarms.model.seek("gate")
    assert (desk.alarms.model.marked, desk.queue.marked.isVisible()) == ([], False)
    desk.queue.select("C")
    desk.press(Qt.Key.Key_Return)
    assert desk.acknowledged == [{"alarm": "C", "version": 1}]
    desk.alarms.model.seek("")
    assert desk.alarms.model.marked == ["A", "B"]


def test_what_the_core_cannot_write_yet_is_said_once_and_answered_later(desk: Desk) -> None:
    desk.join(*named("A", "B"))
    desk.press(Qt.Key.Key_A, control=True)
    desk.press(Qt.Key.Key_Return)
    asked = [it.id for it in desk.sent if it.name == "alarm.acknowledge"]
    for it in asked:
        assert desk.together.takes(Answer(id=it, ok=False, later=True, reason="the disk is full"))
    assert (desk.notices.text, desk.notices.waiting) == ("because the disk is full", 0)
    desk.notices.dismiss()
    for it in asked:
        assert desk.together.takes(Answer(id=it, ok=True))
    assert desk.notices.text == "2 alarms acknowledged"


def test_a_note_that_was_refused_is_asked_for_again_with_its_words_and_the_new_version(desk: Desk) -> None:
    desk.join(*named("A"))
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_C)
    desk.detail.noting.note.set_text("seen on camera")
    desk.detail.noting.enter()
    desk.change(msgspec.structs.replace(alarm("A"), version=2))
    desk.answer("it has changed")
    assert (desk.notices.text, desk.detail.noting.note.text) == ("because it has changed", "seen on camera")
    desk.detail.noting.enter()
    assert desk.acknowledged[-1] == {"alarm": "A", "version": 2, "note": "seen on camera"}


def test_a_note_needs_no_selected_alarm_and_marks_that_wait_for_nothing_are_named(desk: Desk) -> None:
    desk.join(*named("A", "B"))
    desk.queue.select("")
    desk.press(Qt.Key.Key_A, control=True)
    desk.press(Qt.Key.Key_C)
    assert desk.detail.noting.button.isVisible()
    desk.detail.close_form()
    desk.change(acked(alarm("A")), acked(alarm("B", minutes=1)))
    desk.press(Qt.Key.Key_A)
    assert desk.notices.text == "None of these alarms waits for an acknowledgement"


def test_what_is_gone_cannot_be_marked(desk: Desk) -> None:
    desk.join(*named("A"))
    desk.press(Qt.Key.Key_Home)
    desk.alarms.model.apply([], ["A"])
    desk.press(Qt.Key.Key_X)
    assert desk.alarms.model.marked == []


@pytest.mark.usefixtures("qtbot")
def test_a_shelved_row_says_how_long_still_by_true_time() -> None:
    clock = Clock()
    wish = moves.Shelving(minutes=90, reason="works", comment="")
    hour = timedelta(hours=1)
    # The wall clock was set on by an hour: the shelf ends by the true time all the same.
    value = moves.shelved(alarm("A"), "wang", wish, Instant(NOON + hour, NOON))
    delegate = QueueDelegate(scale=Scale.CONSOLE, now=lambda: clock.now() + hour, true_now=clock.now)
    assert delegate.minutes_left(value) == 90
    clock.seconds += 61
    assert delegate.minutes_left(value) == 89
    clock.seconds += 90 * 60
    assert delegate.minutes_left(value) == 0
    assert delegate.minutes_left(alarm("B")) == -1

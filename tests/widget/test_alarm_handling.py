"""Shelving and the other moves at the desk: keys, buttons, the form, and the commands that come of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Command
from bridge.qt.gateway import Gateway
from bridge.seat.happenings import Snapshot
from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.alarms.hiding import Hiding, OutOfService, ShelfReason, Shelved
from commandcenter.domain.alarms.life import Manner, Move
from commandcenter.domain.alarms.work import Ticked
from commandcenter.domain.shift_plan import ShiftKind, ShiftPlan
from commandcenter.domain.shifts import Shifts
from commandcenter.domain.state import State
from commandcenter.wiring.handling import AlarmHandling
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from tests.support.cut_texts import cut_texts, settle
from tests.support.instants import at
from tests.support.made_up_alarms import NOON, acked, alarm, over
from widgets.alarm_detail.view import AlarmDetailView
from widgets.alarm_queue.model import AlarmQueueModel
from widgets.alarm_queue.rows import Filter
from widgets.alarm_queue.view import AlarmQueueView
from widgets.kit.scale import Scale

PLAN = ShiftPlan(zone="UTC", kinds=(ShiftKind(name="Day", starts="08:00"), ShiftKind(name="Night", starts="20:00")))


def shelved(value: Alarm, minutes: int = 30) -> Alarm:
    wish = moves.Shelving(minutes=minutes, reason="works", comment="digging")
    return moves.shelved(value, "wang", wish, at(NOON))


class Desk:
    """Details of one alarm on a seat model that is fed by hand."""

    def __init__(self, qtbot: QtBot, value: Alarm, plan: ShiftPlan | None = None) -> None:
        self.sent: list[Command] = []
        self.account = "wang"
        gateway = Gateway()
        self.seat = SeatModel(gateway)
        state = State(shifts=Shifts(plan=plan))
        state.keep_alarm(value)
        gateway.happened.emit([Snapshot("wang", "王敏", state)])
        self.view = AlarmDetailView(
            lambda it: it.title,
            str,
            lambda it: [],
            account=lambda: self.account,
            now=lambda: NOON,
            zone=ZoneInfo("UTC"),
        )
        qtbot.addWidget(self.view)
        self.view.resize(460, 700)
        self.view.show()
        self.handling = AlarmHandling(self.seat, Commands(self.sent.append), self.view, lambda: NOON)
        self.view.show_alarm(value)

    def show(self, value: Alarm, account: str) -> None:
        """To whoever has that account."""
        self.account = account
        self.view.show_alarm(value)

    @property
    def commands(self) -> list[tuple[str, dict[str, object]]]:
        return [(it.name, msgspec.msgpack.decode(it.args)) for it in self.sent]

    @property
    def offered(self) -> list[str]:
        return [move.value for move in Move if self.has(move)]

    def has(self, move: Move) -> bool:
        known = (Move.ACKNOWLEDGE, Move.UNACKNOWLEDGE, Move.RESET, Move.SHELVE, Move.UNSHELVE)
        return move in known and self.view.offers.button(move).isVisible()


@pytest.mark.parametrize(
    ("value", "offered"),
    [
        (alarm("a"), ["acknowledge", "shelve"]),
        (acked(alarm("a")), ["unacknowledge", "shelve"]),
        (over(alarm("a")), ["acknowledge", "shelve"]),
        (shelved(alarm("a")), ["unshelve"]),
        (over(msgspec.structs.replace(acked(alarm("a")), latched=True)), ["reset", "shelve"]),
        (msgspec.structs.replace(alarm("a"), kept_manner=Manner(longest_shelf_min=0)), ["acknowledge"]),
        (
            msgspec.structs.replace(alarm("a"), hidden_by=Hiding(removed=OutOfService(by="w", at=NOON, permit="P"))),
            [],
        ),
    ],
)
def test_only_what_the_alarm_allows_is_offered(qtbot: QtBot, value: Alarm, offered: list[str]) -> None:
    assert Desk(qtbot, value).offered == offered


def test_a_move_names_the_version_that_the_officer_sees(qtbot: QtBot) -> None:
    desk = Desk(qtbot, acked(alarm("a")))
    QTest.mouseClick(desk.view.offers.button(Move.UNACKNOWLEDGE), Qt.MouseButton.LeftButton)
    assert desk.commands == [("alarm.unacknowledge", {"alarm": "a", "version": 2})]


def test_shelving_by_the_keyboard_alone(qtbot: QtBot) -> None:
    desk = Desk(qtbot, alarm("a"), PLAN)
    closed: list[bool] = []
    desk.handling.closed.connect(lambda: closed.append(True))
    desk.handling.move("a", "shelve")
    form = desk.view.shelving
    assert form.isVisible()
    assert not desk.view.offers.isVisible()
    words = [form.period.box.itemText(row) for row in range(form.period.box.count())]
    assert words[:6] == ["15 min", "30 min", "1 h", "2 h", "4 h", "8 h"]
    assert words[6].startswith("to the end of the shift, ")
    QTest.keyClick(form.period.box, Qt.Key.Key_Down)
    QTest.keyClick(form.reason.box, Qt.Key.Key_Down)
    QTest.keyClicks(form.comment.edit, "pump works")
    QTest.keyClick(form.comment.edit, Qt.Key.Key_Return)
    wanted = {"alarm": "a", "version": 1, "minutes": 30, "reason": "stale", "comment": "pump works"}
    assert desk.commands == [("alarm.shelve", wanted)]
    assert (form.isVisible(), closed) == (False, [True])


def test_enter_in_a_choice_shelves_and_the_end_of_the_shift_is_counted_in_minutes(qtbot: QtBot) -> None:
    desk = Desk(qtbot, alarm("a"), PLAN)
    desk.handling.move("a", "shelve")
    form = desk.view.shelving
    form.period.box.setCurrentIndex(form.period.box.count() - 1)
    QTest.keyClick(form.period.box, Qt.Key.Key_Return)
    assert desk.commands[0][1]["minutes"] == 480


def test_another_reason_has_to_be_said_in_words(qtbot: QtBot) -> None:
    desk = Desk(qtbot, alarm("a"))
    desk.handling.move("a", "shelve")
    form = desk.view.shelving
    form.reason.box.setCurrentIndex(form.reason.box.findData(ShelfReason.OTHER.value))
    QTest.mouseClick(form.button, Qt.MouseButton.LeftButton)
    assert (desk.commands, form.wrong.text) == ([], "Say in words what the other reason is.")
    assert form.isVisible()


def test_esc_leaves_it_and_so_does_another_alarm_or_one_that_is_shelved_meanwhile(qtbot: QtBot) -> None:
    desk = Desk(qtbot, alarm("a"))
    ways: list[Callable[[], object]] = [
        lambda: QTest.keyClick(desk.view.shelving, Qt.Key.Key_Escape),
        lambda: desk.view.show_alarm(alarm("b")),
        lambda: desk.view.show_alarm(shelved(alarm("a"))),
    ]
    for leave in ways:
        desk.view.show_alarm(alarm("a"))
        desk.handling.move("a", "shelve")
        assert desk.view.is_asking
        leave()
        assert not desk.view.is_asking
    assert desk.commands == []


def test_newer_values_of_the_alarm_leave_what_is_being_written(qtbot: QtBot) -> None:
    desk = Desk(qtbot, alarm("a"))
    desk.handling.move("a", "shelve")
    QTest.keyClicks(desk.view.shelving.comment.edit, "half a")
    desk.view.show_alarm(msgspec.structs.replace(alarm("a"), count=2))
    assert desk.view.is_asking
    assert desk.view.shelving.comment.text == "half a"


def test_a_type_with_a_very_short_shelf_is_offered_just_that(qtbot: QtBot) -> None:
    desk = Desk(qtbot, msgspec.structs.replace(alarm("a"), kept_manner=Manner(longest_shelf_min=5)))
    desk.handling.move("a", "shelve")
    QTest.keyClick(desk.view.shelving.period.box, Qt.Key.Key_Return)
    assert desk.commands[0][1]["minutes"] == 5


def test_what_changes_while_one_writes_is_not_shelved_unseen(qtbot: QtBot) -> None:
    desk = Desk(qtbot, alarm("a"))
    desk.handling.move("a", "shelve")
    worse = msgspec.structs.replace(alarm("a"), version=5)
    desk.seat.state.keep_alarm(worse)
    desk.view.show_alarm(worse)
    QTest.keyClick(desk.view.shelving.period.box, Qt.Key.Key_Return)
    assert desk.commands[0][1]["version"] == 1


def test_a_shelf_is_no_longer_than_the_type_allows(qtbot: QtBot) -> None:
    value = msgspec.structs.replace(alarm("a"), kept_manner=Manner(longest_shelf_min=60))
    desk = Desk(qtbot, value, PLAN)
    desk.handling.move("a", "shelve")
    box = desk.view.shelving.period.box
    assert [box.itemText(row) for row in range(box.count())] == ["15 min", "30 min", "1 h"]


def test_the_details_say_who_hides_it_and_for_how_long(qtbot: QtBot) -> None:
    desk = Desk(qtbot, shelved(alarm("a")))
    (line,) = [text for text in desk.view.facts.texts if text.startswith("Shelved")]
    assert line == "Shelved by wang at 12:00:00 for 30 min: works · digging"
    assert desk.view.timer_text == "Shelved"


@pytest.mark.parametrize("width", [340, 460, 700])
def test_nothing_of_the_form_is_cut(qtbot: QtBot, width: int) -> None:
    desk = Desk(qtbot, alarm("a"), PLAN)
    desk.view.resize(width, 800)
    desk.handling.move("a", "shelve")
    settle()
    assert cut_texts(desk.view.shelving) == []


# ---- the queue


@pytest.fixture
def queue(qtbot: QtBot) -> AlarmQueueView:
    model = AlarmQueueModel(lambda it: it.title, str)
    view = AlarmQueueView(model, scale=Scale.CONSOLE)
    qtbot.addWidget(view)
    view.resize(560, 500)
    view.show()
    return view


def fill(view: AlarmQueueView, *alarms: Alarm) -> None:
    view.list.model().apply(list(alarms))  # type: ignore[attr-defined]  # it is the queue's own model


def test_keys_of_the_queue_ask_for_the_moves_that_are_allowed(queue: AlarmQueueView) -> None:
    asked: list[tuple[str, str]] = []
    queue.move_requested.connect(lambda name, move: asked.append((name, move)))
    for value, keys in (
        (alarm("a"), "zrs"),
        (acked(alarm("b")), "zrs"),
        (over(msgspec.structs.replace(acked(alarm("c")), latched=True)), "zrs"),
    ):
        fill(queue, value)
        queue.select(value.id)
        QTest.keyClicks(queue.list, keys)
    assert asked == [("a", "shelve"), ("b", "unacknowledge"), ("b", "shelve"), ("c", "reset"), ("c", "shelve")]


def test_hidden_alarms_stand_apart_and_come_back_by_themselves(queue: AlarmQueueView) -> None:
    model = queue.list.model()
    assert isinstance(model, AlarmQueueModel)
    fill(queue, alarm("a"), shelved(alarm("b")))
    assert (model.rowCount(), model.counts().total, model.counts().hidden) == (1, 1, 1)
    QTest.keyClicks(queue.list, "h")
    assert model.filter.value == Filter.HIDDEN.value
    assert [model.row(at).alarm.id for at in range(model.rowCount())] == ["b"]
    QTest.keyClicks(queue.list, "h")
    assert model.filter.value == Filter.ALL.value
    fill(queue, moves.unshelved(shelved(alarm("b")), at(NOON)))
    assert (model.rowCount(), model.counts().hidden, model.counts().unacknowledged) == (2, 0, 2)


def test_a_time_of_the_shelf_is_kept_with_its_record() -> None:
    record = shelved(alarm("a")).hiding.shelved
    assert isinstance(record, Shelved)
    assert record.until == datetime(2025, 5, 20, 12, 30, tzinfo=UTC)


def test_steps_of_what_to_do_are_ticked_by_their_number_and_taken_back_by_it(qtbot: QtBot) -> None:
    value = alarm("A1")
    desk = Desk(qtbot, value)
    desk.view.set_guidance(["No open flame", "Keep the exhaust running"])
    assert desk.view.guidance.texts == ["1 No open flame", "2 Keep the exhaust running"]
    desk.view.turn_tick(2)
    desk.view.turn_tick(3)
    ticked = msgspec.structs.replace(value, ticked=(Ticked(step=2, account="li", name="Li Wei", at=NOON),))
    desk.view.show_alarm(ticked)
    assert desk.view.guidance.texts == ["1 No open flame", "✓ 2 Keep the exhaust running · Li Wei 12:00:00"]
    desk.view.turn_tick(2)
    assert desk.commands == [
        ("alarm.tick", {"alarm": "A1", "step": 2}),
        ("alarm.tick", {"alarm": "A1", "step": 2, "undo": True}),
    ]
    desk.view.show_alarm(alarm("A2"))
    assert desk.view.guidance.texts == []

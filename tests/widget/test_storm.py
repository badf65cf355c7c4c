"""A storm at the desk: the queue says so, folds by place and kind, keeps critical ones apart, and drops nothing."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from bridge.qt.gateway import Gateway
from bridge.seat.happenings import Entered, Snapshot
from commandcenter.adapters.district import District
from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.alarms.hiding import OutOfService
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmRaised, AlarmReturned
from commandcenter.domain.changes.people import SessionBegan
from commandcenter.domain.journal import AnyChange, Entry, Outcome
from commandcenter.domain.people import EVERYWHERE, Account, Role
from commandcenter.domain.priority import Priority
from commandcenter.domain.state import State
from commandcenter.services.quality.floods import floods
from commandcenter.services.storms import StormWatch
from commandcenter.wiring.alarms import AlarmFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from tests.support.instants import at
from tests.support.made_up_alarms import NOON, Clock, acked, alarm, over
from tests.widget.test_alarm_tenure import QUEUES, session
from widgets.alarm_queue.folding import FOLDS_FROM
from widgets.alarm_queue.model import AlarmQueueModel
from widgets.alarm_queue.rows import Filter
from widgets.alarm_queue.view import AlarmQueueView
from widgets.kit.scale import Scale


def test_the_eleventh_in_ten_minutes_begins_a_storm_and_fewer_than_five_end_it() -> None:
    watch = StormWatch()
    for second in range(10):
        watch.call(float(second))
    assert not watch.storms(9.0)
    watch.call(600.0)
    assert watch.storms(600.0), "a call exactly ten minutes ago counts still"
    assert watch.calls(600.0) == 11
    assert watch.storms(606.0)
    assert watch.calls(606.0) == 5
    assert not watch.storms(606.5)


@given(st.lists(st.integers(0, 4000), max_size=80))
def test_it_is_the_rule_of_the_quality_report(seconds: list[int]) -> None:
    watch, times = StormWatch(), sorted(seconds)
    for time in times:
        watch.call(float(time))
    last = times[-1] if times else 0
    at = NOON + timedelta(seconds=last)
    found = floods([NOON + timedelta(seconds=time) for time in times], at)
    assert watch.storms(float(last)) == bool(found and found[-1].ends is None)


def of(number: int, kind: str = "pump", area: str = "1", priority: Priority = Priority.MINOR) -> Alarm:
    value = alarm(f"{kind}{number}", priority, minutes=number, area=area)
    return msgspec.structs.replace(value, type=kind, annunciated=1)


@pytest.fixture
def model(qtbot: QtBot) -> AlarmQueueModel:
    made = AlarmQueueModel(lambda value: value.title, str, clock=Clock())
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def shown(model: AlarmQueueModel) -> list[tuple[str, int]]:
    rows = [model.row(place) for place in range(model.rowCount())]
    return [(row.alarm.id, row.folded) for row in rows]


def test_one_place_and_kind_is_one_row_with_the_newest_and_how_many_more(model: AlarmQueueModel) -> None:
    model.apply([of(number) for number in range(5)] + [of(9, "gas"), of(8, area="2")])
    model.fold(folding=True)
    assert shown(model) == [("pump0", 4), ("pump8", 0), ("gas9", 0)]
    model.apply([of(-1)])
    assert shown(model)[0] == ("pump-1", 5)
    model.apply([], ["pump-1", "pump0"])
    assert shown(model)[0] == ("pump1", 3)
    model.apply([], ["pump1", "pump2"])
    assert shown(model) == [("pump3", 0), ("pump4", 0), ("pump8", 0), ("gas9", 0)], "two are not folded"
    model.fold(folding=False)
    assert len(shown(model)) == 4


def test_a_group_opens_and_closes_and_a_critical_one_is_never_in_any(model: AlarmQueueModel) -> None:
    model.apply([of(number) for number in range(5)])
    model.fold(folding=True)
    model.open_or_close("pump0")
    assert len(shown(model)) == 5
    model.open_or_close("pump3")
    assert shown(model) == [("pump0", 4)]
    model.apply([of(3, priority=Priority.CRITICAL)])
    assert shown(model) == [("pump3", 0), ("pump0", 3)]
    model.fold(folding=False)
    assert [name for name, _ in shown(model)] == ["pump3", "pump0", "pump1", "pump2", "pump4"]


def test_folded_rows_are_what_they_should_be_whatever_happens(model: AlarmQueueModel) -> None:
    dice = random.Random(4)
    there: dict[str, Alarm] = {}
    sought = ""
    for turn in range(1500):
        number = dice.randrange(30)
        kind, area = dice.choice(("pump", "gas")), dice.choice(("1", "2"))
        priority = dice.choice((Priority.CRITICAL, Priority.MINOR, Priority.MAJOR, Priority.MINOR))
        value = msgspec.structs.replace(of(number, kind, area, priority), id=f"x{number}")
        if dice.random() < 0.4:
            value = acked(value)
        if dice.random() < 0.2:
            value = moves.removed(value, OutOfService(by="w", at=NOON, permit="P"), at(NOON))
        match dice.randrange(13):
            case 12:
                sought = dice.choice(("", "", "x1", "x2 pump", "title"))
                model.seek(sought)
            case 0:
                model.fold(folding=dice.random() < 0.7)
            case 1:
                model.set_filter(dice.choice((Filter.ALL, Filter.UNACKNOWLEDGED, Filter.HIDDEN)))
            case 2 | 3 | 4:
                there.pop(value.id, None)
                model.apply([], [value.id])
            case _:
                there[value.id] = value
                model.apply([value])
        if turn % 3 == 0:
            assert {name for name, _ in shown(model)} == expected(model, there, sought)


def expected(model: AlarmQueueModel, there: dict[str, Alarm], sought: str) -> set[str]:
    """By the rule, from nothing."""
    seen = [it for it in there.values() if model.filter.lets(it) and has(it, sought)]
    if not model.folding:
        return {it.id for it in seen}
    groups: dict[tuple[str, str], list[Alarm]] = {}
    for it in seen:
        groups.setdefault((it.area, it.type), []).append(it)
    found = {it.id for it in seen if it.priority is Priority.CRITICAL}
    for members in groups.values():
        plain = [it for it in members if it.priority is not Priority.CRITICAL]
        plain.sort(key=lambda it: (it.priority.rank, -it.raised_at.timestamp(), it.id))
        found.update(it.id for it in (plain[:1] if len(plain) >= FOLDS_FROM else plain))
    return found


def has(value: Alarm, sought: str) -> bool:
    text = f"{value.title} {value.area} {value.subject} {value.source} {value.id}".casefold()
    return all(word in text for word in sought.split())


class Queue:
    """A seat's queue, fed by hand."""

    def __init__(self, qtbot: QtBot, alarms: list[Alarm], state: State | None = None) -> None:
        self._gateway = Gateway()
        self.clock = Clock()
        self.seat = SeatModel(self._gateway, name="desk-1")
        wording = Wording(catalogue=Catalogue(), district=District(), language="en")
        self.feature = AlarmFeature(self.seat, Commands(lambda it: None), wording, now=self.clock.now, clock=self.clock)
        self.view: AlarmQueueView = self.feature.build(Scale.CONSOLE, operated=True)
        # The model has to outlive its view.
        qtbot.addWidget(self.view, before_close_func=self._keep)
        self.view.resize(560, 500)
        self.view.show()
        self.join(alarms, state or State())

    def _keep(self, view: object) -> None:
        """Until the view is closed."""

    def join(self, alarms: list[Alarm], state: State) -> None:
        for it in alarms:
            state.keep_alarm(it)
        self._gateway.happened.emit([Snapshot("wang", "王敏", state)])

    def raise_(self, value: Alarm) -> None:
        self.hear(AlarmRaised(alarm=value))

    def clear(self, value: Alarm) -> None:
        self.hear(AlarmReturned(alarm=over(acked(value))))

    def hear(self, change: AnyChange) -> None:
        entry = Entry(
            seq=self.seat.state.size,
            at=NOON,
            actor="s",
            seat="",
            subject="",
            outcome=Outcome.DONE,
            cause=None,
            change=change,
        )
        self._gateway.happened.emit([Entered((entry,))])

    def passes(self, seconds: float) -> None:
        self.clock.seconds += seconds
        self.feature.look_at_storm()


ROLES = {"wang": Role.DUTY_OFFICER, "li": Role.SHIFT_LEADER, "he": Role.COORDINATOR}


def test_the_queue_says_that_there_is_a_storm_folds_and_opens_by_a_key(qtbot: QtBot) -> None:
    queue = Queue(qtbot, [])
    for number in range(10):
        queue.raise_(of(number))
    assert not queue.view.storm.isVisible()
    queue.raise_(of(10))
    assert queue.view.storm.isVisible()
    assert queue.view.storm.text.startswith("Storm: 11 new in 10 minutes.")
    assert shown(queue.feature.model) == [("pump0", 10)]
    queue.raise_(of(3, "gas", priority=Priority.CRITICAL))
    assert shown(queue.feature.model) == [("gas3", 0), ("pump0", 10)]
    queue.view.select("pump0")
    QTest.keyClick(queue.view.list, Qt.Key.Key_E)
    assert len(shown(queue.feature.model)) == 12
    queue.passes(600)
    assert queue.view.storm.isVisible()
    queue.passes(1)
    assert not queue.view.storm.isVisible()
    assert len(shown(queue.feature.model)) == 12


def test_a_desk_that_joins_in_the_midst_of_a_storm_knows_of_it(qtbot: QtBot) -> None:
    recent = [
        msgspec.structs.replace(of(0), id=f"r{it}", annunciated_at=NOON - timedelta(seconds=it)) for it in range(11)
    ]
    assert Queue(qtbot, recent).view.storm.isVisible()
    old = [msgspec.structs.replace(it, annunciated_at=NOON - timedelta(seconds=601)) for it in recent]
    assert not Queue(qtbot, old).view.storm.isVisible()
    ahead = [msgspec.structs.replace(it, annunciated_at=NOON + timedelta(seconds=2)) for it in recent]
    assert Queue(qtbot, ahead).view.storm.isVisible(), "the seat's clock is a little behind the core's"


def test_who_signs_in_is_told_of_what_has_called_and_was_cleared_meanwhile(qtbot: QtBot) -> None:
    people = {it: Account(id=it, name=it, person=it, roles=(role,), scope=EVERYWHERE) for it, role in ROLES.items()}
    queue = Queue(qtbot, [], State(accounts=people, desks=QUEUES))
    for number in range(30):
        queue.raise_(msgspec.structs.replace(of(number), desk="water" if number % 2 else "north"))
    for number in range(28):
        queue.clear(of(number))
    assert queue.view.storm.text.startswith("Storm: 30 new"), "of everybody, while nobody sits here"
    for account, count in (("li", 15), ("wang", 15), ("he", 30)):
        queue.hear(SessionBegan(session=session(account, account, "desk-1", ROLES[account])))
        assert queue.view.storm.text.startswith(f"Storm: {count} new"), account
    queue.passes(601)
    queue.hear(SessionBegan(session=session("li", "li", "desk-1", ROLES["li"])))
    assert not queue.view.storm.isVisible()


def test_a_new_picture_keeps_the_calls_that_the_desk_has_seen_and_counts_none_twice(qtbot: QtBot) -> None:
    queue = Queue(qtbot, [])
    ones = [msgspec.structs.replace(of(it), id=f"r{it}", annunciated_at=NOON) for it in range(14)]
    for it in ones[:12]:
        queue.raise_(it)
    for it in ones[:4]:
        queue.clear(it)
    queue.passes(60)
    queue.join(ones[4:], State())
    assert queue.view.storm.text.startswith("Storm: 14 new"), "12 that were seen, 2 that came unseen"
    queue.join(ones[4:], State())
    assert queue.view.storm.text.startswith("Storm: 14 new")
    queue.passes(539)
    queue.join(ones[4:], State())
    assert queue.view.storm.isVisible()
    queue.passes(2)
    assert not queue.view.storm.isVisible()

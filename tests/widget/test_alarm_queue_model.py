"""The queue's rows: order, smallest changes, the pinned row, filters, counts."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.priority import Priority
from tests.support.made_up_alarms import NOON, Clock, acked, alarm, over, titled
from widgets.alarm_queue.model import ALARM_ROLE, AlarmQueueModel
from widgets.alarm_queue.rows import Filter, runs

C, MAJ, MIN, N = Priority.CRITICAL, Priority.MAJOR, Priority.MINOR, Priority.NOTICE
AREAS = {"500105001": "五里店街道", "500105002": "观音桥街道"}


@pytest.fixture
def model(qtbot: QtBot) -> AlarmQueueModel:
    made = AlarmQueueModel(lambda value: value.title, lambda code: AREAS.get(code, code), clock=Clock())
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def ids(model: AlarmQueueModel) -> list[str]:
    return [model.row(at).alarm.id for at in range(model.rowCount())]


class Watch:
    """What a view is told."""

    def __init__(self, model: AlarmQueueModel) -> None:
        self.told: list[tuple[str, int, int]] = []
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.rowsMoved.connect(self._moved)
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(self._reset)

    def _inserted(self, _: QModelIndex, first: int, last: int) -> None:
        self.told.append(("insert", first, last))

    def _removed(self, _: QModelIndex, first: int, last: int) -> None:
        self.told.append(("remove", first, last))

    def _moved(self, _: QModelIndex, start: int, end: int, __: QModelIndex, goal: int) -> None:
        self.told.append(("move", start, goal))

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.told.append(("change", first.row(), last.row()))

    def _reset(self) -> None:
        self.told.append(("reset", 0, 0))


def test_unacknowledged_critical_come_first_then_priority_then_the_newest(model: AlarmQueueModel) -> None:
    model.apply(
        [
            alarm("n", N),
            alarm("min-old", MIN, minutes=9),
            alarm("min-new", MIN, minutes=1),
            acked(alarm("c-acked", C)),
            alarm("c-open", C, minutes=50),
            alarm("maj", MAJ, minutes=5),
        ]
    )
    assert ids(model) == ["c-open", "c-acked", "maj", "min-new", "min-old", "n"]


def test_a_snapshot_is_one_insertion_and_a_newcomer_another(model: AlarmQueueModel) -> None:
    watch = Watch(model)
    model.apply([alarm(f"a{at}", MIN, minutes=at) for at in range(100)])
    model.apply([alarm("new", MAJ)])
    assert watch.told == [("insert", 0, 99), ("insert", 0, 0)]


def test_new_values_repaint_one_row(model: AlarmQueueModel) -> None:
    model.apply([alarm("a", minutes=1), alarm("b", minutes=2)])
    watch = Watch(model)
    model.apply([titled(alarm("b", minutes=2), "worse")])
    assert watch.told == [("change", 1, 1)]
    assert model.row(1).text == "worse"


def test_a_rise_of_priority_moves_one_row(model: AlarmQueueModel) -> None:
    model.apply([alarm("a", MAJ), alarm("b", MIN), alarm("c", N)])
    watch = Watch(model)
    model.apply([alarm("c", C)])
    assert ids(model) == ["c", "a", "b"]
    assert watch.told == [("move", 2, 0), ("change", 0, 0)]


def test_removed_and_cleared_alarms_go_in_unbroken_runs(model: AlarmQueueModel) -> None:
    model.apply([alarm(name, minutes=at) for at, name in enumerate("abcdef")])
    watch = Watch(model)
    cleared = over(acked(alarm("c", minutes=2)))
    model.apply([cleared], ["b", "e", "nobody"])
    assert ids(model) == ["a", "d", "f"]
    assert watch.told == [("remove", 4, 4), ("remove", 1, 2)]


def test_the_pinned_row_stays_in_place_until_it_is_let_go(model: AlarmQueueModel) -> None:
    first, second = alarm("first", C, minutes=1), alarm("second", C, minutes=2)
    model.apply([first, second])
    model.pin("first")
    model.apply([acked(first)])
    assert ids(model) == ["first", "second"]
    model.pin("second")
    model.settle()
    assert ids(model) == ["second", "first"]


def test_a_pinned_alarm_that_is_cleared_stays_to_be_seen_as_gone(model: AlarmQueueModel) -> None:
    model.apply([alarm("a"), alarm("b", minutes=1)])
    model.pin("a")
    model.apply([], ["a"])
    assert ids(model) == ["a", "b"]
    assert model.row(0).gone
    assert model.counts().total == 1
    model.pin("")
    model.settle()
    assert ids(model) == ["b"]


def test_an_alarm_that_comes_back_while_it_is_pinned_is_counted_once(model: AlarmQueueModel) -> None:
    model.apply([alarm("a")])
    model.pin("a")
    model.apply([], ["a"])
    model.apply([alarm("a")])
    assert model.counts().total == 1
    assert not model.row(0).gone


def test_the_filter_takes_acknowledged_rows_out_and_brings_them_back(model: AlarmQueueModel) -> None:
    model.apply([alarm("a"), acked(alarm("b", minutes=1)), alarm("c", minutes=2), acked(alarm("d", minutes=3))])
    model.set_filter(Filter.UNACKNOWLEDGED)
    assert ids(model) == ["a", "c"]
    model.apply([acked(alarm("c", minutes=2)), alarm("e", minutes=4)])
    assert ids(model) == ["a", "e"]
    model.set_filter(Filter.ALL)
    assert ids(model) == ["a", "b", "c", "d", "e"]


def test_counts_are_of_all_alarms_whatever_the_filter(model: AlarmQueueModel) -> None:
    returned = over(alarm("r", MAJ, area="500105002"))
    model.apply([alarm("a", C), acked(alarm("b", C, area="500105002")), returned, alarm("n", N, area="500105002")])
    model.set_filter(Filter.UNACKNOWLEDGED)
    counts = model.counts()
    assert (counts.unacknowledged, counts.total) == (3, 4)
    assert model.areas() == [("观音桥街道", 3), ("五里店街道", 1)]


def test_only_what_comes_after_the_first_snapshot_is_new(model: AlarmQueueModel) -> None:
    model.apply([alarm("old")])
    model.apply([alarm("young", minutes=1)])
    assert model.row(0).arrived == 0.0
    assert model.row(1).arrived == 1000.0


def test_an_alarm_that_annunciates_again_is_new_again(model: AlarmQueueModel) -> None:
    model.apply([acked(alarm("a"))])
    model.apply([msgspec.structs.replace(alarm("a"), count=2, annunciated=1)])
    assert model.row(0).arrived == 1000.0


def test_a_row_is_read_aloud_and_hostile_text_stays_text(model: AlarmQueueModel) -> None:
    model.apply([titled(alarm("a", C), "<b>x</b>\u202e\nline")])
    index = model.index(0)
    assert index.data() == "Critical, <b>x</b> line, 五里店街道, Unacked"
    assert index.data(ALARM_ROLE).id == "a"


def test_an_alarm_that_is_not_confirmed_keeps_its_place_and_is_read_aloud_as_such(model: AlarmQueueModel) -> None:
    model.apply([alarm("a", MAJ, minutes=2), alarm("b", MAJ, minutes=1)])
    watch = Watch(model)
    model.apply([msgspec.structs.replace(alarm("a", MAJ, minutes=2), suspect=True)])
    assert watch.told == [("change", 1, 1)]
    assert model.index(1).data() == "Major, title a, 五里店街道, Unacked, Not confirmed"
    model.pin("a")
    model.apply([], ["a"])
    assert model.index(1).data() == "Major, title a, 五里店街道, Unacked"


def test_a_random_day_keeps_order_counts_and_qt_content(model: AlarmQueueModel) -> None:
    chance = random.Random(7)
    alive: dict[str, Alarm] = {}
    for step in range(400):
        name = f"a{chance.randrange(60)}"
        value = alarm(name, chance.choice(list(Priority)), minutes=chance.randrange(500))
        value = acked(value) if chance.random() < 0.4 else value
        gone = [f"a{chance.randrange(60)}"] if chance.random() < 0.3 else []
        model.apply([value], gone)
        for lost in gone:
            if lost != name:
                alive.pop(lost, None)
        alive[name] = value
        if step % 40 == 0:
            model.set_filter(chance.choice(list(Filter)))
    model.set_filter(Filter.ALL)
    urgent = {one.id: one.priority is C and not one.acknowledged for one in alive.values()}
    wanted = sorted(
        alive.values(), key=lambda one: (not urgent[one.id], one.priority.rank, NOON - one.raised_at, one.id)
    )
    assert ids(model) == [one.id for one in wanted]
    assert model.counts().total == len(alive)


def test_five_thousand_alarms_are_found_by_id(model: AlarmQueueModel) -> None:
    model.apply([alarm(f"a{at}", minutes=at) for at in range(5000)])
    assert model.row_of("a4321") == 4321
    assert model.row_of("nobody") == -1
    assert model.row(4999).alarm.raised_at == NOON - timedelta(minutes=4999)


def test_runs_are_unbroken_stretches_the_last_first() -> None:
    assert list(runs([1, 2, 3, 7, 9, 10])) == [(9, 10), (7, 7), (1, 3)]
    assert list(runs([])) == []

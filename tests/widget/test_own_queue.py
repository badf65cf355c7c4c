"""Queues by position and area: who signs in has their own first, and all of them at a key."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bridge.qt.gateway import Gateway
from bridge.seat.happenings import Snapshot
from commandcenter.adapters.district import District
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.work import Escalation, Holder
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.people import EVERYWHERE, Account, Role, Scope
from commandcenter.domain.rules.desks import Desks
from commandcenter.domain.state import State
from commandcenter.services.queues import mine
from commandcenter.wiring.alarms import AlarmFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from tests.support.made_up_alarms import NOON, alarm
from tests.widget.test_alarm_tenure import QUEUES, session
from widgets.kit.scale import Scale


def at(name: str, desk: str = "", area: str = "500105001", **more: object) -> Alarm:
    return msgspec.structs.replace(alarm(name, area=area), desk=desk, **more)


ALARMS = (
    at("common"),
    at("water", "water"),
    at("north", "north"),
    at("far", "water", "500105002"),
    at("nowhere", "water", ""),
    at("held", "north", holder=Holder(account="wang", name="王敏", seat="desk-1", at=NOON)),
    at("called", "north", escalation=Escalation(rule="r", told=("shift-leader",))),
)


def state_of(role: Role, scope: Scope = EVERYWHERE, desks: Desks = QUEUES) -> State:
    state = State(
        sessions={"desk-1": session("wang", "王敏", "desk-1", role)},
        accounts={"wang": Account(id="wang", name="王敏", person="W", roles=(role,), scope=scope)},
        desks=desks,
    )
    for value in ALARMS:
        state.keep_alarm(value)
    return state


@pytest.mark.parametrize(
    ("role", "scope", "desks", "names"),
    [
        (Role.SHIFT_LEADER, EVERYWHERE, QUEUES, {"common", "water", "far", "nowhere", "held", "called"}),
        (Role.SHIFT_LEADER, Scope(areas=("500105001",)), QUEUES, {"common", "water", "nowhere", "held", "called"}),
        (Role.DUTY_OFFICER, EVERYWHERE, QUEUES, {"common", "north", "held", "called"}),
        (Role.COORDINATOR, EVERYWHERE, QUEUES, None),
        (Role.STREET_CENTRE, Scope(areas=("500105002",)), QUEUES, {"far", "nowhere", "held"}),
        (Role.DUTY_OFFICER, EVERYWHERE, Desks(), None),
    ],
)
def test_what_a_queue_holds(role: Role, scope: Scope, desks: Desks, names: set[str] | None) -> None:
    found = mine(state_of(role, scope, desks), "desk-1")
    assert (None if found is None else {it.id for it in ALARMS if found(it)}) == names


def test_nobody_at_the_seat_sees_all() -> None:
    assert mine(State(), "desk-1") is None


def test_the_key_shows_all_and_ones_own_again_with_their_counts(qtbot: QtBot) -> None:
    gateway = Gateway()
    seat = SeatModel(gateway, name="desk-1")
    sent: list[str] = []
    wording = Wording(catalogue=Catalogue(), district=District(), language="en")
    feature = AlarmFeature(seat, Commands(lambda it: sent.append(it.name)), wording)
    view = feature.build(Scale.CONSOLE, operated=True)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    gateway.happened.emit([Snapshot("wang", "王敏", state_of(Role.DUTY_OFFICER))])
    view.select("")

    def shown() -> tuple[set[str], int]:
        rows = {feature.model.row(place).alarm.id for place in range(feature.model.rowCount())}
        return rows, feature.model.counts().total

    own = {"common", "north", "held", "called"}
    assert shown() == (own, 4)
    QTest.keyClick(view.list, Qt.Key.Key_D)
    assert shown() == ({it.id for it in ALARMS}, 7)
    QTest.keyClick(view.list, Qt.Key.Key_D)
    assert shown() == (own, 4)
    moved = msgspec.structs.replace(ALARMS[2], desk="water")
    feature.model.apply([moved])
    assert shown()[1] == 3
    gateway.happened.emit([Snapshot("wang", "王敏", state_of(Role.COORDINATOR))])
    assert shown()[1] == 7
    assert sent.count("queue.filter") == 2
    view.close()

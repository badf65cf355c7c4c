"""The queue of a seat: the centre's own alarms call a source what the centre calls it."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Beat, Command, LinkState, SourceHealth
from bridge.qt.gateway import Gateway
from commandcenter.adapters.district import District
from commandcenter.adapters.resources import read_catalogue
from commandcenter.domain.people import Role, Session
from commandcenter.domain.state import State
from commandcenter.services.operating import command_table
from commandcenter.wiring.alarms import AlarmFeature
from commandcenter.wiring.gate import Gate
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from tests.support.joining import joined
from tests.support.made_up_alarms import NOON, alarm
from widgets.kit.scale import Scale


def beat(name: str) -> Beat:
    health = SourceHealth(source="lifts", name=name, state=LinkState.LIVE, silent_s=0, lag=0, rate=0, taken=0)
    return Beat(size=1, at=NOON, sources=(health,))


def test_what_is_selected_or_moved_while_nobody_is_there_is_not_sent(qtbot: QtBot) -> None:
    """The widgets follow the state under a cover as well: that is no action of a person."""
    parent = QObject()
    sent: list[Command] = []
    gateway = Gateway(parent)
    seat = SeatModel(gateway, parent, name="desk-1")
    commands = Commands(sent.append, sends=Gate(seat, command_table()))
    wording = Wording(catalogue=read_catalogue(), district=District(), language="en", source_name=seat.source_name)
    feature = AlarmFeature(seat, commands, wording)
    view = feature.build(Scale.CONSOLE, operated=True)
    qtbot.addWidget(view)
    session = Session(
        id="s1",
        account="li.wei",
        name="Li Wei",
        person="A1",
        role=Role.DUTY_OFFICER,
        seat="desk-1",
        key="k",
        since=NOON,
        began=0.0,
    )
    told = []
    for it in (None, msgspec.structs.replace(session, locked=True), session):
        state = State(alarms={"A1": alarm("A1")}, sessions={} if it is None else {"desk-1": it})
        gateway.happened.emit([joined(state)])
        sent.clear()
        view.selected.emit("A1")
        view.opened.emit("A1")
        view.filter_changed.emit("all")
        commands("map.move", lon=106.5, lat=29.5, zoom=12.0)
        assert (commands("seat.join", role="console") == "", commands("alarm.acknowledge", alarm="A1") == "") == (
            False,
            it is not session,
        )
        told.append([command.name for command in sent])
    assert told == [
        ["seat.join"],
        ["seat.join"],
        ["alarm.select", "alarm.open", "queue.filter", "map.move", "seat.join", "alarm.acknowledge"],
    ]


def test_the_rows_follow_the_names_that_the_first_beat_brings(qtbot: QtBot) -> None:
    parent = QObject()
    sent: list[Command] = []
    gateway = Gateway(parent)
    seat = SeatModel(gateway, parent)
    wording = Wording(catalogue=read_catalogue(), district=District(), language="en", source_name=seat.source_name)
    feature = AlarmFeature(seat, Commands(sent.append), wording)
    own = msgspec.structs.replace(
        alarm("A1", area=""), source="core", type="source.quarantine", subject="lifts", values={"waiting": 3.0}
    )
    told = []
    for happening in (beat("Lifts"), joined(State(alarms={"A1": own})), beat("Lifts"), beat("Lifts of the city")):
        if isinstance(happening, Beat):
            gateway.newest.emit([happening])
        else:
            gateway.happened.emit([happening])
        told.append(feature.model.row(0).text if feature.model.loaded else "")
    assert told == [
        "",
        "3 events in quarantine, Lifts",
        "3 events in quarantine, Lifts",
        "3 events in quarantine, Lifts of the city",
    ]

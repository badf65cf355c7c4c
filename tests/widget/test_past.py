"""The alarms that a thing had before, in the details: asked through the record's questions, for this alarm only."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from bridge.core.searching import MAY_NOT
from bridge.protocol.seat import Found
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmRaised
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.services.past_alarms import question
from commandcenter.wiring.past import PastFeature
from commandcenter.wiring.wording import Wording
from tests.support.cut_texts import cut_texts, settle
from tests.support.made_up_alarms import NOON, acked, alarm
from tests.widget.test_wiring_record import DISTRICT, Desk
from widgets.alarm_detail.view import AlarmDetailView


class Details:
    def __init__(self, qtbot: QtBot) -> None:
        self.desk = Desk(qtbot)
        self.desk.answer()
        self.view = AlarmDetailView(lambda it: it.title, str, lambda it: [], now=lambda: NOON, zone=NOON.tzinfo)
        qtbot.addWidget(self.view)
        self.view.resize(448, 700)
        self.view.show()
        wording = Wording(catalogue=Catalogue(), district=DISTRICT, language="en")
        record = self.desk.feature
        self.past = PastFeature(self.desk.seat, record.questions, record.lines, wording, self.view)
        for it in (self.now("A9"), self.now("A8")):
            self.desk.seat.state.keep_alarm(it)
        self.view.show_alarm(self.now("A9"))

    def now(self, name: str) -> Alarm:
        return msgspec.structs.replace(alarm(name), subject="HFC-1")

    def answer(self, *alarms: Alarm) -> None:
        changes = [AlarmAcknowledged(alarm=it) if it.acknowledged else AlarmRaised(alarm=it) for it in alarms]
        self.desk.answer(
            *(
                Entry(seq=9 - at, at=NOON, actor="x", seat="", subject="", outcome=Outcome.DONE, cause=None, change=it)
                for at, it in enumerate(changes)
            )
        )


@pytest.fixture
def details(qtbot: QtBot) -> Iterator[Details]:
    found = Details(qtbot)
    yield found
    found.view.close()


def before(name: str, hours: float) -> Alarm:
    return msgspec.structs.replace(alarm(name, minutes=hours * 60), subject="HFC-1")


def test_what_was_before_stands_in_the_details_with_who_took_notice(details: Details) -> None:
    details.past.ask("A9")
    assert details.desk.query == question("HFC-1")
    assert details.view.earlier.texts == ["looking…"]
    drill = msgspec.structs.replace(acked(before("A1", 24), "li.wei"), false_alarm=True, note="a drill")
    details.answer(drill, before("A2", 48))
    assert details.view.earlier.texts == [
        "05-19 12:00 title A1 · acknowledged by Li Wei · false alarm · a drill",
        "05-18 12:00 title A2 · nobody took notice",
    ]
    settle()
    assert cut_texts(details.view) == []


def test_of_many_the_newest_are_named_and_the_others_counted(details: Details) -> None:
    details.past.ask("A9")
    details.answer(*(before(f"B{number}", number) for number in range(1, 12)))
    assert len(details.view.earlier.texts) == 9
    assert details.view.earlier.texts[-1] == "and 3 more"


def test_none_and_a_refusal_are_said(details: Details) -> None:
    details.past.ask("A9")
    details.answer()
    assert details.view.earlier.texts == ["none that the record has"]
    details.past.ask("A9")
    refused = Found(number=details.desk.asked[-1].number, reason=MAY_NOT, values={"person": "Li", "permission": "x"})
    details.desk.seat.found.emit(refused)
    assert details.view.earlier.texts[0].startswith("Li may not")


def test_what_comes_for_another_alarm_is_not_shown(details: Details) -> None:
    details.past.ask("A9")
    details.view.show_alarm(details.now("A8"))
    details.answer(before("A1", 5))
    assert details.view.earlier.texts == []
    details.past.ask("A7")
    assert details.view.earlier.texts == []

"""The alarms' quality at a desk: asked while somebody looks, kept while the core is away, gone with who may see it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import AskQuality, Figured
from bridge.qt.gateway import Gateway
from bridge.seat.seeking import NO_FIGURES
from commandcenter.adapters.district import District
from commandcenter.adapters.resources import read_catalogue
from commandcenter.domain.people import Role, Session
from commandcenter.domain.rules.book import RuleBook
from commandcenter.domain.rules.desks import Desks
from commandcenter.services.quality.asking import Brief, brief
from commandcenter.services.quality.figures import quality
from commandcenter.wiring.names import SeatNames
from commandcenter.wiring.quality import QualityFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording
from tests.support.cores import START
from tests.support.lively_day import DESKS
from widgets.quality.sheet import QualitySheet

BOOK = msgspec.toml.decode(DESKS, type=RuleBook)
LI = Session(
    id="S1",
    account="li.wei",
    name="Li Wei",
    person="A1",
    role=Role.DUTY_OFFICER,
    seat="desk-1",
    key="k",
    since=START,
    began=0.0,
    factors=("password",),
)
NAMES = ("water", "street", "safety")


def told_of(desk: str, hours: float = 8.0) -> Brief:
    ends = datetime.now(UTC)
    (found,) = quality([], ends - timedelta(hours=hours), ends, desks=[desk])
    return brief(found)


class Desk:
    """A sheet whose questions are answered by the test."""

    def __init__(self, qtbot: QtBot) -> None:
        under = QWidget()
        under.resize(1920, 1080)
        qtbot.addWidget(under)
        under.show()
        self.asked: list[AskQuality] = []
        self.seat = SeatModel(Gateway(under), under, name="desk-1")
        self.seat.state.desks = Desks(BOOK.desk)
        self.seat.state.sessions["desk-1"] = LI
        wording = Wording(catalogue=read_catalogue(), district=District(), language="en")
        self.sheet = QualitySheet(under, left=560, top=40, bottom=32)
        names = SeatNames(self.seat, wording)
        self.feature = QualityFeature(
            self.seat, self.asked.append, wording, names, self.sheet, lambda reason, values: reason.format(**values)
        )
        self.feature.open()

    @property
    def last(self) -> tuple[float, str]:
        return round(self.asked[-1].days, 3), self.asked[-1].desk

    def answer(self, *, cut: bool = False, hours: float = 8.0, begins_late: bool = False) -> None:
        asked = self.asked[-1]
        told = told_of(asked.desk or "water", hours)
        begins = told.figures.begins
        self.seat.figured.emit(
            Figured(
                number=asked.number,
                as_of=told.figures.ends,
                asked_from=begins - timedelta(days=1) if begins_late or cut else begins,
                cut=cut,
                desks=NAMES,
                brief=told,
            )
        )

    def refuse(self, reason: str = NO_FIGURES) -> None:
        self.seat.figured.emit(Figured(number=self.asked[-1].number, reason=reason))

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.sheet, key)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_the_sheet_opens_with_the_shift_at_the_first_desk_of_ones_own(desk: Desk) -> None:
    assert desk.last == (0.333, "water")
    assert desk.sheet.message == "The core works it out…"
    assert desk.sheet.desk.name.text == "Drainage desk"
    desk.answer()
    assert desk.sheet.message == ""
    assert re.fullmatch(r"as of \d\d:\d\d", desk.sheet.status.text)


def test_another_time_is_asked_for_at_once_and_what_was_told_is_shown_again_meanwhile(desk: Desk) -> None:
    desk.answer()
    desk.press(Qt.Key.Key_4)
    assert desk.last == (7.0, "water")
    assert desk.sheet.message == "The core works it out…"
    desk.answer()
    desk.press(Qt.Key.Key_2)
    assert desk.sheet.message == ""


def test_one_question_is_on_its_way_and_the_newest_wish_goes_after_it(desk: Desk) -> None:
    desk.press(Qt.Key.Key_4)
    desk.press(Qt.Key.Key_Right)
    desk.press(Qt.Key.Key_5)
    assert len(desk.asked) == 1
    desk.answer()
    assert len(desk.asked) == 2
    assert desk.last == (30.0, "street")


def test_the_arrows_go_round_the_desks(desk: Desk) -> None:
    desk.answer()
    names = []
    for _ in range(4):
        desk.press(Qt.Key.Key_Left)
        desk.answer()
        names.append(desk.sheet.desk.name.text)
    assert names == ["Safety desk", "Street desk", "Drainage desk", "Safety desk"]


def test_it_asks_again_each_minute_while_it_is_open_and_not_after(desk: Desk) -> None:
    desk.answer()
    (timer,) = desk.feature.findChildren(QTimer)
    assert (timer.isActive(), timer.interval()) == (True, 60_000)
    timer.timeout.emit()
    assert len(desk.asked) == 2
    desk.press(Qt.Key.Key_Escape)
    assert not timer.isActive()


def test_while_the_core_is_away_the_last_stays_and_it_is_said(desk: Desk) -> None:
    desk.answer()
    desk.feature.refresh()
    desk.refuse()
    assert desk.sheet.message == ""
    assert desk.sheet.note.text == "The core is away: there are no new figures until it is back."
    desk.seat.link_changed.emit(True)
    assert len(desk.asked) == 3
    desk.answer(hours=24 * 30)
    assert desk.sheet.note.text == ""


def test_what_was_never_told_is_empty_with_the_reason(desk: Desk) -> None:
    desk.refuse()
    assert desk.sheet.message == "The core is away: there are no new figures until it is back."


def test_what_is_to_be_known_of_the_time_is_said(desk: Desk) -> None:
    desk.answer()
    assert desk.sheet.note.text == "Less than 30 days: the verdicts are indicative."
    desk.feature.refresh()
    desk.answer(begins_late=True)
    assert desk.sheet.note.text.startswith("The journal begins later: measured since ")
    desk.feature.refresh()
    desk.answer(cut=True)
    assert desk.sheet.note.text.startswith("There is more than can be read at once: measured since ")


def test_somebody_else_sees_nothing_of_what_was_told_before(desk: Desk) -> None:
    desk.answer()
    desk.sheet.dismiss()
    desk.seat.state.sessions["desk-1"] = msgspec.structs.replace(LI, id="S2", role=Role.DEPARTMENT)
    desk.feature.open()
    assert desk.sheet.message == "The core works it out…"
    desk.refuse("not you")
    assert desk.sheet.message == "not you"


def test_an_answer_that_nobody_waits_for_changes_nothing(desk: Desk) -> None:
    desk.seat.figured.emit(Figured(number=99, desks=NAMES, brief=told_of("water")))
    assert desk.sheet.message == "The core works it out…"

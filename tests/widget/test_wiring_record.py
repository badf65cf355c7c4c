"""The record at a desk: one question at a time, the list's before the story's, names instead of ids."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bridge.core.searching import MAY_NOT
from bridge.protocol.seat import AskSearch, Found
from bridge.qt.gateway import Gateway
from commandcenter.adapters.district import District, Street
from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.telling import Teller
from commandcenter.app.words import Words
from commandcenter.domain.journal import Entry
from commandcenter.services.searching import Page, Query
from commandcenter.wiring.entry_lines import Telling
from commandcenter.wiring.names import SeatNames
from commandcenter.wiring.record import RecordFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording
from tests.support.every_change import ACCOUNT, CHANGES, entry_of
from widgets.record.sheet import RecordSheet

KINDS = {str(change.__struct_config__.tag): (change, subject) for change, subject, _ in CHANGES}
DISTRICT = District(streets=(Street(code="500105001", name="五里店", name_en="Wulidian", centre=(106.5, 29.5)),))


def kept(seq: int, kind: str, actor: str = "li.wei", seat: str = "desk-1") -> Entry:
    change, subject = KINDS[kind]
    return msgspec.structs.replace(entry_of(change, subject, actor=actor, seat=seat), seq=seq)


class Desk:
    """A record's sheet whose questions are answered by the test."""

    def __init__(self, qtbot: QtBot) -> None:
        under = QWidget()
        under.resize(1920, 1080)
        qtbot.addWidget(under)
        under.show()
        self.asked: list[AskSearch] = []
        self.seat = SeatModel(Gateway(under), under, name="desk-1")
        self.seat.state.accounts["li.wei"] = ACCOUNT
        wording = Wording(catalogue=read_catalogue(), district=DISTRICT, language="en")
        names = SeatNames(self.seat, wording)
        teller = Teller(Words("en"), wording.catalogue, names)
        telling = Telling(teller.line, teller.object, teller.who, teller.lag, teller.said)
        self.sheet = RecordSheet(under, left=560, top=40, bottom=32)
        self.feature = RecordFeature(self.seat, self.asked.append, telling, names, self.sheet)
        self.feature.open()

    @property
    def query(self) -> Query:
        return self.asked[-1].query

    def answer(self, *entries: Entry) -> None:
        page = Page(seqs=tuple(it.seq for it in entries), more=False, count=len(entries), searched=9, size=9)
        data = tuple(msgspec.msgpack.encode(it) for it in entries)
        self.seat.found.emit(Found(number=self.asked[-1].number, page=page, entries=data))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_lines_are_sentences_with_who_and_where_beside_them(desk: Desk) -> None:
    desk.answer(kept(8, "session.began"), kept(7, "alarm.raised", "cesspool", ""))
    shown = [(line.text, line.detail, line.tail) for line in desk.sheet.found.lines]
    assert shown == [
        ("signs in as duty officer", "", "Li Wei · desk-1"),
        (
            "new critical alarm: Cesspool methane 62.4 % after 1 h of exhaust, Wulidian, 86 Jianxin Road, Limit 60 %",
            "A28",
            "cesspool",
        ),
    ]


def test_a_handover_is_told_by_one_question(desk: Desk) -> None:
    desk.answer(kept(9, "handover.done"))
    assert desk.query == Query(subjects=("H244",), oldest_first=True, limit=500)
    desk.answer(kept(7, "handover.begun"), kept(8, "handover.signed"), kept(9, "handover.done"))
    assert desk.sheet.story.lines[1].text == "signs: hands the shift over (fingerprint 5a26b009…)"
    assert desk.sheet.story.lines[1].detail == "Li Wei"
    assert len(desk.asked) == 2


def test_a_session_is_told_from_sign_in_to_sign_out(desk: Desk) -> None:
    desk.answer(kept(8, "session.locked"))
    desk.answer(kept(3, "session.began"), kept(8, "session.locked"))
    assert desk.query == Query(seats=("desk-1",), after=2, oldest_first=True, limit=500)
    desk.answer(kept(3, "session.began"), kept(5, "alarm.acknowledged"), kept(8, "session.locked"))
    assert [line.text[:12] for line in desk.sheet.story.lines] == ["signs in as ", "acknowledges", "locks the de"]


def test_another_selection_drops_the_story_that_is_being_asked_for(desk: Desk) -> None:
    desk.answer(kept(9, "handover.done"), kept(8, "alarm.raised", "cesspool", ""))
    desk.sheet.story_wanted.emit("8")
    assert len(desk.asked) == 2  # the handover's question is not answered yet
    desk.answer(kept(9, "handover.done"))
    assert desk.sheet.story.lines == ()
    assert desk.query == Query(subjects=("A28",), oldest_first=True, limit=500)


def test_the_list_is_asked_for_before_the_story(desk: Desk) -> None:
    desk.answer(kept(9, "handover.done"), kept(8, "alarm.raised", "cesspool", ""))
    desk.sheet.story_wanted.emit("8")
    desk.sheet.filters.words.set_text("methane")
    desk.sheet.filters.button.click()
    desk.answer(kept(9, "handover.done"))
    assert desk.query.words == ("methane",)


def test_an_alarm_that_was_over_long_ago_is_called_by_what_was_read_of_it(desk: Desk) -> None:
    desk.answer(kept(9, "linkage.started"), kept(8, "alarm.raised", "cesspool", ""))
    assert desk.sheet.found.lines[0].text.startswith("starts the one-key linkage: Cesspool methane 62.4 %")


def test_whoever_may_not_search_reads_which_positions_may(desk: Desk) -> None:
    values = {"person": "Li Wei", "permission": "audit.read"}
    desk.seat.found.emit(Found(number=desk.asked[-1].number, reason=MAY_NOT, values=values))
    assert desk.sheet.filters.wrong.text == "Li Wei may not do this; these positions may: auditor."

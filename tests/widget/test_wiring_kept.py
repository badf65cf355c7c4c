"""What waits at a cut-off seat is counted, named with what to do instead, and stays until it is told."""

from __future__ import annotations

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Beat
from bridge.qt.gateway import Gateway
from bridge.seat.happenings import KeptAction, KeptHere, LinkChanged
from bridge.seat.outbox import NO_DISK
from commandcenter.domain.priority import Priority
from commandcenter.domain.state import State
from commandcenter.wiring.headers import HeaderFeature
from commandcenter.wiring.kept import KeptFeature, not_done
from commandcenter.wiring.seat_model import SeatModel
from tests.support.joining import joined
from tests.support.made_up_alarms import NOON, alarm
from widgets.header.view import HeaderBar
from widgets.kit.scale import Scale
from widgets.notice.view import NoticeBar

ACKNOWLEDGE = KeptAction(id="1", name="alarm.acknowledge", subject="A7")
LINKAGE = KeptAction(id="2", name="linkage.start", subject="A7")
WALL = KeptAction(id="3", name="wall.reset")
WHAT_TO_DO = "Do not wait for the core: telephone the place and the other desks."


class Desk:
    def __init__(self, qtbot: QtBot, name: str = "desk-1") -> None:
        self.bar = HeaderBar("centre", scale=Scale.CONSOLE)
        self.notices = NoticeBar()
        for widget in (self.bar, self.notices):
            qtbot.addWidget(widget)
        self.gateway = Gateway(self.bar)
        self.model = SeatModel(self.gateway, self.bar, name=name)
        HeaderFeature(self.model, self.bar, name)
        self.kept = KeptFeature(self.model, self.notices, self.bar)

    def hear(self, *happenings: object) -> None:
        self.gateway.happened.emit(list(happenings))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_the_header_counts_what_waits_and_names_what_is_not_done_until_it_is_told(desk: Desk) -> None:
    desk.hear(LinkChanged(live=False), KeptHere(count=3, urgent=(LINKAGE, WALL)))
    assert desk.bar.warning.text == "Connecting to the core… · Actions that wait here: 3"
    assert desk.bar.trouble.text == f"Not done yet: one-key linkage for A7; wall to daily view. {WHAT_TO_DO}"
    assert desk.bar.trouble.mark is Priority.MAJOR
    desk.hear(LinkChanged(live=True), KeptHere(count=1, urgent=(WALL,)))
    assert desk.bar.warning.text == "Actions that wait here: 1"
    assert desk.bar.trouble.text == f"Not done yet: wall to daily view. {WHAT_TO_DO}"
    desk.hear(KeptHere())
    assert (desk.bar.warning.text, desk.bar.trouble.text) == ("", "")


def test_what_is_not_done_comes_before_any_other_trouble_and_the_disk_before_the_cores(desk: Desk) -> None:
    desk.hear(LinkChanged(False, "The core is elsewhere."), KeptHere(count=1, urgent=(WALL,), trouble=NO_DISK))
    assert desk.bar.trouble.text.startswith("Not done yet: wall to daily view.")
    desk.hear(KeptHere(count=1, trouble=NO_DISK))
    assert desk.bar.trouble.text == "The core is elsewhere."
    desk.hear(LinkChanged(live=True))
    desk.gateway.newest.emit([Beat(size=1, at=NOON, trouble="The core's disk is full.")])
    assert desk.bar.trouble.text == NO_DISK


def test_that_something_was_kept_is_told_once_and_so_is_that_all_is_told(desk: Desk) -> None:
    for count in (1, 2, 3):
        desk.hear(KeptHere(count=count))
    assert desk.notices.text == "Kept at this seat: it is told when the core is back."
    assert desk.notices.waiting == 0
    desk.hear(KeptHere(count=1), KeptHere())
    desk.notices.dismiss()
    assert desk.notices.text == "All that was kept at this seat has been told."


def test_the_wall_says_nothing_of_what_waits_there(qtbot: QtBot) -> None:
    wall = Desk(qtbot, "")
    wall.hear(LinkChanged(live=True), KeptHere(count=3, urgent=(WALL,)))
    assert (wall.bar.warning.text, wall.bar.trouble.text) == ("", "")


def test_an_alarm_is_named_as_far_as_the_seat_knows_it(desk: Desk) -> None:
    known = msgspec.structs.replace(alarm("A7"), title="Methane")
    desk.hear(joined(State(alarms={"A7": known})))
    kept = KeptHere(count=2, urgent=(ACKNOWLEDGE, LINKAGE))
    expected = f"Not done yet: acknowledge A7 Methane; one-key linkage for A7 Methane. {WHAT_TO_DO}"
    assert not_done(kept, desk.model.state) == expected


def test_of_many_the_newest_four_are_named() -> None:
    urgent = tuple(KeptAction(id=str(n), name="alarm.acknowledge", subject=f"A{n}") for n in range(1, 8))
    text = not_done(KeptHere(count=7, urgent=urgent), State())
    assert text.startswith("Not done yet: acknowledge A4; acknowledge A5; acknowledge A6; acknowledge A7; 3 more.")


def test_markup_in_an_alarms_title_stays_text(desk: Desk) -> None:
    known = msgspec.structs.replace(alarm("A7"), title="<b>{0}</b>")
    desk.hear(joined(State(alarms={"A7": known})))
    desk.hear(KeptHere(count=1, urgent=(LINKAGE,)))
    assert "one-key linkage for A7 <b>{0}</b>" in desk.bar.trouble.text

"""Whose an alarm is, at the desk: buttons, keys, the form for forwarding, notices, and the banner on the wall."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bridge.qt.gateway import Gateway
from bridge.seat.happenings import Entered, Snapshot
from commandcenter.adapters.district import District
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.work import Asking, Escalation, Holder
from commandcenter.domain.alarms.working import Work
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmEscalated, AlarmTaken
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.domain.people import Role, Session
from commandcenter.domain.priority import Priority
from commandcenter.domain.rules.book import Desk as Queue
from commandcenter.domain.rules.book import Match
from commandcenter.domain.rules.desks import Desks
from commandcenter.domain.state import State
from commandcenter.wiring.calls import CallNotices, WallCalls
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording
from tests.support.cut_texts import cut_texts, settle
from tests.support.made_up_alarms import NOON, alarm, titled
from tests.widget.test_alarm_handling import Desk
from widgets.call_banner.view import CallBanner
from widgets.kit.scale import Scale
from widgets.notice.view import NoticeBar

WORDING = Wording(catalogue=Catalogue(), district=District(), language="en")
ME = Holder(account="wang", name="王敏", seat="desk-1", at=NOON)
LI = Holder(account="li", name="李伟", seat="desk-2", at=NOON)
QUEUES = Desks(
    (
        Queue(name="water", zh="排水席", en="Water", when=Match(types=("*",)), roles=(Role.SHIFT_LEADER,)),
        Queue(name="north", zh="北片", en="North", when=Match(types=("*",))),
    )
)


def session(account: str, name: str, seat: str, role: Role = Role.DUTY_OFFICER) -> Session:
    return Session(
        id=f"S-{account}",
        account=account,
        name=name,
        person=account.upper(),
        role=role,
        seat=seat,
        key="k",
        since=NOON,
        began=0.0,
        factors=("password",),
    )


def with_(value: Alarm, **more: object) -> Alarm:
    return msgspec.structs.replace(value, **more)


def there(desk: Desk) -> list[str]:
    return [work.value for work in Work if desk.view.tenure.button(work).isVisible()]


@pytest.mark.parametrize(
    ("value", "offered"),
    [
        (alarm("a"), ["take", "forward"]),
        (with_(alarm("a"), holder=ME), ["release", "forward"]),
        (with_(alarm("a"), holder=LI), ["ask"]),
        (with_(alarm("a"), holder=LI, asked=Asking(who=ME, due=NOON)), []),
        (with_(alarm("a"), holder=ME, asked=Asking(who=LI, due=NOON)), ["give", "keep"]),
    ],
)
def test_what_there_is_to_do_is_offered_and_nothing_else(qtbot: QtBot, value: Alarm, offered: list[str]) -> None:
    desk = Desk(qtbot, value)
    desk.show(value, "wang")
    assert there(desk) == offered
    for work in Work:
        desk.sent.clear()
        desk.handling.move("a", work.value)
        if work in (Work.GIVE, Work.KEEP):
            assert bool(desk.commands) is (work.value in offered)


@pytest.mark.parametrize(
    ("value", "command"),
    [
        (alarm("a"), ("alarm.take", {"alarm": "a", "version": 1})),
        (with_(alarm("a"), holder=ME), ("alarm.release", {"alarm": "a", "version": 1})),
        (with_(alarm("a"), holder=LI), ("alarm.ask", {"alarm": "a", "version": 1})),
    ],
)
def test_one_key_takes_gives_back_and_asks(qtbot: QtBot, value: Alarm, command: tuple[str, dict[str, object]]) -> None:
    desk = Desk(qtbot, value)
    desk.handling.move("a", "take")
    assert desk.commands == [command]


def test_the_holder_answers_with_a_key(qtbot: QtBot) -> None:
    desk = Desk(qtbot, with_(alarm("a"), holder=ME, asked=Asking(who=LI, due=NOON)))
    desk.handling.move("a", "keep")
    desk.handling.move("a", "give")
    assert [args["yes"] for _, args in desk.commands] == [False, True]


def test_forwarding_by_the_keyboard_alone_to_a_desk_or_to_somebody(qtbot: QtBot) -> None:
    desk = Desk(qtbot, with_(alarm("a"), desk="water"))
    state = desk.seat.state
    state.desks = QUEUES
    state.sessions = {"desk-2": session("li", "李伟", "desk-2"), "audit": session("zhao", "赵", "audit", Role.AUDITOR)}
    desk.handling.move("a", "forward")
    form = desk.view.forwarding
    assert form.isVisible()
    assert not desk.view.tenure.isVisible()
    offered = [(form.to.box.itemData(row), form.to.box.itemText(row)) for row in range(form.to.box.count())]
    assert offered == [("desk:north", "north"), ("desk:", "everybody's queue"), ("person:li", "李伟 · desk-2")]
    QTest.keyClicks(form.note.edit, "yours")
    QTest.keyClick(form.to.box, Qt.Key.Key_Return)
    desk.handling.move("a", "forward")
    form.to.box.setCurrentIndex(2)
    QTest.keyClick(form.to.box, Qt.Key.Key_Return)
    assert [args for _, args in desk.commands] == [
        {"alarm": "a", "version": 1, "note": "yours", "desk": "north"},
        {"alarm": "a", "version": 1, "note": "", "person": "li"},
    ]
    desk.handling.move("a", "forward")
    QTest.keyClick(form.note.edit, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert desk.view.tenure.isVisible()


def test_the_details_say_whose_it_is_who_wants_it_and_who_was_called(qtbot: QtBot) -> None:
    desk = Desk(qtbot, alarm("a"))
    value = with_(
        alarm("a"),
        desk="water",
        holder=LI,
        asked=Asking(who=ME, due=NOON),
        escalation=Escalation(rule="r", taken=2, told=("shift-leader", "wall")),
    )
    desk.show(value, "wang")
    texts = desk.view.facts.texts
    assert "Desk water" in texts
    assert "With 李伟 since 12:00:00" in texts
    assert "Asks 王敏, who has it in 15 s unless the holder says no" in texts
    assert "Called shift-leader · wall" in texts
    desk.show(with_(alarm("a"), holder=ME), "wang")
    assert "With you, since 12:00:00" in desk.view.facts.texts


# ---- who is called


class Called(QObject):
    """A desk's notices, fed by hand."""

    def __init__(self, qtbot: QtBot, role: Role) -> None:
        super().__init__()
        self._gateway = Gateway()
        self.seat = SeatModel(self._gateway, name="desk-1")
        self.notices = NoticeBar(scale=Scale.CONSOLE)
        qtbot.addWidget(self.notices)
        self.feature = CallNotices(self.seat, self.notices, WORDING, self)
        state = State(sessions={"desk-1": session("wang", "王敏", "desk-1", role)}, desks=QUEUES)
        self._gateway.happened.emit([Snapshot("wang", "王敏", state)])

    def tell(self, change: AlarmEscalated | AlarmTaken) -> None:
        entry = Entry(
            seq=self.seat.state.size,
            at=NOON,
            actor="core",
            seat="",
            subject=change.alarm.id,
            outcome=Outcome.DONE,
            cause=None,
            change=change,
        )
        self._gateway.happened.emit([Entered((entry,))])


def escalated(told: tuple[str, ...], name: str = "a") -> AlarmEscalated:
    return AlarmEscalated(alarm=with_(alarm(name), escalation=Escalation(rule="r", told=told)), to=told[-1])


def test_who_is_called_is_told_once_and_others_are_not(qtbot: QtBot) -> None:
    leader, officer = Called(qtbot, Role.SHIFT_LEADER), Called(qtbot, Role.DUTY_OFFICER)
    for desk in (leader, officer):
        desk.tell(escalated(("shift-leader",)))
        desk.tell(escalated(("shift-leader", "wall")))
    assert leader.notices.text == "Nobody takes notice of this alarm: title a"
    assert (leader.notices.waiting, officer.notices.text) == (0, "")
    officer.tell(escalated(("shift-leader", "wall", "north")))
    assert officer.notices.text == "Nobody takes notice of this alarm: title a"


def test_somebody_asks_for_what_one_has(qtbot: QtBot) -> None:
    desk = Called(qtbot, Role.DUTY_OFFICER)
    desk.tell(AlarmTaken(alarm=with_(alarm("a"), holder=LI, asked=Asking(who=ME, due=NOON))))
    assert desk.notices.text == ""
    desk.tell(AlarmTaken(alarm=with_(alarm("b"), holder=ME, asked=Asking(who=LI, due=NOON))))
    assert desk.notices.text.startswith("李伟 asks for the alarm title b: Y gives it, N keeps it")


def test_the_banner_lies_over_its_screen_and_goes_with_the_last_alarm(qtbot: QtBot) -> None:
    screen = QWidget()
    qtbot.addWidget(screen)
    screen.resize(QSize(960, 540))
    screen.show()
    desk = Called(qtbot, Role.DUTY_OFFICER)
    banner = CallBanner(screen, scale=Scale.CONSOLE)
    WallCalls(desk.seat, [banner], WORDING, desk)
    desk.tell(escalated(("shift-leader",)))
    assert banner.texts == []
    for number in range(4):
        value = titled(alarm(f"w{number}", Priority.CRITICAL if number == 3 else Priority.MAJOR), f"flood {number}")
        change = AlarmEscalated(alarm=with_(value, escalation=Escalation(rule="r", told=("wall",)), area=""), to="wall")
        desk.tell(change)
    settle()
    assert banner.texts == ["Nobody takes notice", "flood 3", "flood 0", "flood 1", "and 1 more"]
    assert banner.geometry().bottom() == screen.rect().bottom()
    assert banner.width() == screen.width()
    screen.resize(QSize(700, 400))
    settle()
    assert banner.width() == 700
    assert cut_texts(screen) == []
    for number in range(4):
        desk.tell(AlarmTaken(alarm=with_(alarm(f"w{number}"), escalation=None)))
    assert banner.texts == []

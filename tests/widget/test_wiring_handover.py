"""Duty and handover at a console: what the state says is what the sheets show, and what is pressed is what is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer, Authenticate, Command
from bridge.qt.gateway import Gateway
from bridge.seat.happenings import LinkChanged, Snapshot
from commandcenter.adapters.district import District
from commandcenter.adapters.resources import read_catalogue
from commandcenter.domain.handover import Folded, Handover, Item, ItemKind, Remark, Report, Side, Signature
from commandcenter.domain.handover_history import Carried, CarriedAlarms
from commandcenter.domain.people import Role, Session
from commandcenter.domain.shift_plan import ShiftKind, ShiftPlan
from commandcenter.domain.shifts import Flag, Note, OnDuty, PresenceCheck, RollAnswer, RollCall, Shifts
from commandcenter.domain.state import State
from commandcenter.wiring.duty import DutyFeature
from commandcenter.wiring.handover import HandoverFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from tests.support.made_up_alarms import alarm
from widgets.duty.sheet import DutySheet
from widgets.handover.sheet import HandoverSheet
from widgets.kit.ages import clock
from widgets.presence.card import PresenceCard

AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
PLAN = ShiftPlan(zone="Asia/Shanghai", kinds=(ShiftKind(name="Early", starts="08:00"),))
LI = OnDuty(person="1001", name="李伟", account="li.wei", seat="desk-1", shift="2026-11-22/Early", since=AT)
LEADER = Session(
    id="S1",
    account="chen.jing",
    name="陈静",
    person="1002",
    role=Role.SHIFT_LEADER,
    seat="desk-1",
    key="k",
    since=AT,
    began=0.0,
)
ITEM = Item(
    key="alarm/A1",
    kind=ItemKind.ALARM,
    title="甲烷",
    at=AT,
    values={"priority": "major", "acknowledged_by": "li.wei"},
    since=AT,
    since_shift="2026-11-21/Late",
    times=3,
)
OPEN = Handover(
    id="H7",
    by="1002",
    name="陈静",
    report=Report(shift="2026-11-22/Early", incoming="2026-11-22/Late", at=AT, size=7, items=(ITEM,), more=2),
)


class Place:
    """Both sheets on a seat model that is fed by hand."""

    def __init__(self, qtbot: QtBot) -> None:
        window = QWidget()
        window.resize(1920, 1080)
        qtbot.addWidget(window)
        self.gateway = Gateway(window)
        self.model = SeatModel(self.gateway, window, name="desk-1")
        self.sent: list[Command] = []
        self.proven: list[Authenticate] = []
        commands = Commands(self.sent.append, self.proven.append)
        wording = Wording(catalogue=read_catalogue(), district=District(), language="en")
        self.handover = HandoverSheet(window, left=560, top=40, bottom=32)
        self.duty = DutySheet(window, left=560, top=40, bottom=32)
        self.card = PresenceCard(window, bottom=40)
        self.handing = HandoverFeature(self.model, commands, wording, self.handover, lambda answer: answer.reason)
        self.serving = DutyFeature(self.model, commands, self.duty, self.card, lambda answer: answer.reason)
        window.show()

    def join(self, shifts: Shifts, session: Session | None = LEADER) -> None:
        one = msgspec.structs.replace(alarm("A1", area=""), acknowledged=True, acknowledged_by="li.wei")
        state = State(alarms={"A1": one}, shifts=shifts)
        if session is not None:
            state.sessions[session.seat] = session
        self.gateway.happened.emit([LinkChanged(live=True), Snapshot(person="", person_name="", state=state)])

    def args(self) -> dict[str, object]:
        found: dict[str, object] = msgspec.msgpack.decode((self.proven or self.sent)[-1].args)
        return found


@pytest.fixture
def place(qtbot: QtBot) -> Place:
    return Place(qtbot)


def test_before_the_handover_the_sheet_shows_what_would_be_handed_over(place: Place) -> None:
    place.join(Shifts(plan=PLAN, present="2026-11-22/Early", on_duty={"1001": LI}))
    place.handing.open()
    assert place.handover.status.text == "11-22 Early: 1 on duty"
    assert [line.key for line in place.handover.report.lines] == ["", "alarm/A1"]
    assert place.handover.begin.isEnabled()
    place.handover.begin_requested.emit()
    assert [command.name for command in place.sent] == ["handover.begin"]


def test_who_does_not_lead_cannot_begin(place: Place) -> None:
    officer = msgspec.structs.replace(LEADER, role=Role.DUTY_OFFICER)
    place.join(Shifts(plan=PLAN, present="2026-11-22/Early"), officer)
    place.handing.open()
    assert place.handover.status.text == "A shift leader begins the handover."
    assert not place.handover.begin.isEnabled()


def test_a_centre_without_shifts_says_where_they_are_set(place: Place) -> None:
    place.join(Shifts())
    place.handing.open()
    assert place.handover.status.text == "This centre has no plan of shifts: [shifts] in its settings."


def test_a_frozen_report_says_what_comes_again_and_how_much_found_no_room(place: Place) -> None:
    place.join(Shifts(plan=PLAN, present="2026-11-22/Early", on_duty={"1001": LI}, handover=OPEN))
    place.handing.open()
    lines = place.handover.report.lines
    assert [line.heading for line in lines] == [True, False, False]
    assert lines[1].tail == "3 times, since 11-21 Late"
    assert lines[2].text == "and 2 more, by their numbers in the record"
    assert place.handover.outgoing.people.text == "李伟"


def test_what_is_only_counted_stands_below_its_kind_with_sort_number_and_history(place: Place) -> None:
    folded = (
        Folded(kind=ItemKind.NOTE, sort="important", count=2),
        Folded(
            kind=ItemKind.ALARM,
            priority="minor",
            sort="drainage.pump",
            count=280,
            again=12,
            oldest=AT,
            times=4,
            since_shift="2026-11-20/Early",
        ),
        Folded(kind=ItemKind.ALARM, priority="notice", count=3),
    )
    report = msgspec.structs.replace(OPEN.report, folded=folded, more=285, rest=("note/N7", "note/N9"))
    remark = Remark(text="lightning", person="1001", name="李伟", at=AT, item="counted/alarm/minor/drainage.pump")
    handover = msgspec.structs.replace(OPEN, report=report, remarks=(remark,))
    place.join(Shifts(plan=PLAN, present="2026-11-22/Early", handover=handover))
    place.handing.open()
    assert [(line.text, line.tail) for line in place.handover.report.lines] == [
        ("Notes", "2, of them 0 named, 2 only counted"),
        ("2 more: important", ""),
        ("Open alarms", "284, of them 1 named, 283 only counted"),
        ("title A1", "3 times, since 11-21 Late"),
        ("280 more: Pump runs dry", "12 of them again, up to 4 times, since 11-20 Early"),
        ("3 more: of other kinds", ""),
    ]
    assert place.handover.report.lines[1].detail == "N7, N9"
    assert place.handover.status.text.endswith("286 open, 13 again · 285 only counted")
    assert place.handover.remarks.lines[0].detail == "Pump runs dry"


def test_an_important_note_is_marked_and_a_late_one_says_so(place: Place) -> None:
    values = {"flag": "important", "by": "李伟", "told": "2026-11-22T06:10:00+00:00"}
    note = Item(key="note/N7", kind=ItemKind.NOTE, title="valve 7 stays shut", at=AT, values=values)
    report = msgspec.structs.replace(OPEN.report, items=(note,), more=0)
    shifts = Shifts(plan=PLAN, present="2026-11-22/Early", handover=msgspec.structs.replace(OPEN, report=report))
    place.join(shifts)
    place.handing.open()
    line = place.handover.report.lines[1]
    assert (line.text, line.bold) == ("[important] valve 7 stays shut", True)
    assert line.detail.startswith("written while the seat was cut off, told ")


def test_the_preview_says_how_often_something_was_handed_over_already(place: Place) -> None:
    history = Carried(since=AT, since_shift="2026-11-21/Late", times=2)
    carried = (CarriedAlarms(history=history, alarms=("A1",)),)
    place.join(Shifts(plan=PLAN, present="2026-11-22/Early", carried_alarms=carried))
    place.handing.open()
    assert place.handover.report.lines[1].tail == "3 times, since 11-21 Late"


def test_what_is_signed_is_what_stands_on_the_screen(place: Place) -> None:
    place.join(Shifts(plan=PLAN, present="2026-11-22/Early", on_duty={"1001": LI}, handover=OPEN))
    place.handing.open()
    place.handover.sign_requested.emit("outgoing", "li.wei", "secret", "")
    (sent,) = place.proven
    assert (sent.name, sent.account, sent.password) == ("handover.sign", "li.wei", "secret")
    assert place.args() == {"handover": "H7", "side": "outgoing", "digest": OPEN.digest}
    place.gateway.happened.emit([Answer(id=sent.id, ok=False, reason="read it again")])
    assert place.handover.outgoing.wrong.text == "read it again"


def test_a_signature_shows_with_name_and_time(place: Place) -> None:
    signature = Signature(
        side=Side.OUTGOING,
        person="1001",
        name="李伟",
        account="li.wei",
        seat="desk-1",
        at=AT,
        meaning="",
        digest=OPEN.digest,
    )
    signed = msgspec.structs.replace(OPEN, signatures=(signature,))
    place.join(Shifts(plan=PLAN, present="2026-11-22/Early", handover=signed))
    place.handing.open()
    assert place.handover.outgoing.done.text == f"李伟  {AT.astimezone():%H:%M:%S}"
    assert place.handover.incoming.account.isVisible()


def test_the_duty_sheet_lists_who_is_here_and_takes_a_signing_on(place: Place) -> None:
    place.join(Shifts(plan=PLAN, present="2026-11-22/Early", on_duty={"1001": LI}))
    place.serving.open()
    assert [line.text for line in place.duty.people.lines] == ["On duty", "李伟"]
    assert place.duty.roll_call.question.isVisible()
    place.duty.sign_on_requested.emit("chen.jing", "secret", "")
    assert [(sent.name, sent.account) for sent in place.proven] == [("shift.sign_on", "chen.jing")]


def test_who_comes_after_somebody_on_duty_types_into_the_form_and_not_into_a_note(place: Place) -> None:
    shifts = Shifts(plan=PLAN, present="2026-11-22/Early", on_duty={"1001": LI})
    li = msgspec.structs.replace(LEADER, account="li.wei", name="李伟", person="1001", role=Role.DUTY_OFFICER)
    place.join(shifts, li)
    place.serving.open()
    assert place.duty.sign_off.isEnabled()
    place.duty.sign_on.account.set_text("li.wei")
    place.duty.close()
    place.join(shifts)
    place.serving.open()
    typed_into = place.duty.focusWidget()
    assert typed_into is place.duty.sign_on.account.edit, "a password was once typed into a note"
    assert place.duty.sign_on.account.text == "", "nor after another's account"


def test_a_presence_check_is_asked_of_who_sits_here_only(place: Place) -> None:
    check = PresenceCheck(
        id="P1",
        person="1002",
        name="陈静",
        shift="2026-11-22/Early",
        number="4821",
        asked_at=datetime.now(UTC),
        deadline=datetime.now(UTC) + timedelta(minutes=3),
    )
    place.join(Shifts(plan=PLAN, checks={"P1": check}), msgspec.structs.replace(LEADER, person="1009"))
    assert place.card.check == ""
    place.join(Shifts(plan=PLAN, checks={"P1": check}))
    assert place.card.check == "P1"
    place.card.confirmed.emit("P1", "4821")
    assert place.args() == {"check": "P1", "number": "4821"}


def test_a_note_that_came_late_says_when_it_came(place: Place) -> None:
    note = Note(id="N1", text="pump", flag=Flag.PLAIN, by="1001", name="李伟", at=AT, shift="2026-11-22/Early", entry=3)
    told = AT + timedelta(minutes=25)
    late = msgspec.structs.replace(note, id="N2", told_at=told)
    place.join(Shifts(plan=PLAN, present="2026-11-22/Early", notes={"N1": note, "N2": late}))
    place.serving.open()
    assert [line.tail for line in place.duty.notes.lines] == ["李伟", f"told {clock(told, None)[:5]}  李伟"]


def test_a_roll_call_shows_each_position_and_sends_this_desks_word(place: Place) -> None:
    call = RollCall(
        id="R1",
        question="Ready?",
        positions=("desk", "drainage"),
        by="1002",
        name="陈静",
        at=AT,
        closes_at=datetime.now(UTC) + timedelta(minutes=2),
        seconds=120.0,
        answers=(RollAnswer(position="drainage", go=False, person="7", name="周强", at=AT, remark="pump two"),),
    )
    place.join(Shifts(plan=PLAN, present="2026-11-22/Early", roll_calls={"R1": call}))
    place.serving.open()
    lines = place.duty.roll_call.answers.lines
    assert [(line.text, line.detail) for line in lines] == [("desk", "no answer"), ("drainage", "no-go · pump two")]
    place.duty.roll_call.answered.emit("desk", True, "")
    assert place.args() == {"call": "R1", "position": "desk", "go": True, "remark": ""}

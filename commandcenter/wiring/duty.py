"""Duty at a console: who is here and planned, signing on and off, notes, roll call, presence check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Slot

from bridge.protocol.seat import Answer
from commandcenter.domain.shift_plan import spoken
from commandcenter.domain.shifts import CheckResult, Note, OnDuty, PresenceCheck, RollCall
from commandcenter.domain.state import Touched
from commandcenter.services.credentials import Claim
from commandcenter.services.permissions import ROLES, Permission
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from widgets.duty.sheet import DutySheet
from widgets.duty.state import DutyShown, RollCallShown
from widgets.kit.ages import clock
from widgets.kit.lines.line import Line
from widgets.kit.marks import Sign
from widgets.presence.card import PresenceCard

REFRESH_MS = 1000
NEXT_SHIFTS = 3

Sentence = Callable[[Answer], str]


class DutyFeature(QObject):
    """Feeds the duty sheet while it is open, and the presence card always."""

    def __init__(
        self, seat: SeatModel, commands: Commands, sheet: DutySheet, card: PresenceCard, sentence: Sentence
    ) -> None:
        super().__init__(sheet)
        self._seat, self._commands, self._sheet, self._card = seat, commands, sheet, card
        self._sentence = sentence
        self._signing = ""
        seat.replaced.connect(self._refresh)
        seat.things_changed.connect(self._on_things)
        seat.answered.connect(self._on_answer)
        sheet.sign_on_requested.connect(self._on_sign_on)
        sheet.sign_off_requested.connect(self._on_sign_off)
        sheet.note_requested.connect(self._on_note)
        sheet.note_done_requested.connect(self._on_note_done)
        sheet.roll_call.started.connect(self._on_roll_call)
        sheet.roll_call.answered.connect(self._on_go)
        card.confirmed.connect(self._on_confirmed)
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._refresh_sheet)
        self._timer.start()

    @Slot()
    def open(self) -> None:
        # First what it shows: where one types at first depends on who is here now.
        self._show()
        self._sheet.open()

    @Slot()
    def _refresh(self) -> None:
        self._refresh_card()
        self._refresh_sheet()

    def _refresh_card(self) -> None:
        """Of a check for whoever has signed in here."""
        session = self._seat.session
        mine = [
            check
            for check in self._seat.state.shifts.open_checks()
            if session is not None and check.person == session.person.upper()
        ]
        if mine and session is not None and not session.locked:
            check = mine[0]
            left = (check.deadline - datetime.now(UTC)).total_seconds()
            self._card.ask(check.id, check.name, check.number, max(left, 0.0))
        else:
            self._card.withdraw()

    @Slot()
    def _refresh_sheet(self) -> None:
        if self._sheet.isVisible():
            self._show()

    def _show(self) -> None:
        session, shifts = self._seat.session, self._seat.state.shifts
        may = ROLES[session.role] if session else frozenset()
        duty = shifts.on_duty.get(session.person.upper()) if session else None
        here = f"{duty.name}  {clock(duty.since, None)}" if duty else ""
        notes = [
            Line(text=note.text, key=note.id, lead=clock(note.at, None)[:5], tail=self._of_note(note))
            for note in shifts.notes.values()
        ]
        summary = self.tr("{shift}: {count} on duty").format(
            shift=spoken(shifts.present) or "–", count=len(shifts.on_duty)
        )
        leads = Permission.LEAD_SHIFT in may
        self._sheet.show_duty(
            DutyShown(
                summary=summary,
                lines=tuple(self._lines()),
                notes=tuple(notes),
                here=here,
                leads=leads,
                roll_call=self._roll_call(),
            )
        )

    def _of_note(self, note: Note) -> str:
        if note.told_at is None:
            return note.name
        return self.tr("told {time}  {name}").format(time=clock(note.told_at, None)[:5], name=note.name)

    def _lines(self) -> Iterator[Line]:
        shifts = self._seat.state.shifts
        if shifts.on_duty:
            yield Line(text=self.tr("On duty"), tail=str(len(shifts.on_duty)), heading=True)
            for duty in shifts.on_duty.values():
                yield self._duty_line(duty)
        now = datetime.now(UTC)
        coming = sorted((it for it in self._seat.state.rota.values() if it.ends > now), key=lambda it: it.starts)
        for slot in coming[:NEXT_SHIFTS]:
            yield Line(text=f"{slot.day:%m-%d} {slot.shift}", tail=clock(slot.starts, None)[:5], heading=True)
            for person in slot.people:
                present = person.person in shifts.on_duty
                sign = Sign.DONE if present else Sign.OPEN
                yield Line(text=person.name, detail=person.position, sign=sign)

    def _duty_line(self, duty: OnDuty) -> Line:
        checks = [check for check in self._seat.state.shifts.checks.values() if check.person == duty.person]
        return Line(
            text=duty.name,
            lead=clock(duty.since, None)[:5],
            detail=" · ".join(part for part in (duty.position, duty.seat) if part),
            tail=self._checked(checks),
            sign=Sign.DONE,
        )

    def _checked(self, checks: list[PresenceCheck]) -> str:
        if any(check.result is CheckResult.MISSED for check in checks):
            return self.tr("presence check missed")
        if any(check.result is CheckResult.ASKED for check in checks):
            return self.tr("presence check runs")
        return ""

    def _roll_call(self) -> RollCallShown:
        """The newest that is open, else the newest that is to be settled."""
        calls = sorted(self._seat.state.shifts.roll_calls.values(), key=lambda call: (call.closed_at is None, call.at))
        if not calls:
            return RollCallShown()
        call = calls[-1]
        open_ = call.closed_at is None
        left = max(0, round((call.closes_at - datetime.now(UTC)).total_seconds()))
        answered = len(call.positions) - len(call.unanswered)
        status = self.tr("{answered} of {all}, {left} s left") if open_ else self.tr("{answered} of {all}, closed")
        return RollCallShown(
            question=call.question if open_ else "",
            status=status.format(answered=answered, all=len(call.positions), left=left),
            answers=tuple(self._answers(call)),
            mine=tuple((name, name) for name in call.positions) if open_ else (),
        )

    def _answers(self, call: RollCall) -> Iterator[Line]:
        given = {answer.position: answer for answer in call.answers}
        for position in call.positions:
            answer = given.get(position)
            if answer is None:
                sign = Sign.WAITING if call.closed_at is None else Sign.UNKNOWN
                yield Line(text=position, detail=self.tr("no answer"), sign=sign)
                continue
            word = self.tr("go") if answer.go else self.tr("no-go")
            yield Line(
                text=position,
                detail=" · ".join(part for part in (word, answer.remark) if part),
                tail=f"{answer.name} {clock(answer.at, None)}",
                sign=Sign.DONE if answer.go else Sign.FAILED,
            )

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.SHIFTS, Touched.ROTA, Touched.SESSION):
            self._refresh()

    @Slot(str, str, str)
    def _on_sign_on(self, account: str, password: str, code: str) -> None:
        claim = Claim(account=account, password=password, code=code)
        self._signing = self._commands.prove("shift.sign_on", claim)

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        if answer.id == self._signing:
            self._signing = ""
            self._sheet.sign_on.answered("" if answer.ok else self._sentence(answer))

    @Slot()
    def _on_sign_off(self) -> None:
        self._commands("shift.sign_off")

    @Slot(str)
    def _on_note(self, text: str) -> None:
        self._commands("shift.note", text=text)

    @Slot(str)
    def _on_note_done(self, note: str) -> None:
        self._commands("shift.note_done", note=note)

    @Slot(str)
    def _on_roll_call(self, question: str) -> None:
        self._commands("rollcall.start", question=question)

    @Slot(str, bool, str)
    def _on_go(self, position: str, go: bool, remark: str) -> None:
        calls = [call for call in self._seat.state.shifts.roll_calls.values() if call.closed_at is None]
        if calls:
            self._commands("rollcall.answer", call=calls[-1].id, position=position, go=go, remark=remark)

    @Slot(str, str)
    def _on_confirmed(self, check: str, number: str) -> None:
        self._commands("presence.confirm", check=check, number=number)

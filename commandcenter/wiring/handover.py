"""Handing over a shift at a console: what would be handed over, the frozen report, remarks and signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Slot

from bridge.protocol.seat import Answer
from commandcenter.domain.handover import Handover, Side
from commandcenter.domain.shift_plan import spoken
from commandcenter.domain.state import Touched
from commandcenter.services.credentials import Claim
from commandcenter.services.handover_items import report_of
from commandcenter.services.permissions import ROLES, Permission
from commandcenter.wiring.around import SeenBySeat
from commandcenter.wiring.handover_lines import remark_lines, report_lines, report_summary, signed_text
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from widgets.handover.sheet import HandoverSheet
from widgets.handover.state import HandoverShown, Party, Stage

REFRESH_MS = 2000
GROUP = 4
GROUPS = 4

Sentence = Callable[[Answer], str]


class HandoverFeature(QObject):
    """Feeds the sheet while it is open."""

    def __init__(
        self, seat: SeatModel, commands: Commands, wording: Wording, sheet: HandoverSheet, sentence: Sentence
    ) -> None:
        super().__init__(sheet)
        self._seat, self._commands, self._wording = seat, commands, wording
        self._sheet, self._sentence = sheet, sentence
        self._around = SeenBySeat(seat)
        self._signing: dict[str, str] = {}
        seat.replaced.connect(self.refresh)
        seat.things_changed.connect(self._on_things)
        seat.answered.connect(self._on_answer)
        sheet.begin_requested.connect(self._on_begin)
        sheet.cancel_requested.connect(self._on_cancel)
        sheet.remark_requested.connect(self._on_remark)
        sheet.sign_requested.connect(self._on_sign)
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()

    @Slot()
    def open(self) -> None:
        self._sheet.open()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        if self._sheet.isVisible():
            handover = self._seat.state.shifts.handover
            self._sheet.show_handover(self._preview() if handover is None else self._open(handover))

    def _preview(self) -> HandoverShown:
        """What would be handed over just now, and whether this person may begin."""
        shifts, session = self._seat.state.shifts, self._seat.session
        why = ""
        if shifts.plan is None:
            why = self.tr("This centre has no plan of shifts: [shifts] in its settings.")
        elif not shifts.present:
            why = self.tr("Nobody has signed on yet: F5.")
        elif session is None or Permission.LEAD_SHIFT not in ROLES[session.role]:
            why = self.tr("A shift leader begins the handover.")
        catalogue = self._wording.catalogue
        shift, people = spoken(shifts.present), len(shifts.on_duty)
        report = report_of(self._seat.state, self._around, catalogue, datetime.now(UTC), "")
        return HandoverShown(
            stage=Stage.REFUSED if why else Stage.READY,
            why=why,
            summary=self.tr("{shift}: {count} on duty").format(shift=shift, count=people),
            lines=report_lines(report, self._seat, self._wording),
            outgoing=Party(people=self._on_duty()),
            incoming=Party(people=""),
        )

    def _open(self, handover: Handover) -> HandoverShown:
        report = handover.report
        return HandoverShown(
            stage=Stage.OPEN,
            summary=report_summary(report),
            lines=report_lines(report, self._seat, self._wording),
            remarks=remark_lines(handover.remarks, report, self._wording),
            outgoing=Party(people=self._on_duty(), signed=signed_text(handover.signed_by(Side.OUTGOING))),
            incoming=Party(
                people=self._planned(handover.incoming), signed=signed_text(handover.signed_by(Side.INCOMING))
            ),
            digest=_grouped(handover.digest),
        )

    def _on_duty(self) -> str:
        return self._wording.listed(duty.name for duty in self._seat.state.shifts.on_duty.values())

    def _planned(self, slot: str) -> str:
        line = self._seat.state.rota.get(slot)
        return self._wording.listed(person.name for person in line.people) if line else ""

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.SHIFTS, Touched.ROTA, Touched.SESSION):
            self.refresh()

    @Slot()
    def _on_begin(self) -> None:
        self._commands("handover.begin")

    @Slot(str)
    def _on_cancel(self, reason: str) -> None:
        handover = self._seat.state.shifts.handover
        if handover is not None:
            self._commands("handover.cancel", handover=handover.id, reason=reason)

    @Slot(str, str)
    def _on_remark(self, text: str, item: str) -> None:
        handover = self._seat.state.shifts.handover
        if handover is not None:
            self._commands("handover.add", handover=handover.id, text=text, item=item)

    @Slot(str, str, str, str)
    def _on_sign(self, side: str, account: str, password: str, code: str) -> None:
        """Signed is what stands on this screen: its digest goes along."""
        handover = self._seat.state.shifts.handover
        if handover is None:
            return
        claim = Claim(account=account, password=password, code=code)
        sent = self._commands.prove("handover.sign", claim, handover=handover.id, side=side, digest=handover.digest)
        self._signing[sent] = side

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        side = self._signing.pop(answer.id, None)
        if side is not None:
            self._sheet.answered(side, "" if answer.ok else self._sentence(answer))
            self.refresh()


def _grouped(digest: str) -> str:
    """The first groups of it: enough to compare by eye with the printed page."""
    return " ".join(digest[at : at + GROUP] for at in range(0, GROUP * GROUPS, GROUP))

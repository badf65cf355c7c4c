"""The alarms that the selected alarm's thing had before, in its details: asked for with a key."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Found
from commandcenter.domain.alarms import Alarm
from commandcenter.services.past_alarms import past, question
from commandcenter.services.said.refusals import refusal
from commandcenter.wiring.entry_lines import EntryLines
from commandcenter.wiring.questions import Kind, Questions
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording
from widgets.alarm_detail.facts import Earlier
from widgets.alarm_detail.view import AlarmDetailView


class PastFeature(QObject):
    """What comes for another alarm than the one that is shown by then is not shown."""

    def __init__(
        self, seat: SeatModel, questions: Questions, lines: EntryLines, wording: Wording, detail: AlarmDetailView
    ) -> None:
        super().__init__(detail)
        self._seat, self._questions, self._lines = seat, questions, lines
        self._wording, self._detail = wording, detail

    @Slot(str)
    def ask(self, alarm_id: str) -> None:
        alarm = self._seat.state.alarms.get(alarm_id)
        if alarm is not None:
            self._detail.wait_for_earlier()
            self._questions.ask(Kind.PAST, question(alarm.subject), lambda found: self._show(alarm, found))

    def _show(self, alarm: Alarm, found: Found) -> None:
        if self._detail.alarm_id != alarm.id:
            return
        if found.page is None:
            self._detail.show_earlier([], self._lines.said(refusal(found.reason, found.values)))
            return
        before = past(self._lines.decoded(found), alarm.source, alarm.subject, alarm.id)
        self._detail.show_earlier([self._earlier(it) for it in before])

    def _earlier(self, alarm: Alarm) -> Earlier:
        return Earlier(
            at=alarm.raised_at,
            text=self._wording.alarm(alarm),
            by=self._seat.name_of(alarm.acknowledged_by) if alarm.acknowledged_by else "",
            false_alarm=alarm.false_alarm,
            note=alarm.note,
        )

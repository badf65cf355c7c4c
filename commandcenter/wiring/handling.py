"""What an officer does to the selected alarm beside acknowledging it: takes back, resets, shelves, takes, forwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal, Slot

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.life import Move
from commandcenter.domain.alarms.working import Work, offered
from commandcenter.services.permissions import ROLES, Permission
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from widgets.alarm_detail.view import AlarmDetailView
from widgets.kit.ages import Now, utc_now

DESK, PERSON = "desk:", "person:"
WORKS = frozenset(work.value for work in Work)
PERIODS = (15, 30, 60, 120, 240, 480)


class AlarmHandling(QObject):
    """Keys of the queue and buttons of the details come to the same."""

    closed = Signal()  # the form for shelving is gone: the keyboard goes back to the queue

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        detail: AlarmDetailView,
        now: Now = utc_now,
        *,
        desk_name: Callable[[str], str] = str,
    ) -> None:
        super().__init__(detail)
        self._seat = seat
        self._commands = commands
        self._detail = detail
        self._now = now
        self._desk_name = desk_name
        self._seen = 0  # the version that the form was opened on
        detail.move_requested.connect(self.move)
        detail.shelve_requested.connect(self._on_shelve)
        detail.forward_requested.connect(self._on_forward)
        detail.tick_requested.connect(self._on_tick)
        detail.form_closed.connect(self.closed)

    @Slot(str, str)
    def move(self, alarm_id: str, move: str) -> None:
        alarm = self._seat.state.alarms.get(alarm_id)
        if alarm is None:
            return
        if move == Move.SHELVE.value:
            self._seen = alarm.version
            self._detail.ask_shelving(list(self._periods(alarm)))
        elif move in WORKS:
            self._work(alarm, move)
        else:
            self._commands(f"alarm.{move}", alarm=alarm.id, version=alarm.version)

    def _work(self, alarm: Alarm, wanted: str) -> None:
        """One key takes an alarm, gives it back or asks for it, as it is with it now."""
        session = self._seat.session
        there = offered(alarm, session.account if session else self._seat.person_id)
        turns = (Work.TAKE, Work.RELEASE, Work.ASK)
        work = next((it for it in turns if it in there), None) if Work(wanted) in turns else Work(wanted)
        if work is None or work not in there:
            return
        self._seen = alarm.version
        if work is Work.FORWARD:
            self._detail.ask_forwarding(list(self._whom(alarm)))
        elif work in (Work.GIVE, Work.KEEP):
            self._commands("alarm.answer", alarm=alarm.id, version=alarm.version, yes=work is Work.GIVE)
        else:
            self._commands(f"alarm.{work.value}", alarm=alarm.id, version=alarm.version)

    def _whom(self, alarm: Alarm) -> Iterator[tuple[str, str]]:
        """Other desks, then whoever else has signed in at one that handles alarms."""
        for desk in self._seat.state.desks.all:
            if desk.name != alarm.desk:
                yield f"{DESK}{desk.name}", self._desk_name(desk.name)
        if alarm.desk:
            yield DESK, self.tr("everybody's queue")
        mine = self._seat.session
        for session in self._seat.state.sessions.values():
            if session != mine and Permission.HANDLE_ALARMS in ROLES[session.role]:
                yield f"{PERSON}{session.account}", f"{session.name} · {session.seat}"

    @Slot(str, str, str)
    def _on_forward(self, alarm_id: str, whom: str, note: str) -> None:
        kind, _, name = whom.partition(":")
        if not whom:
            return
        more = {"person": name} if kind == "person" else {"desk": name}
        self._commands("alarm.forward", alarm=alarm_id, version=self._seen, note=note, **more)

    @Slot(str, int, str, str)
    def _on_shelve(self, alarm_id: str, minutes: int, reason: str, comment: str) -> None:
        alarm = self._seat.state.alarms.get(alarm_id)
        if alarm is not None:
            said = {"reason": reason, "comment": comment}
            self._commands("alarm.shelve", alarm=alarm_id, version=self._seen, minutes=minutes, **said)

    @Slot(str, int, bool)
    def _on_tick(self, alarm_id: str, step: int, undo: bool) -> None:
        more = {"undo": True} if undo else {}
        self._commands("alarm.tick", alarm=alarm_id, step=step, **more)

    def _periods(self, alarm: Alarm) -> Iterator[tuple[int, str]]:
        """Those that the alarm's type allows; the end of the shift where there is a plan."""
        longest = alarm.manner.longest_shelf_min
        for minutes in [it for it in PERIODS if it <= longest] or [longest]:
            yield minutes, self._words(minutes)
        ends = self._shift_ends()
        if ends is not None and 0 < (left := _minutes(ends - self._now())) <= longest:
            text = self.tr("to the end of the shift, {time}")
            yield left, text.format(time=f"{ends.astimezone():%H:%M}")

    def _words(self, minutes: int) -> str:
        if minutes < 60:
            return self.tr("{minutes} min").format(minutes=minutes)
        return self.tr("{hours} h").format(hours=minutes // 60)

    def _shift_ends(self) -> datetime | None:
        plan = self._seat.state.shifts.plan
        return plan.at(self._now()).ends if plan else None


def _minutes(passing: timedelta) -> int:
    return int(passing.total_seconds() // 60)

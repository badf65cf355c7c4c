"""22 November 2026 in a made-up centre, with every figure of its daily report known beforehand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from commandcenter.domain.changes.keys import LinkRefused
from commandcenter.domain.changes.operating import CommandRefused, LinkageAnswered, LinkageStarted
from commandcenter.domain.changes.sources import EventQuarantined, SourceEpoch, SourceGap
from commandcenter.domain.changes.system import CoreStarted
from commandcenter.domain.events import EventId, Raised
from commandcenter.domain.journal import Draft
from commandcenter.domain.linkage import Linkage, Step, StepState
from commandcenter.domain.priority import Priority
from commandcenter.domain.state import Position
from commandcenter.services import annunciating
from tests.support.duty import CHEN, EARLY, LATE, LEADER, LI, NIGHT, PLAN, SECOND_LEADER, WANG, ZHAO, DutyCentre

DAY = date(2026, 11, 22)
ZONE = "Asia/Shanghai"
STREETS = {"500105001": "华新街街道", "500105002": "江北城街道"}


class MadeUpDay(DutyCentre):
    """Begins the evening before; `run` lives the whole day."""

    def run(self) -> None:
        self._evening_before()
        self._night()
        self._morning()
        self._afternoon()
        self._evening()

    def until(self, hour: int, minute: int = 0, day: int = 22) -> None:
        """Moves both clocks to that time by the centre's clocks (UTC+8)."""
        midnight = datetime(2026, 11, day, tzinfo=ZoneInfo(ZONE))
        self.wait((midnight + timedelta(hours=hour, minutes=minute) - self.now).total_seconds())

    def alarm(self, kind: str, subject: str, priority: Priority, area: str = "", title: str = "") -> str:
        """Its id."""
        event = Raised(
            at=self.now, type=kind, subject=subject, priority=priority, area=area, title=title or f"{kind} {subject}"
        )
        self.record([annunciating.raised(self.state, "s", event, self.catalogue, self.now)], "s")
        return f"A{self.state.raised}"

    def _evening_before(self) -> None:
        self.until(22, 0, day=21)
        self.old = self.alarm("standing.water", "W9", Priority.NOTICE, "500105002", "盘溪河下穿道积水")
        self.rota("2026-11-22/夜班", CHEN, LEADER)
        self.rota(EARLY, WANG, LI)
        self.rota(LATE, ZHAO, CHEN)
        self.rota(NIGHT, WANG, LI)
        self.until(23, 50, day=21)
        self.sign_on(CHEN, LEADER)

    def _night(self) -> None:
        self.until(3)
        self.record([Draft(change=CoreStarted(version="0.1.0", size=self.state.size))])
        self.state.positions["lifts"] = Position(source="lifts", epoch="e", seq=7)
        lost = Draft(change=SourceGap(expected=8, found=20), subject="lifts")
        new = Draft(change=SourceEpoch(before="e", before_seq=19), subject="lifts")
        self.record([lost, new], "lifts")
        event = EventId(source="lifts", epoch="e2", seq=1)
        self.record(
            [Draft(change=EventQuarantined(raw=b"x", reason="field: x"), subject="lifts")], "lifts", cause=event
        )
        self.record([Draft(change=LinkRefused(who="x", reason="key", count=4))])
        self.until(7, 45)
        self.ok("shift.sign_on", WANG, "desk-1")
        self.ok("shift.sign_on", LI, "desk-2")
        self.ok("handover.begin", LEADER)
        self.until(7, 58)
        self.sign("outgoing", LEADER)
        self.sign("incoming", WANG)
        self.ok("shift.sign_off", CHEN)
        self.ok("shift.sign_off", LEADER)

    def _morning(self) -> None:
        # Ten minor alarms, acknowledged after 10, 20, ... 100 seconds: mean 55, nine of ten within 90.
        self.until(9)
        for number in range(1, 11):
            alarm = self.alarm("pump.fault", f"P{number}", Priority.MINOR, "500105001", f"{number} 号泵故障")
            self.wait(number * 10)
            self.acknowledge(alarm, WANG)
            self.end_alarm("pump.fault", f"P{number}")
        self.until(10)
        fire = self.alarm("smoke.fire", "B1", Priority.CRITICAL, "500105002", "观音桥商场 B1 烟感报警")
        self._linkage("L1", fire, StepState.DONE, StepState.UNKNOWN)
        self.wait(20)
        self.acknowledge(fire, WANG)
        self.until(11)
        self.end_alarm("smoke.fire", "B1")
        self.record([Draft(change=CommandRefused(name="wall.reset", reason="x", values={}))], "u1001")

    def _linkage(self, run_id: str, alarm: str, *ends: StepState) -> None:
        steps = tuple(
            Step(key=f"{run_id}/{number}", kind="device", target="D", label="音柱", deadline=self.now)
            for number in range(len(ends))
        )
        run = Linkage(id=run_id, alarm=alarm, started_by="u1001", seat="desk-1", started_at=self.now, steps=steps)
        self.record([Draft(change=LinkageStarted(linkage=run), subject=alarm)], "u1001")
        for step, end in zip(steps, ends, strict=True):
            run = run.answered(step.key, end, "", self.now)
            self.record([Draft(change=LinkageAnswered(linkage=run, step=step.key), subject=alarm)])

    def _afternoon(self) -> None:
        self.until(14)
        self.ok("rollcall.start", SECOND_LEADER, question="强降雨，各岗位是否就绪？", seconds=60)
        call = next(iter(self.state.shifts.roll_calls))
        self.ok("rollcall.answer", SECOND_LEADER, call=call, position="值班长", go=True)
        self.ok("rollcall.answer", SECOND_LEADER, call=call, position="公安", go=False, remark="缺两人，30 min 内到位")
        self.minutes(2)
        self.ok("shift.note", WANG, text="3 号泵备件明日 10:00 到货，电话 023-6775 0000", flag="follow-up")
        cover = self.alarm("manhole.open", "M4", Priority.MAJOR, "500105001", "建新东路井盖移位")
        self.until(15, 50)
        self.sign_on(ZHAO, CHEN)
        self.ok("handover.begin", SECOND_LEADER)
        handover = self.state.shifts.handover
        if handover is None:
            raise AssertionError("no handover is open")
        self.ok(
            "handover.add",
            WANG,
            handover=handover.id,
            text="井盖已通知权属单位，预计 17:00 前复位",
            item=f"alarm/{cover}",
        )
        self.until(16, 2)
        self.sign("outgoing", WANG)
        self.sign("incoming", ZHAO)
        self.until(16, 5)
        self.ok("shift.sign_off", WANG)
        self.ok("shift.sign_off", LI)

    def _evening(self) -> None:
        self._duty_checks()
        self.until(23, 30)
        self.ok("handover.begin", SECOND_LEADER)
        handover = self.state.shifts.handover
        if handover is None:
            raise AssertionError("no handover is open")
        self.until(0, 10, day=23)
        self.ok("handover.cancel", SECOND_LEADER, handover=handover.id, reason="接班人未到齐")

    def _duty_checks(self) -> None:
        """One is asked and confirmed, one asked and missed."""
        checked = msgspec.structs.replace(PLAN, checks=1)
        self.plan(checked)
        self.random = iter([0.9, 0.0, 0.9, 0.0, 0.1234, 0.4321, *[0.99] * 1000]).__next__
        self.minutes(0)
        self.minutes(0.1)
        check = next(it for it in self.state.shifts.open_checks() if it.person == ZHAO.number)
        self.ok("presence.confirm", ZHAO, check=check.id, number=check.number)
        self.minutes(4)
        self.plan(PLAN)

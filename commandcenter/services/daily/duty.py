"""Who was on duty in a period, what was asked of them, and how they handed over."""

from __future__ import annotations

from datetime import datetime

import msgspec

from commandcenter.domain.changes.shifts import (
    HandoverBegun,
    HandoverCancelled,
    HandoverDone,
    HandoverRemarked,
    HandoverSigned,
    PresenceAnswered,
    PresenceAsked,
    RollCallAnswered,
    RollCallClosed,
    RollCallStarted,
    SignedOff,
    SignedOn,
)
from commandcenter.domain.handover import Handover
from commandcenter.domain.journal import Entry
from commandcenter.domain.shifts import OnDuty, PresenceCheck, RollCall
from commandcenter.services.daily.period import Period


class HandoverLine(msgspec.Struct, frozen=True, kw_only=True):
    """A handover as it stood at the end: done at `done_at` with this digest, cancelled for that reason, or open."""

    handover: Handover
    done_at: datetime | None = None
    cancelled: str = ""


class DutyFigures(msgspec.Struct, frozen=True, kw_only=True):
    """All of the period in the order of time; `people` are those on duty at any moment of it."""

    people: tuple[OnDuty, ...]
    handovers: tuple[HandoverLine, ...]
    checks: tuple[PresenceCheck, ...]
    checks_by_result: dict[str, int]
    roll_calls: tuple[RollCall, ...]


class DutyTally:
    """Takes every entry in order, those of some hours before the period too: who came then may still be there."""

    def __init__(self, period: Period) -> None:
        self._period = period
        self._on_duty: dict[str, OnDuty] = {}
        self._gone: list[OnDuty] = []
        self._handovers: dict[str, HandoverLine] = {}
        self._inside: set[str] = set()
        self._checks: dict[str, PresenceCheck] = {}
        self._calls: dict[str, RollCall] = {}

    def take(self, entry: Entry, inside: bool) -> None:
        match entry.change:
            case SignedOn(duty=duty):
                if inside or self._period.precedes(entry):
                    self._on_duty[duty.person] = duty
            case SignedOff(duty=duty):
                self._leave(duty, entry, inside)
            case PresenceAsked(check=check) | PresenceAnswered(check=check):
                if inside or check.id in self._checks:
                    self._checks[check.id] = check
            case RollCallStarted(call=call) | RollCallClosed(call=call):
                if inside or call.id in self._calls:
                    self._calls[call.id] = call
            case RollCallAnswered(id=id, answer=answer):
                if id in self._calls:
                    self._calls[id] = self._calls[id].with_answer(answer)
            case _:
                self._take_handover(entry, inside)

    def _leave(self, duty: OnDuty, entry: Entry, inside: bool) -> None:
        known = self._on_duty.pop(duty.person, None)
        if inside:
            self._gone.append(duty)
        elif known is not None and not self._period.precedes(entry):
            # They left after the period: in it they were there.
            self._on_duty[duty.person] = known

    def _take_handover(self, entry: Entry, inside: bool) -> None:
        change = entry.change
        match change:
            case HandoverBegun(handover=handover):
                self._handovers[handover.id] = HandoverLine(handover=handover)
            case HandoverRemarked(id=id, remark=remark) if id in self._handovers:
                self._move(id, remarks=(*self._handovers[id].handover.remarks, remark))
            case HandoverSigned(id=id, signature=signature) if id in self._handovers:
                self._move(id, signatures=(*self._handovers[id].handover.signatures, signature))
            case HandoverDone(record=record) if record.id in self._handovers:
                line = self._handovers[record.id]
                self._handovers[record.id] = msgspec.structs.replace(line, done_at=entry.at)
            case HandoverCancelled(id=id, reason=reason) if id in self._handovers:
                self._handovers[id] = msgspec.structs.replace(self._handovers[id], cancelled=reason)
            case _:
                return
        if inside:
            self._inside.add(entry.subject)

    def _move(self, id: str, **new: object) -> None:
        line = self._handovers[id]
        moved = msgspec.structs.replace(line.handover, **new)
        self._handovers[id] = msgspec.structs.replace(line, handover=moved)

    def figures(self) -> DutyFigures:
        people = sorted([*self._gone, *self._on_duty.values()], key=lambda duty: (duty.since, duty.person))
        checks = tuple(self._checks.values())
        results = [check.result.value for check in checks]
        return DutyFigures(
            people=tuple(people),
            handovers=tuple(line for id, line in self._handovers.items() if id in self._inside),
            checks=checks,
            checks_by_result={result: results.count(result) for result in sorted(set(results))},
            roll_calls=tuple(self._calls.values()),
        )

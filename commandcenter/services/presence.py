"""Presence checks at random times (在岗抽查): when they are due, how they are answered, what becomes of a miss."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmReturned
from commandcenter.domain.changes.shifts import PresenceAnswered, PresenceAsked
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name
from commandcenter.domain.journal import Draft, Outcome
from commandcenter.domain.priority import Priority
from commandcenter.domain.shift_plan import spoken
from commandcenter.domain.shifts import CheckResult, OnDuty, PresenceCheck
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import own_alarms
from commandcenter.services.acting import actor
from commandcenter.services.commands import Args, Context, Declaration
from commandcenter.services.permissions import Permission
from commandcenter.services.staffing import Waited

WITHIN = timedelta(minutes=3)
# The last minutes of a shift are the handover's.
MARGIN = timedelta(minutes=10)
ONE_MORE = 0.5


class Confirmed(Args, frozen=True, kw_only=True):
    check: Name
    number: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}$")]


def busy(state: State) -> bool:
    """An emergency: nobody is asked whether they are there."""
    return any(run.live for run in state.linkages.values()) or any(
        alarm.priority is Priority.CRITICAL and alarm.waits for alarm in state.alarms.values()
    )


class Draws:
    """The times at which people will be asked; `random` gives numbers from 0 until before 1.

    They are in no journal: whoever could read them would know. After a restart they are drawn anew.
    """

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._times: dict[tuple[str, str], list[datetime]] = {}

    def due(self, state: State, now: datetime) -> Iterator[Draft]:
        """The questions to ask now."""
        plan = state.shifts.plan
        duties = list(state.shifts.on_duty.values()) if plan and plan.checks else []
        self._times = {(it.shift, it.person): self._drawn(state, it, now) for it in duties}
        asked = {check.person for check in state.shifts.open_checks()}
        due = [it for it in duties if it.person not in asked and self._is_due(it, now)]
        if due and not busy(state):
            for duty in due:
                times = self._times[(duty.shift, duty.person)]
                self._times[(duty.shift, duty.person)] = [at for at in times if at > now]
                yield Draft(change=PresenceAsked(check=self._check(state, duty, now)), subject=duty.person)

    def _is_due(self, duty: OnDuty, now: datetime) -> bool:
        return any(at <= now for at in self._times[(duty.shift, duty.person)])

    def _drawn(self, state: State, duty: OnDuty, now: datetime) -> list[datetime]:
        """What was drawn, or the first draw, or a new one while too few checks were made."""
        known = self._times.get((duty.shift, duty.person))
        plan = state.shifts.plan
        slot = plan.find(duty.shift) if plan else None
        if known or plan is None or slot is None:
            return known or []
        waiting = sum(check.person == duty.person for check in state.shifts.open_checks())
        wanted = plan.checks - state.shifts.checked.get(duty.person, 0) - waiting
        if known is None and self._random() < ONE_MORE:
            # Who has been asked as often as the plan says cannot be sure that it was the last time.
            wanted = max(wanted, 0) + 1
        first, last = max(now, slot.starts), slot.ends - MARGIN
        if wanted <= 0 or first >= last:
            return []
        return sorted(first + (last - first) * self._random() for _ in range(wanted))

    def _check(self, state: State, duty: OnDuty, now: datetime) -> PresenceCheck:
        return PresenceCheck(
            id=f"P{state.size}",
            person=duty.person,
            name=duty.name,
            shift=duty.shift,
            number=f"{int(self._random() * 10_000):04d}",
            asked_at=now,
            deadline=now + WITHIN,
        )


def overdue(state: State, catalogue: Catalogue, now: datetime, waited: Waited) -> Iterator[Draft]:
    """Checks that nobody answered in time: missed, or excused when an emergency came between."""
    for check in list(state.shifts.open_checks()):
        if waited(check.id, check.asked_at, now) <= WITHIN.total_seconds():
            continue
        if check.person not in state.shifts.on_duty or busy(state):
            yield _answered(check, CheckResult.EXCUSED, now)
            continue
        yield _answered(check, CheckResult.MISSED, now, Outcome.FAILED)
        values = {"name": check.name, "shift": spoken(check.shift)}
        yield from own_alarms.raise_once(state, own_alarms.PRESENCE, check.person, {**values}, catalogue, now)


def confirm(state: State, args: Confirmed, context: Context) -> list[Draft]:
    """The number from the screen, typed by the person who was asked; late is better than never, and says so."""
    check = state.shifts.checks.get(args.check)
    if check is None or check.person != actor(context).person:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no such presence check for you."), check=args.check)
    if args.number != check.number:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "That is not the number that the screen shows."))
    late = check.result is CheckResult.MISSED
    answered = _answered(check, CheckResult.LATE if late else CheckResult.CONFIRMED, context.now, seat=context.seat)
    return [answered, *own_alarms.end(state, own_alarms.PRESENCE, check.person, context.now)]


def settle(state: State, check: PresenceCheck, reason: str, context: Context) -> list[Draft]:
    """A leader has looked at a missed check; nobody settles their own."""
    leader = actor(context)
    if leader.person == check.person:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Nobody settles a presence check of their own."))
    settled = msgspec.structs.replace(check, result=CheckResult.SETTLED, reason=reason, settled_by=leader.person)
    others = (it for it in state.shifts.checks.values() if it.person == check.person and it.id != check.id)
    over = [] if any(others) else own_alarms.end(state, own_alarms.PRESENCE, check.person, context.now)
    return [Draft(change=PresenceAnswered(check=settled), subject=check.person), *over]


def _answered(
    check: PresenceCheck, result: CheckResult, now: datetime, outcome: Outcome = Outcome.DONE, seat: str = ""
) -> Draft:
    answered_at = now if result in (CheckResult.CONFIRMED, CheckResult.LATE) else None
    answered = msgspec.structs.replace(check, result=result, answered_at=answered_at, seat=seat)
    return Draft(change=PresenceAnswered(check=answered), subject=check.person, outcome=outcome)


def declarations() -> list[Declaration]:
    """The line of the command table on presence checks."""
    entries = (PresenceAnswered, AlarmReturned)
    return [Declaration("presence.confirm", Confirmed, Permission.DUTY, entries, confirm)]

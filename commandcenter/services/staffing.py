"""Whether enough people are on duty, and those who are planned: an alarm of the centre's own when not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.journal import CORE, Draft
from commandcenter.domain.shift_plan import spoken
from commandcenter.domain.shifts import Planned
from commandcenter.domain.state import State
from commandcenter.services import own_alarms

GRACE = timedelta(minutes=15)
DUTY = "duty"

Waited = Callable[[str, datetime, datetime], float]
"""(what, since, now) → seconds."""


def short_handed(state: State, catalogue: Catalogue, now: datetime, waited: Waited) -> Iterator[Draft]:
    """Fewer than the minimum for more than the grace."""
    shifts = state.shifts
    if shifts.short_since is None or shifts.plan is None:
        yield from own_alarms.end(state, own_alarms.SHORT, DUTY, now)
    elif waited("short", shifts.short_since, now) > GRACE.total_seconds():
        values = {"count": float(len(shifts.on_duty)), "minimum": float(shifts.plan.minimum)}
        yield from own_alarms.raise_once(state, own_alarms.SHORT, DUTY, {**values}, catalogue, now)


class Missing:
    """Watches those who are planned for the shift of the hour."""

    def __init__(self) -> None:
        self._alarmed: set[str] | None = None

    def due(self, state: State, catalogue: Catalogue, now: datetime) -> Iterator[Draft]:
        """Alarms about who has not come, and their ends."""
        if self._alarmed is None:
            # Once: the queue may be long, and time passes several times a second.
            self._alarmed = {
                alarm.subject
                for alarm in state.alarms.values()
                if alarm.source == CORE and alarm.type == own_alarms.MISSING
            }
        missing = missing_now(state, now)
        for person in sorted(self._alarmed - missing.keys()):
            yield from own_alarms.end(state, own_alarms.MISSING, person, now)
        for person, (line, shift) in missing.items():
            values = {"name": line.name, "shift": spoken(shift)}
            yield from own_alarms.raise_once(state, own_alarms.MISSING, person, {**values}, catalogue, now)
        self._alarmed = set(missing)


def missing_now(state: State, now: datetime) -> dict[str, tuple[Planned, str]]:
    """Who should be here by now and has not been, by staff number, with the shift's id."""
    plan = state.shifts.plan
    slot = plan.at(now) if plan else None
    line = state.rota.get(slot.id) if slot else None
    if slot is None or line is None or now <= slot.starts + GRACE:
        return {}
    return {it.person: (it, slot.id) for it in line.people if not _was_there(state, it.person, slot.starts)}


def _was_there(state: State, person: str, starts: datetime) -> bool:
    """On duty now, or gone since the shift began (relieved or released: that is no matter of not coming)."""
    gone = state.shifts.left.get(person)
    return person in state.shifts.on_duty or (gone is not None and gone.until is not None and gone.until > starts)

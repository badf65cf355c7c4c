"""What the passing of time does to people on duty: too few, missing, asked, called, a handover that drags on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.shifts import ShiftsPlanned
from commandcenter.domain.journal import Draft
from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.domain.state import State
from commandcenter.services import handover, presence, rollcall, shifts, staffing
from commandcenter.services.commands import Declaration
from commandcenter.services.elapsed import Elapsed


class Duty:
    """`random` gives numbers from 0 until before 1, `clock` seconds that no hand on the wall moves.

    Keeps nothing that a restart may not forget: when people will be asked, and how long things have lasted.
    """

    def __init__(self, random: Callable[[], float], clock: Callable[[], float]) -> None:
        self._draws = presence.Draws(random)
        self._missing = staffing.Missing()
        self._waited = Elapsed(clock)

    def due(self, state: State, catalogue: Catalogue, now: datetime) -> Iterator[Draft]:
        """All that is due; each draft has to be applied before the next is asked for."""
        yield from staffing.short_handed(state, catalogue, now, self._waited)
        yield from self._missing.due(state, catalogue, now)
        yield from presence.overdue(state, catalogue, now, self._waited)
        yield from self._draws.due(state, now)
        yield from rollcall.overdue(state, now, self._waited)
        yield from handover.overdue(state, catalogue, now, self._waited)


def planning(state: State, plan: ShiftPlan | None) -> Iterable[Draft]:
    """Nothing when the plan is the known one."""
    return [] if plan == state.shifts.plan else [Draft(change=ShiftsPlanned(plan=plan))]


def declarations() -> list[Declaration]:
    """All lines of the command table on shifts."""
    return [*shifts.declarations(), *presence.declarations(), *rollcall.declarations(), *handover.declarations()]

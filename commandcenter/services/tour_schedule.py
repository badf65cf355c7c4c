"""Which tours run now by their schedules; the later begun of two at one seat waits until the first is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

import msgspec

from commandcenter.domain.changes.tours import TourEnded, TourStarted
from commandcenter.domain.journal import CORE, Draft
from commandcenter.domain.state import State
from commandcenter.domain.tours import RunState, Tour, TourRun, Window


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A tour that its schedule wants to run now."""

    tour: Tour
    window: Window


def planned(tours: Iterable[Tour], now: datetime, zone: tzinfo) -> dict[str, Planned]:
    """By seat, the one whose time has begun first; of two that begin together the one with the smaller id."""
    found: dict[str, Planned] = {}
    for tour in sorted(tours, key=lambda it: it.id):
        for schedule in tour.schedules:
            window = schedule.window(now, zone)
            known = found.get(schedule.seat)
            if window and (known is None or window.begins < known.window.begins):
                found[schedule.seat] = Planned(tour=tour, window=window)
    return found


def due(state: State, now: datetime, zone: tzinfo) -> Iterator[Draft]:
    """Tours that begin, and those whose time is over; each draft has to be applied before the next is asked for.

    What a person has started goes on until somebody ends it; what somebody has stopped is not started again in the
    same scheduled time.
    """
    if not state.tours and not state.touring:
        return
    for run in list(state.touring.values()):
        if run.state is not RunState.ENDED and run.until is not None and run.until <= now:
            yield ended(run, "over", CORE)
    for seat, wanted in planned(state.tours.values(), now, zone).items():
        known = state.touring.get(seat)
        if known is None or (known.state is RunState.ENDED and not _was_stopped(known, wanted)):
            run = TourRun(
                seat=seat,
                tour=wanted.tour.id,
                name=wanted.tour.name,
                by=CORE,
                since=now,
                until=wanted.window.ends,
            )
            yield Draft(change=TourStarted(run=run), subject=run.tour, actor=CORE)


def ended(run: TourRun, why: str, actor: str = "") -> Draft:
    over = msgspec.structs.replace(run, state=RunState.ENDED)
    return Draft(change=TourEnded(run=over, why=why), subject=run.tour, actor=actor)


def _was_stopped(run: TourRun, wanted: Planned) -> bool:
    """By a person, in this very time, whatever they have shown there by hand since."""
    return run.scheduled == (wanted.tour.id, wanted.window.ends) and run.since >= wanted.window.begins

"""Video tours as they are defined, run, and reported on."""

from __future__ import annotations

from commandcenter.domain.changes.change import Change
from commandcenter.domain.tours import Tour, TourRun


class TourDefined(Change, frozen=True, kw_only=True, tag="tour.defined"):
    tour: Tour


class TourRemoved(Change, frozen=True, kw_only=True, tag="tour.removed"):
    tour: str
    name: str = ""


class TourStarted(Change, frozen=True, kw_only=True, tag="tour.started"):
    run: TourRun


class TourHeld(Change, frozen=True, kw_only=True, tag="tour.held"):
    """Stopped at its place, or, when the run is running, resumed there."""

    run: TourRun


class TourEnded(Change, frozen=True, kw_only=True, tag="tour.ended"):
    """`why`: stopped, over (the scheduled time is), removed, replaced."""

    run: TourRun
    why: str


class TourRound(Change, frozen=True, kw_only=True, tag="tour.round"):
    """The seat's own word at the end of round `run.round`: cameras `shown`, those left out with their states.

    `others` is how many more it left out, which are no cameras of the tour (any more).
    """

    run: TourRun
    shown: int
    skipped: dict[str, str]
    seconds: float
    others: int = 0

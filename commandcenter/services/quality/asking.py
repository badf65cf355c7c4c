"""Asking for the figures of a desk: of which times, what is answered, and how much of it at most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

import msgspec

from commandcenter.domain.errors import Trouble
from commandcenter.services.quality.figures import Figures
from commandcenter.services.quality.verdicts import Judged, judged

MOST_DAYS = 30
MOST_DESKS = 64
FEW = 20
"""So many alarms of each list; the worst stand first."""
MOST_FLOODS = 500


class Span(Enum):
    """The times that can be asked for, until now."""

    HOUR = timedelta(hours=1)
    SHIFT = timedelta(hours=8)
    DAY = timedelta(days=1)
    WEEK = timedelta(days=7)
    MONTH = timedelta(days=MOST_DAYS)


def span_of(days: float) -> Span:
    """The shortest that holds so many days, else the longest: however many ask, few different things are asked."""
    wanted = timedelta(days=days)
    return next((span for span in Span if wanted <= span.value), Span.MONTH)


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """All desks' figures. They begin later than `asked_from` where there is more than can be read in time (`cut`), or
    the journal begins later."""

    asked_from: datetime
    desks: tuple[Figures, ...]
    cut: bool = False

    def of(self, desk: str) -> Figures | None:
        return next((it for it in self.desks if it.desk == desk), None)


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """A desk's figures with their verdicts, small enough for a message.

    `listed` says how many alarms there are of each kind (chattering, fleeting, stale, hidden), of which the figures
    have the worst.
    """

    figures: Figures
    verdicts: tuple[Judged, ...]
    listed: dict[str, int]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured, as seats are told of it: the desks in the centre's order. It was so `as_of`."""

    as_of: datetime
    asked_from: datetime
    cut: bool
    desks: tuple[Brief, ...]

    def of(self, desk: str) -> Brief | None:
        """The desk's; where there is none of that name, the first one's."""
        return next((it for it in self.desks if it.figures.desk == desk), next(iter(self.desks), None))


class Measurer(Protocol):
    """Answers on a thread of its own, or at once from what was worked out a moment ago."""

    def ask(self, span: Span, done: Callable[[Told | Trouble], None]) -> bool:
        """False when too many questions wait already. `done` may be called on another thread."""


def brief(it: Figures) -> Brief:
    return Brief(
        figures=msgspec.structs.replace(
            it,
            floods=it.floods[-MOST_FLOODS:],
            chattering=_few(it.chattering),
            fleeting=_few(it.fleeting),
            stale=_few(it.stale),
            hidden=it.hidden[:FEW],
        ),
        verdicts=tuple(judged(it)),
        listed={
            "chattering": len(it.chattering),
            "fleeting": len(it.fleeting),
            "stale": len(it.stale),
            "hidden": len(it.hidden),
        },
    )


def desk_names(found: Iterable[Figures], order: Sequence[str]) -> Iterator[str]:
    """In the order in which the centre lists its desks; then everybody's, then those that are none any more."""
    known = [it.desk for it in found]
    yield from (desk for desk in (*order, "") if desk in known)
    yield from (desk for desk in known if desk and desk not in order)


def _few(found: dict[str, float]) -> dict[str, float]:
    return dict(list(found.items())[:FEW])

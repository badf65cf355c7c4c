"""What the sheet shows of one desk's alarms."""

from __future__ import annotations

import msgspec

from commandcenter.domain.priority import Priority
from widgets.kit.lines.line import Line


class FigureShown(msgspec.Struct, frozen=True, kw_only=True):
    """A number that matters; not `good`: beyond what the standards allow."""

    label: str
    value: str
    detail: str = ""
    good: bool = True


class TickShown(msgspec.Struct, frozen=True):
    """`at` from 0 (the beginning) to 1 (the end)."""

    at: float
    label: str


class RateShown(msgspec.Struct, frozen=True, kw_only=True):
    """Calls of each ten minutes; `floods` from and to, as shares of the time."""

    tens: tuple[int, ...] = ()
    floods: tuple[tuple[float, float], ...] = ()
    ticks: tuple[TickShown, ...] = ()


class ShareShown(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the calls a priority has, and how much it should have."""

    priority: Priority
    share: float
    target: float


class TakenShown(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a priority somebody had taken notice of within each of the steps."""

    priority: Priority
    counts: tuple[int, ...]


class VerdictShown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the table, in words."""

    name: str
    value: str
    acceptable: str
    manageable: str
    verdict: str
    standard: str
    good: bool


class WorstShown(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that called so often; `together`: its share and that of those before it."""

    name: str
    priority: Priority
    count: int
    share: float
    together: float


class ListShown(msgspec.Struct, frozen=True, kw_only=True):
    """The worst of a kind; `more` says how many there are besides, or ""."""

    lines: tuple[Line, ...] = ()
    more: str = ""


class QualityShown(msgspec.Struct, frozen=True, kw_only=True):
    figures: tuple[FigureShown, ...] = ()
    rate: RateShown = RateShown()
    shares: tuple[ShareShown, ...] = ()
    taken: tuple[TakenShown, ...] = ()
    steps: tuple[str, ...] = ()
    verdicts: tuple[VerdictShown, ...] = ()
    worst: tuple[WorstShown, ...] = ()
    chattering: ListShown = ListShown()
    fleeting: ListShown = ListShown()
    stale: ListShown = ListShown()
    hidden: ListShown = ListShown()

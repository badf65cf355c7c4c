"""What a measurement says: a value, what it stands beside, the ratio of the two, and whether the goal is met."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import Enum

import msgspec


class BenchError(Exception):
    """The measurement did not come about; the text says why. There is no figure then."""


class Kind(Enum):
    """A limit that was set, another way measured in the same run, or the whole that this is a part of."""

    LIMIT = "limit"
    RIVAL = "rival"
    WHOLE = "whole"


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """`value` has the figure's unit."""

    kind: Kind
    what: str
    value: float


class GoalOf(Enum):
    VALUE = "value"
    RATIO = "ratio"


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """`bound` of the value or of the ratio: at most that where lower is better, at least that otherwise."""

    of: GoalOf
    bound: float


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table and one file. `what` says how the value was made, `detail` what else was seen."""

    name: str
    what: str
    value: float
    unit: str
    compared: Compared
    samples: int
    lower_is_better: bool = True
    goal: Goal | None = None
    detail: Mapping[str, object] = {}

    @property
    def ratio(self) -> float:
        """The value in units of what it is compared with; infinite beside nothing."""
        return self.value / self.compared.value if self.compared.value else math.inf

    @property
    def met(self) -> bool | None:
        """None without a goal."""
        if self.goal is None:
            return None
        measured = self.value if self.goal.of is GoalOf.VALUE else self.ratio
        return measured <= self.goal.bound if self.lower_is_better else measured >= self.goal.bound


def record(figure: Figure, machine: Mapping[str, object]) -> dict[str, object]:
    """The figure as its file holds it. `goal` is a bound of what `goal_of` names; both are None without a goal."""
    return {
        "name": figure.name,
        "what": figure.what,
        "value": rounded(figure.value),
        "unit": figure.unit,
        "better": "lower" if figure.lower_is_better else "higher",
        "compared_with": {"kind": figure.compared.kind.value, "what": figure.compared.what},
        "compared_value": rounded(figure.compared.value),
        "ratio": rounded(figure.ratio) if math.isfinite(figure.ratio) else None,
        "goal": figure.goal.bound if figure.goal else None,
        "goal_of": figure.goal.of.value if figure.goal else None,
        "met": figure.met,
        "samples": figure.samples,
        "detail": dict(figure.detail),
        "machine": dict(machine),
    }


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0..1) of the values do not exceed. Raises BenchError for none."""
    if not values:
        raise BenchError("nothing was measured")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the largest."""
    shares = {"p50": 0.50, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: rounded(quantile(values, share)) for name, share in shares.items()}


def rounded(value: float) -> float:
    """To four figures: more would pretend."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, 3 - math.floor(math.log10(abs(value))))

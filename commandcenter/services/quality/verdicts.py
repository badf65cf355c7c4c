"""What ISA-18.2 (2016) and EEMUA 191 say of the figures; every limit stands here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from types import MappingProxyType

import msgspec

from commandcenter.domain.priority import Priority
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.quality.figures import Figures


class Verdict(Enum):
    """ISA's three steps, and the four of EEMUA."""

    ACCEPTABLE = "very likely acceptable"
    MANAGEABLE = "manageable"
    BEYOND = "beyond what is manageable"
    OVER_DEMANDING = "likely to be over-demanding"
    UNACCEPTABLE = "very likely unacceptable"
    HARD = "hard to cope with"
    EXCESSIVE = "definitely excessive"
    ACTION = "needs an action plan"

    @property
    def good(self) -> bool:
        return self in (Verdict.ACCEPTABLE, Verdict.MANAGEABLE)


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A figure, the limits that it was held against, as they are written, and what comes of it.

    `acceptable` and `manageable` are those of the limits that the standard calls so, "" where it names none.
    """

    name: str
    value: float
    limits: str
    verdict: Verdict
    standard: str
    acceptable: str = ""
    manageable: str = ""

    @property
    def figure(self) -> str:
        """As people write it."""
        if self.name.startswith(SHARES):
            return f"{self.value:.1%}"
        return f"{self.value:.0f}" if self.value >= 100 else f"{self.value:.3g}"


SHARES = "share"
"""What a share's name begins with."""
ISA, EEMUA = "ISA-18.2", "EEMUA 191"
PER_HOUR, PER_TEN_MINUTES, PER_DAY = (6, 12), (1, 2), (150, 300)
SHARE = 0.01
TOP_SHARE = (0.01, 0.05)
STALE = 5
STANDING, SHELVED = 10, 30
MOST = 10
PRIORITIES = MappingProxyType({
    Priority.CRITICAL: (QT_TRANSLATE_NOOP("quality", "share of critical calls"), 0.01),
    Priority.MAJOR: (QT_TRANSLATE_NOOP("quality", "share of major calls"), 0.05),
    Priority.MINOR: (QT_TRANSLATE_NOOP("quality", "share of minor calls"), 0.15),
})  # fmt: skip
# The words of the verdicts; looked up by their values.
VERDICTS = (
    QT_TRANSLATE_NOOP("quality", "very likely acceptable"),
    QT_TRANSLATE_NOOP("quality", "manageable"),
    QT_TRANSLATE_NOOP("quality", "beyond what is manageable"),
    QT_TRANSLATE_NOOP("quality", "likely to be over-demanding"),
    QT_TRANSLATE_NOOP("quality", "very likely unacceptable"),
    QT_TRANSLATE_NOOP("quality", "hard to cope with"),
    QT_TRANSLATE_NOOP("quality", "definitely excessive"),
    QT_TRANSLATE_NOOP("quality", "needs an action plan"),
)


def judged(figures: Figures) -> list[Judged]:
    return [*_isa(figures), *_eemua(figures)]


def _isa(it: Figures) -> Iterator[Judged]:
    yield _line(QT_TRANSLATE_NOOP("quality", "calls per hour"), it.per_hour, PER_HOUR)
    yield _line(QT_TRANSLATE_NOOP("quality", "calls per 10 minutes"), it.per_ten_minutes, PER_TEN_MINUTES)
    yield _line(QT_TRANSLATE_NOOP("quality", "calls per day"), it.per_day, PER_DAY)
    yield _small(QT_TRANSLATE_NOOP("quality", "share of 10 minutes with more than 10 calls"), it.full_parts)
    yield _small(QT_TRANSLATE_NOOP("quality", "share of hours with more than 30 calls"), it.full_hours)
    yield _small(QT_TRANSLATE_NOOP("quality", "share of the time in flood"), it.in_flood)
    yield _most(QT_TRANSLATE_NOOP("quality", "most calls in 10 minutes"), it.most_in_ten_minutes, MOST)
    yield _line(QT_TRANSLATE_NOOP("quality", "share of the ten worst alarms"), it.top_share, TOP_SHARE)
    yield _none(QT_TRANSLATE_NOOP("quality", "chattering alarms"), len(it.chattering))
    yield _none(QT_TRANSLATE_NOOP("quality", "fleeting alarms"), len(it.fleeting))
    yield _fewer(QT_TRANSLATE_NOOP("quality", "stale alarms"), len(it.stale), STALE, ISA)
    for priority, (name, share) in PRIORITIES.items():
        yield _most(name, it.by_priority[priority.value], share)


def _eemua(it: Figures) -> Iterator[Judged]:
    rate, worst = it.per_ten_minutes, it.most_in_ten_minutes
    yield Judged(
        name=QT_TRANSLATE_NOOP("quality", "average calls per 10 minutes"),
        value=rate,
        limits="< 1, ≤ 2, ≤ 10",
        verdict=average(rate),
        standard=EEMUA,
        acceptable="< 1",
        manageable="≤ 2",
    )
    yield Judged(
        name=QT_TRANSLATE_NOOP("quality", "calls in the worst 10 minutes"),
        value=worst,
        limits="< 10, ≤ 100",
        verdict=upset(worst),
        standard=EEMUA,
        manageable="< 10",
    )
    yield _fewer(QT_TRANSLATE_NOOP("quality", "standing alarms"), it.standing, STANDING, EEMUA)
    yield _fewer(QT_TRANSLATE_NOOP("quality", "shelved alarms"), it.shelved_now, SHELVED, EEMUA)


def average(rate: float) -> Verdict:
    """Of the average rate per ten minutes."""
    if rate < 1:
        return Verdict.ACCEPTABLE
    if rate <= 2:
        return Verdict.MANAGEABLE
    return Verdict.OVER_DEMANDING if rate <= 10 else Verdict.UNACCEPTABLE


def upset(worst: int) -> Verdict:
    """Of the alarms in the ten minutes after a major upset."""
    if worst < 10:
        return Verdict.MANAGEABLE
    return Verdict.HARD if worst <= 100 else Verdict.EXCESSIVE


def _written(limit: float) -> str:
    return f"{limit:.0%}" if limit < 1 else f"{limit:g}"


def _line(name: str, value: float, limits: tuple[float, float]) -> Judged:
    """Up to the first very likely acceptable, up to the second manageable."""
    good, most = limits
    verdict = Verdict.ACCEPTABLE if value <= good else Verdict.MANAGEABLE if value <= most else Verdict.BEYOND
    acceptable, manageable = f"~{_written(good)}", f"≤ {_written(most)}"
    return Judged(
        name=name,
        value=value,
        limits=f"{acceptable}, {manageable}",
        verdict=verdict,
        standard=ISA,
        acceptable=acceptable,
        manageable=manageable,
    )


def _small(name: str, value: float) -> Judged:
    return _fewer(name, value, SHARE, ISA)


def _fewer(name: str, value: float, limit: float, standard: str) -> Judged:
    verdict = Verdict.ACCEPTABLE if value < limit else Verdict.BEYOND
    return _one(name, value, f"< {_written(limit)}", verdict, standard)


def _most(name: str, value: float, limit: float) -> Judged:
    verdict = Verdict.ACCEPTABLE if value <= limit else Verdict.BEYOND
    return _one(name, value, f"≤ {_written(limit)}", verdict, ISA)


def _none(name: str, count: int) -> Judged:
    verdict = Verdict.ACTION if count else Verdict.ACCEPTABLE
    return _one(name, count, "0", verdict, ISA)


def _one(name: str, value: float, limit: str, verdict: Verdict, standard: str) -> Judged:
    return Judged(name=name, value=value, limits=limit, verdict=verdict, standard=standard, acceptable=limit)

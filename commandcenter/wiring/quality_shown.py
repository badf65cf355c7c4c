"""From a desk's figures to what the sheet shows: words instead of keys, shares of the time instead of times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from commandcenter.domain.alarms.hiding import ShelfReason
from commandcenter.domain.journal import CORE
from commandcenter.domain.priority import Priority
from commandcenter.services.quality.asking import Brief
from commandcenter.services.quality.charting import TARGETS, WITHIN, split_key, ticks
from commandcenter.services.quality.figures import Figures
from commandcenter.services.quality.taking import Hidden, Key
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.names import SeatNames
from commandcenter.wiring.wording import Wording
from widgets.kit.ages import lasting
from widgets.kit.lines.line import Line
from widgets.kit.words import figure
from widgets.quality.state import (
    FigureShown,
    ListShown,
    QualityShown,
    RateShown,
    ShareShown,
    TakenShown,
    TickShown,
    VerdictShown,
    WorstShown,
)

MOST_TICKS = 8
SHELVED = frozenset(it.value for it in ShelfReason)


class QualityWords:
    """Of one seat: in its language, with its names."""

    def __init__(self, wording: Wording, names: SeatNames) -> None:
        self._wording, self._names = wording, names

    def shown(self, told: Brief) -> QualityShown:
        it = told.figures
        return QualityShown(
            figures=tuple(_figures(told)),
            rate=_rate(it),
            shares=tuple(_shares(it)),
            taken=tuple(TakenShown(priority=one, counts=it.taken_within[one.value]) for one in Priority),
            steps=WITHIN,
            verdicts=tuple(_verdicts(told)),
            worst=tuple(self._worst(it)),
            chattering=_list(self._counted(it.chattering), told.listed["chattering"]),
            fleeting=_list(self._counted(it.fleeting), told.listed["fleeting"]),
            stale=_list(self._stale(it), told.listed["stale"]),
            hidden=_list(self._hidden(it), told.listed["hidden"]),
        )

    def _name(self, key: Key) -> str:
        source, kind, subject = key
        known = self._wording.catalogue.types.get(kind)
        called = known.wording(self._wording.language).label if known else kind
        return f"{called}  {self._names.source(subject) if source == CORE else subject}"

    def _worst(self, it: Figures) -> Iterator[WorstShown]:
        together = 0.0
        for one in it.offenders:
            together += one.share
            name = self._name(one.key)
            yield WorstShown(
                name=name, priority=one.priority, count=one.count, share=one.share, together=min(together, 1.0)
            )

    def _counted(self, found: Mapping[str, float]) -> Iterator[Line]:
        for name, count in found.items():
            yield Line(text=self._name(split_key(name)), lead=f"× {count:.0f}")

    def _stale(self, it: Figures) -> Iterator[Line]:
        for name, seconds in it.stale.items():
            yield Line(text=self._name(split_key(name)), lead=_hours(seconds))

    def _hidden(self, it: Figures) -> Iterator[Line]:
        for one in it.hidden:
            why = word("shelf", one.why) if one.why in SHELVED else one.why
            by = self._names.person(one.by) if one.by else ""
            yield Line(
                text=self._name(one.key),
                lead=word("state", one.state.spoken),
                detail=" · ".join(part for part in (why, by) if part),
                tail=f"{_since(one)}  {lasting(one.seconds(it.ends))}",
            )


def _figures(told: Brief) -> Iterator[FigureShown]:
    it = told.figures
    poor = sum(not line.verdict.good for line in told.verdicts)
    yield FigureShown(
        label=QCoreApplication.translate("Quality", "Calls"),
        value=figure(it.calls),
        detail=QCoreApplication.translate("Quality", "occurred {count} times").format(count=figure(it.occurrences)),
    )
    yield FigureShown(
        label=QCoreApplication.translate("Quality", "Per 10 minutes"),
        value=f"{it.per_ten_minutes:.3g}",
        detail=QCoreApplication.translate("Quality", "at most {limit}").format(limit=2),
        good=it.per_ten_minutes <= 2,
    )
    yield FigureShown(
        label=QCoreApplication.translate("Quality", "Most in 10 minutes"),
        value=figure(it.most_in_ten_minutes),
        detail=QCoreApplication.translate("Quality", "at most {limit}").format(limit=10),
        good=it.most_in_ten_minutes <= 10,
    )
    yield FigureShown(
        label=QCoreApplication.translate("Quality", "Time in flood"),
        value=f"{it.in_flood:.1%}",
        detail=QCoreApplication.translate("Quality", "{count} floods").format(count=len(it.floods)),
        good=it.in_flood < 0.01,
    )
    yield FigureShown(
        label=QCoreApplication.translate("Quality", "Beyond the limits"),
        value=str(poor),
        detail=QCoreApplication.translate("Quality", "of {count} figures").format(count=len(told.verdicts)),
        good=not poor,
    )


def _rate(it: Figures) -> RateShown:
    span = (it.ends - it.begins).total_seconds() or 1.0
    floods = []
    for flood in it.floods:
        begins = (flood.begins - it.begins).total_seconds() / span
        floods.append((begins, min(begins + flood.seconds(it.ends) / span, 1.0)))
    marks = ticks(it.begins, it.ends, None, MOST_TICKS)
    return RateShown(tens=it.tens, floods=tuple(floods), ticks=tuple(TickShown(tick.at, tick.label) for tick in marks))


def _shares(it: Figures) -> Iterator[ShareShown]:
    for one in Priority:
        yield ShareShown(priority=one, share=it.by_priority[one.value], target=TARGETS[one])


def _verdicts(told: Brief) -> Iterator[VerdictShown]:
    for line in told.verdicts:
        yield VerdictShown(
            name=word("quality", line.name),
            value=line.figure,
            acceptable=line.acceptable or "–",
            manageable=line.manageable or "–",
            verdict=word("quality", line.verdict.value),
            standard=line.standard,
            good=line.verdict.good,
        )


def _list(lines: Iterator[Line], count: int) -> ListShown:
    shown = tuple(lines)
    more = QCoreApplication.translate("Quality", "{shown} of {count}").format(shown=len(shown), count=count)
    return ListShown(lines=shown, more=more if count > len(shown) else "")


def _hours(seconds: float) -> str:
    return QCoreApplication.translate("Quality", "{count} h").format(count=int(seconds // 3600))


def _since(one: Hidden) -> str:
    until = _moment(one.ends) if one.ends else QCoreApplication.translate("Quality", "still")
    return f"{_moment(one.begins)} – {until}"


def _moment(instant: datetime) -> str:
    return instant.astimezone().strftime("%m-%d %H:%M")

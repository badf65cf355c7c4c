"""The figures of one desk over some time, and what the standards say of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.life import AlarmState
from commandcenter.domain.journal import Entry
from commandcenter.domain.priority import Priority
from commandcenter.services.daily.period import Durations, durations
from commandcenter.services.quality.by_desk import ByDesk, DeskOf, own_desk
from commandcenter.services.quality.floods import BEGINS_ABOVE, Flood, floods, most_within, parts
from commandcenter.services.quality.nuisances import chattering, fleeting, stale
from commandcenter.services.quality.taking import Call, Hidden, Key, Taking

ENOUGH = timedelta(days=30)
TOP = 10
HOUR_ABOVE = 30
# Within how many seconds people took notice; the last share took longer.
WITHIN_S = (10, 30, 60, 120, 300, 600, 1800, 3600)


class Offender(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that called so often, its share of all calls, and its priority at the newest of them."""

    key: Key
    count: int
    share: float
    priority: Priority


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """From `begins` up to and without `ends`. Shares are from 0 to 1.

    `occurrences` counts what happened to hidden alarms too, `calls` only what people were called for. `indicative`: of
    fewer than 30 days, so the standard's limits are a hint. `tens`: the calls of each part of ten minutes;
    `full_parts`: the share of those with more than 10. `taken_within`: how many were acknowledged within each of
    `WITHIN_S`, and after them.
    """

    desk: str
    begins: datetime
    ends: datetime
    indicative: bool
    occurrences: int
    calls: int
    per_hour: float
    per_ten_minutes: float
    per_day: float
    most_in_ten_minutes: int
    tens: tuple[int, ...]
    full_parts: float
    full_hours: float
    floods: tuple[Flood, ...]
    in_flood: float
    offenders: tuple[Offender, ...]
    top_share: float
    chattering: dict[str, float]
    fleeting: dict[str, float]
    stale: dict[str, float]
    by_priority: dict[str, float]
    acknowledging: dict[str, Durations]
    taken_within: dict[str, tuple[int, ...]]
    standing: int
    hidden: tuple[Hidden, ...]
    shelved_now: int


def quality(
    entries: Iterable[Entry],
    begins: datetime,
    ends: datetime,
    known: Iterable[Alarm] = (),
    desk_of: DeskOf = own_desk,
    desks: Iterable[str] = (),
) -> list[Figures]:
    """One for each desk that had any, by its name, and for each of `desks`. `known` are those open at `begins`.

    `desk_of` says at which desk an alarm belongs: figures of several desks in one would look better than any of them.
    """
    sorting = ByDesk(known, desks, desk_of, begins, ends)
    for entry in entries:
        sorting.take(entry)
    takings = sorting.end() or {"": Taking()}
    return [_figures(desk, takings[desk], begins, ends) for desk in sorted(takings)]


def _figures(desk: str, taking: Taking, begins: datetime, ends: datetime) -> Figures:
    times = [call.at for call in taking.calls]
    hours = max((ends - begins).total_seconds() / 3600, 1e-9)
    tens, by_hour = parts(times, begins, ends), parts(times, begins, ends, timedelta(hours=1))
    flooded = floods(times, ends)
    offenders = _offenders(taking.calls)
    return Figures(
        desk=desk,
        begins=begins,
        ends=ends,
        indicative=ends - begins < ENOUGH,
        occurrences=len(taking.occurrences),
        calls=len(times),
        per_hour=len(times) / hours,
        per_ten_minutes=len(times) / hours / 6,
        per_day=len(times) / hours * 24,
        most_in_ten_minutes=most_within(times),
        tens=tuple(tens),
        full_parts=_share(tens, BEGINS_ABOVE),
        full_hours=_share(by_hour, HOUR_ABOVE),
        floods=tuple(flooded),
        in_flood=min(1.0, sum(it.seconds(ends) for it in flooded) / hours / 3600),
        offenders=offenders,
        top_share=sum(it.share for it in offenders),
        chattering=_named(chattering(taking.occurrences)),
        fleeting=_named(fleeting(taking.active)),
        stale=_named(stale(taking.active, ends)),
        by_priority=_priorities(taking.calls),
        acknowledging={it.value: _acknowledging(taking, it) for it in Priority},
        taken_within={it.value: _within(taking, it) for it in Priority},
        standing=sum(alarm.active and alarm.hidden_by is None for alarm in taking.known.values()),
        hidden=tuple(sorted(taking.hidden, key=lambda it: (-it.seconds(ends), it.alarm))),
        shelved_now=sum(it.ends is None and it.state is AlarmState.SHELVED for it in taking.hidden),
    )


def _share(counts: Sequence[int], above: int) -> float:
    return sum(count > above for count in counts) / len(counts) if counts else 0.0


def _offenders(calls: Sequence[Call]) -> tuple[Offender, ...]:
    counted = Counter(call.key for call in calls)
    newest = {call.key: call.priority for call in calls}
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP]
    return tuple(
        Offender(key=key, count=count, share=count / len(calls), priority=newest[key]) for key, count in ordered
    )


def _priorities(calls: Sequence[Call]) -> dict[str, float]:
    counted = Counter(call.priority for call in calls)
    return {it.value: counted[it] / len(calls) if calls else 0.0 for it in Priority}


def _acknowledging(taking: Taking, priority: Priority) -> Durations:
    return durations([it.seconds for it in taking.taken if it.priority is priority])


def _within(taking: Taking, priority: Priority) -> tuple[int, ...]:
    counts = [0] * (len(WITHIN_S) + 1)
    for it in taking.taken:
        if it.priority is priority:
            counts[bisect_left(WITHIN_S, it.seconds)] += 1
    return tuple(counts)


def _named(found: dict[Key, int] | dict[Key, float]) -> dict[str, float]:
    """By "source/type/subject", the worst first."""
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return {"/".join(key): value for key, value in ordered}

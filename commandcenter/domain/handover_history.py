"""What was handed over before: it comes back in every report with since when, until it is settled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import msgspec

from commandcenter.domain.handover import Item, ItemKind, Report

ALARM = f"{ItemKind.ALARM.value}/"


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What was handed over before and may come again."""

    since: datetime
    since_shift: str
    times: int


class CarriedAlarms(msgspec.Struct, frozen=True, kw_only=True):
    """The alarms, by id, that were handed over equally often since the same shift: there may be thousands."""

    history: Carried
    alarms: tuple[str, ...]


def known(carried: Mapping[str, Carried], alarms: Iterable[CarriedAlarms]) -> dict[str, Carried]:
    """By an item's key."""
    return {**carried, **{f"{ALARM}{alarm}": group.history for group in alarms for alarm in group.alarms}}


def handed_before(item: Item, carried: Carried | None, shift: str, at: datetime) -> Item:
    """The item with its history: handed over first now, or again."""
    if carried is None:
        return msgspec.structs.replace(item, since=at, since_shift=shift, times=1)
    return msgspec.structs.replace(item, since=carried.since, since_shift=carried.since_shift, times=carried.times + 1)


def carried_on(report: Report, before: Mapping[str, Carried]) -> dict[str, Carried]:
    """What the next report has to know of this one, but for alarms; `before` is what this one knew."""
    keys = [*(item.key for item in report.items if item.since is not None), *report.rest]
    return {key: _once_more(before.get(key), report) for key in keys if not key.startswith(ALARM)}


def alarms_carried_on(
    report: Report, before: Mapping[str, Carried], handed: Iterable[str], still: Collection[str]
) -> tuple[CarriedAlarms, ...]:
    """The same of the alarms `handed` over, named in the report or not, as far as they are `still` open."""
    groups: dict[Carried, list[str]] = {}
    for alarm in handed:
        if alarm in still:
            groups.setdefault(_once_more(before.get(ALARM + alarm), report), []).append(alarm)
    return tuple(CarriedAlarms(history=history, alarms=tuple(alarms)) for history, alarms in groups.items())


def _once_more(before: Carried | None, report: Report) -> Carried:
    if before is None:
        return Carried(since=report.at, since_shift=report.shift, times=1)
    return msgspec.structs.replace(before, times=before.times + 1)

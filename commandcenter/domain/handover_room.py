"""How much of what is open a report names: each kind has a room of its own, what finds none is counted.

A journal entry has to stay below 64 KiB. Alarms come by the hundred on a bad day; a note that says where the gas leaks
must not be lost for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from commandcenter.domain.handover import Folded, Item, ItemKind
from commandcenter.domain.priority import Priority
from commandcenter.domain.shifts import Flag

# In bytes; what one kind leaves of its room, `_claim` gives to others.
ROOMS: Mapping[ItemKind, int] = MappingProxyType(
    {
        ItemKind.ALARM: 21_000,
        ItemKind.LINKAGE: 5_000,
        ItemKind.WALL: 1_000,
        ItemKind.SOURCE: 3_500,
        ItemKind.SEAT: 1_500,
        ItemKind.CAMERA: 2_000,
        ItemKind.QUARANTINE: 1_500,
        ItemKind.ROLL_CALL: 4_000,
        ItemKind.PRESENCE: 1_500,
        ItemKind.NOTE: 9_000,
    }
)
FOLDED_BYTES = 5_000
REST_BYTES = 3_000
URGENT = frozenset({Priority.CRITICAL.value, Priority.MAJOR.value})
# So much of an important note, and of any other: as much as lets all of them be named.
CUTS = ((500, 500), (500, 160), (200, 80))

Sort = tuple[ItemKind, str, str]
_encode = msgspec.msgpack.encode


class Fitted(msgspec.Struct, frozen=True):
    """The items that are named, the others counted, and of those that are no alarms the keys, as far as they fit."""

    items: tuple[Item, ...]
    folded: tuple[Folded, ...]
    rest: tuple[str, ...]

    @property
    def more(self) -> int:
        return sum(line.count for line in self.folded)


def fitted(items: Sequence[Item]) -> Fitted:
    """`items` in the order of the report, within a kind what matters most first: of each kind the first are named."""
    named: set[int] = set()
    for important, other in CUTS:
        items = [_cut(item, important, other) for item in items]
        named = _named(items)
        if all(number in named for number, item in enumerate(items) if item.kind is ItemKind.NOTE):
            break
    counted = [item for number, item in enumerate(items) if number not in named]
    return Fitted(tuple(items[number] for number in sorted(named)), tuple(_folded(counted)), _keys(counted))


def _cut(item: Item, important: int, other: int) -> Item:
    """A note says where it stands whole."""
    most = important if item.values.get("flag") == Flag.IMPORTANT.value else other
    if item.kind is not ItemKind.NOTE or len(item.title) <= most:
        return item
    return msgspec.structs.replace(item, title=item.title[: most - 1] + "…")


def _named(items: Sequence[Item]) -> set[int]:
    """By their places."""
    sizes = [len(_encode(item)) for item in items]
    rooms, full = dict(ROOMS), set[ItemKind]()
    named: set[int] = set()
    for number, item in enumerate(items):
        if item.kind in full or sizes[number] > rooms[item.kind]:
            full.add(item.kind)
        else:
            rooms[item.kind] -= sizes[number]
            named.add(number)
    left, full = sum(rooms.values()), set()
    claims = [(claim, number) for number, item in enumerate(items) if (claim := _claim(item)) and number not in named]
    for _, number in sorted(claims):
        if items[number].kind in full or sizes[number] > left:
            full.add(items[number].kind)
        else:
            left -= sizes[number]
            named.add(number)
    return named


def _claim(item: Item) -> int:
    """Who comes first (1) where others leave room. Lesser alarms have none: the list is read by who signs it."""
    if item.kind is ItemKind.ALARM:
        return 2 if item.values.get("priority") in URGENT else 0
    return 3 if item.kind is ItemKind.NOTE and item.values.get("flag") != Flag.IMPORTANT.value else 1


def _folded(items: Sequence[Item]) -> Iterator[Folded]:
    """By kind and sort; of alarms the sorts for which there is no room together, by priority."""
    sorts: dict[Sort, list[Item]] = {}
    for item in items:
        sorts.setdefault(_sort(item), []).append(item)
    room = FOLDED_BYTES
    together: dict[Sort, list[Item]] = {}
    for sort in sorted(sorts, key=lambda it: (_rank(it[1]), -len(sorts[it]))):
        line = _line(sort, sorts[sort])
        size = len(_encode(line))
        if sort[0] is ItemKind.ALARM and size > room:
            together.setdefault((sort[0], sort[1], ""), []).extend(sorts.pop(sort))
        elif sort[0] is ItemKind.ALARM:
            room -= size
    lines = [_line(sort, found) for sort, found in (*sorts.items(), *together.items())]
    kinds = list(ItemKind)
    yield from sorted(lines, key=lambda it: (kinds.index(it.kind), _rank(it.priority), not it.sort, -it.count))


def _sort(item: Item) -> Sort:
    if item.kind is ItemKind.ALARM:
        return (item.kind, item.values.get("priority", ""), item.values.get("type", ""))
    return (item.kind, "", item.values.get("flag", ""))


def _rank(priority: str) -> int:
    return next((it.rank for it in Priority if it.value == priority), len(Priority))


def _line(sort: Sort, items: Sequence[Item]) -> Folded:
    most = max(items, key=lambda item: item.times)
    return Folded(
        kind=sort[0],
        priority=sort[1],
        sort=sort[2],
        count=len(items),
        again=sum(item.times > 1 for item in items),
        oldest=min((item.at for item in items if item.at is not None), default=None),
        times=most.times,
        since_shift=most.since_shift if most.times > 1 else "",
    )


def _keys(items: Sequence[Item]) -> tuple[str, ...]:
    """What was handed over before comes first: its history is what would be lost. Those of alarms the state knows."""
    left, keys = REST_BYTES, []
    for item in sorted(items, key=lambda item: -item.times):
        if item.kind is ItemKind.ALARM:
            continue
        left -= len(item.key.encode()) + 3
        if left < 0:
            break
        keys.append(item.key)
    return tuple(keys)

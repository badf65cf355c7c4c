"""The handover of a shift: a report of what is open, frozen when it begins, signed by both sides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from hashlib import sha256

import msgspec

from commandcenter.domain.text import QT_TRANSLATE_NOOP

MOST_ITEMS = 300
# A journal entry has to stay below 64 KiB: so much of it may be items, so much the keys of those that found no room.
ITEM_BYTES = 44 * 1024
REST_BYTES = 8 * 1024
KEPT_RECORDS = 10
MOST_REMARKS = 20

GIVEN = QT_TRANSLATE_NOOP("handover", "I hand over this shift as the report says.")
TAKEN = QT_TRANSLATE_NOOP("handover", "I have read the report and take over this shift.")


class ItemKind(Enum):
    """What an item of the report is about, in the order of the report."""

    ALARM = "alarm"
    LINKAGE = "linkage"
    WALL = "wall"
    SOURCE = "source"
    SEAT = "seat"
    CAMERA = "camera"
    QUARANTINE = "quarantine"
    ROLL_CALL = "roll-call"
    PRESENCE = "presence"
    NOTE = "note"


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that is open. `key` is the same in every report; `values` say what it is, by the kind's own names.

    `at` is since when it is so, where that is known. `since` and `since_shift` are when, and at the end of which
    shift, it was handed over first; `times` how often it was, this time included.
    """

    key: str
    kind: ItemKind
    title: str
    at: datetime | None = None
    values: dict[str, str] = {}
    since: datetime | None = None
    since_shift: str = ""
    times: int = 1


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What was handed over before and may come again."""

    since: datetime
    since_shift: str
    times: int


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the outgoing shift leaves: the journal's first `size` entries, as they were at `at`.

    `more` are open items that found no room; `rest` the keys of those among them for which there was room.
    """

    shift: str
    incoming: str
    at: datetime
    size: int
    on_duty: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    more: int = 0
    rest: tuple[str, ...] = ()


class Remark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A word of judgement, on the item `item` or on the whole ("")."""

    text: str
    person: str
    name: str
    at: datetime
    item: str = ""
    flag: str = "plain"


class Side(Enum):
    OUTGOING = "outgoing"
    INCOMING = "incoming"


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Name, time, meaning, and what was signed: `digest` is that of report and remarks, in hexadecimal."""

    side: Side
    person: str
    name: str
    account: str
    seat: str
    at: datetime
    meaning: str
    digest: str


class Handover(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One that has begun and is not done."""

    id: str
    by: str
    name: str
    report: Report
    remarks: tuple[Remark, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def outgoing(self) -> str:
        return self.report.shift

    @property
    def incoming(self) -> str:
        return self.report.incoming

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal of what is signed: report and remarks."""
        signed = msgspec.msgpack.encode((self.id, self.report, self.remarks), order="deterministic")
        return sha256(signed).hexdigest()

    def signed_by(self, side: Side) -> Signature | None:
        return next((signature for signature in self.signatures if signature.side is side), None)


class HandoverRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A handover that is done; its report stands in the journal's entry `entry`."""

    id: str
    outgoing: str
    incoming: str
    at: datetime
    begun_at: datetime
    digest: str
    given_by: str
    taken_by: str
    items: int
    entry: int


def handed_before(item: Item, carried: Carried | None, shift: str, at: datetime) -> Item:
    """The item with its history: handed over first now, or again."""
    if carried is None:
        return msgspec.structs.replace(item, since=at, since_shift=shift, times=1)
    return msgspec.structs.replace(item, since=carried.since, since_shift=carried.since_shift, times=carried.times + 1)


def bounded(items: Sequence[Item]) -> tuple[tuple[Item, ...], int, tuple[str, ...]]:
    """(the items that find room, how many do not, the keys of those as far as they find room), in their order."""
    encode = msgspec.msgpack.Encoder().encode
    room, kept = ITEM_BYTES, 0
    for item in items[:MOST_ITEMS]:
        room -= len(encode(item))
        if room < 0:
            break
        kept += 1
    rest, keys = REST_BYTES, []
    # Those that were handed over before come first: their history is what would be lost.
    for item in sorted(items[kept:], key=lambda item: -item.times):
        rest -= len(item.key.encode()) + 3
        if rest < 0:
            break
        keys.append(item.key)
    return tuple(items[:kept]), len(items) - kept, tuple(keys)


def carried_on(report: Report, carried: dict[str, Carried]) -> dict[str, Carried]:
    """What the next report has to know of this one."""
    kept = {}
    for item in report.items:
        if item.since is not None:
            kept[item.key] = Carried(since=item.since, since_shift=item.since_shift, times=item.times)
    for key in report.rest:
        before = carried.get(key)
        first = Carried(since=report.at, since_shift=report.shift, times=1)
        kept[key] = msgspec.structs.replace(before, times=before.times + 1) if before else first
    return kept

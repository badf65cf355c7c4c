"""The handover of a shift: a report of what is open, frozen when it begins, signed by both sides."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from hashlib import sha256

import msgspec

from commandcenter.domain.text import QT_TRANSLATE_NOOP

KEPT_RECORDS = 10
MOST_REMARKS = 20

GIVEN = QT_TRANSLATE_NOOP("handover", "I hand over this shift as the report says.")
TAKEN = QT_TRANSLATE_NOOP("handover", "I have read the report and take over this shift.")


class ItemKind(Enum):
    """What an item of the report is about, in the order of the report.

    Alarms may fill pages: what else there is must not be overlooked behind them.
    """

    NOTE = "note"
    LINKAGE = "linkage"
    WALL = "wall"
    SOURCE = "source"
    SEAT = "seat"
    CAMERA = "camera"
    QUARANTINE = "quarantine"
    ROLL_CALL = "roll-call"
    PRESENCE = "presence"
    ALARM = "alarm"


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


class Folded(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`count` open items of one sort that are counted and not named; `again` of them were handed over before.

    `sort` is an alarm's type or a note's flag, "" for several and for the other kinds. `oldest`: since when the oldest
    is so, where that is known. `times` and `since_shift` are those of the one that was handed over most often.
    """

    kind: ItemKind
    count: int
    priority: str = ""
    sort: str = ""
    again: int = 0
    oldest: datetime | None = None
    times: int = 1
    since_shift: str = ""

    @property
    def key(self) -> str:
        """A remark may be about all of them."""
        return f"counted/{self.kind.value}/{self.priority}/{self.sort}"


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the outgoing shift leaves: the journal's first `size` entries, as they were at `at`.

    `more` are open items that found no room: `folded` counts them, in older reports it is missing. `rest` are the keys
    of those among them for which there was room, but for alarms.
    """

    shift: str
    incoming: str
    at: datetime
    size: int
    on_duty: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    more: int = 0
    rest: tuple[str, ...] = ()
    folded: tuple[Folded, ...] = ()

    @property
    def count(self) -> int:
        """All that is open, named or counted."""
        return len(self.items) + self.more

    def has(self, key: str) -> bool:
        """Whether a remark may be about it."""
        return any(item.key == key for item in self.items) or any(line.key == key for line in self.folded)

    def numbers(self, kind: ItemKind) -> tuple[str, ...]:
        """Those of the counted items of a kind, as far as there was room."""
        return tuple(name for start, _, name in (key.partition("/") for key in self.rest) if start == kind.value)


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

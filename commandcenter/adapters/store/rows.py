"""Between domain values and table rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Camera, Device
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.keys import Key
from commandcenter.domain.linkage import Linkage
from commandcenter.domain.state import Position, Quarantined, Touch, Touched
from commandcenter.domain.wall import Wall
from commandcenter.services.ports import Stamped

KINDS: Mapping[Touched, type] = MappingProxyType(
    {
        Touched.DEVICE: Device,
        Touched.CAMERA: Camera,
        Touched.LINKAGE: Linkage,
        Touched.POSITION: Position,
        Touched.QUARANTINE: Quarantined,
        Touched.KEY: Key,
        Touched.WALL: Wall,
    }
)

Row = tuple[object, ...]


class Rows:
    """The rows of one transaction, each table's in the order of its columns; the last value of a thing counts."""

    def __init__(self, entries: Sequence[Stamped], touched: Iterable[Touch]) -> None:
        alarms: dict[str, Alarm] = {}
        positions: dict[str, Position] = {}
        things: dict[tuple[str, str], object] = {}
        for touch in touched:
            value = touch.value
            # Nearly all are of these two kinds, and an enum is slow to hash.
            if type(value) is Position:
                positions[touch.id] = value
            elif type(value) is Alarm:
                alarms[touch.id] = value
            else:
                things[(touch.kind.value, touch.id)] = value
        things.update(((Touched.POSITION.value, source), position) for source, position in positions.items())
        where: dict[str, int] = {}
        for stamped in entries:
            change = stamped.entry.change
            if isinstance(change, AlarmChange):
                where[change.alarm.id] = stamped.entry.seq
        encode = msgspec.msgpack.Encoder().encode
        self.journal = [(stamped.entry.seq, stamped.data) for stamped in entries]
        self.alarms = [
            (alarm.id, alarm.cleared_at is None, alarm.raised_at.timestamp(), where[alarm.id], alarm.suspect)
            for alarm in alarms.values()
            if alarm.id in where
        ]
        self.marks = [(alarm.suspect, alarm.id) for alarm in alarms.values() if alarm.id not in where]
        self.things = [(*key, encode(value)) for key, value in things.items() if value is not None]
        self.gone = [key for key, value in things.items() if value is None]

"""Between domain values and table rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Camera, Device
from commandcenter.domain.linkage import Linkage
from commandcenter.domain.state import Position, Touched
from commandcenter.services.ports import Stamped

KINDS: Mapping[Touched, type] = MappingProxyType(
    {
        Touched.DEVICE: Device,
        Touched.CAMERA: Camera,
        Touched.LINKAGE: Linkage,
        Touched.POSITION: Position,
    }
)

Row = dict[str, object]


def instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def journal_rows(entries: Iterable[Stamped]) -> list[Row]:
    return [
        {
            "seq": stamped.entry.seq,
            "leaf": stamped.leaf,
            "entry": stamped.data,
            "at": instant(stamped.entry.at),
            "actor": stamped.entry.actor,
            "seat": stamped.entry.seat,
            "action": stamped.entry.action,
            "subject": stamped.entry.subject,
            "outcome": stamped.entry.outcome.value,
        }
        for stamped in entries
    ]


def alarm_row(alarm: Alarm) -> Row:
    return {
        "id": alarm.id,
        "source": alarm.source,
        "type": alarm.type,
        "subject": alarm.subject,
        "priority": alarm.priority.value,
        "state": alarm.state.value,
        "raised_at": instant(alarm.raised_at),
        "value": msgspec.msgpack.encode(alarm),
    }

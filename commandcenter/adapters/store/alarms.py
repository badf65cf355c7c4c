"""Alarms out of the journal: the table says in which entry each one's newest value stands."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, select

from commandcenter.adapters.store.tables import ALARMS, JOURNAL
from commandcenter.domain.alarms import Alarm


class _OfAlarm(msgspec.Struct):
    alarm: Alarm


class _Holder(msgspec.Struct):
    """What is read of an entry whose change is an alarm's."""

    change: _OfAlarm


def alarms_in(connection: Connection, *, open_only: bool, id: str = "") -> Iterator[Alarm]:
    """In the order they were raised; with `id` that one alone."""
    wanted = (
        select(JOURNAL.c.entry, ALARMS.c.suspect)
        .join_from(ALARMS, JOURNAL, JOURNAL.c.seq == ALARMS.c.entry)
        .order_by(ALARMS.c.raised_at, ALARMS.c.id)
    )
    if id:
        wanted = wanted.where(ALARMS.c.id == id)
    decode = msgspec.msgpack.Decoder(_Holder).decode
    for data, suspect in connection.execute(wanted.where(ALARMS.c.open) if open_only else wanted):
        alarm = decode(data).change.alarm
        yield alarm if alarm.suspect is suspect else msgspec.structs.replace(alarm, suspect=suspect)

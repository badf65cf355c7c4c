"""Alarms: what one is, and the only moves its life allows.

Two memories are kept, `active` and `acknowledged`, and the state is derived from
them, so that no code path can set a state that the two do not support.
State letters in comments are those of ANSI/ISA-18.2-2016.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Raised, Value
from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.domain.text import QT_TRANSLATE_NOOP


class AlarmState(Enum):
    UNACKNOWLEDGED = "unacknowledged"  # B
    ACKNOWLEDGED = "acknowledged"  # C
    RETURNED = "returned"  # D: normal again, nobody has acknowledged
    CLEARED = "cleared"  # A


class Alarm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One alarm as the operators see it; a new value for every change.

    `subject` is the source's own name of the thing (a cesspool, a lift), `type` what is
    wrong with it; (source, type, subject) is the alarm's key: it is open at most once.
    `suspect`: the source has lost events since, and has not said anew that it is so.
    """

    id: str
    source: str
    type: str
    subject: str
    priority: Priority
    title: str
    raised_at: datetime
    received_at: datetime
    changed_at: datetime
    place: Place | None = None
    area: str = ""
    address: str = ""
    values: dict[str, Value] = {}
    active: bool = True
    acknowledged: bool = False
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    returned_at: datetime | None = None
    cleared_at: datetime | None = None
    count: int = 1
    suspect: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.source, self.type, self.subject)

    @property
    def state(self) -> AlarmState:
        if self.active:
            return AlarmState.ACKNOWLEDGED if self.acknowledged else AlarmState.UNACKNOWLEDGED
        return AlarmState.CLEARED if self.acknowledged else AlarmState.RETURNED


def raise_alarm(alarm_id: str, source: str, event: Raised, priority: Priority, now: datetime) -> Alarm:
    """The alarm's first value; `priority` is the centre's word, not the source's."""
    return Alarm(
        id=alarm_id,
        source=source,
        type=event.type,
        subject=event.subject,
        priority=priority,
        title=event.title,
        place=event.place,
        area=event.area,
        address=event.address,
        values=event.values,
        raised_at=event.at,
        received_at=now,
        changed_at=now,
    )


def repeat(alarm: Alarm, event: Raised, priority: Priority, now: datetime) -> Alarm:
    """The source says it again: newest values; annunciates anew only if worse or back from normal.

    T26 counts an identical repeat, T7/T9 a rise of priority, T6 an occurrence after a return.
    """
    again = not alarm.active
    worse = priority is not alarm.priority and priority.rank < alarm.priority.rank
    fresh = {"acknowledged": False, "acknowledged_by": "", "acknowledged_at": None} if again or worse else {}
    return msgspec.structs.replace(
        alarm,
        title=event.title or alarm.title,
        priority=priority,
        values=event.values or alarm.values,
        place=event.place or alarm.place,
        active=True,
        suspect=False,
        returned_at=None,
        count=alarm.count + 1,
        changed_at=now,
        **fresh,
    )


def return_to_normal(alarm: Alarm, at: datetime, now: datetime) -> Alarm:
    """The condition is over (T3, T4); an acknowledged alarm is cleared by it."""
    gone = now if alarm.acknowledged else None
    return msgspec.structs.replace(alarm, active=False, suspect=False, returned_at=at, changed_at=now, cleared_at=gone)


def acknowledge(alarm: Alarm, person: str, now: datetime) -> Alarm:
    """An officer has taken notice (T2); a returned alarm is cleared by it (T5)."""
    if alarm.acknowledged:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} was already acknowledged by {person}."),
            alarm=alarm.id,
            person=alarm.acknowledged_by,
        )
    gone = None if alarm.active else now
    return msgspec.structs.replace(
        alarm, acknowledged=True, acknowledged_by=person, acknowledged_at=now, changed_at=now, cleared_at=gone
    )

"""The moves of an alarm: what each makes of it, and the words for what it refuses."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import msgspec

from commandcenter.domain.alarms.alarm import Alarm
from commandcenter.domain.alarms.hiding import OutOfService, ShelfReason, Shelved, Suppressed
from commandcenter.domain.alarms.life import AlarmState, Life, Manner, Move, NotAllowed, Refusal, after, annunciates
from commandcenter.domain.clock import Instant
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Raised
from commandcenter.domain.priority import Priority
from commandcenter.domain.rules.watch import Part
from commandcenter.domain.text import QT_TRANSLATE_NOOP

NEVER_HIDDEN = QT_TRANSLATE_NOOP("trouble", "Alarms of the type {type} are never hidden.")
NO_NOTICE = {"acknowledged_by": "", "acknowledged_at": None, "note": "", "false_alarm": False}


class Key(msgspec.Struct, frozen=True):
    source: str
    type: str
    subject: str


def blank(alarm_id: str, key: Key, priority: Priority, manner: Manner, now: Instant) -> Alarm:
    """An alarm that has never occurred: state A, open only as long as something hides it."""
    return Alarm(
        id=alarm_id,
        source=key.source,
        type=key.type,
        subject=key.subject,
        priority=priority,
        title="",
        raised_at=now.wall,
        received_at=now.wall,
        changed_at=now.wall,
        since=now.true,
        active=False,
        acknowledged=True,
        count=0,
        version=0,
        kept_manner=None if manner == Manner() else manner,
    )


def raised(alarm: Alarm, event: Raised, priority: Priority, now: Instant) -> Alarm:
    """The source says that it is so: new (T1), again (T6, T16), worse (T7, T9), less bad (T10), or as before (T26).

    `priority` is the centre's word, not the source's.
    """
    move = _told(alarm, priority)
    fresh: dict[str, Any] = {}
    if not alarm.active and alarm.acknowledged and not alarm.latched:
        fresh = {"raised_at": event.at, "received_at": now.wall}
    moved = _moved(
        alarm,
        move,
        now,
        title=event.title or alarm.title,
        priority=priority,
        worst_told=_worst(alarm, move, priority),
        values=event.values or alarm.values,
        place=event.place or alarm.place,
        area=event.area or alarm.area,
        address=event.address or alarm.address,
        suspect=False,
        returned_at=None,
        count=alarm.count + 1,
        **fresh,
    )
    return moved if move is not Move.REPEAT else msgspec.structs.replace(moved, version=alarm.version)


def _told(alarm: Alarm, priority: Priority) -> Move:
    if not alarm.active:
        return Move.OCCUR
    if priority is alarm.priority:
        return Move.REPEAT
    return Move.WORSEN if priority.rank < alarm.priority.rank else Move.EASE


def _worst(alarm: Alarm, move: Move, priority: Priority) -> Priority | None:
    """None where it is the present one. What begins after somebody took notice begins anew."""
    if alarm.acknowledged and move in (Move.OCCUR, Move.WORSEN):
        return None
    return alarm.worst if alarm.worst.rank < priority.rank else None


def partly_over(alarm: Alarm, priority: Priority, parts: dict[str, Part], now: Instant) -> Alarm:
    """One of several things is over, the others are not: it may be less bad (T10)."""
    move = Move.REPEAT if priority is alarm.priority else Move.EASE
    worst = alarm.worst if alarm.worst.rank < priority.rank else None
    moved = _moved(alarm, move, now, priority=priority, worst_told=worst, parts=parts, suspect=False)
    return moved if move is Move.EASE else msgspec.structs.replace(moved, version=alarm.version)


def returned(alarm: Alarm, at: datetime, now: Instant) -> Alarm:
    """The condition is over (T3, T4, T11, T12, T20)."""
    ends = alarm.hiding.shelved is not None and alarm.hiding.shelved.once
    hiding = msgspec.structs.replace(alarm.hiding, shelved=None) if ends else alarm.hiding
    over = {"suspect": False, "returned_at": at, "parts": {}, "chattering": False}
    return _moved(alarm, Move.RETURN, now, **over, hidden_by=hiding)


def acknowledged(alarm: Alarm, person: str, now: Instant, note: str = "", *, false_alarm: bool = False) -> Alarm:
    """An officer has taken notice (T2, T5, T13)."""
    return _moved(
        alarm,
        Move.ACKNOWLEDGE,
        now,
        acknowledged_by=person,
        acknowledged_at=now.wall,
        note=note,
        false_alarm=false_alarm,
        worst_told=None,
    )


def acknowledged_by_itself(alarm: Alarm, now: Instant) -> Alarm:
    """It has been over for so long that its type lets it go (T5a)."""
    return _moved(alarm, Move.AUTO_ACKNOWLEDGE, now)


def unacknowledged(alarm: Alarm, now: Instant) -> Alarm:
    """The acknowledgement was a mistake (T8)."""
    return _moved(alarm, Move.UNACKNOWLEDGE, now, **NO_NOTICE)


def alarmed_again(alarm: Alarm, now: Instant) -> Alarm:
    """It was acknowledged and still is so after the time that its type allows (T7)."""
    return _moved(alarm, Move.ALARM_AGAIN, now, **NO_NOTICE)


def reset(alarm: Alarm, now: Instant) -> Alarm:
    """Somebody lets a latched one go (T14, T15)."""
    return _moved(alarm, Move.RESET, now)


def shelved(alarm: Alarm, person: str, wish: Shelving, now: Instant) -> Alarm:
    """Put aside for a while (T17). Raises Refused without a time, beyond the longest, or without a reason."""
    wish.require(alarm)
    record = Shelved(
        by=person,
        at=now.wall,
        until=now.true + timedelta(minutes=wish.minutes),
        minutes=wish.minutes,
        reason=ShelfReason(wish.reason),
        comment=wish.comment,
        once=wish.once,
    )
    move = Move.SHELVE_ONCE if wish.once else Move.SHELVE
    return _moved(alarm, move, now, hidden_by=msgspec.structs.replace(alarm.hiding, shelved=record))


def unshelved(alarm: Alarm, now: Instant) -> Alarm:
    """An operator takes it back (T18)."""
    return _moved(alarm, Move.UNSHELVE, now, hidden_by=msgspec.structs.replace(alarm.hiding, shelved=None))


def shelf_ended(alarm: Alarm, now: Instant) -> Alarm:
    """Its time is over (T19)."""
    return _moved(alarm, Move.SHELF_ENDS, now, hidden_by=msgspec.structs.replace(alarm.hiding, shelved=None))


def suppressed(alarm: Alarm, record: Suppressed, now: Instant) -> Alarm:
    """By a rule (T21)."""
    return _moved(alarm, Move.SUPPRESS, now, hidden_by=msgspec.structs.replace(alarm.hiding, suppressed=record))


def suppressed_otherwise(alarm: Alarm, record: Suppressed, now: Instant) -> Alarm:
    """What hid it is over, and by another rule or for another cause it stays hidden."""
    hiding = msgspec.structs.replace(alarm.hiding, suppressed=record)
    return msgspec.structs.replace(alarm, hidden_by=hiding, changed_at=now.wall, version=alarm.version + 1)


def unsuppressed(alarm: Alarm, now: Instant, *, by_hand: bool = False) -> Alarm:
    """What the rule names is over (T22); nobody does it by hand."""
    move = Move.UNSUPPRESS_BY_HAND if by_hand else Move.UNSUPPRESS
    return _moved(alarm, move, now, hidden_by=msgspec.structs.replace(alarm.hiding, suppressed=None))


def removed(alarm: Alarm, record: OutOfService, now: Instant) -> Alarm:
    """Out of service under a permit (T23); it ends a shelf. Raises Refused without one, or for what is never hidden."""
    if not alarm.manner.longest_shelf_min:
        raise Refused(NEVER_HIDDEN, type=alarm.type)
    if not record.permit.strip():
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "An alarm goes out of service only under a permit."),
            QT_TRANSLATE_NOOP("trouble", "Give the number of the permit to work."),
        )
    hiding = msgspec.structs.replace(alarm.hiding, removed=record, shelved=None)
    return _moved(alarm, Move.REMOVE, now, hidden_by=hiding)


def restored(alarm: Alarm, now: Instant) -> Alarm:
    """Back in service (T24)."""
    return _moved(alarm, Move.RESTORE, now, hidden_by=msgspec.structs.replace(alarm.hiding, removed=None))


def require_version(alarm: Alarm, seen: int | None) -> None:
    """Raises Refused when somebody else has moved it since it was seen; None: whatever it is now."""
    if seen is not None and seen != alarm.version:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} has changed since you saw it: it is {state} now."),
            QT_TRANSLATE_NOOP("trouble", "Look at it again, and decide anew."),
            alarm=alarm.id,
            state=alarm.state.spoken,
        )


class Shelving(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator asks for; `reason` is one of ShelfReason."""

    minutes: int
    reason: str
    comment: str = ""
    once: bool = False

    def require(self, alarm: Alarm) -> None:
        """Raises Refused for what the type does not allow, or what is not said."""
        longest = alarm.manner.longest_shelf_min
        if not longest:
            raise Refused(NEVER_HIDDEN, type=alarm.type)
        if not 0 < self.minutes <= longest:
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "A shelf lasts from 1 to {longest} minutes for this type, not {minutes}."),
                longest=longest,
                minutes=self.minutes,
            )
        if self.reason not in {it.value for it in ShelfReason}:
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "An alarm is shelved only with a reason."),
                QT_TRANSLATE_NOOP("trouble", "Choose one: chattering, stale, faulty, works or other."),
            )
        if self.reason == ShelfReason.OTHER.value and not self.comment.strip():
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "Another reason has to be said in words."),
                QT_TRANSLATE_NOOP("trouble", "Write it as the comment."),
            )


def _moved(alarm: Alarm, move: Move, now: Instant, **new: Any) -> Alarm:
    """The alarm after a move, with what else it changes. Raises Refused."""
    before, manner = alarm.life, alarm.manner
    try:
        life = after(before, move, manner)
    except NotAllowed as refused:
        raise _in_words(alarm, refused.refusal) from refused
    calls = annunciates(before, life, move, manner)
    hiding = new.pop("hidden_by", alarm.hiding)
    if not life.acknowledged and before.acknowledged:
        new = {**new, **NO_NOTICE}
    return msgspec.structs.replace(
        alarm,
        active=life.active,
        acknowledged=life.acknowledged,
        latched=life.latched,
        hidden_by=hiding or None,
        changed_at=now.wall,
        since=alarm.since if life.beneath is before.beneath and move is not Move.ALARM_AGAIN else now.true,
        cleared_at=now.wall if life.state is AlarmState.CLEARED else None,
        annunciated_at=now.wall if calls else alarm.annunciated_at,
        annunciated=alarm.annunciated + calls,
        escalation=None if calls or life.acknowledged or life.hidden or not _stands(life) else alarm.escalation,
        version=alarm.version + 1,
        **new,
    )


def _stands(life: Life) -> bool:
    return life.active or life.latched


# A sentence for each refusal; what the values are is said in `_in_words`.
REFUSALS = MappingProxyType(
    {
        Refusal.NOT_OPEN: QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} is not open."),
        Refusal.ALREADY_ACKNOWLEDGED: QT_TRANSLATE_NOOP(
            "trouble", "Alarm {alarm} was already acknowledged by {person}."
        ),
        Refusal.NOT_ACKNOWLEDGED: QT_TRANSLATE_NOOP(
            "trouble", "Alarm {alarm} is {state}: there is no acknowledgement to take back."
        ),
        Refusal.IS_SHELVED: QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} is shelved by {person}. Unshelve it first."),
        Refusal.IS_SUPPRESSED: QT_TRANSLATE_NOOP(
            "trouble", "Alarm {alarm} is suppressed by the rule {rule}; it comes back by itself."
        ),
        Refusal.IS_OUT_OF_SERVICE: QT_TRANSLATE_NOOP(
            "trouble", "Alarm {alarm} is out of service under the permit {permit}."
        ),
        Refusal.NOT_LATCHED: QT_TRANSLATE_NOOP(
            "trouble", "Alarm {alarm} is {state}: only one that is over and latched can be reset."
        ),
        Refusal.NOT_ACTIVE: QT_TRANSLATE_NOOP(
            "trouble", "Nothing is wrong now at alarm {alarm}: there is no end to shelve it until."
        ),
        Refusal.NOT_SHELVED: QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} is {state}, not shelved."),
        Refusal.NOT_SUPPRESSED: QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} is {state}, not suppressed."),
        Refusal.NOT_OUT_OF_SERVICE: QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} is {state}, not out of service."),
        Refusal.BY_DESIGN: QT_TRANSLATE_NOOP(
            "trouble", "Alarm {alarm} is suppressed by the rule {rule}; nobody ends that by hand."
        ),
        Refusal.NOT_DUE: QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} is {state}: its time has no meaning any more."),
    }
)


def _in_words(alarm: Alarm, refusal: Refusal) -> Refused:
    hiding = alarm.hiding
    values: dict[str, object] = {"alarm": alarm.id, "state": alarm.state.spoken, "person": alarm.acknowledged_by}
    if refusal is Refusal.IS_SHELVED and hiding.shelved:
        values["person"] = hiding.shelved.by
    if hiding.suppressed:
        values["rule"] = hiding.suppressed.rule
    if hiding.removed:
        values["permit"] = hiding.removed.permit
    template = REFUSALS[refusal]
    return Refused(template, "", **{name: value for name, value in values.items() if f"{{{name}}}" in template})

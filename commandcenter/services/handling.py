"""What officers do to alarms: the handlers of their commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec

from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.alarms.hiding import OutOfService
from commandcenter.domain.alarms.working import require_free
from commandcenter.domain.changes.alarms import (
    AlarmAcknowledged,
    AlarmChange,
    AlarmRemoved,
    AlarmReset,
    AlarmRestored,
    AlarmShelved,
    AlarmUnacknowledged,
    AlarmUnshelved,
)
from commandcenter.domain.clock import Instant
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import Scope
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import annunciating, lateness
from commandcenter.services.commands import Args, Context, Declaration, Offline
from commandcenter.services.permissions import Permission
from commandcenter.services.reach import Reach, of_alarm

Version = Annotated[int, msgspec.Meta(ge=0)]
Comment = Annotated[str, msgspec.Meta(max_length=500)]
Part = Annotated[str, msgspec.Meta(max_length=128)]


class Seen(Args, frozen=True, kw_only=True):
    """`version` of the alarm that whoever acts has seen; None: act on whatever it is now."""

    alarm: Name
    version: Version | None = None


class Noticed(Seen, frozen=True, kw_only=True):
    note: Comment = ""
    false_alarm: bool = False


class Hide(Args, frozen=True, kw_only=True):
    """An open alarm by its id, or one that is not open by its key."""

    alarm: Part = ""
    version: Version | None = None
    source: Part = ""
    type: Part = ""
    subject: Part = ""


class Shelve(Hide, frozen=True, kw_only=True):
    """`reason`: chattering, stale, faulty, works or other. `once`: only until it is back to normal."""

    minutes: Annotated[int, msgspec.Meta(ge=0, le=525_600)]
    reason: Part
    comment: Comment = ""
    once: bool = False


class Remove(Hide, frozen=True, kw_only=True):
    permit: Part
    comment: Comment = ""


def open_alarm(state: State, alarm_id: str) -> Alarm:
    """Raises Refused when it is not open."""
    alarm = state.alarms.get(alarm_id)
    if alarm is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} is not open."), alarm=alarm_id)
    return alarm


def known_alarm(state: State, args: Seen) -> Alarm:
    """The open alarm, in the version that whoever acts has seen. Raises Refused."""
    alarm = open_alarm(state, args.alarm)
    moves.require_version(alarm, args.version)
    return alarm


def _require_free(alarm: Alarm, context: Context) -> None:
    """Raises Refused when somebody else works on it."""
    require_free(alarm, context.person.id, leads=Permission.LEAD_SHIFT in context.person.permissions)


def acknowledge(state: State, args: Noticed, context: Context) -> list[Draft]:
    """What a seat tells late was done on the picture of that time: whether it still holds is looked at otherwise."""
    known = open_alarm(state, args.alarm)
    lateness.require_not_worse(known, context.doing)
    at = state.instant(context.now)
    alarm = moves.acknowledged(known, context.person.id, at, args.note.strip(), false_alarm=args.false_alarm)
    if not context.doing.late:
        moves.require_version(known, args.version)
        _require_free(known, context)
    return [Draft(change=AlarmAcknowledged(alarm=alarm), subject=alarm.id)]


def unacknowledge(state: State, args: Seen, context: Context) -> list[Draft]:
    return _moved(state, args, context, moves.unacknowledged, AlarmUnacknowledged)


def reset(state: State, args: Seen, context: Context) -> list[Draft]:
    return _moved(state, args, context, moves.reset, AlarmReset)


def unshelve(state: State, args: Seen, context: Context) -> list[Draft]:
    return _moved(state, args, context, moves.unshelved, AlarmUnshelved)


def restore(state: State, args: Seen, context: Context) -> list[Draft]:
    return _moved(state, args, context, moves.restored, AlarmRestored)


def shelve(state: State, args: Shelve, context: Context) -> list[Draft]:
    at = state.instant(context.now)
    known = _named(state, args, context, at)
    _require_free(known, context)
    wish = moves.Shelving(minutes=args.minutes, reason=args.reason, comment=args.comment.strip(), once=args.once)
    alarm = moves.shelved(known, context.person.id, wish, at)
    return [Draft(change=AlarmShelved(alarm=alarm), subject=alarm.id)]


def remove(state: State, args: Remove, context: Context) -> list[Draft]:
    at = state.instant(context.now)
    known = _named(state, args, context, at)
    record = OutOfService(
        by=context.person.id, at=context.now, permit=args.permit.strip(), comment=args.comment.strip()
    )
    alarm = moves.removed(known, record, at)
    return [Draft(change=AlarmRemoved(alarm=alarm), subject=alarm.id)]


def _moved(
    state: State,
    args: Seen,
    context: Context,
    move: Callable[[Alarm, Instant], Alarm],
    change: Callable[..., AlarmChange],
) -> list[Draft]:
    known = open_alarm(state, args.alarm)
    alarm = move(known, state.instant(context.now))
    moves.require_version(known, args.version)
    _require_free(known, context)
    return [Draft(change=change(alarm=alarm), subject=alarm.id)]  # type: ignore[arg-type]


def _named(state: State, args: Hide, context: Context, at: Instant) -> Alarm:
    """The open alarm, or one that has not occurred: its key may be hidden beforehand. Raises Refused."""
    if not args.alarm and not (args.source and args.type and args.subject):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "No alarm was named."),
            QT_TRANSLATE_NOOP("trouble", "Name an open alarm, or source, type and subject."),
        )
    known = _named_alarm(state, args)
    if known is not None:
        moves.require_version(known, args.version)
        return known
    if not state.source_keys(args.source):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The centre knows no source {source}."), source=args.source)
    return annunciating.blank(state, moves.Key(args.source, args.type, args.subject), context.catalogue, at)


def _named_alarm(state: State, args: Hide) -> Alarm | None:
    """None for a key that is not open. Raises Refused for an id that is not."""
    if args.alarm:
        return open_alarm(state, args.alarm)
    return state.open_alarm(args.source, args.type, args.subject)


def _covers(state: State, args: Hide, scope: Scope) -> bool:
    """The area of the alarm, however it is named; a key that is not open lies who knows where."""
    if args.alarm and args.alarm not in state.alarms:
        return True  # the handler's to refuse
    alarm = _named_alarm(state, args)
    return scope.everywhere if alarm is None else scope.covers_area(alarm.area)


def _id(args: Args) -> str:
    return getattr(args, "alarm", "")


def declarations() -> list[Declaration]:
    """Their lines of the command table."""
    handle, shelving, service = Permission.HANDLE_ALARMS, Permission.SHELVE_ALARMS, Permission.SERVICE_ALARMS
    reach, cut_off, hide = of_alarm(_id), Offline.LIFE_SAFETY, Reach("alarm", _covers)
    return [
        Declaration(
            "alarm.acknowledge", Noticed, handle, (AlarmAcknowledged,), acknowledge, reach=reach, offline=cut_off
        ),
        Declaration("alarm.unacknowledge", Seen, handle, (AlarmUnacknowledged,), unacknowledge, reach=reach),
        Declaration("alarm.reset", Seen, handle, (AlarmReset,), reset, reach=reach),
        Declaration("alarm.shelve", Shelve, shelving, (AlarmShelved,), shelve, reach=hide),
        Declaration("alarm.unshelve", Seen, shelving, (AlarmUnshelved,), unshelve, reach=reach),
        Declaration("alarm.remove", Remove, service, (AlarmRemoved,), remove, reach=hide),
        Declaration("alarm.restore", Seen, service, (AlarmRestored,), restore, reach=reach),
    ]

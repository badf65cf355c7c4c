"""Taking an alarm, giving it away, asking for it: what each makes of it, and the words for what is refused."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import Any

import msgspec

from commandcenter.domain.alarms.alarm import Alarm
from commandcenter.domain.alarms.work import Asking, Holder
from commandcenter.domain.clock import Instant
from commandcenter.domain.errors import Refused
from commandcenter.domain.text import QT_TRANSLATE_NOOP

ANSWER_S = 15.0
"""So long its holder has to say no."""


class Work(Enum):
    """What somebody may do about whose an alarm is."""

    TAKE = "take"
    RELEASE = "release"
    ASK = "ask"
    FORWARD = "forward"
    GIVE = "give"
    KEEP = "keep"


def offered(alarm: Alarm, account: str) -> frozenset[Work]:
    """What there is to do for whoever has this account; who is asked answers first."""
    holder = alarm.holder
    if holder is None:
        return frozenset({Work.TAKE, Work.FORWARD})
    if holder.account == account:
        return frozenset({Work.GIVE, Work.KEEP} if alarm.asked else {Work.RELEASE, Work.FORWARD})
    return frozenset() if alarm.asked else frozenset({Work.ASK})


def require_free(alarm: Alarm, account: str, *, leads: bool) -> None:
    """Raises Refused when somebody else works on it, for whoever does not lead the shift."""
    holder = alarm.holder
    if holder is not None and holder.account != account and not leads:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} is with {person}."),
            QT_TRANSLATE_NOOP("trouble", "Ask for it: unless its holder says no within 15 seconds, it is yours."),
            alarm=alarm.id,
            person=holder.name,
        )


def taken(alarm: Alarm, who: Holder, *, leads: bool) -> Alarm:
    """Raises Refused when somebody has it; whoever leads the shift takes it from anybody."""
    if alarm.holder is not None and alarm.holder.account == who.account:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "You have alarm {alarm} already."), alarm=alarm.id)
    require_free(alarm, who.account, leads=leads)
    return _worked(alarm, holder=who, asked=None)


def released(alarm: Alarm, account: str, *, leads: bool) -> Alarm:
    """Back to its desk. Raises Refused."""
    _require_held(alarm)
    require_free(alarm, account, leads=leads)
    return abandoned(alarm)


def abandoned(alarm: Alarm) -> Alarm:
    """Its holder has left; who asks for it has it."""
    return _worked(alarm, holder=alarm.asked.who if alarm.asked else None, asked=None)


def forwarded(alarm: Alarm, account: str, *, desk: str, leads: bool) -> Alarm:
    """To another desk, whose people then have it before them. Raises Refused."""
    require_free(alarm, account, leads=leads)
    if alarm.desk == desk and alarm.holder is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} lies there already."), alarm=alarm.id)
    return _worked(alarm, desk=desk, holder=None, asked=None)


def handed(alarm: Alarm, account: str, to: Holder, *, leads: bool) -> Alarm:
    """To somebody by name. Raises Refused."""
    require_free(alarm, account, leads=leads)
    if alarm.holder is not None and alarm.holder.account == to.account:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} is with {person} already."), alarm=alarm.id, person=to.name
        )
    return _worked(alarm, holder=to, asked=None)


def asked_for(alarm: Alarm, who: Holder, now: Instant) -> Alarm:
    """Raises Refused when nobody has it, or somebody asks already."""
    holder = _require_held(alarm)
    if holder.account == who.account:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "You have alarm {alarm} already."), alarm=alarm.id)
    if alarm.asked is not None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} asks for alarm {alarm} already."),
            alarm=alarm.id,
            person=alarm.asked.who.name,
        )
    return _worked(alarm, asked=Asking(who=who, due=now.true + timedelta(seconds=ANSWER_S)))


def answered(alarm: Alarm, account: str, *, yes: bool) -> Alarm:
    """Its holder says whether who asks may have it. Raises Refused."""
    if alarm.asked is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Nobody asks for alarm {alarm}."), alarm=alarm.id)
    if alarm.holder is None or alarm.holder.account != account:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Only who has alarm {alarm} can answer."), alarm=alarm.id)
    return _worked(alarm, holder=alarm.asked.who if yes else alarm.holder, asked=None)


def _require_held(alarm: Alarm) -> Holder:
    if alarm.holder is None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Nobody has alarm {alarm}."),
            QT_TRANSLATE_NOOP("trouble", "Take it."),
            alarm=alarm.id,
        )
    return alarm.holder


def _worked(alarm: Alarm, **new: Any) -> Alarm:
    return msgspec.structs.replace(alarm, version=alarm.version + 1, **new)

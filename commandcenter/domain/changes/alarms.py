"""What can happen to an alarm."""

from __future__ import annotations

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.change import Change
from commandcenter.domain.rules.watch import Watch


class AlarmChange(Change, frozen=True, kw_only=True, omit_defaults=True):
    """An alarm has a new value, and here it stands; `watches` are those of the rules that have one as well."""

    alarm: Alarm
    watches: tuple[Watch, ...] = ()


class AlarmRaised(AlarmChange, frozen=True, kw_only=True, tag="alarm.raised"):
    """A new one."""


class AlarmRepeated(AlarmChange, frozen=True, kw_only=True, tag="alarm.repeated"):
    """It is said again, with newer values; it may be worse, have been over, or be over in one of its parts."""


class AlarmReturned(AlarmChange, frozen=True, kw_only=True, tag="alarm.returned"):
    """What was wrong is over."""


class AlarmAcknowledged(AlarmChange, frozen=True, kw_only=True, tag="alarm.acknowledged"):
    """An officer has taken notice; or, `by_itself`, its type lets one that has been over for so long go."""

    by_itself: bool = False


class AlarmUnacknowledged(AlarmChange, frozen=True, kw_only=True, tag="alarm.unacknowledged"):
    """The acknowledgement was a mistake."""


class AlarmedAgain(AlarmChange, frozen=True, kw_only=True, tag="alarm.again"):
    """It was acknowledged long ago and still is so."""


class AlarmReset(AlarmChange, frozen=True, kw_only=True, tag="alarm.unlatched"):
    """Somebody has let a latched one go."""


class AlarmShelved(AlarmChange, frozen=True, kw_only=True, tag="alarm.shelved"):
    """An operator has put it aside for a while."""


class AlarmUnshelved(AlarmChange, frozen=True, kw_only=True, tag="alarm.unshelved"):
    """An operator has taken it back; or, `expired`, its time was over."""

    expired: bool = False


class AlarmSuppressed(AlarmChange, frozen=True, kw_only=True, tag="alarm.suppressed"):
    """A rule hides it."""


class AlarmUnsuppressed(AlarmChange, frozen=True, kw_only=True, tag="alarm.unsuppressed"):
    """The rule hides it no longer."""


class AlarmRemoved(AlarmChange, frozen=True, kw_only=True, tag="alarm.removed"):
    """Out of service, for work under a permit."""


class AlarmRestored(AlarmChange, frozen=True, kw_only=True, tag="alarm.restored"):
    """Back in service."""


class AlarmTaken(AlarmChange, frozen=True, kw_only=True, tag="alarm.taken"):
    """Somebody works on it now; `how`: taken, granted (who had it agreed), unanswered (did not say no), handed."""

    how: str = "taken"
    note: str = ""


class AlarmReleased(AlarmChange, frozen=True, kw_only=True, tag="alarm.released"):
    """Back to its desk; `gone`: who had it has left."""

    gone: bool = False


class AlarmForwarded(AlarmChange, frozen=True, kw_only=True, tag="alarm.forwarded"):
    """It lies at another desk now."""

    note: str = ""


class AlarmAskedFor(AlarmChange, frozen=True, kw_only=True, tag="alarm.asked"):
    """Somebody wants it who does not have it."""


class AlarmKept(AlarmChange, frozen=True, kw_only=True, tag="alarm.kept"):
    """Who has it does not give it away."""


class AlarmTicked(AlarmChange, frozen=True, kw_only=True, tag="alarm.ticked"):
    """Somebody has done a step of what there is to do, with the centre's `text`; or, not `done`, has not after all."""

    step: int
    done: bool = True
    text: str = ""


class AlarmEscalated(AlarmChange, frozen=True, kw_only=True, tag="alarm.escalated"):
    """Nobody takes notice: `to` was called, "" for the chain's beginning or its end without a call."""

    to: str = ""


ALARM_CHANGES = (
    AlarmRaised,
    AlarmRepeated,
    AlarmReturned,
    AlarmAcknowledged,
    AlarmUnacknowledged,
    AlarmedAgain,
    AlarmReset,
    AlarmShelved,
    AlarmUnshelved,
    AlarmSuppressed,
    AlarmUnsuppressed,
    AlarmRemoved,
    AlarmRestored,
    AlarmTaken,
    AlarmReleased,
    AlarmForwarded,
    AlarmAskedFor,
    AlarmKept,
    AlarmEscalated,
    AlarmTicked,
)

"""The journal: what an entry is, and every change it can hold."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Camera, Device
from commandcenter.domain.events import EventId, Noted
from commandcenter.domain.keys import Key
from commandcenter.domain.linkage import Linkage
from commandcenter.domain.wall import Wall

CORE = "core"
# How the reason of an event in quarantine begins when the event could be read.
NOT_GRANTED, NO_ROOM = "grant:", "room:"


class Outcome(Enum):
    """`UNKNOWN`: the intent is recorded and no answer came; never to be read as done."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


class CommandId(msgspec.Struct, frozen=True, kw_only=True, tag="command", tag_field="by"):
    """The command that caused an entry; `id` is made by the seat, so that a retry is the same command."""

    id: str
    name: str


Cause = EventId | CommandId | None


class Change(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", omit_defaults=True):
    """Base of all changes: `do` on the wire names the kind."""


class AlarmChange(Change, frozen=True, kw_only=True):
    """An alarm has a new value, and here it stands."""

    alarm: Alarm


class AlarmRaised(AlarmChange, frozen=True, kw_only=True, tag="alarm.raised"):
    """A new one."""


class AlarmRepeated(AlarmChange, frozen=True, kw_only=True, tag="alarm.repeated"):
    """It is said again, with newer values."""


class AlarmReturned(AlarmChange, frozen=True, kw_only=True, tag="alarm.returned"):
    """What was wrong is over."""


class AlarmAcknowledged(AlarmChange, frozen=True, kw_only=True, tag="alarm.acknowledged"):
    """An officer has taken notice."""


class DeviceKnown(Change, frozen=True, kw_only=True, tag="device.known"):
    device: Device


class NoteTaken(Change, frozen=True, kw_only=True, tag="note.taken"):
    source: str
    note: Noted


class EventIgnored(Change, frozen=True, kw_only=True, tag="event.ignored"):
    """An event without an effect (the return of what was not raised); kept with its reason."""

    reason: str
    type: str
    subject: str


class EventQuarantined(Change, frozen=True, kw_only=True, tag="event.quarantined"):
    """An event that could not be read, was not granted or found no room, kept as it came.

    Of one that is too large only the beginning is. `size` is the whole event's, in bytes; 0 in an older program's
    entries, which are whole.
    """

    raw: bytes
    reason: str
    size: int = 0


class QuarantineRetried(Change, frozen=True, kw_only=True, tag="quarantine.retried"):
    """The event of that entry can be read now and has taken effect, after everything that came since.

    `late`: it says what was wrong then, so that the source has to say what is wrong now; `suspect`: the open alarm
    that may be over by its word.
    """

    entry: int
    source: str
    late: bool = False
    suspect: str = ""


class QuarantineDismissed(Change, frozen=True, kw_only=True, tag="quarantine.dismissed"):
    """Somebody has looked at the event of that entry: it will take no effect."""

    entry: int
    source: str


class SourceGap(Change, frozen=True, kw_only=True, tag="source.gap"):
    """Events `expected`..`found`-1 of a source are gone for ever: it does not hold them any more."""

    expected: int
    found: int


class SourceWentBack(Change, frozen=True, kw_only=True, tag="source.back"):
    """A source's log ends at `head`, before `taken`: it was restored from an older copy; its numbers are used again."""

    taken: int
    head: int


class SourceEpoch(Change, frozen=True, kw_only=True, tag="source.epoch"):
    """A source has begun a new log; `before` is the epoch before it ("" for the first), taken in up to `before_seq`.

    `ended`: the source has ended that log itself, and there was nothing more in it.
    """

    before: str
    before_seq: int
    ended: bool = False


class RefreshBegun(Change, frozen=True, kw_only=True, tag="refresh.begun"):
    """A source begins to say anew what is wrong: until it has, its open alarms are suspect."""


class RefreshEnded(Change, frozen=True, kw_only=True, tag="refresh.ended"):
    """A source has said all that is wrong now; `over` of its alarms were not among it."""

    over: int


class LinkRefused(Change, frozen=True, kw_only=True, tag="link.refused"):
    """Somebody was not let in: `who` is a public key, a source's id or "", `count` how often since the last entry."""

    who: str
    reason: str
    count: int = 1


class KeyTrusted(Change, frozen=True, kw_only=True, tag="key.trusted"):
    key: Key


class KeyRevoked(Change, frozen=True, kw_only=True, tag="key.revoked"):
    key: Key


class CameraListed(Change, frozen=True, kw_only=True, tag="camera.listed"):
    camera: Camera


class CameraRemoved(Change, frozen=True, kw_only=True, tag="camera.removed"):
    camera: str


class WallChanged(Change, frozen=True, kw_only=True, tag="wall.changed"):
    wall: Wall


class WallConfirmed(Change, frozen=True, kw_only=True, tag="wall.confirmed"):
    """The wall's own word on what is seen, as the new value of the wall says it."""

    wall: Wall


class LinkageStarted(Change, frozen=True, kw_only=True, tag="linkage.started"):
    linkage: Linkage


class LinkageAnswered(Change, frozen=True, kw_only=True, tag="linkage.answered"):
    """One step of a run has its answer, or its deadline has passed without one."""

    linkage: Linkage
    step: str


class Acted(Change, frozen=True, kw_only=True, tag="operator.acted"):
    """A small action that changes nothing but is part of the record (selected, opened, moved the map)."""

    action: str
    subject: str = ""
    detail: dict[str, str | float] = {}


class CommandRefused(Change, frozen=True, kw_only=True, tag="command.refused"):
    """`reason` is an English template with `values` filled in by whoever shows it; `args` as they came."""

    name: str
    reason: str
    values: dict[str, str]
    args: bytes = b""


class SeatJoined(Change, frozen=True, kw_only=True, tag="seat.joined"):
    """A seat has taken up its link; its person is the entry's actor."""

    role: str


class CoreStarted(Change, frozen=True, kw_only=True, tag="core.started"):
    version: str
    size: int


class CoreResumed(Change, frozen=True, kw_only=True, tag="core.resumed"):
    """The disk was full and has room again."""


AnyChange = (
    AlarmRaised
    | AlarmRepeated
    | AlarmReturned
    | AlarmAcknowledged
    | DeviceKnown
    | NoteTaken
    | EventIgnored
    | EventQuarantined
    | QuarantineRetried
    | QuarantineDismissed
    | SourceGap
    | SourceEpoch
    | SourceWentBack
    | RefreshBegun
    | RefreshEnded
    | LinkRefused
    | KeyTrusted
    | KeyRevoked
    | CameraListed
    | CameraRemoved
    | WallChanged
    | WallConfirmed
    | LinkageStarted
    | LinkageAnswered
    | Acted
    | CommandRefused
    | SeatJoined
    | CoreStarted
    | CoreResumed
)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A change that has been decided and has no place in the journal yet; `actor` is "" for whoever caused it."""

    change: AnyChange
    subject: str = ""
    outcome: Outcome = Outcome.DONE
    actor: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the record: who, where, what, on what, when, with what outcome.

    `seq` counts from 0 without gaps and is the only order. `actor` is a person's id, a
    source's id for its events, or "core"; `seat` where it was done ("" for no seat);
    `done_at` when the person did it by the seat's clock, where that is known.
    """

    seq: int
    at: datetime
    actor: str
    seat: str
    subject: str
    outcome: Outcome
    cause: Cause
    change: AnyChange
    done_at: datetime | None = None

    @property
    def action(self) -> str:
        """What was done, in one word: the kind of the change, or what it says of itself."""
        match self.change:
            case Acted(action=action):
                return action
            case CommandRefused(name=name):
                return name
            case change:
                return str(change.__struct_config__.tag)

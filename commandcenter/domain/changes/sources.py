"""What comes of a source: its events, its log, its devices."""

from __future__ import annotations

from commandcenter.domain.assets import Device
from commandcenter.domain.changes.change import Change
from commandcenter.domain.events import Noted
from commandcenter.domain.rules.watch import Watch

# How the reason of an event in quarantine begins when the event could be read.
NOT_GRANTED, NO_ROOM = "grant:", "room:"


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


class EventHeld(Change, frozen=True, kw_only=True, tag="event.held", omit_defaults=True):
    """A rule keeps an event from the queue, for now or for good; `reason` says why, `watches` what is kept in mind."""

    reason: str
    rule: str
    type: str
    subject: str
    watches: tuple[Watch, ...] = ()


class WatchesForgotten(Change, frozen=True, kw_only=True, tag="watches.forgotten"):
    """What the rules had in mind of these keys matters no more: it did not last, or was not counted often enough."""

    keys: tuple[str, ...]


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

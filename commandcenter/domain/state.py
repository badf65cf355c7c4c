"""The centre's present state: what is left when all journal entries have been applied.

The core and every seat hold one and move it forward with the same function (`applying.apply`), so they agree.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Camera, Device
from commandcenter.domain.clock import Instant
from commandcenter.domain.events import EventId
from commandcenter.domain.holding import Hold
from commandcenter.domain.keys import EVERYTHING, Key, KeyKind, Pattern
from commandcenter.domain.linkage import Linkage
from commandcenter.domain.merging import Chain, FormerSession
from commandcenter.domain.orders import Order, Presets
from commandcenter.domain.patience import Failures
from commandcenter.domain.people import Account, Approval, Session
from commandcenter.domain.retention import Retention
from commandcenter.domain.rules.desks import Desks
from commandcenter.domain.rules.watch import Watch
from commandcenter.domain.seal import Seal, Uptime, Witness
from commandcenter.domain.shifts import RotaSlot, Shifts
from commandcenter.domain.tours import Tour, TourRun
from commandcenter.domain.video import Bookmark, OpenClip, Sights, Viewing
from commandcenter.domain.wall import Wall


class Doubt(Enum):
    """Why the centre may not know what is wrong at a source: events lost, another log, a log set back."""

    GAP = "gap"
    EPOCH = "epoch"
    BACK = "back"


class Position(msgspec.Struct, kw_only=True):
    """How far a source's log has been taken in; `doubt` lasts until a refresh, begun since, has ended.

    `refreshed_from`: how many entries the journal had when the last refresh began.

    It moves in place, unlike everything else in the state: it does so with every event.
    """

    source: str
    epoch: str
    seq: int
    doubt: Doubt | None = None
    refreshing: bool = False
    refreshed_from: int = 0


class Quarantined(msgspec.Struct, frozen=True, kw_only=True):
    """An event that waits for somebody to look at it: the one in journal entry `entry`."""

    entry: int
    event: EventId
    at: datetime
    size: int
    reason: str


class State(msgspec.Struct, kw_only=True):
    """`alarms` holds those that are not cleared, by id; `open` finds them by key, `timers` has the true time of the
    next timer of each that has one. `watches` are what the rules keep in mind, by key, `watch_timers` when each has to
    be looked at, `watch_keys` those of each source, what was kept last at the end, and `part_of` says to which key
    something belongs that is wrong by another name than its alarm's.

    `size` is the number of journal entries that it reflects; `linkages` holds the runs of open alarms and
    those that still wait for an answer; `keys` all that were ever trusted, by public key; `quarantined` the
    number of events that wait in quarantine, by source, `alarm_counts` and `device_counts` those of open alarms
    and of devices; `sessions` by seat, `failures` (wrong passwords) by whom they count against, `approvals` those that
    wait for a second person; `chains` the seats' own journals by id, `former` the sessions that have ended lately;
    `sights` what the seats say of each camera, by its id, `viewings` who may look through a restricted one for now,
    `bookmarks` by id, `clips` those whose end is not in the record yet, by file.
    `holds` and `presets` by device, `orders` those that wait for an answer; `touring` the runs of tours by seat.
    """

    size: int = 0
    raised: int = 0
    alarms: dict[str, Alarm] = {}
    open: dict[str, str] = {}
    timers: dict[str, datetime] = {}
    watches: dict[str, Watch] = {}
    watch_timers: dict[str, datetime] = {}
    watch_keys: dict[str, dict[str, None]] = {}
    part_of: dict[str, str] = {}
    holders: dict[str, str] = {}
    desks: Desks = Desks()
    devices: dict[str, Device] = {}
    cameras: dict[str, Camera] = {}
    linkages: dict[str, Linkage] = {}
    positions: dict[str, Position] = {}
    quarantined: dict[str, int] = {}
    alarm_counts: dict[str, int] = {}
    device_counts: dict[str, int] = {}
    keys: dict[str, Key] = {}
    accounts: dict[str, Account] = {}
    sessions: dict[str, Session] = {}
    failures: dict[str, Failures] = {}
    approvals: dict[str, Approval] = {}
    wall: Wall = Wall()
    seal: Seal = Seal()
    witnesses: dict[str, Witness] = {}
    uptime: Uptime = Uptime()
    rota: dict[str, RotaSlot] = {}
    shifts: Shifts = Shifts()
    chains: dict[str, Chain] = {}
    former: dict[str, FormerSession] = {}
    retention: Retention = Retention()
    sights: dict[str, Sights] = {}
    viewings: dict[str, Viewing] = {}
    bookmarks: dict[str, Bookmark] = {}
    holds: dict[str, Hold] = {}
    orders: dict[str, Order] = {}
    presets: dict[str, Presets] = {}
    tours: dict[str, Tour] = {}
    touring: dict[str, TourRun] = {}
    clips: dict[str, OpenClip] = {}

    def open_alarm(self, source: str, type: str, subject: str) -> Alarm | None:
        """The one open alarm of that key, if there is one."""
        found = self.open.get(open_key((source, type, subject)))
        return None if found is None else self.alarms[found]

    def keep_alarm(self, alarm: Alarm) -> None:
        """An open one, new or anew."""
        if alarm.id not in self.alarms:
            self.open[open_key(alarm.key)] = alarm.id
            count(self.alarm_counts, alarm.source, 1)
        self._name_parts(alarm)
        if alarm.holder and alarm.holder.session:
            self.holders[alarm.id] = alarm.holder.session
        elif self.holders:
            self.holders.pop(alarm.id, None)
        self.alarms[alarm.id] = alarm
        if (due := alarm.due) is not None:
            self.timers[alarm.id] = due
        elif self.timers:
            self.timers.pop(alarm.id, None)

    def drop_alarm(self, alarm: Alarm) -> None:
        """A cleared one, which may never have been open."""
        known = self.alarms.pop(alarm.id, None)
        self.holders.pop(alarm.id, None)
        if known is not None:
            for part in known.parts:
                self.part_of.pop(part_key(alarm.source, part), None)
            self.open.pop(open_key(alarm.key), None)
            count(self.alarm_counts, alarm.source, -1)
        self.timers.pop(alarm.id, None)

    def _name_parts(self, alarm: Alarm) -> None:
        known = self.alarms.get(alarm.id)
        for part in known.parts if known else ():
            if part not in alarm.parts:
                self.part_of.pop(part_key(alarm.source, part), None)
        for part in alarm.parts:
            self.part_of[part_key(alarm.source, part)] = open_key(alarm.key)

    def keep_watch(self, watch: Watch) -> None:
        """As it is now; one that keeps nothing is dropped."""
        key = open_key(watch.key)
        self.drop_watch(key)
        if not watch:
            return
        self.watches[key] = watch
        self.watch_keys.setdefault(watch.source, {})[key] = None
        if watch.due is not None:
            self.watch_timers[key] = watch.due
        for part in watch.held.parts if watch.held else ():
            self.part_of[part_key(watch.source, part)] = key

    def drop_watch(self, key: str) -> None:
        known = self.watches.pop(key, None)
        self.watch_timers.pop(key, None)
        if known is None:
            return
        keys = self.watch_keys[known.source]
        del keys[key]
        if not keys:
            del self.watch_keys[known.source]
        for part in known.held.parts if known.held else ():
            self.part_of.pop(part_key(known.source, part), None)

    def instant(self, now: datetime) -> Instant:
        """The wall clock's time, and the true one that timers go by."""
        stepped = self.uptime.stepped
        return Instant(now, now - timedelta(seconds=stepped) if stepped else now)

    def suspects(self, source: str) -> list[Alarm]:
        """The source's open alarms of which it is not known whether they still are."""
        return [alarm for alarm in self.alarms.values() if alarm.suspect and alarm.source == source]

    def source_keys(self, source: str) -> list[Key]:
        """The trusted keys of a source, the newest first."""
        found = [key for key in self.keys.values() if key.trusted and key.kind is KeyKind.SOURCE and key.id == source]
        return sorted(found, key=lambda key: key.trusted_at, reverse=True)

    def grant(self, source: str) -> tuple[Pattern, ...]:
        """What a source may publish: the grant of the key that the centre expects of it."""
        keys = self.source_keys(source)
        patterns = keys[0].types if keys else ()
        return EVERYTHING if "*" in patterns else patterns


class Touched(Enum):
    """Which part of the state a change has moved; the names of the projections."""

    ALARM = "alarm"
    DEVICE = "device"
    CAMERA = "camera"
    LINKAGE = "linkage"
    POSITION = "position"
    QUARANTINE = "quarantine"
    KEY = "key"
    ACCOUNT = "account"
    SESSION = "session"
    FAILURES = "failures"
    APPROVAL = "approval"
    WALL = "wall"
    SEAL = "seal"
    WITNESS = "witness"
    UPTIME = "uptime"
    ROTA = "rota"
    SHIFTS = "shifts"
    CHAIN = "chain"
    FORMER = "former"
    RETENTION = "retention"
    WATCH = "watch"
    DESKS = "desks"
    SIGHTS = "sights"
    VIEWING = "viewing"
    BOOKMARK = "bookmark"
    HOLD = "hold"
    ORDER = "order"
    PRESETS = "presets"
    TOUR = "tour"
    TOURING = "touring"
    CLIP = "clip"


class Touch(msgspec.Struct, frozen=True):
    """One projection's new value; None when the thing is no longer there. Positions are not told one by one."""

    kind: Touched
    id: str
    value: (
        Alarm
        | Device
        | Camera
        | Linkage
        | Position
        | Quarantined
        | Key
        | Account
        | Session
        | Failures
        | Approval
        | Wall
        | Seal
        | Witness
        | Uptime
        | RotaSlot
        | Shifts
        | Chain
        | FormerSession
        | Retention
        | Watch
        | Desks
        | Sights
        | Viewing
        | Bookmark
        | Hold
        | Order
        | Presets
        | Tour
        | TourRun
        | OpenClip
        | None
    )


def count(counts: dict[str, int], source: str, more: int) -> None:
    """Moves a source's count; one that is 0 is not there."""
    new = counts.get(source, 0) + more
    if new > 0:
        counts[source] = new
    else:
        counts.pop(source, None)


def open_key(parts: tuple[str, str, str]) -> str:
    """(source, type, subject) as one string: the key of `State.open`."""
    return "\x1f".join(parts)


def part_name(type: str, subject: str) -> str:
    """What is wrong, as its source calls it: a key of `Alarm.parts`."""
    return f"{type}\x1f{subject}"


def part_key(source: str, part: str) -> str:
    """The key of `State.part_of`."""
    return f"{source}\x1f{part}"

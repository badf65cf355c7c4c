"""Between domain values and the rows of the projections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Camera, Device
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.changes.retention import JournalPruned
from commandcenter.domain.holding import Hold
from commandcenter.domain.keys import Key
from commandcenter.domain.linkage import Linkage
from commandcenter.domain.merging import Chain, FormerSession
from commandcenter.domain.merkle import leaf_hash
from commandcenter.domain.orders import Order, Presets
from commandcenter.domain.patience import Failures
from commandcenter.domain.people import Account, Approval, Session
from commandcenter.domain.retention import Retention
from commandcenter.domain.rules.desks import Desks
from commandcenter.domain.rules.watch import Watch
from commandcenter.domain.seal import Seal, Uptime, Witness
from commandcenter.domain.shifts import RotaSlot, Shifts
from commandcenter.domain.state import Position, Quarantined, State, Touch, Touched, count
from commandcenter.domain.tours import Tour, TourRun
from commandcenter.domain.video import Bookmark, OpenClip, Sights, Viewing
from commandcenter.domain.wall import Wall
from commandcenter.services.ports import Stamped

Row = tuple[object, ...]
Put = Callable[[State, str, Any], None]


class Answer(NamedTuple):
    """`seq` is the number of the first entry that the command caused; it was record `n` of a seat's journal `chain`."""

    verdict: bytes
    seq: int
    chain: str = ""
    n: int = 0


class Kind(NamedTuple):
    """What a thing is decoded to, and how it comes to its place in the state when that is loaded."""

    of: type
    put: Put


def _many(of: type, shelf: str) -> Kind:
    """By their ids in the state's dictionary `shelf`."""

    def put(state: State, name: str, value: object) -> None:
        getattr(state, shelf)[name] = value

    return Kind(of, put)


def _one(of: type, shelf: str) -> Kind:
    """The state's own `shelf`."""

    def put(state: State, name: str, value: object) -> None:
        setattr(state, shelf, value)

    return Kind(of, put)


def _put_device(state: State, name: str, device: Device) -> None:
    state.devices[name] = device
    count(state.device_counts, device.source, 1)


def _put_watch(state: State, name: str, watch: Watch) -> None:
    state.keep_watch(watch)


def _put_quarantined(state: State, name: str, about: Quarantined) -> None:
    count(state.quarantined, about.event.source, 1)


# A new kind of thing needs its line here, and `projections.VERSION` one more.
KINDS: Mapping[Touched, Kind] = MappingProxyType(
    {
        Touched.DEVICE: Kind(Device, _put_device),
        Touched.CAMERA: _many(Camera, "cameras"),
        Touched.LINKAGE: _many(Linkage, "linkages"),
        Touched.POSITION: _many(Position, "positions"),
        Touched.QUARANTINE: Kind(Quarantined, _put_quarantined),
        Touched.KEY: _many(Key, "keys"),
        Touched.ACCOUNT: _many(Account, "accounts"),
        Touched.SESSION: _many(Session, "sessions"),
        Touched.FAILURES: _many(Failures, "failures"),
        Touched.APPROVAL: _many(Approval, "approvals"),
        Touched.WITNESS: _many(Witness, "witnesses"),
        Touched.ROTA: _many(RotaSlot, "rota"),
        Touched.CHAIN: _many(Chain, "chains"),
        Touched.FORMER: _many(FormerSession, "former"),
        Touched.WALL: _one(Wall, "wall"),
        Touched.SEAL: _one(Seal, "seal"),
        Touched.UPTIME: _one(Uptime, "uptime"),
        Touched.SHIFTS: _one(Shifts, "shifts"),
        Touched.RETENTION: _one(Retention, "retention"),
        Touched.DESKS: _one(Desks, "desks"),
        Touched.WATCH: Kind(Watch, _put_watch),
        Touched.SIGHTS: _many(Sights, "sights"),
        Touched.VIEWING: _many(Viewing, "viewings"),
        Touched.BOOKMARK: _many(Bookmark, "bookmarks"),
        Touched.HOLD: _many(Hold, "holds"),
        Touched.ORDER: _many(Order, "orders"),
        Touched.PRESETS: _many(Presets, "presets"),
        Touched.TOUR: _many(Tour, "tours"),
        Touched.TOURING: _many(TourRun, "touring"),
        Touched.CLIP: _many(OpenClip, "clips"),
    }
)


class Rows:
    """What a run of entries makes of the projections; the last value of a thing counts.

    `first` is the number of its first entry, `size` that of the journal after its last. `noted` says, by chain, up to
    which record no answer is needed any more, `pruned` below which entry nothing is left, 0 for nothing new.
    """

    def __init__(
        self,
        entries: Sequence[Stamped],
        touched: Iterable[Touch],
        answers: Mapping[str, Answer],
        noted: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        last = entries[-1]
        self.first, self.size, self.leaf = entries[0].entry.seq, last.entry.seq + 1, leaf_hash(last.data)
        alarms: dict[str, Alarm] = {}
        positions: dict[str, Position] = {}
        things: dict[tuple[str, str], object] = {}
        for touch in touched:
            value = touch.value
            # Nearly all are of these two kinds, and an enum is slow to hash.
            if type(value) is Position:
                positions[touch.id] = value
            elif type(value) is Alarm:
                alarms[touch.id] = value
            else:
                things[(touch.kind.value, touch.id)] = value
        things.update(((Touched.POSITION.value, source), position) for source, position in positions.items())
        where: dict[str, int] = {}
        self.pruned = 0
        for stamped in entries:
            change = stamped.entry.change
            if isinstance(change, AlarmChange):
                where[change.alarm.id] = stamped.entry.seq
            elif isinstance(change, JournalPruned):
                self.pruned = max(self.pruned, change.first)
        encode = msgspec.msgpack.Encoder().encode
        self.alarms: dict[str, Row] = {
            alarm.id: (alarm.id, alarm.cleared_at is None, alarm.raised_at.timestamp(), where[alarm.id], alarm.suspect)
            for alarm in alarms.values()
            if alarm.id in where
        }
        self.marks = {alarm.id: alarm.suspect for alarm in alarms.values() if alarm.id not in where}
        # Encoded now: a position moves in place.
        self.things = {
            (kind, name.encode()): None if value is None else encode(value) for (kind, name), value in things.items()
        }
        self.answers = {command.encode(): answer for command, answer in answers.items()}
        self.noted = dict(noted)

    def merge(self, later: Rows) -> None:
        """Becomes what both make together. Raises ValueError when `later` does not follow."""
        if later.first != self.size:
            raise ValueError(f"entry {later.first} cannot follow {self.size} entries")
        self.size, self.leaf = later.size, later.leaf
        self.pruned = max(self.pruned, later.pruned)
        self.alarms.update(later.alarms)
        for name, suspect in later.marks.items():
            if name in self.alarms:
                self.alarms[name] = (*self.alarms[name][:-1], suspect)
            else:
                self.marks[name] = suspect
        for name in later.alarms:
            self.marks.pop(name, None)
        self.things.update(later.things)
        self.answers = {**later.answers, **self.answers}
        for chain, n in later.noted.items():
            self.noted[chain] = max(n, self.noted.get(chain, 0))

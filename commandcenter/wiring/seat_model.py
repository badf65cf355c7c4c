"""What a seat knows: the core's state moved forward entry by entry, and the newest of everything else."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot

from bridge.protocol import seat as wire
from bridge.protocol.seat import Point, SampleKey
from bridge.protocol.source import Sample
from bridge.qt.gateway import Gateway
from bridge.seat.happenings import Entered, Happening, KeptHere, LeftAnswered, LinkChanged, Reading, Snapshot
from bridge.series import SeriesBook
from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.applying import apply
from commandcenter.domain.assets import Addresses, Camera
from commandcenter.domain.people import Session
from commandcenter.domain.state import State, Touch, Touched
from commandcenter.services.board import Board

CLEARED_KEPT = 100
OLDEST_S = 86_400.0


class SeatModel(QObject):
    """Lives on the GUI thread. Views of this seat read `state` and listen to the signals; nobody else writes it.

    `board` is what its alarms come to: who only counts asks there.
    """

    replaced = Signal()  # a whole new state: first join, or after a hole
    alarms_changed = Signal(list, list)  # [Alarm, ...] new or changed, [id, ...] cleared
    things_changed = Signal(object)  # Touched: what else has changed, one kind at a time
    wall_changed = Signal(object)  # Wall
    samples_changed = Signal(list)  # [Reading, ...]
    beat_changed = Signal(object)  # Beat
    link_changed = Signal(bool)  # the core is there or not; again when `link` has another trouble
    answered = Signal(object)  # Answer to a command of this seat
    left_answered = Signal(object)  # LeftAnswered: the same, where an earlier run of it has given the command
    found = Signal(object)  # Found: what a search of this seat has brought
    figured = Signal(object)  # Figured: the figures that this seat has asked for
    cameras_told = Signal(object)  # CamerasTold: the cameras' health that this seat has asked for
    kept_changed = Signal(object)  # KeptHere: what waits at this seat while the core is away

    def __init__(self, gateway: Gateway, parent: QObject | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.name = name
        self.state = State()
        self.board = Board()
        self.person_id = ""
        self.person_name = ""
        self._secrets: dict[str, Addresses] = {}
        self.cleared: dict[str, Alarm] = {}
        self.link = LinkChanged(live=False)
        self.kept = KeptHere()
        self.beat: wire.Beat | None = None
        self.beat_at = float("-inf")
        self.samples: dict[SampleKey, Sample] = {}
        self.sampled_at: dict[SampleKey, float] = {}
        self.book = SeriesBook()
        gateway.happened.connect(self._on_happened)
        gateway.newest.connect(self._on_newest)

    @property
    def live(self) -> bool:
        """Whether the core is there."""
        return self.link.live

    @property
    def silent_s(self) -> float:
        """Seconds since the core was heard of."""
        return time.monotonic() - self.beat_at

    def address(self, camera: Camera) -> str:
        """The whole address of the camera's stream, password included: for the player only."""
        return self._secrets.get(camera.id, Addresses()).main or camera.url

    def sub_address(self, camera: Camera) -> str:
        """As `address`, of the camera's smaller stream; "" where it has none."""
        return self._secrets.get(camera.id, Addresses()).sub or camera.sub

    def source_name(self, source: str) -> str:
        """What people call the source, as the centre's settings say; its id before the first beat."""
        known = self.beat.sources if self.beat else ()
        return next((health.name for health in known if health.source == source and health.name), source)

    @property
    def session(self) -> Session | None:
        """Who has signed in at this seat."""
        return self.state.sessions.get(self.name)

    @property
    def session_id(self) -> str:
        """Of that session, "" for none."""
        return self.session.id if self.session else ""

    def name_of(self, person: str) -> str:
        """What people call who stands in the journal as `person`."""
        account = self.state.accounts.get(person)
        if account is not None:
            return account.name
        return self.person_name if person == self.person_id else person

    def age_s(self, key: SampleKey) -> float:
        """Seconds since the newest sample of `key` arrived here; of one that came with a join, since it was made."""
        return time.monotonic() - self.sampled_at.get(key, float("-inf"))

    @Slot(list)
    def _on_happened(self, happenings: list[Happening]) -> None:
        """A run of entries is applied as one batch, so that a storm repaints once."""
        touched: dict[tuple[Touched, str], Touch] = {}
        for happening in happenings:
            match happening:
                case Entered(entries=entries):
                    for entry in entries:
                        touched.update({(touch.kind, touch.id): touch for touch in apply(self.state, entry)})
                case Snapshot():
                    touched.clear()
                    self._join(happening)
                case LinkChanged():
                    self.link = happening
                    self.link_changed.emit(happening.live)
                case KeptHere():
                    self.kept = happening
                    self.kept_changed.emit(happening)
                case LeftAnswered():
                    self.left_answered.emit(happening)
                case _:
                    self._hand_on(happening)
        self._tell(touched.values())

    def _hand_on(self, answer: wire.Answer | wire.Found | wire.Figured | wire.CamerasTold) -> None:
        """To whoever has asked."""
        match answer:
            case wire.Answer():
                self.answered.emit(answer)
            case wire.Found():
                self.found.emit(answer)
            case wire.Figured():
                self.figured.emit(answer)
            case wire.CamerasTold():
                self.cameras_told.emit(answer)

    def _join(self, joined: Snapshot) -> None:
        self.state = joined.state
        self.board = Board(joined.state.alarms.values())
        self.person_id = joined.person
        self._secrets = joined.secrets
        self.person_name = joined.person_name
        self.book = SeriesBook()
        for series in joined.series:
            self.book.restore(*series)
        self._keep_joined(joined.readings)
        self.replaced.emit()
        self.samples_changed.emit(joined.readings)

    def _tell(self, touched: Iterable[Touch]) -> None:
        changed: list[Alarm] = []
        cleared: list[str] = []
        kinds: dict[Touched, None] = {}
        for touch in touched:
            kinds[touch.kind] = None
            if isinstance(touch.value, Alarm):
                if touch.value.state is AlarmState.CLEARED:
                    cleared.append(touch.id)
                    self.board.drop(touch.id)
                    self._remember(touch.value)
                else:
                    changed.append(touch.value)
                    self.board.keep(touch.value)
        if changed or cleared:
            self.alarms_changed.emit(changed, cleared)
        for kind in kinds:
            if kind is Touched.WALL:
                self.wall_changed.emit(self.state.wall)
            elif kind is not Touched.ALARM:
                self.things_changed.emit(kind)

    def _remember(self, alarm: Alarm) -> None:
        """The last values of alarms that were cleared lately, for who is just looking at one."""
        self.cleared[alarm.id] = alarm
        while len(self.cleared) > CLEARED_KEPT:
            del self.cleared[next(iter(self.cleared))]

    @Slot(list)
    def _on_newest(self, newest: list[Reading | wire.Beat]) -> None:
        readings = [item for item in newest if isinstance(item, Reading)]
        if readings:
            self._keep_samples(readings)
            self._extend_series(readings)
            self.samples_changed.emit(readings)
        for item in newest:
            if isinstance(item, wire.Beat):
                self.beat = item
                self.beat_at = time.monotonic()
                self.beat_changed.emit(item)

    def _keep_samples(self, readings: Iterable[Reading]) -> None:
        """What is new for its key has been measured just now; what is said again is as old as it was."""
        now = time.monotonic()
        for key, sample in ((reading.key, reading.sample) for reading in readings):
            known = self.samples.get(key)
            if known is None:
                self.sampled_at[key] = now - _told_age_s(sample)
            elif known.at != sample.at:
                self.sampled_at[key] = now
            self.samples[key] = sample

    def _keep_joined(self, readings: Iterable[Reading]) -> None:
        """What the core had kept may be of any age."""
        now = time.monotonic()
        for reading in readings:
            self.samples[reading.key] = reading.sample
            self.sampled_at[reading.key] = now - _told_age_s(reading.sample)

    def _extend_series(self, readings: Iterable[Reading]) -> None:
        for reading in readings:
            value = reading.sample.values.get("value")
            if isinstance(value, float):
                self.book.extend(*reading.key, Point(reading.sample.at.timestamp(), value))


def _told_age_s(sample: Sample) -> float:
    """Where nothing else is known, the time of its source says how old it is."""
    return min(max((datetime.now(UTC) - sample.at).total_seconds(), 0.0), OLDEST_S)

"""Looks after the machine under the core: its disks, and the figures that operations fetch."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic

import msgspec

from bridge.core.watching import Vitals
from bridge.protocol.seat import SeatHealth, SeatKind, SourceHealth
from commandcenter import __version__
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.disk_watch import DiskWatch, Reserve
from commandcenter.adapters.metrics.serving import MetricsServer, MetricsTrouble
from commandcenter.app.sealing import second_place
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.events import Noted
from commandcenter.domain.journal import CORE, Draft, Outcome
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import disk
from commandcenter.services.core import Core
from commandcenter.services.figures import DiskFigures, Figures, SealFigures, SeatFigures, SourceFigures
from commandcenter.services.ports import StoreTrouble
from commandcenter.services.sealing import Sealing
from commandcenter.settings import MetricsSettings, Settings

log = logging.getLogger(__name__)

LAST_ROOM = QT_TRANSLATE_NOOP(
    "trouble", "The core's disk is full: make room there at once. What is recorded now uses the last of it."
)
# Counting alarms takes no more than this share of the core's time, however many there are.
COUNTING = 0.02


class CoreWatch:
    """Implements `bridge.core.watching.Watch`; `newest` is read by other threads."""

    def __init__(self, core: Core, sealing: Sealing | None, disks: DiskWatch, levels: disk.Levels) -> None:
        self.newest: Figures | None = None
        self._core = core
        self._sealing = sealing
        self._disks = disks
        self._levels = levels
        self._started = core.now().timestamp()
        self._counted = AlarmCount(monotonic)
        self._sealed = (0, 0.0)
        self._drafts: list[Draft] = []

    @property
    def notice(self) -> str:
        return LAST_ROOM if self._disks.full else ""

    def now(self) -> datetime:
        return self._core.now()

    def note(self, draft: Draft) -> None:
        """To be recorded with the next look."""
        self._drafts.append(draft)

    def disk_full(self) -> None:
        self._disks.refused()

    def look(self) -> list[Draft]:
        core = self._core
        drafts, self._drafts = self._drafts, []
        return drafts or disk.look(core.state, self._disks.seen, self._levels, core.catalogue, core.now())

    def tell(self, vitals: Vitals) -> None:
        try:
            self.newest = self._figures(vitals)
        except StoreTrouble:
            # What is on disk has to be read anew first: the last figures stand, but for what is known.
            if self.newest is not None:
                at = self._core.now().timestamp()
                self.newest = msgspec.structs.replace(self.newest, at=at, trouble=True)

    def _figures(self, vitals: Vitals) -> Figures:
        """Raises StoreTrouble."""
        core = self._core
        state, tally = core.state, core.tally
        return Figures(
            at=core.now().timestamp(),
            started=self._started,
            version=__version__,
            trouble=bool(vitals.trouble),
            journal=state.size,
            kinds=tally.kinds(),
            commits=tally.commits,
            commits_failed=tally.failures,
            alarms=self._counted.of(state.alarms.values()),
            sources=tuple(_source(it) for it in vitals.sources),
            seats=tuple(_seats(vitals.seats)),
            telemetry_keys=vitals.telemetry_keys,
            telemetry_refused=vitals.telemetry_refused,
            telemetry_dropped=vitals.telemetry_dropped,
            sessions=len(state.sessions),
            sessions_locked=sum(session.locked for session in state.sessions.values()),
            seal=self._seal(),
            disks=tuple(
                DiskFigures(place=it.place, free=it.free, total=it.total, used=it.used) for it in self._disks.seen
            ),
            reserve=self._disks.held,
        )

    def _seal(self) -> SealFigures | None:
        if self._sealing is None:
            return None
        newest, placing = self._sealing.newest, self._sealing.placing
        if newest is not None and newest.size != self._sealed[0]:
            self._sealed = (newest.size, self._core.now().timestamp())
        size, at = self._sealed
        return SealFigures(size=size, at=at, placed=placing.written, place_in_trouble=bool(placing.trouble))


class AlarmCount:
    """Open alarms by priority and state. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._next = float("-inf")
        self._found: Mapping[tuple[str, str], int] = {}

    def of(self, alarms: Iterable[Alarm]) -> Mapping[tuple[str, str], int]:
        """The numbers as they are, or as they were not long ago while there are very many."""
        began = self._clock()
        if began >= self._next:
            found = Counter((it.priority, it.state) for it in alarms)
            self._found = {(priority.value, state.value): number for (priority, state), number in found.items()}
            ended = self._clock()
            self._next = ended + (ended - began) / COUNTING
        return self._found


@contextmanager
def watching(core: Core, sealing: Sealing | None, settings: Settings, folder: DataFolder) -> Iterator[CoreWatch]:
    """At work until the end of the block."""
    wanted = disk.levels(*(percent / 100 for percent in settings.disk.warn_percent))
    places = {disk.DATA: folder.path, disk.SECOND: Path(second_place(folder, settings).name)}
    reserve = Reserve(folder.path, settings.disk.reserve_mib << 20)
    disks = DiskWatch(places, reserve, wanted[disk.FULL] - disk.BACK)
    watch = CoreWatch(core, sealing, disks, wanted)
    with ExitStack() as opened:
        disks.start()
        opened.callback(disks.stop)
        _serve(settings.metrics, watch, opened)
        yield watch


def _serve(metrics: MetricsSettings, watch: CoreWatch, opened: ExitStack) -> None:
    """A port that is taken is no reason not to record what happens in the city."""
    if not metrics.endpoint:
        return
    try:
        server = MetricsServer(*metrics.address, lambda: watch.newest)
    except MetricsTrouble as error:
        log.warning("no figures can be fetched at %s: %s", metrics.endpoint, error)
        watch.note(_no_figures(metrics.endpoint, str(error), watch.now()))
        return
    server.start()
    opened.callback(server.stop)
    if not metrics.is_local:
        log.warning("the figures at %s can be fetched from other machines, by everybody", metrics.endpoint)


def _no_figures(endpoint: str, reason: str, now: datetime) -> Draft:
    note = Noted(
        at=now,
        type="metrics.away",
        subject=endpoint[:128],
        title="No figures can be fetched",
        values={"reason": reason[:200]},
    )
    return Draft(change=NoteTaken(source=CORE, note=note), subject=note.subject, outcome=Outcome.FAILED)


def _source(found: SourceHealth) -> SourceFigures:
    return SourceFigures(
        source=found.source,
        state=found.state.value,
        taken=found.taken,
        refused=found.refused,
        dropped=found.dropped,
        lag=found.lag,
        rate=found.rate,
        silent_s=found.silent_s,
        quarantined=found.quarantined,
        in_trouble=bool(found.trouble),
        in_doubt=bool(found.doubt),
    )


def _seats(seats: Sequence[SeatHealth]) -> Iterator[SeatFigures]:
    for kind in SeatKind:
        these = [seat for seat in seats if seat.role is kind]
        yield SeatFigures(
            kind=kind.value,
            seats=len(these),
            behind=sum(seat.behind for seat in these),
            unread=max((seat.unread for seat in these), default=0),
        )

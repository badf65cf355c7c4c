"""The figures of each camera over some time: how long it was watched, and how it was then for the whole centre."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from commandcenter.domain.changes.operating import CameraRemoved
from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.changes.video import CameraStated
from commandcenter.domain.journal import Entry
from commandcenter.domain.video import PictureState, Sight
from commandcenter.services.camera_health.words import STANDS_S, Stretch, Word, Words

LEAD_IN = timedelta(hours=2)
"""Entries so long before the period tell all that stands when it begins."""
TOLD_LATE = timedelta(hours=6)
"""Entries so long after it may still tell of it: of seats that were cut off."""
FAULTS = frozenset({PictureState.FROZEN, PictureState.LOST, PictureState.REFUSED, PictureState.UNSUPPORTED})


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Of one camera. Seconds by the true clock; a moment counts as the best that any seat had then.

    `in_state` has them by the state's word, together `watched_s`. `faults`: how often a seat saw it frozen, lost,
    refused or unsupported anew; `restarts` of its stream at all seats; `bitrate` the mean in bit/s, None where nobody
    said. `picture_at`: when the newest picture came that is known of, by the wall clock.
    """

    camera: str
    in_state: Mapping[str, float]
    faults: int = 0
    restarts: int = 0
    bitrate: float | None = None
    picture_at: datetime | None = None

    @property
    def watched_s(self) -> float:
        return sum(self.in_state.values())

    @property
    def live_s(self) -> float:
        return self.in_state.get(PictureState.LIVE.value, 0.0)

    @property
    def availability(self) -> float | None:
        """The share (0 to 1) of the time it was watched in which it was live; None when nobody watched it."""
        return self.live_s / self.watched_s if self.watched_s else None


def health(entries: Iterable[Entry], begins: datetime, ends: datetime) -> list[Health]:
    """The cameras that were watched from `begins` up to and without `ends`, the worst first.

    `entries` in their order, from `LEAD_IN` before to `TOLD_LATE` after. Where the clock was set meanwhile the time
    that really passed is counted, as far as the journal tells of it.
    """
    taking = _Taking(begins, ends)
    for entry in entries:
        taking.take(entry)
    return sorted(taking.figures(), key=_worst_first)


def _worst_first(it: Health) -> tuple[float, float, str]:
    return it.availability or 0.0, it.live_s - it.watched_s, it.camera


class _Camera:
    """What is taken in of one."""

    def __init__(self) -> None:
        self.seats: dict[str, Words] = {}
        self.stretches: list[Stretch] = []
        self.faults = 0
        self.restarts = 0
        self.bits = 0.0
        self.measured_s = 0.0
        self.picture = float("-inf")


class _Taking:
    """True seconds are those since 1970 by the clock as it was at the first entry: `_stepped` is what it is off by now.

    It was off by `_off[0]` when the period began, and by `_off[1]` when that ended.
    """

    def __init__(self, begins: datetime, ends: datetime) -> None:
        self._walls = (begins, ends)
        self._stepped = 0.0
        self._off = [0.0, 0.0]
        self._cameras: dict[str, _Camera] = {}

    @property
    def _begins(self) -> float:
        return self._walls[0].timestamp() - self._off[0]

    @property
    def _ends(self) -> float:
        return max(self._begins, self._walls[1].timestamp() - self._off[1])

    def take(self, entry: Entry) -> None:
        change = entry.change
        if isinstance(change, CameraStated):
            self._take(self._cameras.setdefault(change.camera, _Camera()), change.sight)
        elif isinstance(change, CameraRemoved) and change.camera in self._cameras:
            self._close(self._cameras[change.camera], self._true(entry.at))
        elif isinstance(change, ClockStepped):
            self._step(entry.at, change.after - change.before)

    def figures(self) -> list[Health]:
        for camera in self._cameras.values():
            self._close(camera, self._ends)
        found = [self._figures(id, camera) for id, camera in self._cameras.items()]
        return [it for it in found if it.watched_s > 0.0]

    def _step(self, at: datetime, by: float) -> None:
        self._stepped += by
        for number, wall in enumerate(self._walls):
            self._off[number] += by if at < wall else 0.0

    def _take(self, camera: _Camera, sight: Sight) -> None:
        words = camera.seats.setdefault(sight.seat, Words())
        word = Word(sight.state, self._true(sight.since), self._true(sight.at))
        before = words.watching
        if self._holds(word.said):
            camera.restarts += sight.restarts
        if before is not None and sight.bitrate:
            # A feed that is closed has no bits to be told of.
            ends = word.since if sight.state is PictureState.UNWATCHED else word.said
            lasted = self._within(before.said, ends)
            camera.bits += sight.bitrate * lasted
            camera.measured_s += lasted
        if sight.state in FAULTS and self._holds(word.since) and (before is None or before.since != word.since):
            camera.faults += 1
        if sight.picture_at is not None:
            picture = self._true(sight.picture_at)
            camera.picture = max(camera.picture, picture if picture < self._ends else float("-inf"))
        camera.stretches += words.take(word)

    def _close(self, camera: _Camera, moment: float) -> None:
        for words in camera.seats.values():
            camera.stretches += words.end(moment)
        camera.seats.clear()

    def _figures(self, id: str, camera: _Camera) -> Health:
        stretches = [
            Stretch(it.state, max(it.begins, self._begins), min(it.ends, self._ends)) for it in camera.stretches
        ]
        stretches = [it for it in stretches if it.ends > it.begins]
        live = max((it.ends for it in stretches if it.state is PictureState.LIVE), default=float("-inf"))
        return Health(
            camera=id,
            in_state=at_best(stretches),
            faults=camera.faults,
            restarts=camera.restarts,
            bitrate=camera.bits / camera.measured_s if camera.measured_s else None,
            picture_at=self._wall(max(camera.picture, live)),
        )

    def _true(self, wall: datetime) -> float:
        return wall.timestamp() - self._stepped

    def _wall(self, true: float) -> datetime | None:
        """By the clock as it is at the end."""
        if true == float("-inf"):
            return None
        return self._walls[0] + timedelta(seconds=true + self._off[1] - self._walls[0].timestamp())

    def _holds(self, true: float) -> bool:
        return self._begins <= true < self._ends

    def _within(self, begins: float, ends: float) -> float:
        """Seconds of that which lie in the period, of a word that stands for an hour."""
        ends = min(ends, begins + STANDS_S)
        return max(0.0, min(ends, self._ends) - max(begins, self._begins))


def at_best(stretches: Sequence[Stretch]) -> dict[str, float]:
    """Seconds in each state, each moment counted once, as the best state that any of the stretches gives it."""
    moves = sorted(
        [(it.begins, 1, it.state) for it in stretches] + [(it.ends, -1, it.state) for it in stretches],
        key=lambda move: move[0],
    )
    order = sorted(PictureState, key=lambda state: state.rank)
    running = dict.fromkeys(order, 0)
    found: dict[str, float] = {}
    last = 0.0
    for moment, more, state in moves:
        best = next((it for it in order if running[it]), None)
        if best is not None and moment > last:
            found[best.value] = found.get(best.value, 0.0) + moment - last
        running[state] += more
        last = moment
    return found

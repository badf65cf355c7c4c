"""What seats say of the pictures they show: journalled when it is news, and taken back where a seat has gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.operating import Acted, CameraListed, CameraRemoved
from commandcenter.domain.changes.video import CameraStated
from commandcenter.domain.events import Instant, Name
from commandcenter.domain.journal import CORE, Draft
from commandcenter.domain.state import State
from commandcenter.domain.video import PictureState, Sight
from commandcenter.services import lateness
from commandcenter.services.around import SeatSeen
from commandcenter.services.commands import Args, Asks, Context, Declaration, Offline
from commandcenter.services.permissions import Permission

AT_ONCE = 64
"""Cameras in one report, at most."""
STANDS = timedelta(hours=1)
"""For so long a seat's word stands; what it still shows then it says again, a little earlier."""
AGAIN = timedelta(minutes=55)
KNOWN_FOR = timedelta(minutes=50)
"""What is said again sooner is no news; less than `AGAIN`, for no two words take equally long to get here."""
GONE_S = 60.0
GONE = "seat-gone"

Reason = Annotated[str, msgspec.Meta(max_length=64)]


class Seen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A camera as the seat sees it since `at`, by the seat's clock, as `done_at` of the command is.

    `restarts` and `bitrate` (bit/s, the mean) are since the seat's last word on it; `picture_s`: how many seconds ago
    the newest picture came, None for none at all.
    """

    camera: Name
    state: PictureState
    at: Instant
    reason: Reason = ""
    restarts: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    bitrate: Annotated[float, msgspec.Meta(ge=0, le=1e10)] = 0.0
    picture_s: Annotated[float, msgspec.Meta(ge=0, le=1e9)] | None = None


class Report(Args, frozen=True, kw_only=True):
    """What has changed at a seat.

    A seat says: a state that differs from its last word, `connecting` only when that lasts for more than 2 s or
    follows a fault; `unwatched` when it shows the camera no more after something was wrong, or when it has not shown it
    for ten minutes (a good picture that a tour closes and opens again is no news); what it said `AGAIN` ago, once more.
    `services.camera_reports` keeps to this.
    """

    cameras: Annotated[tuple[Seen, ...], msgspec.Meta(min_length=1, max_length=AT_ONCE)]


def listing(state: State, cameras: Iterable[Camera]) -> Iterator[Draft]:
    """What makes the known cameras those of the list."""
    wanted = {camera.id: camera for camera in cameras}
    for camera in wanted.values():
        if state.cameras.get(camera.id) != camera:
            yield Draft(change=CameraListed(camera=camera), subject=camera.id)
    for known in state.cameras:
        if known not in wanted:
            yield Draft(change=CameraRemoved(camera=known), subject=known)


def report(state: State, args: Report, context: Context) -> list[Draft]:
    """An entry for each camera of which it is news; one small entry when it is of none."""
    fresh: dict[str, Draft] = {}
    for seen in args.cameras:
        draft = _news(state, seen, context)
        if draft is not None:
            fresh[seen.camera] = draft
    if fresh:
        return list(fresh.values())
    detail: dict[str, str | float] = {"cameras": float(len(args.cameras))}
    return [Draft(change=Acted(action="camera.report", detail=detail))]


def _news(state: State, seen: Seen, context: Context) -> Draft | None:
    """None for a camera that is not on the list, and for what is known."""
    if seen.camera not in state.cameras:
        return None
    known = state.sights.get(seen.camera)
    before = known.of(context.seat) if known else None
    told = lateness.ago(context.now, context.doing.age_s) if context.doing.kept else context.now
    since = _ours(seen.at, context.done_at, told)
    if before is not None:
        same = (before.state, before.reason) == (seen.state, seen.reason)
        if same and (seen.state is PictureState.UNWATCHED or told - before.at < KNOWN_FOR):
            return None
        since = before.since if same else max(since, before.since)
    elif seen.state is PictureState.UNWATCHED:
        return None
    picture = None if seen.picture_s is None else lateness.ago(told, seen.picture_s)
    sight = Sight(
        seat=context.seat,
        state=seen.state,
        at=max(told, since),
        since=since,
        reason=seen.reason,
        restarts=seen.restarts,
        bitrate=seen.bitrate,
        picture_at=picture,
    )
    return Draft(change=CameraStated(camera=seen.camera, sight=sight), subject=seen.camera)


def _ours(at: datetime, done_at: datetime, told: datetime) -> datetime:
    """The seat's time by our clock: how long before it was told is all that is believed, and an hour at most."""
    before = min(max(done_at - at, timedelta()), STANDS)
    return told - before


class GoneSeats:
    """Takes the word of a seat back that does not answer any more, or has not come back since the core started.

    Made when the core starts; `clock` gives monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._started = clock()
        self._strangers: set[str] | None = None
        self._done: set[str] = set()

    def due(self, state: State, seats: Sequence[SeatSeen], now: datetime) -> Iterator[Draft]:
        gone = {it.seat: it.silent_s for it in seats if it.gone and it.silent_s >= GONE_S}
        runs = self._clock() - self._started
        if runs >= GONE_S:
            gone.update(dict.fromkeys(self._not_come_back(state) - {it.seat for it in seats}, runs))
        self._done &= gone.keys()
        for seat in sorted(gone.keys() - self._done):
            found = list(_taken_back(state, seat, now - timedelta(seconds=gone[seat]), now))
            if not found:
                # Looked at once more after it was written: a full disk may have refused it.
                self._done.add(seat)
            yield from found

    def _not_come_back(self, state: State) -> set[str]:
        """The seats whose words were there a minute after the start: looked for once, there may be many words."""
        if self._strangers is None:
            self._strangers = {it.seat for sights in state.sights.values() for it in sights.by}
        return self._strangers


def _taken_back(state: State, seat: str, since: datetime, now: datetime) -> Iterator[Draft]:
    for camera, sights in state.sights.items():
        said = sights.of(seat)
        if said is not None and said.state is not PictureState.UNWATCHED:
            gone = msgspec.structs.replace(
                said,
                state=PictureState.UNWATCHED,
                at=now,
                since=max(since, said.since),
                reason=GONE,
                restarts=0,
                bitrate=0.0,
            )
            change = CameraStated(camera=camera, sight=gone)
            yield Draft(change=change, subject=camera, actor=CORE)


def declarations() -> list[Declaration]:
    """Seats say it by themselves, whoever sits there; cut off, they keep it and tell it later."""
    entries = (CameraStated, Acted)
    return [
        Declaration("camera.report", Report, Permission.REPORT_SEAT, entries, report, Asks.SEAT, offline=Offline.LOCAL)
    ]

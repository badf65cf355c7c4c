"""What a seat has to say of the cameras it shows, and when: the other side of `camera.report`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from commandcenter.domain.video import PictureState, Sight
from commandcenter.services.camera_states import AGAIN, AT_ONCE, Seen

CONNECTING_S = 2.0
"""A camera that connects for no longer than this is no news, unless something was wrong before."""
CLOSED_S = 600.0
"""A good picture that is closed for no longer than this, as in a tour, is no news."""
BETWEEN_S, BETWEEN_AWAY_S = 5.0, 60.0
"""So many seconds lie between two words on one camera; while the core is away they are kept on the seat's disk."""
ANSWERED_S = 30.0
"""After so long without its entry a word is said again."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """How a feed is now; `restarts` and `received` (bytes) count since it was opened, `picture_s` as in `Seen`."""

    camera: str
    state: PictureState
    reason: str = ""
    restarts: int = 0
    received: int = 0
    picture_s: float | None = None


class _Camera:
    """What this seat sees of one, and what it said last; monotonic seconds."""

    def __init__(self, now: float) -> None:
        self.state = PictureState.UNWATCHED
        self.reason = ""
        self.since = now
        self.said: tuple[PictureState, str] = (PictureState.UNWATCHED, "")
        self.said_at = float("-inf")
        self.restarts = self.received = 0
        self.newest: Shown | None = None

    def see(self, shown: Shown | None, now: float) -> None:
        state, reason = (shown.state, shown.reason) if shown else (PictureState.UNWATCHED, "")
        if state is not self.state:
            self.state, self.since = state, now
        self.reason = reason
        if shown is None:
            return
        before = self.newest
        # A feed that was opened anew counts from nothing.
        again = before is not None and shown.received < before.received
        self.restarts += shown.restarts - (before.restarts if before and not again else 0)
        self.received += shown.received - (before.received if before and not again else 0)
        self.newest = shown

    @property
    def wrong(self) -> bool:
        return self.said[0] not in (PictureState.LIVE, PictureState.UNWATCHED)


class CameraReports:
    """Asked every second or so; keeps in mind what was said, and compares it with what the record has."""

    def __init__(self) -> None:
        self._cameras: dict[str, _Camera] = {}

    def due(
        self, shown: Iterable[Shown], recorded: Mapping[str, Sight], now: float, wall: datetime, *, away: bool
    ) -> list[Seen]:
        """What to say now, `AT_ONCE` at most.

        `shown` are all feeds of this seat that are open; of several of one camera the last counts. `recorded` has this
        seat's own words as the core's state has them, by camera. `now` is monotonic, `wall` the seat's clock; `away`
        while the core is not there.
        """
        newest = {it.camera: it for it in shown}
        for camera in {*newest, *self._cameras, *self._forgotten(recorded)}:
            self._cameras.setdefault(camera, _Camera(now)).see(newest.get(camera), now)
        if not away:
            for camera, known in self._cameras.items():
                _compare(known, recorded.get(camera), now)
        found: list[Seen] = []
        for camera, known in self._cameras.items():
            if len(found) < AT_ONCE and _is_news(known, now, away=away):
                found.append(_said(camera, known, now, wall))
        self._forget(newest)
        return found

    def _forgotten(self, recorded: Mapping[str, Sight]) -> Iterator[str]:
        """An earlier run of this seat showed them."""
        return (camera for camera, said in recorded.items() if said.state is not PictureState.UNWATCHED)

    def _forget(self, newest: Mapping[str, Shown]) -> None:
        for camera, known in list(self._cameras.items()):
            if camera not in newest and known.said[0] is PictureState.UNWATCHED:
                del self._cameras[camera]


def _compare(known: _Camera, recorded: Sight | None, now: float) -> None:
    """What the record has counts, once a word has had the time to get there."""
    if now - known.said_at < ANSWERED_S:
        return
    known.said = (recorded.state, recorded.reason) if recorded else (PictureState.UNWATCHED, "")


def _is_news(known: _Camera, now: float, *, away: bool) -> bool:
    if now - known.said_at < (BETWEEN_AWAY_S if away else BETWEEN_S):
        return False
    lasted = now - known.since
    if known.state is PictureState.UNWATCHED:
        never_here = known.newest is None
        return known.said[0] is not known.state and (known.wrong or never_here or lasted >= CLOSED_S)
    if known.state is known.said[0]:  # that it is lost for another reason by now is no news
        return now - known.said_at >= AGAIN.total_seconds() and known.said_at != float("-inf")
    return known.state is not PictureState.CONNECTING or known.wrong or lasted > CONNECTING_S


def _said(camera: str, known: _Camera, now: float, wall: datetime) -> Seen:
    # Of a feed that is closed no bits are missed.
    spent = (known.since if known.state is PictureState.UNWATCHED else now) - known.said_at
    newest = known.newest
    seen = Seen(
        camera=camera,
        state=known.state,
        at=wall - timedelta(seconds=now - known.since),
        reason=known.reason[:64],
        restarts=min(max(known.restarts, 0), 1_000_000),
        bitrate=8.0 * max(known.received, 0) / spent if 0.0 < spent < float("inf") else 0.0,
        picture_s=newest.picture_s if newest else None,
    )
    known.said, known.said_at = (known.state, known.reason), now
    known.restarts = known.received = 0
    return seen

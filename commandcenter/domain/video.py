"""What seats see of cameras, who may look through a restricted one, and what was marked in their pictures."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType

import msgspec

MOST_SEATS = 256
"""So many seats' words are kept of one camera, the newest; that one shows it no more is forgotten before any other."""
MOST_VIEWINGS = 1_000
MOST_BOOKMARKS = 5_000
MOST_CLIPS = 1_000
VIEWING = timedelta(minutes=30)
"""For so long a purpose is good; then it is asked for again."""


class PictureState(Enum):
    """How a camera's picture is at a seat.

    `LATE`: behind by more than its limit; `STATIC`: packets come and the picture does not change; `FROZEN`: no new
    picture; `REFUSED`: wrong user or password; `UNSUPPORTED`: no codec for it. `UNWATCHED`: the seat shows it no more.
    """

    CONNECTING = "connecting"
    LIVE = "live"
    LATE = "late"
    STATIC = "static"
    FROZEN = "frozen"
    LOST = "lost"
    REFUSED = "refused"
    UNSUPPORTED = "unsupported"
    UNWATCHED = "unwatched"

    @property
    def rank(self) -> int:
        """0 is the best that can be said of a camera."""
        return _RANKS[self]


_RANKS = MappingProxyType({
    state: rank
    for rank, state in enumerate((
        PictureState.LIVE, PictureState.STATIC, PictureState.LATE, PictureState.FROZEN, PictureState.CONNECTING,
        PictureState.LOST, PictureState.UNSUPPORTED, PictureState.REFUSED, PictureState.UNWATCHED,
    ))
})  # fmt: skip


class Sight(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A seat's word on a camera: said `at`, so it is there `since`; both by the core's clock.

    `restarts` is how often the stream was begun anew, and `bitrate` how many bits a second came, both since the seat's
    word before this one, as long as it showed it. `picture_at`: when the newest picture came, None for none. `reason`
    is a short word.
    """

    seat: str
    state: PictureState
    at: datetime
    since: datetime
    reason: str = ""
    restarts: int = 0
    bitrate: float = 0.0
    picture_at: datetime | None = None


class Sights(msgspec.Struct, frozen=True, kw_only=True):
    """The newest word of each seat on one camera, the newest last."""

    camera: str
    by: tuple[Sight, ...] = ()

    @property
    def best(self) -> Sight:
        """What the camera is for the whole centre; of equal ones the newest. There is one at least."""
        return min(reversed(self.by), key=lambda sight: sight.state.rank)

    @property
    def picture_at(self) -> datetime | None:
        """When the newest picture came that any seat has had."""
        return max((it.picture_at for it in self.by if it.picture_at is not None), default=None)

    def of(self, seat: str) -> Sight | None:
        return next((sight for sight in self.by if sight.seat == seat), None)

    def after(self, sight: Sight) -> Sights:
        """With this word in place of that seat's earlier one."""
        words = [*(it for it in self.by if it.seat != sight.seat), sight]
        while len(words) > MOST_SEATS:
            closed = (at for at, it in enumerate(words[:-1]) if it.state is PictureState.UNWATCHED)
            del words[next(closed, 0)]
        return Sights(camera=self.camera, by=tuple(words))


class Viewing(msgspec.Struct, frozen=True, kw_only=True):
    """In that session one may look through the restricted camera until then, a true time, and has said what for."""

    camera: str
    session: str
    purpose: str
    until: datetime


class Bookmark(msgspec.Struct, frozen=True, kw_only=True):
    """A moment `at` in a camera's picture that somebody wants to find again; `by` is the account."""

    id: str
    camera: str
    at: datetime
    note: str
    by: str
    name: str
    seat: str


class OpenClip(msgspec.Struct, frozen=True, kw_only=True):
    """A clip that somebody has begun at a seat, and of which the record has no end yet; `by` is who it was.

    `file` is the place that was named for it (its last form may have another ending), `seq` the entry of its begin.
    """

    camera: str
    file: str
    by: str
    seat: str
    seq: int


def clip_key(file: str) -> str:
    """The key of `State.clips`: the place of the file without its ending."""
    return file.rpartition(".")[0]


def viewing_key(session: str, camera: str) -> str:
    """The key of `State.viewings`."""
    return f"{session}\x1f{camera}"

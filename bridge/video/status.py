"""What a feed says about itself, derived from its header and its worker's health: pure, so tested without video."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bridge.video.frames import Field, FrameMemory, Reason, Stage, codec_name

FROZEN_AFTER_S = 2.5  # the header's own news may be 0.4 s late, and silence has to show within 3 s
LATE_AFTER_S = 2.0
STATIC_AFTER_S = 4.0
SOON_NS = 1_000_000_000  # what was written while we looked
MOST_S = 86_400  # that pictures are behind or a try is away: more is nonsense, and no number that a day can hold


class FeedState(StrEnum):
    """One word for the tile. The first eight are the camera's, the last two are ours."""

    CONNECTING = "connecting"  # the first attempt, no picture yet
    LIVE = "live"  # a new picture within `FROZEN_AFTER_S`, and another than before within `STATIC_AFTER_S`
    LATE = "late"  # new pictures, behind by more than `LATE_AFTER_S`
    STATIC = "static"  # the decoder works, the picture stays the same
    FROZEN = "frozen"  # connected, and no new picture
    LOST = "lost"  # no connection
    REFUSED = "refused"  # the camera wants another password, or we do not play such an address
    UNSUPPORTED = "unsupported"  # a codec that is not played here
    RESTARTING = "restarting"  # our own process fell
    CLOSED = "closed"  # not asked for, or this machine cannot play: then there is a reason


SEEN = frozenset({FeedState.LIVE, FeedState.LATE, FeedState.STATIC})
"""The states in which pictures come."""

_OF_REASON = {
    Reason.NEEDS_PASSWORD: FeedState.REFUSED,
    Reason.REFUSED_ADDRESS: FeedState.REFUSED,
    Reason.UNSUPPORTED: FeedState.UNSUPPORTED,
    Reason.NO_LIBVLC: FeedState.CLOSED,
    Reason.NO_FFMPEG: FeedState.CLOSED,
    Reason.NO_CAPACITY: FeedState.CLOSED,
    Reason.SESSIONS_TAKEN: FeedState.CONNECTING,
}
_STAGES, _REASONS = frozenset(Stage), frozenset(Reason)
_CONNECTED = frozenset({Reason.SILENT, Reason.GARBLED, Reason.NO_PICTURE, Reason.BEHIND})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """Ages and waits in seconds, None where there is none."""

    state: FeedState
    reason: str = ""  # the code of `frames.Reason`, "" when nothing is wrong
    age: float | None = None  # of the newest picture of which nothing is doubted
    behind: float | None = None  # of a late one: how much later than at its best
    unchanged: float | None = None  # of a static one: since when it is the same picture
    retry_in: float | None = None  # until the next attempt; 0 while it is under way
    codec: str = ""  # as ffmpeg or libVLC names it, "" while unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The header's numbers that decide on the state, and the worker's health as the seat knows it."""

    stage: Stage
    reason: Reason
    picture_ns: int
    pictures: int = 0  # that were another than the one before
    changed_ns: int = 0
    trusted_ns: int = 0  # 0: nothing was ever doubted
    behind_ms: int = 0
    doubtful: bool = False
    retry_ns: int
    attempts: int
    life: int
    picture_life: int
    worker_life: int  # 0 before the first start
    worker_lost: bool
    codec: int = 0


@dataclass(frozen=True, slots=True)
class Stillness:
    """A picture has stayed the same between these two moments, for long enough to be static (CLOCK_MONOTONIC)."""

    since_ns: int
    until_ns: int


def snapshot(memory: FrameMemory, generation: int, worker_life: int, worker_lost: bool) -> Snapshot:
    """Read the header; as if nothing had happened yet when it still speaks of an earlier opening.

    A worker that a camera has taken over writes what it likes: any number is read, and nonsense is no picture.
    """
    known = memory.get(Field.GENERATION) == generation

    def number(field: Field) -> int:
        return memory.get(field) if known else 0

    return Snapshot(
        stage=_stage(number(Field.STAGE)) if known else Stage.OPENING,
        reason=_reason(number(Field.REASON)),
        picture_ns=number(Field.PICTURE_NS),
        pictures=number(Field.PICTURES),
        changed_ns=number(Field.CHANGED_NS),
        trusted_ns=number(Field.TRUSTED_NS),
        behind_ms=min(number(Field.BEHIND_MS), MOST_S * 1000),
        doubtful=number(Field.DOUBTFUL) > 0,
        retry_ns=number(Field.RETRY_NS),
        attempts=number(Field.ATTEMPTS),
        life=number(Field.LIFE) if known else worker_life,
        picture_life=number(Field.PICTURE_LIFE),
        worker_life=worker_life,
        worker_lost=worker_lost,
        codec=number(Field.CODEC),
    )


def _stage(number: int) -> Stage:
    return Stage(number) if number in _STAGES else Stage.WAITING


def _reason(number: int) -> Reason:
    return Reason(number) if number in _REASONS else Reason.NO_PICTURE


def derive(seen: Snapshot, now_ns: int) -> FeedStatus:
    """The status at `now_ns` (CLOCK_MONOTONIC)."""
    age = _since(_newest_ns(seen), now_ns)
    unchanged = _since(seen.changed_ns, now_ns)
    state = _state(seen, age, unchanged)
    return FeedStatus(
        state=state,
        reason=seen.reason.code,
        age=age,
        behind=seen.behind_ms / 1e3 if state is FeedState.LATE else None,
        unchanged=unchanged if state is FeedState.STATIC else None,
        retry_in=_retry_in(seen, now_ns),
        codec=codec_name(seen.codec),
    )


def stillness(seen: Snapshot, now_ns: int) -> Stillness | None:
    """What the camera's next decode may be told about its scene; None where it moves, or nothing is sure."""
    until_ns = min(_newest_ns(seen), now_ns)
    if not seen.changed_ns or seen.doubtful or until_ns - seen.changed_ns < STATIC_AFTER_S * 1e9:
        return None
    return Stillness(seen.changed_ns, until_ns)


def gone_on(seen: Snapshot, before: Stillness | None) -> Snapshot:
    """What another decode sees of a scene that stood still `before`, as long as it has not seen it change.

    Its own first picture is no change where it came while the former decode still saw nothing move, or just after.
    """
    if before is None or seen.pictures != 1 or not before.since_ns < seen.changed_ns <= before.until_ns + SOON_NS:
        return seen
    return replace(seen, changed_ns=before.since_ns)


def _newest_ns(seen: Snapshot) -> int:
    """Of the pictures that are the camera's: what is made of noise is new all the time, and tells nothing."""
    in_doubt = seen.doubtful or seen.reason is Reason.GARBLED
    return min(seen.picture_ns, seen.trusted_ns or seen.picture_ns) if in_doubt else seen.picture_ns


def _state(seen: Snapshot, age: float | None, unchanged: float | None) -> FeedState:
    if seen.stage is Stage.IDLE:
        return FeedState.CLOSED
    if seen.stage is not Stage.REFUSED and (seen.worker_lost or _reopening(seen)):
        return FeedState.RESTARTING
    if seen.stage is Stage.PLAYING and age is not None:
        return _playing(seen, age, unchanged)
    if seen.reason in _OF_REASON:
        return _OF_REASON[seen.reason]
    if seen.reason is Reason.NONE:
        return FeedState.CONNECTING
    if age is not None and seen.reason in _CONNECTED:
        brought_back = seen.reason is Reason.BEHIND and age <= FROZEN_AFTER_S
        return FeedState.LATE if brought_back else FeedState.FROZEN
    return FeedState.LOST


def _playing(seen: Snapshot, age: float, unchanged: float | None) -> FeedState:
    if age > FROZEN_AFTER_S or seen.doubtful:
        return FeedState.FROZEN
    if seen.behind_ms > LATE_AFTER_S * 1e3:
        return FeedState.LATE
    if unchanged is not None and unchanged >= STATIC_AFTER_S:
        return FeedState.STATIC
    return FeedState.LIVE


def _reopening(seen: Snapshot) -> bool:
    """After a restart of the worker, until its first picture or its first failure."""
    if seen.worker_life <= 1 or seen.picture_life == seen.worker_life:
        return False
    return seen.life != seen.worker_life or (seen.stage is Stage.OPENING and not seen.attempts and seen.picture_ns > 0)


def _retry_in(seen: Snapshot, now_ns: int) -> float | None:
    if seen.stage is Stage.WAITING:
        return min(_seconds(seen.retry_ns - now_ns), MOST_S)
    return 0.0 if seen.stage is Stage.OPENING and seen.attempts else None


def _since(then_ns: int, now_ns: int) -> float | None:
    """None for never, and for a time that is still to come: no picture was taken then."""
    return _seconds(now_ns - then_ns) if 0 < then_ns <= now_ns + SOON_NS else None


def _seconds(nanoseconds: int) -> float:
    return max(0, nanoseconds) / 1e9

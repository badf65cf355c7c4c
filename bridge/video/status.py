"""What a feed says about itself, derived from its header and its worker's health: pure, so tested without video."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bridge.video.frames import Field, FrameMemory, Reason, Stage

STOPPED_AFTER_S = 2.5  # the header's own news may be 0.4 s late, and silence has to show within 3 s


class FeedState(StrEnum):
    """One word for the tile."""

    OPENING = "opening"
    PLAYING = "playing"
    STOPPED = "stopped"
    FAILED = "failed"
    RESTARTING = "restarting"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """Ages and waits in seconds, None where there is none."""

    state: FeedState
    reason: str = ""  # the code of `frames.Reason`, "" when nothing is wrong
    age: float | None = None  # of the newest picture
    retry_in: float | None = None  # until the next attempt; 0 while it is under way


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The header's numbers that decide on the state, and the worker's health as the seat knows it."""

    stage: Stage
    reason: Reason
    picture_ns: int
    retry_ns: int
    attempts: int
    life: int
    picture_life: int
    worker_life: int  # 0 before the first start
    worker_lost: bool


def snapshot(memory: FrameMemory, generation: int, worker_life: int, worker_lost: bool) -> Snapshot:
    """Read the header; as if nothing had happened yet when it still speaks of an earlier opening."""
    known = memory.get(Field.GENERATION) == generation

    def number(field: Field) -> int:
        return memory.get(field) if known else 0

    return Snapshot(
        stage=Stage(number(Field.STAGE)) if known else Stage.OPENING,
        reason=Reason(number(Field.REASON)),
        picture_ns=number(Field.PICTURE_NS),
        retry_ns=number(Field.RETRY_NS),
        attempts=number(Field.ATTEMPTS),
        life=number(Field.LIFE) if known else worker_life,
        picture_life=number(Field.PICTURE_LIFE),
        worker_life=worker_life,
        worker_lost=worker_lost,
    )


def derive(seen: Snapshot, now_ns: int) -> FeedStatus:
    """The status at `now_ns` (CLOCK_MONOTONIC)."""
    age = _seconds(now_ns - seen.picture_ns) if seen.picture_ns else None
    return FeedStatus(
        state=_state(seen, age),
        reason=seen.reason.code,
        age=age,
        retry_in=_retry_in(seen, now_ns),
    )


def _state(seen: Snapshot, age: float | None) -> FeedState:
    if seen.stage is Stage.REFUSED:
        return FeedState.FAILED
    if seen.worker_lost or _reopening(seen):
        return FeedState.RESTARTING
    if age is not None:
        return FeedState.PLAYING if age <= STOPPED_AFTER_S else FeedState.STOPPED
    return FeedState.FAILED if seen.attempts else FeedState.OPENING


def _reopening(seen: Snapshot) -> bool:
    """After a restart of the worker, until its first picture or its first failure."""
    if seen.worker_life <= 1 or seen.picture_life == seen.worker_life:
        return False
    return seen.life != seen.worker_life or (seen.stage is Stage.OPENING and not seen.attempts and seen.picture_ns > 0)


def _retry_in(seen: Snapshot, now_ns: int) -> float | None:
    if seen.stage is Stage.WAITING:
        return _seconds(seen.retry_ns - now_ns)
    return 0.0 if seen.stage is Stage.OPENING and seen.attempts else None


def _seconds(nanoseconds: int) -> float:
    return max(0, nanoseconds) / 1e9

"""One-key linkage: a run of steps that one key starts, each with its own answer."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec


class StepState(Enum):
    """`WAITING` has its intent in the journal; what never answered is `UNKNOWN`, never done."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is the idempotency key that the receiver sees; `target` a device id or "wall".

    `deadline` and `until` as in `Order`.
    """

    key: str
    kind: str
    target: str
    label: str
    deadline: datetime
    action: str = ""
    args: dict[str, str] = {}
    distance_m: float | None = None
    state: StepState = StepState.WAITING
    detail: str = ""
    answered_at: datetime | None = None
    until: datetime | None = None

    def stands(self, true: datetime) -> bool:
        return true < (self.until or self.deadline)


class Linkage(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    alarm: str
    started_by: str
    seat: str
    started_at: datetime
    steps: tuple[Step, ...]

    @property
    def live(self) -> bool:
        return any(step.state is StepState.WAITING for step in self.steps)

    def answered(self, key: str, state: StepState, detail: str, now: datetime) -> Linkage:
        """The run with one step answered; a step that has its answer keeps it."""
        return msgspec.structs.replace(
            self, steps=tuple(_answer(step, state, detail, now) if step.key == key else step for step in self.steps)
        )


def _answer(step: Step, state: StepState, detail: str, now: datetime) -> Step:
    late = step.state is StepState.UNKNOWN and state is not StepState.UNKNOWN
    if step.state is not StepState.WAITING and not late:
        return step
    return msgspec.structs.replace(step, state=state, detail=detail, answered_at=now)

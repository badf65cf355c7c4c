"""What the centre cannot be sure of: events that are gone, that cannot be read, and how it becomes sure again.

Every doubt is a line in the journal and an alarm of the centre's own about the source. What is written as a
generator must have each draft applied before it is asked for the next: an alarm's number follows the state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec

from commandcenter.domain.alarms import moves
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmReturned
from commandcenter.domain.changes.sources import (
    EventIgnored,
    EventQuarantined,
    RefreshBegun,
    RefreshEnded,
    SourceEpoch,
    SourceGap,
    SourceWentBack,
)
from commandcenter.domain.events import Raised, Returned, Value
from commandcenter.domain.journal import CORE, Draft, Outcome
from commandcenter.domain.state import Doubt, State
from commandcenter.services import annunciating

TYPES: Mapping[Doubt, str] = MappingProxyType(
    {Doubt.GAP: "source.gap", Doubt.EPOCH: "source.epoch", Doubt.BACK: "source.back"}
)
QUARANTINE = "source.quarantine"
# An entry must stay below 64 KiB (the tiles of a transparency log end there).
KEPT_BYTES = 60 * 1024


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """What a source says it holds: events `first`..`head` of `epoch`; `before` is the log that it ended properly."""

    epoch: str
    first: int
    head: int
    before: tuple[str, int] | None = None


def open_log(state: State, source: str, log: Log, catalogue: Catalogue, now: datetime) -> Iterator[tuple[int, Draft]]:
    """How the log of a source goes on from what was taken of it: (position after it, draft), nothing when it fits."""
    known = state.positions.get(source)
    epoch, at = (known.epoch, known.seq) if known else ("", 0)

    def alarm(doubt: Doubt, **values: Value) -> Draft:
        return _alarm(state, source, TYPES[doubt], values, catalogue, now)

    if epoch != log.epoch:
        ended = log.before == (epoch, at)
        yield 0, Draft(change=SourceEpoch(before=epoch, before_seq=at, ended=ended), subject=source)
        if epoch and not ended:
            yield 0, alarm(Doubt.EPOCH, taken=float(at))
        at = 0
    if log.head < at:
        back = SourceWentBack(taken=at, head=log.head)
        yield log.head, Draft(change=back, subject=source, outcome=Outcome.FAILED)
        yield log.head, alarm(Doubt.BACK, taken=float(at), head=float(log.head))
        at = log.head
    if log.first > at + 1:
        gap = SourceGap(expected=at + 1, found=log.first)
        yield log.first - 1, Draft(change=gap, subject=source, outcome=Outcome.FAILED)
        yield log.first - 1, alarm(Doubt.GAP, lost=float(log.first - at - 1), first=float(at + 1))


def begin_refresh(source: str) -> Draft:
    return Draft(change=RefreshBegun(), subject=source)


def end_refresh(state: State, source: str, at: datetime, now: datetime) -> Iterator[Draft]:
    """What was not said anew is over, and the doubt with it."""
    if not state.positions[source].refreshing:
        # The beginning is among what was lost, and so may be a part of what is wrong.
        yield Draft(change=EventIgnored(reason="refresh had not begun", type="refresh", subject=source))
        return
    # Consequences before their causes: what is over as well shall not be shown for a moment.
    over = [it.id for it in sorted(state.suspects(source), key=lambda it: it.hidden_by is None)]
    doubts = [Returned(at=now, type=type_name, subject=source) for type_name in TYPES.values()]
    yield Draft(change=RefreshEnded(over=len(over)), subject=source)
    for alarm_id in over:
        if (alarm := state.alarms.get(alarm_id)) is not None and alarm.active:
            yield Draft(change=AlarmReturned(alarm=moves.returned(alarm, at, state.instant(now))), subject=alarm_id)
    for event in doubts:
        if _active(state, event.type, source):
            yield annunciating.returned(state, CORE, event, now, CORE)


def quarantine(
    state: State, source: str, raw: bytes, reason: str, catalogue: Catalogue, now: datetime
) -> Iterator[Draft]:
    """An event that cannot be taken in is kept as it came; those after it flow on."""
    # The reason quotes what came, however long that is.
    kept = EventQuarantined(raw=raw[:KEPT_BYTES], size=len(raw), reason=reason[:512])
    yield Draft(change=kept, subject=source, outcome=Outcome.FAILED)
    values: dict[str, Value] = {"waiting": float(state.quarantined[source]), "reason": reason[:200]}
    yield _alarm(state, source, QUARANTINE, values, catalogue, now)


def last_leaves(state: State, source: str, now: datetime) -> Iterator[Draft]:
    """An event is about to leave: when it is the last one of its source, the alarm is over."""
    if state.quarantined.get(source) == 1 and _active(state, QUARANTINE, source):
        yield annunciating.returned(state, CORE, Returned(at=now, type=QUARANTINE, subject=source), now, CORE)


def _active(state: State, type_name: str, source: str) -> bool:
    alarm = state.open_alarm(CORE, type_name, source)
    return alarm is not None and alarm.active


def _alarm(
    state: State, source: str, type_name: str, values: dict[str, Value], catalogue: Catalogue, now: datetime
) -> Draft:
    event = Raised(at=now, type=type_name, subject=source, values=values)
    return annunciating.raised(state, CORE, event, catalogue, now, CORE)

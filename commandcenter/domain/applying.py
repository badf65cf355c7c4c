"""How each change moves the state forward: the one function that the core, every seat and every replay use."""

from __future__ import annotations

from types import MappingProxyType

from commandcenter.domain.events import EventId
from commandcenter.domain.journal import CommandId, Entry
from commandcenter.domain.moving import (
    acting,
    alarms,
    keys,
    operating,
    people,
    retention,
    sealing,
    shifts,
    sources,
    uptime,
    video,
)
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.moving.seats import move_chain
from commandcenter.domain.state import Position, State, Touch


def apply(state: State, entry: Entry) -> list[Touch]:
    """Moves `state` forward by one entry, in place; returns what it touched, but for positions that events move.

    Raises ValueError when the entry is not the next one: nothing is ever skipped or applied twice.
    """
    if entry.seq != state.size:
        raise ValueError(f"entry {entry.seq} cannot follow {state.size} entries")
    state.size += 1
    if type(entry.cause) is EventId:
        _move_position(state, entry.cause)
    mover = MOVERS.get(type(entry.change))
    touched = [] if mover is None else mover(state, entry, entry.change)
    if type(entry.cause) is CommandId and entry.cause.chain:
        touched = [*touched, *move_chain(state, entry, entry.cause)]
    return touched


def _move_position(state: State, event: EventId) -> None:
    known = state.positions.get(event.source)
    if known is None:
        state.positions[event.source] = Position(source=event.source, epoch=event.epoch, seq=event.seq)
    else:
        known.epoch, known.seq = event.epoch, event.seq


MOVERS: Movers = MappingProxyType(
    {
        **alarms.MOVERS,
        **sources.MOVERS,
        **keys.MOVERS,
        **operating.MOVERS,
        **people.MOVERS,
        **sealing.MOVERS,
        **shifts.MOVERS,
        **retention.MOVERS,
        **uptime.MOVERS,
        **video.MOVERS,
        **acting.MOVERS,
    }
)

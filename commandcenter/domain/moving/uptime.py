"""How the state follows the core's own runs and the clock that they date by."""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from commandcenter.domain.changes.system import ClockStepped, CoreStarted, CoreStopped
from commandcenter.domain.journal import Entry
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.state import State, Touch, Touched


def _keep(state: State, **new: object) -> list[Touch]:
    state.uptime = msgspec.structs.replace(state.uptime, **new)
    return [Touch(Touched.UPTIME, "core", state.uptime)]


def _start(state: State, entry: Entry, change: CoreStarted) -> list[Touch]:
    """In another run of the machine the monotonic clock counts anew: no step can be told from that."""
    if not change.boot or change.boot == state.uptime.boot:
        return _keep(state, stopped=False)
    return _keep(state, stopped=False, boot=change.boot, offset=entry.at.timestamp() - change.monotonic)


def _stop(state: State, entry: Entry, change: CoreStopped) -> list[Touch]:
    return _keep(state, stopped=True)


def _step(state: State, entry: Entry, change: ClockStepped) -> list[Touch]:
    known = state.uptime
    return _keep(state, offset=change.after, stepped=known.stepped + change.after - change.before)


MOVERS: Movers = MappingProxyType({CoreStarted: _start, CoreStopped: _stop, ClockStepped: _step})

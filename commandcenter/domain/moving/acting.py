"""How the state follows holds, orders to devices, and tours."""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from commandcenter.domain.changes.acting import (
    CameraMoved,
    HoldEnded,
    HoldTaken,
    MovesEnded,
    OrderAnswered,
    OrderGiven,
)
from commandcenter.domain.changes.tours import (
    TourDefined,
    TourEnded,
    TourHeld,
    TourRemoved,
    TourRound,
    TourStarted,
)
from commandcenter.domain.holding import Hold
from commandcenter.domain.journal import Entry
from commandcenter.domain.linkage import StepState
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.orders import Order, Presets
from commandcenter.domain.state import State, Touch, Touched
from commandcenter.domain.tours import TourRun


def _take(state: State, entry: Entry, change: HoldTaken) -> list[Touch]:
    return [_hold(state, change.hold)]


def _end(state: State, entry: Entry, change: HoldEnded) -> list[Touch]:
    known = state.holds.get(change.hold.device)
    if known is None or known.id != change.hold.id:
        return []
    del state.holds[known.device]
    return [Touch(Touched.HOLD, known.device, None)]


def _move(state: State, entry: Entry, change: CameraMoved) -> list[Touch]:
    return [_hold(state, change.hold), *_order(state, change.order)]


def _stop(state: State, entry: Entry, change: MovesEnded) -> list[Touch]:
    return [_hold(state, change.hold), *_order(state, change.order)]


def _give(state: State, entry: Entry, change: OrderGiven) -> list[Touch]:
    given = _order(state, change.order)
    return given if change.hold is None else [_hold(state, change.hold), *given]


def _answer(state: State, entry: Entry, change: OrderAnswered) -> list[Touch]:
    order = change.order
    state.orders.pop(order.key, None)
    touched = [Touch(Touched.ORDER, order.key, None)]
    if change.hold is not None:
        touched.append(_hold(state, change.hold))
    known = state.presets.get(order.device, Presets(device=order.device))
    after = known.after(order)
    if after != known:
        state.presets[order.device] = after
        touched.append(Touch(Touched.PRESETS, order.device, after))
    return touched


def _hold(state: State, hold: Hold) -> Touch:
    state.holds[hold.device] = hold
    return Touch(Touched.HOLD, hold.device, hold)


def _order(state: State, order: Order) -> list[Touch]:
    """Those that wait for an answer are kept, also when this one has made them void: they may have been obeyed."""
    touched = []
    for earlier in [it for it in state.orders.values() if order.replaces(it) and not it.replaced]:
        void = state.orders[earlier.key] = msgspec.structs.replace(earlier, replaced=True)
        touched.append(Touch(Touched.ORDER, void.key, void))
    if order.state is StepState.WAITING:
        state.orders[order.key] = order
    return [*touched, Touch(Touched.ORDER, order.key, state.orders.get(order.key))]


def _define(state: State, entry: Entry, change: TourDefined) -> list[Touch]:
    state.tours[change.tour.id] = change.tour
    return [Touch(Touched.TOUR, change.tour.id, change.tour)]


def _remove(state: State, entry: Entry, change: TourRemoved) -> list[Touch]:
    state.tours.pop(change.tour, None)
    return [Touch(Touched.TOUR, change.tour, None)]


def _run(state: State, entry: Entry, change: TourStarted | TourHeld | TourEnded) -> list[Touch]:
    return [_touring(state, change.run)]


def _round(state: State, entry: Entry, change: TourRound) -> list[Touch]:
    return [_touring(state, change.run)]


def _touring(state: State, run: TourRun) -> Touch:
    state.touring[run.seat] = run
    return Touch(Touched.TOURING, run.seat, run)


MOVERS: Movers = MappingProxyType(
    {
        HoldTaken: _take,
        HoldEnded: _end,
        CameraMoved: _move,
        MovesEnded: _stop,
        OrderGiven: _give,
        OrderAnswered: _answer,
        TourDefined: _define,
        TourRemoved: _remove,
        TourStarted: _run,
        TourHeld: _run,
        TourEnded: _run,
        TourRound: _round,
    }
)

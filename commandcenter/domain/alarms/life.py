"""The life of an alarm as a pure machine: three memories and three hidings, and every move that they allow.

The shown state is derived, so that no code path can set one that the memories do not support. States and transitions
are those of ANSI/ISA-18.2-2016 with the latched ones of 2009; `docs/alarms.md` is written from this module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Annotated

import msgspec

Seconds = Annotated[float, msgspec.Meta(ge=0, le=2_678_400)]


class AlarmState(Enum):
    """By ISA-18.2-2016: A, B, C, D, (2009:) E and F, (2016:) E, F and G."""

    CLEARED = "cleared"
    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    LATCHED_UNACKNOWLEDGED = "latched-unacknowledged"
    LATCHED_ACKNOWLEDGED = "latched-acknowledged"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out-of-service"

    @property
    def spoken(self) -> str:
        """The words for it, to be translated in the context `state`."""
        return self.value.replace("-", " ")


class Shelf(Enum):
    """`ONE_SHOT` ends with the condition, at the latest when its time is over."""

    NONE = "none"
    TIMED = "timed"
    ONE_SHOT = "one-shot"


class Move(Enum):
    """What a source says, what a person does, what a rule or the time does."""

    OCCUR = "occur"
    WORSEN = "worsen"
    EASE = "ease"
    REPEAT = "repeat"
    RETURN = "return"
    ACKNOWLEDGE = "acknowledge"
    UNACKNOWLEDGE = "unacknowledge"
    RESET = "reset"
    SHELVE = "shelve"
    SHELVE_ONCE = "shelve-once"
    UNSHELVE = "unshelve"
    REMOVE = "remove"
    RESTORE = "restore"
    SUPPRESS = "suppress"
    UNSUPPRESS = "unsuppress"
    UNSUPPRESS_BY_HAND = "unsuppress-by-hand"
    AUTO_ACKNOWLEDGE = "auto-acknowledge"
    ALARM_AGAIN = "alarm-again"
    SHELF_ENDS = "shelf-ends"


class Refusal(Enum):
    """Why a move is not allowed in a state."""

    NOT_OPEN = "not-open"
    ALREADY_ACKNOWLEDGED = "already-acknowledged"
    NOT_ACKNOWLEDGED = "not-acknowledged"
    IS_SHELVED = "is-shelved"
    IS_SUPPRESSED = "is-suppressed"
    IS_OUT_OF_SERVICE = "is-out-of-service"
    NOT_LATCHED = "not-latched"
    NOT_ACTIVE = "not-active"
    NOT_SHELVED = "not-shelved"
    NOT_SUPPRESSED = "not-suppressed"
    NOT_OUT_OF_SERVICE = "not-out-of-service"
    BY_DESIGN = "by-design"
    NOT_DUE = "not-due"


class NotAllowed(Exception):
    """The move is refused in this state."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class Manner(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How alarms of one type live; kept by each alarm from its raising on.

    `latching`: stays after the return to normal until somebody resets it. `acknowledge`: somebody has to.
    `stays_acknowledged`: one that was acknowledged and did not occur anew comes out of hiding acknowledged.
    Seconds, 0 for never: `auto_acknowledge_s` after the return to normal, `alarm_again_s` after it was acknowledged.
    `longest_shelf_min`: minutes that a shelf may last at most; 0: nobody may hide it, out of service neither.
    """

    latching: bool = False
    acknowledge: bool = True
    stays_acknowledged: bool = False
    auto_acknowledge_s: Seconds = 0.0
    alarm_again_s: Seconds = 0.0
    longest_shelf_min: Annotated[int, msgspec.Meta(ge=0, le=525_600)] = 480


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """One with the default values is no alarm at all: state A."""

    active: bool = False
    acknowledged: bool = True
    latched: bool = False
    shelf: Shelf = Shelf.NONE
    suppressed: bool = False
    removed: bool = False

    @property
    def hidden(self) -> bool:
        return self.removed or self.suppressed or self.shelf is not Shelf.NONE

    @property
    def state(self) -> AlarmState:
        """What is shown: out of service before suppressed before shelved before what lies beneath."""
        if self.removed:
            return AlarmState.OUT_OF_SERVICE
        if self.suppressed:
            return AlarmState.SUPPRESSED
        if self.shelf is not Shelf.NONE:
            return AlarmState.SHELVED
        return self.beneath

    @property
    def beneath(self) -> AlarmState:
        """What would be shown if nothing hid it."""
        if self.active:
            return AlarmState.ACKNOWLEDGED if self.acknowledged else AlarmState.UNACKNOWLEDGED
        if self.latched:
            latched = AlarmState.LATCHED_ACKNOWLEDGED, AlarmState.LATCHED_UNACKNOWLEDGED
            return latched[0] if self.acknowledged else latched[1]
        return AlarmState.CLEARED if self.acknowledged else AlarmState.RETURNED


def after(life: Life, move: Move, manner: Manner) -> Life:
    """The life after a move. Raises NotAllowed for one that this state refuses."""
    match move:
        case Move.OCCUR | Move.WORSEN | Move.EASE | Move.REPEAT | Move.RETURN:
            return _told(life, move, manner)
        case Move.ACKNOWLEDGE | Move.UNACKNOWLEDGE | Move.RESET:
            return _worked(life, move, manner)
        case Move.AUTO_ACKNOWLEDGE | Move.ALARM_AGAIN:
            return _timed(life, move, manner)
        case _:
            return _hiding(life, move, manner)


def annunciates(before: Life, now: Life, move: Move, manner: Manner) -> bool:
    """Whether the move calls for people: a new alarm, one that is worse or there again, or is there out of hiding."""
    if now.hidden:
        return False
    if before.hidden and not now.active:
        return now.latched and not now.acknowledged
    if before.hidden:
        return not (manner.stays_acknowledged and now.acknowledged)
    return move in (Move.ALARM_AGAIN, Move.WORSEN) or (now.active and not before.active)


def _told(life: Life, move: Move, manner: Manner) -> Life:
    """T1, T3, T4, T6, T7, T9 to T12, T16, T20, T25, T26."""
    if move is Move.RETURN:
        return _returned(life, manner)
    if not life.active:
        return msgspec.structs.replace(
            life, active=True, acknowledged=not manner.acknowledge, latched=life.latched or manner.latching
        )
    if move is Move.WORSEN:
        return msgspec.structs.replace(life, acknowledged=not manner.acknowledge)
    return life


def _returned(life: Life, manner: Manner) -> Life:
    if not life.active:
        raise NotAllowed(Refusal.NOT_ACTIVE)
    normal = msgspec.structs.replace(life, active=False)
    if life.shelf is Shelf.ONE_SHOT:
        return _revealed(msgspec.structs.replace(normal, shelf=Shelf.NONE), manner)
    return normal


def _worked(life: Life, move: Move, manner: Manner) -> Life:
    """T2, T5, T8, T13 to T15."""
    _require_shown(life)
    if move is Move.RESET:
        if life.active or not life.latched:
            raise NotAllowed(Refusal.NOT_LATCHED)
        return msgspec.structs.replace(life, latched=False)
    if life.state is AlarmState.CLEARED:
        raise NotAllowed(Refusal.NOT_OPEN)
    if move is Move.ACKNOWLEDGE:
        if life.acknowledged:
            raise NotAllowed(Refusal.ALREADY_ACKNOWLEDGED)
        return msgspec.structs.replace(life, acknowledged=True)
    if life.state is not AlarmState.ACKNOWLEDGED or not manner.acknowledge:
        raise NotAllowed(Refusal.NOT_ACKNOWLEDGED)
    return msgspec.structs.replace(life, acknowledged=False)


def _require_shown(life: Life) -> None:
    match life.state:
        case AlarmState.OUT_OF_SERVICE:
            raise NotAllowed(Refusal.IS_OUT_OF_SERVICE)
        case AlarmState.SUPPRESSED:
            raise NotAllowed(Refusal.IS_SUPPRESSED)
        case AlarmState.SHELVED:
            raise NotAllowed(Refusal.IS_SHELVED)


def _timed(life: Life, move: Move, manner: Manner) -> Life:
    """T5a, and the timer of T7. A timer that comes too late has nothing to do."""
    if move is Move.AUTO_ACKNOWLEDGE and life.state is AlarmState.RETURNED:
        return msgspec.structs.replace(life, acknowledged=True)
    if move is Move.ALARM_AGAIN and life.state is AlarmState.ACKNOWLEDGED:
        return msgspec.structs.replace(life, acknowledged=not manner.acknowledge)
    raise NotAllowed(Refusal.NOT_DUE)


def _hiding(life: Life, move: Move, manner: Manner) -> Life:
    """T17 to T19, T21 to T24: each kind of hiding comes and goes by itself, whatever else hides the alarm."""
    for wrong, refusal in _GUARDS[move]:
        if wrong(life):
            raise NotAllowed(refusal)
    return _revealed(msgspec.structs.replace(life, **_EFFECTS[move]), manner)


def _revealed(life: Life, manner: Manner) -> Life:
    """Out of hiding, unless something hides it still: to B if it is wrong, to A if not; a latch stays for its reset."""
    if life.hidden:
        return life
    if life.active:
        acknowledged = not manner.acknowledge or (manner.stays_acknowledged and life.acknowledged)
        return msgspec.structs.replace(life, acknowledged=acknowledged)
    return life if life.latched else msgspec.structs.replace(life, acknowledged=True)


def _is_shelved(life: Life) -> bool:
    return life.shelf is not Shelf.NONE


_Guards = tuple[tuple[Callable[[Life], bool], Refusal], ...]
_SHELVING: _Guards = (
    (lambda life: life.removed, Refusal.IS_OUT_OF_SERVICE),
    (_is_shelved, Refusal.IS_SHELVED),
)

_GUARDS: Mapping[Move, _Guards] = MappingProxyType(
    {
        Move.SHELVE: _SHELVING,
        Move.SHELVE_ONCE: (*_SHELVING, (lambda life: not life.active, Refusal.NOT_ACTIVE)),
        Move.UNSHELVE: ((lambda life: life.state is not AlarmState.SHELVED, Refusal.NOT_SHELVED),),
        Move.SHELF_ENDS: ((lambda life: not _is_shelved(life), Refusal.NOT_DUE),),
        Move.SUPPRESS: ((lambda life: life.suppressed, Refusal.IS_SUPPRESSED),),
        Move.UNSUPPRESS: ((lambda life: not life.suppressed, Refusal.NOT_SUPPRESSED),),
        Move.UNSUPPRESS_BY_HAND: (
            (lambda life: life.suppressed, Refusal.BY_DESIGN),
            (lambda life: True, Refusal.NOT_SUPPRESSED),
        ),
        Move.REMOVE: ((lambda life: life.removed, Refusal.IS_OUT_OF_SERVICE),),
        Move.RESTORE: ((lambda life: not life.removed, Refusal.NOT_OUT_OF_SERVICE),),
    }
)

_EFFECTS: Mapping[Move, Mapping[str, object]] = MappingProxyType(
    {
        Move.SHELVE: {"shelf": Shelf.TIMED},
        Move.SHELVE_ONCE: {"shelf": Shelf.ONE_SHOT},
        Move.UNSHELVE: {"shelf": Shelf.NONE},
        Move.SHELF_ENDS: {"shelf": Shelf.NONE},
        Move.SUPPRESS: {"suppressed": True},
        Move.UNSUPPRESS: {"suppressed": False},
        Move.REMOVE: {"removed": True, "shelf": Shelf.NONE},
        Move.RESTORE: {"removed": False},
    }
)

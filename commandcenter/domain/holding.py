"""Who steers a device now: one holder at a time, by rank, until a moment that always comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, IntEnum
from types import MappingProxyType

import msgspec

from commandcenter.domain.errors import Refused
from commandcenter.domain.people import Role
from commandcenter.domain.text import QT_TRANSLATE_NOOP

HELD = QT_TRANSLATE_NOOP("trouble", "{name} holds {device} until {until}: wait, or ask them.")
HELD_BY_LINKAGE = QT_TRANSLATE_NOOP("trouble", "A linkage that runs uses {device}: wait until it has its answer.")
NOT_HELD = QT_TRANSLATE_NOOP("trouble", "You do not hold {device}.")


class Rank(IntEnum):
    """Who goes before whom; equals wait for one another."""

    LOCAL = 0
    OFFICER = 1
    LEADER = 2


RANKS: Mapping[str, Rank] = MappingProxyType(
    {
        Role.SHIFT_LEADER.value: Rank.LEADER,
        Role.DUTY_OFFICER.value: Rank.OFFICER,
        Role.COORDINATOR.value: Rank.OFFICER,
    }
)
"""Of the positions; those that are not here are local."""


class Doing(Enum):
    """What goes on while it is held, and has to be ended when the hold is."""

    MOVES = "moves"
    TALK = "talk"


BUSY: Mapping[Doing, str] = MappingProxyType(
    {
        Doing.MOVES: QT_TRANSLATE_NOOP("trouble", "You move {device} just now: stop it first."),
        Doing.TALK: QT_TRANSLATE_NOOP("trouble", "You talk through {device} just now: end that first."),
    }
)
"""What is said to who wants the other."""


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A run of moves, or one live talk. `id` is the key of the order that began it."""

    id: str
    doing: Doing
    since: datetime


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """One session's right to steer one device. `subject`: the camera that it moves or speaks beside, "" for none.

    `until` is a true time, as timers go by: `State.instant(now).on_the_wall(until)` is what a clock shows then.
    """

    id: str
    device: str
    label: str
    account: str
    name: str
    session: str
    seat: str
    rank: int
    since: datetime
    until: datetime
    subject: str = ""
    course: Course | None = None

    def stands(self, true: datetime) -> bool:
        return true < self.until

    def is_of(self, session: str, account: str) -> bool:
        """The same person at another seat is another session, and takes it along."""
        return self.session == session or self.account == account


def require_nothing_else(held: Hold, doing: Doing) -> None:
    """Raises Refused where one device both moves and speaks, and the other goes on: each has its own end."""
    if held.course is not None and held.course.doing is not doing:
        raise Refused(BUSY[held.course.doing], device=held.label)


def may_take(held: Hold | None, wish: Hold, true: datetime, shown: datetime) -> None:
    """Raises Refused while somebody of the same rank or above holds it; `shown` is when it ends, by the clock."""
    if held is None or not held.stands(true) or held.is_of(wish.session, wish.account) or held.rank < wish.rank:
        return
    raise Refused(HELD, name=held.name, device=held.label, until=f"{shown.astimezone():%H:%M:%S}")

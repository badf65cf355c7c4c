"""What people do by way of devices: hold them, move cameras, speak through columns, and what the devices answer."""

from __future__ import annotations

from commandcenter.domain.changes.change import Change
from commandcenter.domain.holding import Hold
from commandcenter.domain.orders import Order


class HoldTaken(Change, frozen=True, kw_only=True, tag="hold.taken"):
    """`how`: taken, renewed, or over, when it was taken from `loser`, who held it before."""

    hold: Hold
    how: str = "taken"
    loser: Hold | None = None


class HoldEnded(Change, frozen=True, kw_only=True, tag="hold.ended"):
    """`why`: released, expired, session (it has ended), locked (the desk is, where somebody talked), linkage (one that
    runs needs the device), taken.
    """

    hold: Hold
    why: str


class CameraMoved(Change, frozen=True, kw_only=True, tag="camera.moved"):
    """The first move of a run; those that follow until its end are summed up there, and are not written one by one."""

    hold: Hold
    order: Order


class MovesEnded(Change, frozen=True, kw_only=True, tag="camera.still"):
    """The run of moves is over: `moves` in `seconds`, `failed` of them refused or without an answer.

    `why`: stopped, still (no further move came), hold (that is over), core (it was restarted: how many there were
    after the first is not known, and `moves` is 0). `order` is the one to stop.
    """

    hold: Hold
    order: Order
    why: str
    moves: int = 0
    failed: int = 0
    seconds: float = 0.0


class OrderGiven(Change, frozen=True, kw_only=True, tag="device.ordered"):
    """The intent; what came of it follows as an answer. `hold`: as it is with the course that this begins or ends."""

    order: Order
    hold: Hold | None = None


class OrderAnswered(Change, frozen=True, kw_only=True, tag="device.answered"):
    """`hold`: as it is without the talk that the column has refused to begin."""

    order: Order
    hold: Hold | None = None

"""What the sheet shows, in words that are ready for the screen."""

from __future__ import annotations

from enum import Enum

import msgspec

from widgets.kit.lines.line import Line


class Stage(Enum):
    """`REFUSED` says why nobody can begin: not on duty, no plan of shifts."""

    WAITING = "nothing is known yet"
    REFUSED = "cannot begin here"
    READY = "can begin"
    OPEN = "has begun"


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One side of the handover. `signed` is when and by whom, "" while it is open; `people` who may sign."""

    people: str
    signed: str = ""


class HandoverShown(msgspec.Struct, frozen=True, kw_only=True):
    """`summary` stands in the heading; `lines` is the report, or before it has begun what is on duty and open."""

    stage: Stage = Stage.WAITING
    summary: str = ""
    why: str = ""
    lines: tuple[Line, ...] = ()
    remarks: tuple[Line, ...] = ()
    outgoing: Party = Party(people="")
    incoming: Party = Party(people="")
    digest: str = ""

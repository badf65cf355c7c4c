"""Who works on an alarm: at which desk it lies, who has it, who asks for it, and who was called because nobody came."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Holder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who works on it, since `at`; `session` is "" for one who acts without a seat."""

    account: str
    name: str
    seat: str
    at: datetime
    session: str = ""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wants it who does not have it; at `due` (true time) it is theirs, unless its holder says no."""

    who: Holder
    due: datetime


class Ticked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody has done step `step` (from 1) of what there is to do about it."""

    step: int
    account: str
    name: str
    at: datetime


class Escalation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A chain that runs because nobody takes notice: so many of its steps are `taken`, the next is `due` (true time).

    `told`: the positions, desks or the wall that were called so far. Without a `due` all of it is done.
    """

    rule: str
    taken: int = 0
    due: datetime | None = None
    told: tuple[str, ...] = ()

"""What the duty sheet shows, in words that are ready for the screen."""

from __future__ import annotations

import msgspec

from widgets.kit.lines.line import Line


class RollCallShown(msgspec.Struct, frozen=True, kw_only=True):
    """`question` is "" when none runs; `mine` are the positions (key, name) that this desk may answer for."""

    question: str = ""
    status: str = ""
    answers: tuple[Line, ...] = ()
    mine: tuple[tuple[str, str], ...] = ()


class DutyShown(msgspec.Struct, frozen=True, kw_only=True):
    """`here` says since when the person at the desk is on duty, "" for not; `leads`: they may start a roll call."""

    summary: str = ""
    lines: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()
    here: str = ""
    leads: bool = False
    roll_call: RollCallShown = RollCallShown()

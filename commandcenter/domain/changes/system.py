"""What the core and the seats do by themselves: start, join, go on, stop."""

from __future__ import annotations

from datetime import datetime

from commandcenter.domain.changes.change import Change


class SeatJoined(Change, frozen=True, kw_only=True, tag="seat.joined"):
    """A seat has taken up its link; its person is the entry's actor."""

    role: str


class CoreStarted(Change, frozen=True, kw_only=True, tag="core.started"):
    """`boot` is the machine's run that `monotonic` counts in, in seconds; `synced` whether its clock follows another.

    `config` is the SHA-256 of the settings file, "" for none. `clean`: the core before this one stopped in order,
    None of the first.
    """

    version: str
    size: int
    boot: str = ""
    monotonic: float = 0.0
    synced: bool | None = None
    config: str = ""
    clean: bool | None = None


class CoreStopped(Change, frozen=True, kw_only=True, tag="core.stopped"):
    """The core ends in order."""


class CoreResumed(Change, frozen=True, kw_only=True, tag="core.resumed"):
    """Nothing could be written since `since`, for the reason `failed`; now it can be again."""

    failed: str = ""
    since: datetime | None = None


class CoreLeading(Change, frozen=True, kw_only=True, tag="core.leading"):
    """From this entry on the core `holder` writes the journal, in that `epoch`: later ones are higher."""

    epoch: int
    holder: str


class ClockStepped(Change, frozen=True, kw_only=True, tag="clock.stepped"):
    """The wall clock went another way than time: wall minus monotonic clock, in seconds, `before` and `after`."""

    before: float
    after: float

"""What the network thread of a seat leaves in the mailbox for the screen."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.protocol.source import Sample
from commandcenter.domain.journal import Entry


class Entered(msgspec.Struct, frozen=True):
    """Journal entries that follow what the seat has, in order."""

    entries: tuple[Entry, ...]


class LinkChanged(msgspec.Struct, frozen=True):
    """The core is there, or not.

    `trouble` is the sentence, marked for translation, that says what somebody has to do; "" when it may come by
    itself. `values` fill its placeholders.
    """

    live: bool
    trouble: str = ""
    values: dict[str, str] = {}


class Reading(NamedTuple):
    """The newest sample of a key of that source."""

    source: str
    sample: Sample

    @property
    def key(self) -> wire.SampleKey:
        return self.source, self.sample.key


Happening = wire.Joined | Entered | LinkChanged | wire.Answer
Newest = Reading | wire.Beat
SeatMailbox = Mailbox[Happening, Newest]


class Standing:
    """What the screen was last told of the link, so that it is told what is new and only that."""

    def __init__(self, mailbox: SeatMailbox) -> None:
        self._mailbox = mailbox
        self._told: LinkChanged | None = None

    @property
    def live(self) -> bool:
        return self._told is not None and self._told.live

    def tell(self, live: bool, trouble: str = "", values: dict[str, str] | None = None) -> bool:
        """False when the mailbox is full; then it is to be told again."""
        change = LinkChanged(live, trouble, values or {})
        if change == self._told:
            return True
        if not self._mailbox.happen(change):
            return False
        self._told = change
        return True

"""What the network thread of a seat leaves in the mailbox for the screen."""

from __future__ import annotations

import msgspec

from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.protocol.seat import Reading as Reading
from commandcenter.domain.assets import Addresses
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from commandcenter.services.steady import since_boot


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


class Snapshot(msgspec.Struct):
    """All that the core knew at `state.size`, whole; whoever takes it may change it.

    `secrets` are the whole addresses, by camera id, where they hold a password.
    """

    person: str
    person_name: str
    state: State
    secrets: dict[str, Addresses] = {}
    readings: list[Reading] = []
    series: list[wire.Series] = []


class KeptAction(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done here and is not told yet; `subject` is the alarm that it is about, or ""."""

    id: str
    name: str
    subject: str = ""


class KeptHere(msgspec.Struct, frozen=True, kw_only=True):
    """So many actions of this seat's person wait here, given while the core was away; `urgent` are not done yet.

    `trouble`: a sentence, marked for translation, on the disk that they lie on; "" when all is well.
    """

    count: int = 0
    urgent: tuple[KeptAction, ...] = ()
    trouble: str = ""


class LeftAnswered(msgspec.Struct, frozen=True):
    """The answer to a command of an earlier run of this seat; it comes as any `Answer` too, but nobody knows its id."""

    command: wire.Command
    answer: wire.Answer


Happening = (
    Snapshot
    | Entered
    | LinkChanged
    | KeptHere
    | LeftAnswered
    | wire.Answer
    | wire.Found
    | wire.Figured
    | wire.CamerasTold
)
Newest = Reading | wire.Beat
SeatMailbox = Mailbox[Happening, Newest]


class Standing:
    """What the screen was last told of the link, so that it is told what is new and only that."""

    def __init__(self, mailbox: SeatMailbox) -> None:
        self._mailbox = mailbox
        self._told: LinkChanged | None = None
        self._heard = since_boot()

    def hear(self) -> None:
        """The screen is in step with the core."""
        self._heard = since_boot()

    @property
    def blind_s(self) -> float:
        """Seconds since the screen was last in step; before the first time, since the start."""
        return since_boot() - self._heard

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

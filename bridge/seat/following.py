"""How far a seat is in what the core tells: a snapshot, then every entry in order, and the newest telemetry.

Everything comes over one socket in order, so a hole is seen at once; a missing entry means joining again, so that
the seat never shows a state with a hole in it.
"""

from __future__ import annotations

import msgspec

from bridge.protocol import seat as wire
from bridge.seat.arriving import Arriving
from bridge.seat.happenings import Entered, SeatMailbox
from commandcenter.domain.journal import Entry

ACKNOWLEDGE_EVERY = 2000
STATE_WEIGHT = 1000


class Missed(Exception):
    """Something is missing, or the mailbox is full: the seat has to join again."""


class Following:
    """`joined` when it has a whole snapshot and all that followed, `arriving` while that is on its way.

    `trouble` is what the core has last said of its own.
    """

    def __init__(self, mailbox: SeatMailbox) -> None:
        self.joined = False
        self.trouble = ""
        self._mailbox = mailbox
        self._entry = msgspec.msgpack.Decoder(Entry)
        self._arriving: Arriving | None = None
        self._here = self._told = wire.SeatBeat()

    @property
    def arriving(self) -> bool:
        return self._arriving is not None

    @property
    def size(self) -> int:
        """The journal's size that this seat has."""
        return self._here.size

    @property
    def due(self) -> bool:
        """Whether the core waits to hear how far this is: it sends no more than its windows."""
        here, told = self._here, self._told
        return here.size - told.size >= ACKNOWLEDGE_EVERY or (here.parts, here.samples) != (told.parts, told.samples)

    def acknowledge(self) -> wire.SeatBeat:
        """What to tell the core now."""
        self._told = self._here
        return self._here

    def start_over(self) -> None:
        self.joined, self._arriving = False, None

    def begin(self, joined: wire.Joined) -> None:
        """The core's answer to a join; entries from its size on follow, and its parts."""
        self.joined = False
        self._here = wire.SeatBeat(joined=joined.number, size=joined.state.size)
        self._arriving = Arriving(joined)

    def hear(self, message: wire.Entries | wire.Samples | wire.Beat | wire.Part) -> bool:
        """Whether the snapshot is whole now; then it is in the mailbox. Raises Missed."""
        match message:
            case wire.Entries():
                self._follow(message)
            case wire.Samples():
                self._keep(message)
            case wire.Beat():
                self._on_beat(message)
            case wire.Part():
                return self._take(message)
        return False

    def _take(self, part: wire.Part) -> bool:
        if self._arriving is None or part.number != self._here.joined:
            # Of a snapshot that was given up.
            return False
        if part.part != self._arriving.parts + 1:
            raise Missed
        whole = self._arriving.take(part)
        self._move(parts=part.part)
        if whole:
            self._hand_on(self._arriving)
        return whole

    def _hand_on(self, arrived: Arriving) -> None:
        self._arriving = None
        if not self._mailbox.happen(arrived.snapshot, STATE_WEIGHT, anew=True):
            raise Missed
        self.joined = True
        if arrived.entries:
            self._pass_on(tuple(arrived.entries))

    def _follow(self, entries: wire.Entries) -> None:
        """What comes before the answer to a join is of the time before it, and in that answer."""
        if not self.joined and self._arriving is None:
            return
        size = self._here.size
        if entries.first > size:
            raise Missed
        fresh = entries.entries[size - entries.first :]
        if not fresh:
            return
        decoded = tuple(self._entry.decode(data) for data in fresh)
        if self._arriving is None:
            self._pass_on(decoded)
        elif not self._arriving.follow(decoded):
            raise Missed
        self._move(size=size + len(decoded))

    def _keep(self, message: wire.Samples) -> None:
        for reading in message.samples:
            self._mailbox.newest(reading.key, reading)
        self._move(samples=message.number)

    def _on_beat(self, beat: wire.Beat) -> None:
        self.trouble = beat.trouble
        self._mailbox.newest("beat", beat)
        if (self.joined or self._arriving is not None) and beat.size > self._here.size:
            raise Missed

    def _pass_on(self, entries: tuple[Entry, ...]) -> None:
        if not self._mailbox.happen(Entered(entries), len(entries)):
            raise Missed

    def _move(self, **further: int) -> None:
        self._here = msgspec.structs.replace(self._here, **further)

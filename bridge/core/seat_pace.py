"""How far one seat is: what was sent to it, what it has acknowledged, and whether it gets more."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from bridge.core.seat_door import Line
from bridge.protocol.seat import SampleKey, SeatBeat, SeatHealth, SeatKind
from commandcenter.services.permissions import Person, Standing

WINDOW_ENTRIES = 20_000
WINDOW_BYTES = 32 * 1024 * 1024
WINDOW_SAMPLES = 2
WINDOW_PARTS = 4


class Pace:
    """One seat that has joined. Nothing in it grows beyond its windows, whatever the seat does."""

    def __init__(self, sender: bytes, public: str, name: str, role: SeatKind, line: Line | None) -> None:
        self.sender = sender
        self.public = public
        self.name = name
        self.role = role
        self.line = line
        self.heard = 0.0
        self.number = 0
        self.acknowledged = False
        self.behind = False
        self.told = False
        self.pending: set[SampleKey] = set()
        self._sent = 0
        self._read = 0
        self._unread: deque[tuple[int, int]] = deque()
        self._unread_bytes = 0
        self._samples: deque[int] = deque()
        self._parts: Iterator[bytes] | None = None
        self._part: bytes | None = None
        self._parts_sent = self._parts_read = 0
        self._moved = 0.0
        self._waiting = 0
        self.looking = ""

    def restart(self, number: int, size: int, parts: Iterator[bytes], now: float) -> None:
        """It gets a snapshot at journal size `size` in these `parts`, and what follows."""
        self.number, self._moved = number, now
        self._parts, self._part = parts, None
        self._parts_sent = self._parts_read = 0
        self._sent = self._read = size
        self._unread_bytes = 0
        self.acknowledged = self.behind = self.told = False
        for queue in (self._unread, self._samples, self.pending):
            queue.clear()

    @property
    def size(self) -> int:
        """The journal's size that it was brought to."""
        return self._sent

    @property
    def unread(self) -> int:
        """Entries sent and not acknowledged."""
        return self._sent - self._read

    def has_room(self, entries: int, size: int) -> bool:
        """Whether so many more entries and bytes may be sent; to who has read everything, always."""
        if not self.unread:
            return True
        return self.unread + entries <= WINDOW_ENTRIES and self._unread_bytes + size <= WINDOW_BYTES

    def sent(self, journal: int, size: int) -> None:
        """A message of `size` bytes brings it to journal size `journal`; a snapshot may have brought it further."""
        self._sent = max(self._sent, journal)
        self._unread.append((self._sent, size))
        self._unread_bytes += size

    def next_part(self) -> bytes | None:
        """What is to be sent next of its snapshot, the same until it was; None when nothing is, or not now."""
        if self._part is None and self._parts is not None and self._parts_sent - self._parts_read < WINDOW_PARTS:
            self._part = next(self._parts, None)
            if self._part is None:
                self._parts = None
        return self._part

    def part_sent(self) -> None:
        self._part = None
        self._parts_sent += 1

    def stuck(self, now: float, patience: float) -> bool:
        """Whether it has read nothing of its snapshot for so long."""
        return (self._parts is not None or not self.acknowledged) and now - self._moved > patience

    @property
    def takes_samples(self) -> bool:
        """Not before all of its snapshot was sent: that may hold older ones."""
        return self._parts is None and len(self._samples) < WINDOW_SAMPLES

    def sampled(self, number: int) -> None:
        self._samples.append(number)

    def leave_behind(self) -> None:
        """Nothing more is sent to it until it has joined again."""
        self.behind = True
        self.pending.clear()
        self._parts = self._part = None

    def hear(self, beat: SeatBeat, now: float) -> None:
        """What it says of another snapshot than its last says nothing of how far it is."""
        if beat.joined != self.number:
            return
        self.acknowledged = True
        self._waiting = beat.waiting
        self.looking = beat.looking
        if self._parts_read < beat.parts <= self._parts_sent:
            self._parts_read, self._moved = beat.parts, now
        self._read = max(self._read, min(beat.size, self._sent))
        while self._unread and self._unread[0][0] <= self._read:
            self._unread_bytes -= self._unread.popleft()[1]
        while self._samples and self._samples[0] <= beat.samples:
            self._samples.popleft()

    def health(self, person: Person, now: float) -> SeatHealth:
        return SeatHealth(
            seat=self.name,
            role=self.role,
            person=person.name,
            account=person.id if person.session else "",
            position=person.role,
            locked=person.standing is Standing.LOCKED,
            silent_s=round(now - self.heard, 1),
            unread=self.unread,
            behind=self.behind,
            waiting=self._waiting,
            looking=self.looking if person.session and person.standing is not Standing.LOCKED else "",
        )

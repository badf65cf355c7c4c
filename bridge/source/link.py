"""One core's link: what it asked for, how far it was served, what waits for it, and when it was last heard."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from .cores import CoreId
from .outbox import Outbox
from .wire import pack, pack_batch

VERSION = 1
PING_AFTER_S = 1.0
GONE_AFTER_S = 10.0
MAX_RESULTS = 1000


class Batch(NamedTuple):
    """A packed batch, the number of its last event, and how many it holds."""

    frame: bytes
    last: int
    size: int


class Link:
    """Times are monotonic seconds. `credit` is what may still be sent after `cursor` until the next pull."""

    def __init__(self, core: CoreId, epoch: str, now: float) -> None:
        self.core = core
        self.epoch = epoch
        self.after: int | None = None
        """The position of the last pull; None before the first."""
        self.heard = now
        self.results: deque[bytes] = deque(maxlen=MAX_RESULTS)
        self._cursor = 0
        self._credit = 0
        self._asked = now
        self._batch: Batch | None = None

    def pulled(self, epoch: str, after: int, credit: int) -> None:
        self.epoch, self.after = epoch, after
        self._cursor, self._credit, self._batch = after, credit, None

    def ended(self, epoch: str) -> bool:
        """Whether this link was in the log that ended; nothing more is sent to it until it pulls again."""
        if self.epoch != epoch:
            return False
        self.after, self._credit, self._batch = None, 0, None
        return True

    def wants(self, head: int) -> bool:
        return self._credit > 0 and head > self._cursor

    def next_batch(self, outbox: Outbox) -> Batch | None:
        """What is to be sent next, the same until it was; None when there is nothing."""
        if self._batch is None:
            first, events = outbox.read(self.epoch, self._cursor, self._credit)
            if events:
                frame = pack_batch(self.epoch, first, max(outbox.head, first + len(events) - 1), events)
                self._batch = Batch(frame, first + len(events) - 1, len(events))
        return self._batch

    def served(self, batch: Batch) -> None:
        self._cursor, self._batch = batch.last, None
        self._credit -= batch.size

    def ping_due(self, now: float) -> bool:
        """Whether the silence is long enough for a question; asks once a second."""
        if now - max(self.heard, self._asked) < PING_AFTER_S:
            return False
        self._asked = now
        return True


def welcome(source: str, outbox: Outbox, telemetry: str) -> tuple[bytes, str]:
    """The packed message, and the epoch that it names."""
    about = outbox.about
    return pack(
        {
            "t": "welcome",
            "version": VERSION,
            "source": source,
            "epoch": about.epoch,
            "first": about.first,
            "head": about.head,
            "telemetry": telemetry,
            "before": about.before._asdict() if about.before else None,
        }
    ), about.epoch

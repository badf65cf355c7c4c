"""One core's link: what it asked for, how far it was served, and when it was last heard."""

from __future__ import annotations

from .outbox import Outbox
from .wire import pack, pack_batch

VERSION = 1
PING_AFTER_S = 1.0
GONE_AFTER_S = 10.0


class Link:
    """Times are monotonic seconds. `credit` is what may still be sent after `cursor` until the next pull."""

    def __init__(self, core: str, now: float) -> None:
        self.core = core
        self.cursor = 0
        self.credit = 0
        self.pulls = False
        self.heard = now
        self.asked = now

    def pulled(self, after: int, credit: int) -> None:
        self.pulls = True
        self.cursor, self.credit = after, credit

    def wants(self, head: int) -> bool:
        return self.credit > 0 and head > self.cursor

    def next_batch(self, outbox: Outbox) -> tuple[bytes, int, int]:
        """The packed batch, the number of its last event, and how many it holds; empty bytes when there is none."""
        first, events = outbox.read(self.cursor, self.credit)
        if not events:
            return b"", self.cursor, 0
        return pack_batch(outbox.epoch, first, outbox.head, events), first + len(events) - 1, len(events)

    def served(self, last: int, count: int) -> None:
        self.cursor = last
        self.credit -= count

    def ping_due(self, now: float) -> bool:
        """Whether the silence is long enough for a question; asks once a second."""
        if now - max(self.heard, self.asked) < PING_AFTER_S:
            return False
        self.asked = now
        return True


def welcome(source: str, outbox: Outbox, telemetry: str) -> bytes:
    return pack(
        {
            "t": "welcome",
            "version": VERSION,
            "source": source,
            "epoch": outbox.epoch,
            "first": outbox.first,
            "head": outbox.head,
            "telemetry": telemetry,
        }
    )

"""The durable log: events, what is raised, what every core has; it survives a crash at any moment."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .cores import CoreId, Cores
from .database import Database, OutboxError, Statement
from .standing import Standing, Wrong

BATCH_BYTES = 256 << 10
_TRIM_STEP = 500
_READ = "SELECT seq, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?"
_LOG = "INSERT INTO events (seq, body) VALUES (?, ?)"
_RAISE = "INSERT OR REPLACE INTO raised (type, subject, body) VALUES (?, ?, ?)"
_RETURN = "DELETE FROM raised WHERE type = ? AND subject = ?"
_DECLARE = "INSERT OR REPLACE INTO devices (device, actions) VALUES (?, ?)"
_TELL = "INSERT OR REPLACE INTO about VALUES (?, ?)"
_NOTHING = Standing({}, {})


class Ended(NamedTuple):
    """A log that properly ended, and its last event."""

    epoch: str
    last: int


class About(NamedTuple):
    """The log as it is now: `first` is the oldest event that is still here, head + 1 when there is none."""

    epoch: str
    first: int
    head: int
    before: Ended | None


class Outbox:
    """Every method may be called from any thread, and returns when what it wrote is on disk.

    Nothing that a core still needs is dropped: only events that every known core called
    durable, and of those the newest `history` stay. At `most` events it refuses new ones.
    """

    def __init__(
        self, database: Database, cores: Cores, source: str, *, history: int = 10_000, most: int = 1_000_000
    ) -> None:
        self._database = database
        self._cores = cores
        self._changed = database.lock
        self._history = max(1, history)
        self._most = most
        self._ending = False
        self._since: dict[Wrong, bytes | None] | None = None
        self.refreshed = 0
        """Where the newest refresh of this life begins in this log; 0 for none."""
        told = self._told(source)
        self.epoch = told["epoch"]
        self.before = Ended(told["before"], int(told["before last"])) if "before" in told else None
        ((first, head),) = database.rows("SELECT min(seq), max(seq) FROM events")
        self._first, self._head = first or 1, head or 0
        devices = database.rows("SELECT device, actions FROM devices")
        self._devices: dict[str, tuple[str, ...]] = {device: tuple(json.loads(text)) for device, text in devices}

    @property
    def head(self) -> int:
        return self._head

    @property
    def about(self) -> About:
        with self._changed:
            return About(self.epoch, self._first, self._head, self.before)

    def actions(self, device: str) -> tuple[str, ...] | None:
        """What a device that was declared obeys; None for one that never was."""
        return self._devices.get(device)

    # ---- events in

    def append(self, bodies: Sequence[bytes], standing: Standing = _NOTHING) -> int:
        """Logs packed events and what stands after them, all or nothing; returns the number of the last.

        Waits while a log is being ended. Raises OutboxError.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._ending)
            over = [wrong for wrong, body in standing.raised.items() if body is None]
            raised = [(*wrong, body) for wrong, body in standing.raised.items() if body is not None]
            devices = [(device, json.dumps(actions)) for device, actions in standing.devices.items()]
            self._log(bodies, [(_RETURN, over), (_RAISE, raised), (_DECLARE, devices)])
            self._devices |= standing.devices
            if self._since is not None:
                self._since |= standing.raised
            return self._head

    def watch_raised(self) -> None:
        """From now on, until the refresh is logged or given up, remembers what is raised and returned meanwhile."""
        with self._changed:
            self._since = {}

    def give_up_refresh(self) -> None:
        with self._changed:
            self._since = None

    def log_refresh(self, begin: bytes, raises: Mapping[Wrong, bytes] | None, end: bytes) -> int:
        """Logs all that is wrong now between `begin` and `end`, in one transaction; returns the number of `end`.

        `raises` is what was wrong when `watch_raised` was called, or None for what this log itself says. What
        was logged since then is newer and wins. Raises OutboxError.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._ending)
            since, self._since = self._since or {}, None
            if raises is None:
                rows = self._database.rows("SELECT type, subject, body FROM raised")
            else:
                now = {**raises, **since}
                rows = [(*wrong, body) for wrong, body in now.items() if body is not None]
            begins = self._head + 1
            self._log([begin, *(row[2] for row in rows), end], [("DELETE FROM raised", [()]), (_RAISE, rows)])
            self.refreshed = begins
            return self._head

    def _log(self, bodies: Sequence[bytes], more: Sequence[Statement]) -> None:
        if self._head - self._first + 1 + len(bodies) > self._most:
            raise OutboxError(f"{self._most} events wait for a core: connect one, or give the outbox more room")
        self._database.write([(_LOG, enumerate(bodies, start=self._head + 1)), *more])
        self._head += len(bodies)

    # ---- events out

    def read(self, epoch: str, after: int, count: int) -> tuple[int, list[bytes]]:
        """The first event's number and the packed events after `after`: at most `count` and about BATCH_BYTES.

        Nothing when the log has another name by now. Raises OutboxError.
        """
        bodies: list[bytes] = []
        with self._changed:
            rows = self._database.rows(_READ, (after, count)) if epoch == self.epoch else []
        size = 0
        for _, body in rows:
            size += len(body)
            if bodies and size > BATCH_BYTES:
                break
            bodies.append(body)
        return (rows[0][0] if rows else 0), bodies

    def mark_durable(self, core: CoreId, epoch: str, seq: int) -> None:
        """Takes the core's word for everything up to `seq`, and drops what nobody needs, a step at a time."""
        with self._changed:
            if epoch != self.epoch or not self._cores.mark(core, min(seq, self._head)):
                return  # the log ended between the message and here, or this core never pulled
            keep_from = min(self._cores.needed_from, self._head - self._history + 1)
            if keep_from - self._first >= _TRIM_STEP:
                self._cores.forget_gone()
                self._cores.write(("DELETE FROM events WHERE seq < ?", [(keep_from,)]))
                self._first = keep_from

    # ---- the log itself

    def end(self, timeout: float) -> Ended:
        """Ends the log when every known core has all of it, and begins the next; new events wait meanwhile.

        Raises OutboxError, with nothing changed, after `timeout` seconds or when there is nothing to end.
        """
        with self._changed:
            self._cores.forget_gone()
            if self._ending or not self._head or not len(self._cores):
                raise OutboxError("the log is not ended: it is empty, no core ever pulled it, or it is being ended")
            self._ending = True
            try:
                if not self._changed.wait_for(lambda: not self._cores.behind(self._head), timeout):
                    lacking = ", ".join(self._cores.behind(self._head))
                    raise OutboxError(f"the log is not ended: {lacking} lack some of it")
                return self._turn()
            finally:
                self._ending = False
                self._changed.notify_all()

    def _turn(self) -> Ended:
        ended, epoch = Ended(self.epoch, self._head), secrets.token_hex(8)
        told = [("epoch", epoch), ("before", ended.epoch), ("before last", str(ended.last))]
        self._cores.start_anew(("DELETE FROM events", [()]), (_TELL, told))
        self.epoch, self.before = epoch, ended
        self._first, self._head, self.refreshed = 1, 0, 0
        return ended

    def _told(self, source: str) -> dict[str, str]:
        told: dict[str, str] = dict(self._database.rows("SELECT name, value FROM about"))
        if not told:
            told = {"source": source, "epoch": secrets.token_hex(8)}
            self._database.write([(_TELL, list(told.items()))])
        if told["source"] != source:
            raise OutboxError(f"this outbox belongs to {told['source']!r}, not {source!r}: give each its own folder")
        return told

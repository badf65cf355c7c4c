"""The seat of the bench: the seats' own link, and the state moved forward entry by entry as a console does it.

`python -m tests.bench.flow.seat DATA NOTES`. Prints, ten times a second, how far it is: the journal's size, events
taken in, alarms moved (those whose version rose; a mere repeat moves none), how often it has joined, and when that was.
Ends when its standard input is closed; NOTES then holds [(seq, sent, seen), …] of the events that say when they were
sent, and with seq -1 of telemetry that does.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import msgspec
import zmq

from bridge.mailbox import Mailbox
from bridge.protocol.seat import SeatKind
from bridge.seat.core_key import read_core_key
from bridge.seat.happenings import Entered, Happening, Newest, Reading, Snapshot
from bridge.seat.link import SeatLink
from bridge.source.keys import open_keys
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.domain.applying import apply
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from commandcenter.settings import read_settings

NAME = "bench"


class Seat:
    def __init__(self) -> None:
        self.woken = threading.Event()
        self.mailbox: Mailbox[Happening, Newest] = Mailbox(self.woken.set)
        self.state = State()
        self.joins = self.moved = 0
        self.notes: list[tuple[int, float, float]] = []

    def take(self) -> None:
        self.woken.clear()
        happenings, newest = self.mailbox.drain()
        now = time.monotonic()
        for reading in newest.values():
            if isinstance(reading, Reading):
                sent = reading.sample.values.get("sent")
                if isinstance(sent, float):
                    self.notes.append((-1, sent, now))
        for happening in happenings:
            if isinstance(happening, Entered):
                for entry in happening.entries:
                    self._count(entry)
                    apply(self.state, entry)
                    self._note(entry)
            elif isinstance(happening, Snapshot):
                self.joins += 1
                self.state = happening.state

    @property
    def told(self) -> str:
        events = sum(it.seq for it in self.state.positions.values())
        return f"{self.state.size} {events} {self.moved} {self.joins} {time.monotonic()}"

    def _count(self, entry: Entry) -> None:
        if isinstance(entry.change, AlarmChange):
            known = self.state.alarms.get(entry.change.alarm.id)
            self.moved += known is None or known.version != entry.change.alarm.version

    def _note(self, entry: Entry) -> None:
        if isinstance(entry.change, NoteTaken):
            sent = entry.change.note.values.get("sent")
            if isinstance(sent, float):
                self.notes.append((entry.seq, sent, time.monotonic()))


def main() -> int:
    folder = DataFolder(Path(sys.argv[1]))
    settings = read_settings(folder.settings)
    seat = Seat()
    ended = threading.Event()

    def watch() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    link = SeatLink(
        context,
        settings.core.endpoint,
        open_keys(folder.seat_keys("console", NAME), NAME),
        lambda: read_core_key(folder.core_public),
        SeatKind.CONSOLE,
        seat.mailbox,
        folder.outbox(NAME),
    )
    link.start()
    told = 0.0
    while not ended.is_set():
        seat.woken.wait(0.1)
        seat.take()
        if time.monotonic() - told >= 0.1:
            told = time.monotonic()
            sys.stdout.write(f"{seat.told}\n")
            sys.stdout.flush()
    link.stop()
    context.term()
    Path(sys.argv[2]).write_bytes(msgspec.msgpack.encode(seat.notes))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

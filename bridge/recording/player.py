"""Plays a recording: every record at its time, at N times the speed, into the sources that stand for the recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from threading import Event

import msgspec

from bridge.recording.reader import Reader
from bridge.recording.records import Entry, EventCame, SampleCame
from bridge.recording.telling import Tell
from bridge.source import Source
from commandcenter.domain.errors import UNDECODABLE

AT_ONCE = 500
MOST_WAITING = 10_000
LOOK_S = 0.05
# The core subscribes to telemetry as soon as it is linked; what is published before that is lost.
SETTLE_S = 0.5
PROGRESS_S = 1.0


class Played(msgspec.Struct):
    """How far a replay is: `us` of recorded time."""

    us: int = 0
    events: int = 0
    samples: int = 0


class Player:
    """`sources` by their place in the header; records of others are left out. `stopped` ends everything soon."""

    def __init__(self, sources: Mapping[int, Source], stopped: Event) -> None:
        self.played = Played()
        self._sources = sources
        self._stopped = stopped

    def wait_for_core(self, progress: Callable[[int], None]) -> None:
        """Until all sources are linked, or stopped; tells how many are."""
        linked = -1
        while not self._stopped.is_set():
            found = sum(source.linked for source in self._sources.values())
            if found != linked:
                linked = found
                progress(linked)
            if linked == len(self._sources):
                self._stopped.wait(SETTLE_S)
                return
            self._stopped.wait(LOOK_S)

    def clear(self, at: datetime) -> None:
        """What an earlier replay has raised is over. Raises SourceError."""
        for source in self._sources.values():
            if source.head:
                source.refresh([], at)

    def play(self, reader: Reader, speed: float, tell: Tell, progress: Callable[[Played], None]) -> None:
        """All of it, or until stopped. `speed` 0 is as fast as possible. Raises RecordingTrouble and SourceError."""
        self.played = Played()
        told = time.monotonic()
        for due in self._paced(reader, speed):
            self._say(due, tell)
            self._wait_for_room()
            if time.monotonic() - told >= PROGRESS_S:
                told = time.monotonic()
                progress(self.played)
        progress(self.played)

    def wait_until_taken(self, progress: Callable[[int], None]) -> None:
        """Until the core has everything on its disk, or stopped; tells how many events it lacks."""
        told = time.monotonic()
        while not self._stopped.is_set():
            waiting = max((source.waiting for source in self._sources.values()), default=0)
            if not waiting:
                return
            if time.monotonic() - told >= PROGRESS_S:
                told = time.monotonic()
                progress(waiting)
            self._stopped.wait(LOOK_S)

    def _paced(self, reader: Reader, speed: float) -> Iterator[list[Entry]]:
        """What is due, in order; waits in between."""
        began: float | None = None
        first = 0
        due: list[Entry] = []
        for entry in reader:
            if began is None:
                began, first = time.monotonic(), entry.us
            if entry.source not in self._sources:
                continue
            at = began + (entry.us - first) / 1e6 / speed if speed else began
            if due and (len(due) >= AT_ONCE or at > time.monotonic()):
                yield due
                due = []
            while (left := at - time.monotonic()) > 0 and not self._stopped.is_set():
                self._stopped.wait(min(left, PROGRESS_S))
                yield []
            if self._stopped.is_set():
                return
            due.append(entry)
        yield due

    def _say(self, due: Sequence[Entry], tell: Tell) -> None:
        for place, source in self._sources.items():
            events = [tell(it.event) for it in due if isinstance(it, EventCame) and it.source == place]
            if events:
                source.emit_packed(events)
                self.played.events += len(events)
        for it in due:
            self.played.us = max(self.played.us, it.us)
            if isinstance(it, SampleCame):
                body = tell(it.sample)
                self._sources[it.source].publish_packed(_key(body), body)
                self.played.samples += 1

    def _wait_for_room(self) -> None:
        while not self._stopped.is_set() and any(it.waiting > MOST_WAITING for it in self._sources.values()):
            self._stopped.wait(LOOK_S)


class _Keyed(msgspec.Struct):
    key: str


def _key(sample: bytes) -> str:
    """Its own name; "" for one that has none, which the centre refuses as it did then."""
    try:
        return msgspec.msgpack.decode(sample, type=_Keyed).key
    except UNDECODABLE:
        return ""

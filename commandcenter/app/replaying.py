"""Puts a replay together: the recording, a source of the kit for each that was recorded, and the pace."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import NamedTuple, Protocol

import msgspec

from bridge.recording.played import played_source
from bridge.recording.player import Played, Player
from bridge.recording.reader import Reader
from bridge.recording.records import EventCame, Header, LogOpened
from bridge.recording.telling import AsNow, Tell, as_it_was
from bridge.source import Source, SourceError
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.ports import LOOPBACK
from commandcenter.app.recording import on_signals
from commandcenter.app.training import Part, give_keys, keys_file
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.settings import Settings


class Summary(msgspec.Struct, kw_only=True):
    """What a whole recording holds; `first` and `last` are when its first and last record came."""

    header: Header
    first: datetime
    last: datetime
    events: int
    samples: int
    torn: int
    ended: bool


class Pace(NamedTuple):
    """`speed` 0 is as fast as possible; `now` moves all times to now; `loop` begins again at the end."""

    speed: float
    now: bool
    loop: bool


class Progress(Protocol):
    """What is told while it goes on."""

    def linked(self, count: int, of: int) -> None: ...

    def playing(self) -> None: ...

    def played(self, played: Played) -> None: ...

    def waiting(self, events: int) -> None: ...


def look_through(path: Path, names: Sequence[str]) -> Summary:
    """Reads all of it before anything is sent; counts the sources of `names`, all for none. Raises RecordingTrouble."""
    with Reader(path) as reader:
        header = reader.header
        counted = {at for at, it in enumerate(header.sources) if not names or it.id in names}
        first: int | None = None
        last = events = samples = 0
        for entry in reader:
            first = entry.us if first is None else first
            last = entry.us
            if isinstance(entry, LogOpened) or entry.source not in counted:
                continue
            is_event = isinstance(entry, EventCame)
            events, samples = events + is_event, samples + (not is_event)
        return Summary(
            header=header,
            first=header.at(first or 0),
            last=header.at(last),
            events=events,
            samples=samples,
            torn=reader.torn,
            ended=reader.ended,
        )


class Replay:
    """Makes keys where they are missing, then stands for the recorded sources. Raises Trouble."""

    def __init__(self, folder: DataFolder, settings: Settings, parts: Sequence[Part], file: Path) -> None:
        give_keys(folder, settings, parts)
        self._folder = folder
        self._file = file
        self._parts = parts
        self._stopped = Event()

    def run(self, summary: Summary, pace: Pace, progress: Progress) -> bool:
        """Plays it all; False when SIGINT or SIGTERM ended it before. Raises Trouble."""
        with on_signals(self._stopped.set), ExitStack() as open_now:
            try:
                sources = {part.place: self._start(part, open_now) for part in self._parts}
                self._play(Player(sources, self._stopped), summary, pace, progress)
            except SourceError as error:
                raise DataFolderError(
                    QT_TRANSLATE_NOOP("trouble", "The recording cannot be played further: {reason}"),
                    QT_TRANSLATE_NOOP("trouble", "Remove that, then start the replay again."),
                    reason=str(error),
                ) from error
        return not self._stopped.is_set()

    def _play(self, player: Player, summary: Summary, pace: Pace, progress: Progress) -> None:
        player.wait_for_core(lambda count: progress.linked(count, len(self._parts)))
        if not self._stopped.is_set():
            progress.playing()
        again = True
        while again and not self._stopped.is_set():
            player.clear(utc_now() if pace.now else summary.first)
            with Reader(self._file) as reader:
                player.play(reader, pace.speed, _tell(summary, pace), progress.played)
            player.wait_until_taken(progress.waiting)
            again = pace.loop

    def _start(self, part: Part, until: ExitStack) -> Source:
        place = keys_file(self._folder, part.source).parent
        source = played_source(part.source, part.endpoint, place, f"tcp://{LOOPBACK}:*").start()
        until.callback(source.stop)
        return source


def _tell(summary: Summary, pace: Pace) -> Tell:
    if not pace.now:
        return as_it_was
    if pace.speed:
        return AsNow(summary.first, utc_now(), pace.speed)
    # All at once: the end of the recording is now, so that nothing lies ahead of the clock.
    return AsNow(summary.last + timedelta(microseconds=1), utc_now(), 1.0)

"""Puts the recorder together: the centre's keys and sources, a file, and the taps between them."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import zmq
from sqlalchemy.exc import DBAPIError

from bridge.core.source_link import SourceLink
from bridge.core.source_socket import SourceSocket
from bridge.recording.keeper import Keeper, Kept
from bridge.recording.recorder import Recorder
from bridge.recording.records import FORMAT, VERSION, Header, Recorded
from bridge.recording.tap import Tap
from bridge.recording.writer import Writer
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app.keys import core_keys
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.settings import Settings, SettingsError, SourceSettings


class Line(NamedTuple):
    """One source while it is recorded: `state` and `trouble` are words of the link, `lag` events are not kept yet."""

    source: str
    state: str
    trouble: str
    lag: int
    kept: Kept


class Wanted(NamedTuple):
    """What is to be recorded: no `sources` stands for all; `seconds` None for until it is stopped."""

    file: Path
    sources: tuple[str, ...]
    from_start: bool
    seconds: float | None


Progress = Callable[[Sequence[Line]], None]


class Recording:
    """Raises Trouble from the constructor when it cannot begin; the file is there from then on."""

    def __init__(self, folder: DataFolder, settings: Settings, journal: JournalReader, wanted: Wanted) -> None:
        chosen = chosen_sources(folder, settings, wanted.sources)
        self._journal = journal
        self._servers: Mapping[str, str] = _trusted(journal)
        keys = core_keys(folder)
        recorded = tuple(Recorded(id=it.id, name=it.name) for it in chosen)
        header = Header(format=FORMAT, version=VERSION, made_at=utc_now(), centre=settings.centre, sources=recorded)
        self._seconds = wanted.seconds
        self._keeper = Keeper(Writer(wanted.file, header), [it.id for it in chosen], time.monotonic)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()

        def tap(line: SourceSettings) -> Tap:
            socket = SourceSocket(self._context, keys, line.id, line.endpoint, self._keeper, time.monotonic)
            return Tap(SourceLink(socket, time.monotonic, listens=True), self._keeper, wanted.from_start)

        self._taps = [tap(line) for line in chosen]

    @property
    def size(self) -> int:
        """Of the file, in bytes."""
        return self._keeper.size

    def lines(self) -> list[Line]:
        """How each source stands."""
        return [
            Line(
                it.source,
                it.link.state.value,
                it.link.socket.trouble or it.link.trouble,
                it.lag,
                self._keeper.of(it.source),
            )
            for it in self._taps
        ]

    def run(self, progress: Progress) -> None:
        """Until SIGINT or SIGTERM, or as long as wanted. Raises RecordingTrouble when the disk is full."""
        recorder = Recorder(self._taps, self._keeper, self._trusted_now, lambda: progress(self.lines()))
        try:
            with on_signals(recorder.stop):
                recorder.run(self._seconds)
        finally:
            self._context.destroy(linger=0)

    def _trusted_now(self) -> Mapping[str, str]:
        with suppress(DBAPIError):  # it could be read at the start, and will be again
            self._servers = _trusted(self._journal)
        return self._servers


def chosen_sources(folder: DataFolder, settings: Settings, names: Sequence[str]) -> list[SourceSettings]:
    """The sources of these ids, all for none. Raises SettingsError for one that the settings do not name."""
    known = {line.id: line for line in settings.sources}
    for name in names:
        if name not in known:
            raise SettingsError(
                QT_TRANSLATE_NOOP("trouble", "The settings file {file} names no source {name}."),
                QT_TRANSLATE_NOOP("trouble", "It names: {known}"),
                file=folder.settings,
                name=name,
                known=", ".join(known) or "-",
            )
    if not known:
        raise SettingsError(
            QT_TRANSLATE_NOOP("trouble", "The settings file {file} names no source."),
            QT_TRANSLATE_NOOP("trouble", "Name the centre's data folder with --data."),
            file=folder.settings,
        )
    return [line for line in settings.sources if not names or line.id in names]


@contextmanager
def on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Ctrl+C and SIGTERM call `stop` meanwhile."""
    before = {number: signal.signal(number, lambda *_: stop()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _trusted(journal: JournalReader) -> Mapping[str, str]:
    """The newest trusted key of each source."""
    keys = journal.keys()
    return {key.id: key.public for key in keys if key.trusted and key.kind is KeyKind.SOURCE}

"""Reads a recording, record by record; whatever is wrong with it is named with its exact place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from bridge.recording.framing import Damage, Framed, Frames
from bridge.recording.records import FORMAT, VERSION, Closed, Entry, Header, Record
from bridge.recording.trouble import RecordingTrouble, damaged, unreadable
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.text import QT_TRANSLATE_NOOP


class _Kind(msgspec.Struct):
    """What a header of any version has."""

    format: str
    version: int


class Reader:
    """`header` is read at once, the records while one iterates, once. Raises RecordingTrouble.

    After the last record `torn` is how many bytes of a broken record were cut off there, and `ended` whether the
    recorder was stopped in order.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ended = False
        self._decode = msgspec.msgpack.Decoder(Record).decode
        self._us = 0
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise unreadable(path, error) from error
        self._frames = Frames(self._file)
        self._bodies = iter(self._frames)
        try:
            self.header = self._header()
        except (Damage, OSError) as error:
            self._file.close()
            raise self._worded(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    @property
    def torn(self) -> int:
        return self._frames.torn

    def __iter__(self) -> Iterator[Entry]:
        try:
            for framed in self._bodies:
                entry = self._entry(framed)
                if entry is not None:
                    yield entry
        except (Damage, OSError) as error:
            raise self._worded(error) from error

    def _header(self) -> Header:
        framed = next(self._bodies, None)
        if framed is None:
            raise Damage(0, QT_TRANSLATE_NOOP("trouble", "it has no header"))
        try:
            kind = msgspec.msgpack.decode(framed.body, type=_Kind)
        except UNDECODABLE as error:
            raise Damage(0, QT_TRANSLATE_NOOP("trouble", "it has no header")) from error
        if (kind.format, kind.version) != (FORMAT, VERSION):
            what = QT_TRANSLATE_NOOP("trouble", "it is of the format {format}, version {version}")
            raise Damage(0, what, format=kind.format[:64], version=kind.version)
        record = self._read(framed)
        if not isinstance(record, Header):
            raise Damage(0, QT_TRANSLATE_NOOP("trouble", "it has no header"))
        return record

    def _entry(self, framed: Framed) -> Entry | None:
        """None for the end. Raises Damage."""
        record = self._read(framed)
        if self.ended or isinstance(record, Header) or record.us < self._us:
            raise Damage(framed.place, QT_TRANSLATE_NOOP("trouble", "the record there does not follow those before it"))
        self._us = record.us
        if isinstance(record, Closed):
            self.ended = True
            return None
        if record.source >= len(self.header.sources):
            raise Damage(framed.place, QT_TRANSLATE_NOOP("trouble", "the header names no such source"))
        return record

    def _read(self, framed: Framed) -> Record:
        try:
            record: Record = self._decode(framed.body)
        except UNDECODABLE as error:
            what = QT_TRANSLATE_NOOP("trouble", "the record there is none: {reason}")
            raise Damage(framed.place, what, reason=error) from error
        return record

    def _worded(self, error: Damage | OSError) -> RecordingTrouble:
        return damaged(self.path, error) if isinstance(error, Damage) else unreadable(self.path, error)

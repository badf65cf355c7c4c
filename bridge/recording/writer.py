"""Writes a recording: appends whole records, and leaves nothing but whole records behind when the disk is full."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from bridge.recording.framing import MAX_RECORD, frame
from bridge.recording.records import Header, Record
from bridge.recording.trouble import cut_short, unwritable

BUFFER = 256 << 10


class Writer:
    """Collects records and writes them together: `flush` once a second keeps a crash from costing more than that.

    The file is new. Raises RecordingTrouble; once it has, nothing more is written.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self.path = path
        self.size = 0
        """Of the file with what waits to be written, in bytes."""
        self._encode = msgspec.msgpack.Encoder().encode
        self._check = 0
        self._waiting: list[bytes] = []
        self._room = BUFFER
        self._written = 0
        self._failed = False
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise unwritable(path, error) from error
        self.write(header)
        self.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def write(self, record: Record) -> int:
        """Returns how many bytes it takes; 0 for one that is beyond the limit of a record, which is left out."""
        body = self._encode(record)
        if len(body) > MAX_RECORD:
            return 0
        framed, self._check = frame(body, self._check)
        self._waiting.append(framed)
        self.size += len(framed)
        self._room -= len(framed)
        if self._room <= 0:
            self.flush()
        return len(framed)

    def flush(self) -> None:
        """Gives what waits to the system: from then on the end of this process takes none of it."""
        waiting, self._waiting, self._room = self._waiting, [], BUFFER
        if self._failed or not waiting:
            return
        left = memoryview(b"".join(waiting))
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            self._failed = True
            self._cut(waiting, sum(map(len, waiting)) - len(left))
            raise cut_short(self.path, error) from error
        self._written += sum(map(len, waiting))

    def close(self) -> None:
        """Brings it to the disk. May be called again."""
        if self._file < 0:
            return
        try:
            self.flush()
            if not self._failed:
                os.fsync(self._file)
        except OSError as error:
            raise cut_short(self.path, error) from error
        finally:
            os.close(self._file)
            self._file = -1

    def _cut(self, waiting: list[bytes], written: int) -> None:
        """Takes away the record that has only begun."""
        whole = self._written
        for framed in waiting:
            if written < len(framed):
                break
            written -= len(framed)
            whole += len(framed)
        self.size = whole
        with suppress(OSError):  # the reader finds a torn end as well
            os.ftruncate(self._file, whole)

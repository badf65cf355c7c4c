"""The second place of the checkpoints: a folder with one file a day, a line of JSON for each, never written over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from itertools import groupby
from pathlib import Path

from bridge.sealing.lines import SUFFIX, append_lines, json_line, notes_in
from commandcenter.services.placing import PlacedLine, PlaceTrouble

# A clock that went wrong for a while leaves a file whose name is not that of the newest.
LOOK_AT = 3
LAST = 20


class CheckpointFolder:
    """Implements `commandcenter.services.placing.SecondPlace`.

    The folder is not made here: one that is gone is a disk that is not there, and its place must not be taken by
    another.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        return str(self._path)

    def newest(self) -> list[str]:
        """The notes at the ends of the newest files. Raises PlaceTrouble."""
        try:
            found = [path for path in self._path.iterdir() if path.suffix == SUFFIX and path.is_file()]
            return [note for path in _newest(found) for note in list(notes_in(path))[-LAST:]]
        except OSError as error:
            raise self._trouble(error) from error

    def append(self, lines: Sequence[PlacedLine]) -> None:
        try:
            for day, group in groupby(lines, lambda line: f"{line.at.astimezone(UTC):%Y-%m-%d}"):
                append_lines(self._path / (day + SUFFIX), [_line(line) for line in group])
        except OSError as error:
            raise self._trouble(error) from error

    def _trouble(self, error: OSError) -> PlaceTrouble:
        return PlaceTrouble(f"{self._path}: {error.strerror or error}")


def _newest(paths: Sequence[Path]) -> set[Path]:
    """The newest files by their names, and the newest by when they were written."""
    by_name = sorted(paths, key=lambda path: path.name)
    by_time = sorted(paths, key=lambda path: path.stat().st_mtime_ns)
    return {*by_name[-LOOK_AT:], *by_time[-LOOK_AT:]}


def _line(line: PlacedLine) -> bytes:
    found = {"at": line.at.astimezone(UTC).isoformat(timespec="milliseconds"), "note": line.note}
    return json_line(found)

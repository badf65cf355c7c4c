"""Checkpoints that are kept elsewhere: the second place, what witnesses have written down, what the auditor brings."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.files import opened, state
from audit.notes import LONGEST
from audit.verdict import Code, Finding, Report, Said, Unreadable

# A note in JSON takes at most six characters for one.
LONGEST_LINE = 8 * LONGEST
LONGEST_SETTINGS = 1 << 20
MOST_FILES = 100_000
FIELDS = ({"at", "note"}, {"at", "note", "line"})


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """A file with checkpoints; only the first `length` bytes were there when the verification began."""

    place: str
    path: Path
    length: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One checkpoint where it was found, with the line of the witness that kept it ("" for none)."""

    where: str
    note: bytes
    line: str = ""


def files_of(place: Path, name: str, report: Report) -> list[PlaceFile]:
    """The files of a place, itself one or a folder with `*.jsonl` and `*.note`, in the order of their names."""
    try:
        if not place.is_dir():
            return [_file(place, name)]
        found: list[PlaceFile] = []
        for folder, folders, names in os.walk(place):
            folders.sort()
            paths = [Path(folder) / it for it in sorted(names) if it.endswith((".jsonl", ".note"))]
            found.extend(_file(path, name) for path in paths[: MOST_FILES - len(found)])
    except OSError as error:
        report.find(
            Code.UNREADABLE, "{path} cannot be read: {reason}", path=str(place), reason=str(error.strerror or error)
        )
        return []
    if not found:
        report.say("{place} holds no checkpoints", place=name)
    return found


def _file(path: Path, name: str) -> PlaceFile:
    return PlaceFile(name if path.name == name else f"{name}/{path.name}", path, state(path).st_size)


def places_of(folder: Path, report: Report) -> list[PlaceFile]:
    """Second place and witness files of a data folder."""
    found = []
    second = _second_place(folder, report)
    if second is not None:
        found += files_of(second, "second place", report)
    else:
        report.say("no second place was found: whether the newest entries are missing cannot be told from it")
    witnesses = sorted(it for it in (folder / "seats").glob("*.witness") if it.is_dir())
    for witness in witnesses:
        found += files_of(witness, witness.name, report)
    return found


def _second_place(folder: Path, report: Report) -> Path | None:
    settings, usual = folder / "settings.toml", folder / "checkpoints"
    if settings.exists():
        try:
            with opened(settings) as file:
                text = file.read(LONGEST_SETTINGS).decode("utf-8")
            wanted = tomllib.loads(text).get("audit", {}).get("second_place", "")
        except (OSError, ValueError, AttributeError, RecursionError):
            report.say("the settings cannot be read: the second place is taken to be {place}", place=str(usual))
            wanted = ""
        if isinstance(wanted, str) and wanted and "\0" not in wanted:
            return folder / wanted
    return usual if usual.is_dir() else None


def read(file: PlaceFile) -> Iterator[Piece | Finding]:
    """The checkpoints of a file, and what in it is none."""
    try:
        with opened(file.path) as lines:
            start = lines.read(1)
            lines.seek(0)
            if file.length and start != b"{":
                yield _raw(file, lines.read(min(file.length, LONGEST + 1)))
                return
            at = number = 0
            while at < file.length:
                line = lines.readline(min(LONGEST_LINE, file.length - at))
                at, number = at + len(line), number + 1
                where = f"{file.place}:{number}"
                if not line.endswith(b"\n"):
                    if at < file.length or not line or _complete(line):
                        yield _finding(where)
                        return
                    # A line that a crash cut off was not finished: nobody has relied on it.
                    return
                yield _piece(line, where)
    except OSError as error:
        yield Finding(
            Code.UNREADABLE,
            Said("{path} cannot be read: {reason}", {"path": file.place, "reason": str(error.strerror)}),
        )


def _raw(file: PlaceFile, data: bytes) -> Piece | Finding:
    return Piece(file.place, data) if len(data) <= LONGEST else _finding(file.place)


def _finding(where: str) -> Finding:
    return Finding(Code.ALTERED, Said("{where} is no checkpoint as the program writes them", {"where": where}))


def _complete(line: bytes) -> bool:
    """Whether something else than a line feed ends a whole line: then it is the end that was changed."""
    try:
        text = line.decode("utf-8")
        _, end = json.JSONDecoder().raw_decode(text)
    except UnicodeDecodeError:
        # A crash may cut a character, too; but what was changed behind a whole line does not hide there.
        return b"}" in line[-2:]
    except (ValueError, RecursionError):
        return False
    return end < len(text)


def fields(line: bytes) -> dict[str, object]:
    """A JSON object in which no name stands twice. Raises ValueError."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name stands twice")
        return found

    try:
        found = json.loads(line.decode("utf-8"), object_pairs_hook=once)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _piece(line: bytes, where: str) -> Piece | Finding:
    try:
        found = fields(line)
        note, cosigned = found["note"], found.get("line", "")
        if found.keys() not in FIELDS or not isinstance(note, str) or not isinstance(cosigned, str):
            return _finding(where)
        return Piece(where, note.encode("utf-8"), cosigned)
    except (ValueError, KeyError):
        return _finding(where)


def beginning(path: Path, length: int) -> bytes:
    """At most so much of a file. Raises Unreadable."""
    try:
        with opened(path) as file:
            return file.read(length)
    except OSError as error:
        raise Unreadable("{path} cannot be read: {reason}", path=str(path), reason=str(error.strerror)) from error

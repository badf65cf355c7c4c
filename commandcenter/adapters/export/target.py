"""The one file that an export makes: whole under its name, or not there at all; never in place of another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP


class ExportTrouble(Trouble):
    """The export could not be made; there is no file."""


@contextmanager
def new_file(path: Path, check: Callable[[Path], None] = lambda part: None) -> Iterator[BinaryIO]:
    """Written under another name in the same folder, on disk before it gets its own. Raises ExportTrouble.

    `check` looks at it before that; when it raises there is no file.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    if os.path.lexists(path):
        raise taken(path)
    try:
        # A link that somebody has laid there is not followed, a file of that name not written to.
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _trouble(path, error) from error
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        check(part)
        _name(part, path)
    except OSError as error:
        raise _trouble(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _name(part: Path, path: Path) -> None:
    """A link, not a rename: what has come to lie there meanwhile stays."""
    try:
        os.link(part, path, follow_symlinks=False)
    except FileExistsError as error:
        raise taken(path) from error
    except PermissionError:
        # File systems without links (a stick with FAT): the moment between looking and renaming is all that is left.
        if os.path.lexists(path):
            raise taken(path) from None
        part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def taken(path: Path) -> ExportTrouble:
    """What is said where something lies already."""
    return ExportTrouble(
        QT_TRANSLATE_NOOP("trouble", "The file {file} exists already."),
        QT_TRANSLATE_NOOP("trouble", "Name another file."),
        file=path,
    )


def _trouble(path: Path, error: OSError) -> ExportTrouble:
    if isinstance(error, FileNotFoundError):
        return ExportTrouble(
            QT_TRANSLATE_NOOP("trouble", "There is no folder {folder}."),
            QT_TRANSLATE_NOOP("trouble", "Make it, or name another file."),
            folder=path.parent,
        )
    return ExportTrouble(
        QT_TRANSLATE_NOOP("trouble", "The file {file} cannot be written: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Make room or grant access, or name another file."),
        file=path,
        reason=error.strerror or str(error),
    )

"""What can be wrong with a recording, in words for people."""

from __future__ import annotations

from pathlib import Path

from bridge.recording.framing import Damage
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP


class RecordingTrouble(Trouble):
    """A recording cannot be written or read."""


def damaged(path: Path, damage: Damage) -> RecordingTrouble:
    if not damage.place:
        return RecordingTrouble(
            QT_TRANSLATE_NOOP("trouble", "{file} is no recording: {what} (byte 0)"),
            QT_TRANSLATE_NOOP("trouble", "Name a file that `record` has made."),
            file=path,
            what=damage,
        )
    return RecordingTrouble(
        QT_TRANSLATE_NOOP("trouble", "The recording {file} is damaged at byte {place}: {what}"),
        QT_TRANSLATE_NOOP("trouble", "What stands before is whole and can be played: head -c {place} {file} > NEW"),
        file=path,
        place=damage.place,
        what=damage,
    )


def unreadable(path: Path, error: OSError) -> RecordingTrouble:
    return RecordingTrouble(
        QT_TRANSLATE_NOOP("trouble", "The recording {file} cannot be read: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Name a file that `record` has made."),
        file=path,
        reason=error.strerror or str(error),
    )


def unwritable(path: Path, error: OSError) -> RecordingTrouble:
    if isinstance(error, FileExistsError):
        return RecordingTrouble(
            QT_TRANSLATE_NOOP("trouble", "The file {file} exists already; a recording never overwrites one."),
            QT_TRANSLATE_NOOP("trouble", "Name another file."),
            file=path,
        )
    return RecordingTrouble(
        QT_TRANSLATE_NOOP("trouble", "The recording {file} cannot be written: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Make room or grant access, then record into another file."),
        file=path,
        reason=error.strerror or str(error),
    )


def cut_short(path: Path, error: OSError) -> RecordingTrouble:
    """Raised while recording: what was written by then stays whole."""
    return RecordingTrouble(
        QT_TRANSLATE_NOOP("trouble", "The recording had to end: {file} cannot be written further: {reason}"),
        QT_TRANSLATE_NOOP(
            "trouble", "Up to here the file is whole and can be played. Make room, then record into another one."
        ),
        file=path,
        reason=error.strerror or str(error),
    )

"""Puts what a camera has sent into a file that every player opens, without touching a picture of it."""

from __future__ import annotations

import logging
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

PATIENCE_S = 60.0
_COMMAND = (
    "-v error -nostdin -protocol_whitelist pipe -f mpegts -i pipe:0 -map 0:v:0 -c copy -movflags +faststart -f mp4 -n"
)

_LENGTH = "-v error -protocol_whitelist file -show_entries format=duration -of default=nokey=1:noprint_wrappers=1"
LENGTH_PATIENCE_S = 10.0

log = logging.getLogger(__name__)


def rewrap(part: Path) -> Path | None:
    """A new MP4 file beside `part`, which is MPEG-TS and stays; None, with a line in the log, when it cannot be."""
    program = shutil.which("ffmpeg")
    film = part.with_suffix(".mp4")
    if program is None:
        log.error("a clip stays as it came: ffmpeg is not installed")
        return None
    try:
        with part.open("rb") as source:
            # The folder is ours, and so is the name: neither camera nor person has a word in it.
            command = [program, *_COMMAND.split(), f"file:{film}"]
            subprocess.run(command, stdin=source, capture_output=True, timeout=PATIENCE_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        log.error("a clip stays as it came: %s", type(error).__name__)
        with suppress(OSError):
            film.unlink()
        return None
    film.chmod(0o600)
    return film


def film_seconds(film: Path) -> float:
    """How long it lasts, by its own times; 0.0 where that is not to be found."""
    program = shutil.which("ffprobe")
    if program is None:
        return 0.0
    try:
        command = [program, *_LENGTH.split(), f"file:{film}"]
        found = subprocess.run(command, capture_output=True, timeout=LENGTH_PATIENCE_S, check=True, text=True)
        return max(0.0, float(found.stdout))
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0.0

"""Where rendered cameras lie: one file and its checksum for each, named by what went into it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec

from commandcenter.simulator.cameras.encode import unwritable
from commandcenter.simulator.cameras.scenes import (
    FPS,
    HEIGHT,
    LARGE_HEIGHT,
    LARGE_WIDTH,
    LOOP_SECONDS,
    RENDERER_VERSION,
    WIDTH,
    SceneSpec,
)


def key(spec: SceneSpec) -> str:
    """Changes whenever the picture would."""
    made_of = msgspec.json.encode((RENDERER_VERSION, WIDTH, HEIGHT, FPS, LOOP_SECONDS, spec))
    return hashlib.sha256(made_of).hexdigest()[:20]


def file_of(spec: SceneSpec, cache: Path) -> Path:
    return cache / f"{spec.id}-{key(spec)}.h264"


def large_of(file: Path) -> Path:
    """Where the large stream of the camera with that file lies."""
    return file.with_name(f"{file.stem}-{LARGE_WIDTH}x{LARGE_HEIGHT}{file.suffix}")


def _checksum_of(file: Path) -> Path:
    return file.with_suffix(".sha256")


def is_good(file: Path) -> bool:
    """Whether a cached file is there and is what was put there."""
    try:
        wanted = _checksum_of(file).read_text(encoding="ascii").strip()
        return hashlib.sha256(file.read_bytes()).hexdigest() == wanted
    except (OSError, UnicodeDecodeError):
        return False


def keep(made: Path, file: Path) -> None:
    """Put a finished stream into the cache, whole or not at all: the stream first, then its checksum."""
    try:
        sum_file = made.with_suffix(".sum")
        sum_file.write_text(hashlib.sha256(made.read_bytes()).hexdigest() + "\n", encoding="ascii")
        made.replace(file)
        sum_file.replace(_checksum_of(file))
    except OSError as error:
        raise unwritable(file, error.strerror or str(error)) from error


def prepare(cache: Path) -> None:
    """Make the folder and clear away what a killed renderer left in it."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for left in (*cache.glob("*.part"), *cache.glob("*.sum")):
            if not _alive(left):
                left.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(cache, error.strerror or str(error)) from error


def part_of(file: Path) -> Path:
    """The name under which this process makes a file; another process's name is another."""
    return file.with_suffix(f".{os.getpid()}.part")


def _alive(part: Path) -> bool:
    """Whether the process that a half file belongs to still runs."""
    number = part.name.split(".")[-2]
    if not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

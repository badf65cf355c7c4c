"""Frames to an H.264 elementary stream, through the `ffmpeg` program."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.simulator.cameras.scenes import (
    FPS,
    HEIGHT,
    LARGE_HEIGHT,
    LARGE_WIDTH,
    LOOP_FRAMES,
    WIDTH,
    CameraError,
    PieceMissing,
)

Frame = bytes | bytearray | memoryview
"""Raw pixels: blue, green, red, unused; row by row."""
KILOBITS = 700
"""No second of a stream is much larger than this."""
LARGE_KILOBITS = 1000
QUALITY = 28
PRESET = "ultrafast"
"""The pictures stand still but for what moves: finer search costs a third more time and is not seen."""
QUIET = ("-hide_banner", "-loglevel", "error", "-nostdin", "-y")
UNIT_MARK = b"\x00\x00\x01\x09"
"""An access unit delimiter: every frame of the stream begins with one."""
INSTALL = QT_TRANSLATE_NOOP("trouble", "Install the package {package} (make setup does it).")
START_AGAIN = QT_TRANSLATE_NOOP("trouble", "Start the demo again: what is drawn already is kept.")


class EncodeFailed(CameraError):
    """ffmpeg gave up, or left a stream that is not whole."""


class CacheUnwritable(CameraError):
    """No room on the disk, or no leave to write there."""


def find_ffmpeg() -> str:
    """Path of the ffmpeg program; PieceMissing when there is none."""
    found = shutil.which("ffmpeg")
    if found is None:
        what = QT_TRANSLATE_NOOP("trouble", "ffmpeg is not installed; the made-up cameras are encoded by it.")
        raise PieceMissing(what, INSTALL, package="ffmpeg")
    return found


def command(ffmpeg: str, target: Path) -> list[str]:
    """From raw pictures on its input."""
    return [
        ffmpeg, *QUIET, "-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "pipe:0",
        *_stream(KILOBITS), str(target),
    ]  # fmt: skip


def _stream(kilobits: int) -> list[str]:
    """One second per closed group of pictures, no B-frames, a delimiter before every access unit."""
    x264 = f"keyint={FPS}:min-keyint={FPS}:scenecut=0:open-gop=0:aud=1:repeat-headers=1"
    return [
        "-an", "-c:v", "libx264", "-preset", PRESET, "-threads", "1", "-pix_fmt", "yuv420p",
        "-bf", "0", "-crf", str(QUALITY), "-maxrate", f"{kilobits}k", "-bufsize", f"{kilobits}k",
        "-x264-params", x264, "-f", "h264",
    ]  # fmt: skip


def enlarge(file: Path, target: Path) -> None:
    """Write the same pictures in the large size to `target`. Raises as `encode` does."""
    scale = f"scale={LARGE_WIDTH}:{LARGE_HEIGHT}:flags=lanczos"
    line = [
        find_ffmpeg(), *QUIET, "-f", "h264", "-r", str(FPS), "-i", str(file), "-vf", scale,
        *_stream(LARGE_KILOBITS), str(target),
    ]  # fmt: skip
    done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    _check(done.returncode, done.stderr.decode(errors="replace"), target)


def encode(frames: Iterable[Frame], target: Path) -> None:
    """Write the stream of `frames` (raw BGR0, WIDTH x HEIGHT) to `target`; nothing is left running on any way out.

    Raises PieceMissing, CacheUnwritable or EncodeFailed.
    """
    process = subprocess.Popen(
        command(find_ffmpeg(), target), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        complaint = _feed(process, frames)
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        for pipe in (process.stdin, process.stderr):
            if pipe is not None:
                pipe.close()
    _check(process.returncode, complaint, target)


def _check(code: int, complaint: str, target: Path) -> None:
    if code != 0:
        raise _failure(complaint, target)
    if not is_whole(target):
        raise _failed(target, QT_TRANSLATE_NOOP("trouble", "it left an incomplete stream"))


def _feed(process: subprocess.Popen[bytes], frames: Iterable[Frame]) -> str:
    pipe, errors = process.stdin, process.stderr
    if pipe is None or errors is None:
        raise RuntimeError("ffmpeg was started without its pipes")
    try:
        for frame in frames:
            pipe.write(frame)
        pipe.close()
    except BrokenPipeError:
        pass  # ffmpeg has ended: its exit code and its words say why
    complaint = errors.read().decode(errors="replace")
    process.wait()
    return complaint


def _failure(complaint: str, target: Path) -> CameraError:
    words = complaint.strip()
    last = words.splitlines()[-1] if words else QT_TRANSLATE_NOOP("trouble", "it gave no reason")
    if "No space left" in words or "Permission denied" in words or "Read-only" in words:
        return unwritable(target, last)
    if "libx264" in words and "Unknown encoder" in words:
        return _failed(target, last, INSTALL)
    return _failed(target, last)


def _failed(target: Path, reason: str, todo: str = START_AGAIN) -> EncodeFailed:
    what = QT_TRANSLATE_NOOP("trouble", "ffmpeg could not encode {file}: {reason}")
    return EncodeFailed(what, todo, file=target, reason=reason, package="ffmpeg")


def unwritable(target: Path, reason: str) -> CacheUnwritable:
    """An error of the file system, in the words of someone who has to mend it."""
    return CacheUnwritable(
        QT_TRANSLATE_NOOP("trouble", "The cameras' pictures cannot be written to {file}: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Make room or grant access, or name another folder with --build."),
        file=target,
        reason=reason,
    )


def is_whole(file: Path) -> bool:
    """Whether a file holds the whole loop: it begins with a delimiter and has one for every frame."""
    try:
        if not file.is_file():  # a device can be read for ever
            return False
        stream = file.read_bytes()
    except OSError:
        return False
    return stream[:5] in (b"\x00" + UNIT_MARK, UNIT_MARK + stream[4:5]) and stream.count(UNIT_MARK) == LOOP_FRAMES

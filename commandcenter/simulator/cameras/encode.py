"""Frames to an H.264 elementary stream, through the `ffmpeg` program."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from commandcenter.simulator.cameras.scenes import FPS, HEIGHT, LOOP_FRAMES, WIDTH, CameraError

Frame = bytes | bytearray | memoryview
"""Raw pixels: blue, green, red, unused; row by row."""
KILOBITS = 700
"""No second of a stream is much larger than this."""
QUALITY = 28
PRESET = "ultrafast"
"""The pictures stand still but for what moves: finer search costs a third more time and is not seen."""
UNIT_MARK = b"\x00\x00\x01\x09"
"""An access unit delimiter: every frame of the stream begins with one."""


class FfmpegMissing(CameraError):
    """The ffmpeg program is not there."""


class EncodeFailed(CameraError):
    """ffmpeg gave up, or left a stream that is not whole."""


class CacheUnwritable(CameraError):
    """No room on the disk, or no leave to write there."""


def find_ffmpeg() -> str:
    """Path of the ffmpeg program; FfmpegMissing when there is none."""
    found = shutil.which("ffmpeg")
    if found is None:
        raise FfmpegMissing("ffmpeg is not installed; the made-up cameras are encoded by it: apt install ffmpeg")
    return found


def command(ffmpeg: str, target: Path) -> list[str]:
    """One second per closed group of pictures, no B-frames, a delimiter before every access unit."""
    x264 = f"keyint={FPS}:min-keyint={FPS}:scenecut=0:open-gop=0:aud=1:repeat-headers=1"
    return [
        ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
        "-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "pipe:0",
        "-an", "-c:v", "libx264", "-preset", PRESET, "-threads", "1", "-pix_fmt", "yuv420p",
        "-bf", "0", "-crf", str(QUALITY), "-maxrate", f"{KILOBITS}k", "-bufsize", f"{KILOBITS}k",
        "-x264-params", x264, "-f", "h264", str(target),
    ]  # fmt: skip


def encode(frames: Iterable[Frame], target: Path) -> None:
    """Write the stream of `frames` (raw BGR0, WIDTH x HEIGHT) to `target`; nothing is left running on any way out.

    Raises FfmpegMissing, CacheUnwritable or EncodeFailed.
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
    if process.returncode != 0:
        raise _failure(complaint, target)
    if not is_whole(target):
        raise EncodeFailed(f"ffmpeg left an incomplete stream in {target}")


def _feed(process: subprocess.Popen[bytes], frames: Iterable[Frame]) -> str:
    pipe, errors = process.stdin, process.stderr
    if pipe is None or errors is None:
        raise EncodeFailed("ffmpeg was started without its pipes")
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
    words = complaint.strip() or "ffmpeg gave no reason"
    if "No space left" in words or "Permission denied" in words or "Read-only" in words:
        return CacheUnwritable(
            f"cannot write {target}: {words.splitlines()[-1]}; free some room or choose another data folder"
        )
    if "libx264" in words and "Unknown encoder" in words:
        return EncodeFailed("this ffmpeg cannot encode H.264 (no libx264): install Debian's ffmpeg")
    return EncodeFailed(f"ffmpeg failed: {words.splitlines()[-1]}")


def storage_error(error: OSError, target: Path) -> CacheUnwritable:
    """An error of the file system, in the words of someone who has to mend it."""
    return CacheUnwritable(f"cannot write {target}: {error.strerror}; free some room or choose another data folder")


def is_whole(file: Path) -> bool:
    """Whether a file holds the whole loop: it begins with a delimiter and has one for every frame."""
    try:
        if not file.is_file():  # a device can be read for ever
            return False
        stream = file.read_bytes()
    except OSError:
        return False
    return stream[:5] in (b"\x00" + UNIT_MARK, UNIT_MARK + stream[4:5]) and stream.count(UNIT_MARK) == LOOP_FRAMES

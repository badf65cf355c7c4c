"""Films to serve: H.264 and H.265 byte streams that ffmpeg encodes, cut into the pictures that a camera would send."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_START = re.compile(rb"\x00\x00\x01")
MOVING = "testsrc2=size={size}:rate={fps}"
# A dark yard: sensor noise of one grey step, and a clock in the corner that ticks every second.
NIGHT = (
    "color=c=0x101010:size={size}:rate={fps},format=gray,"
    "geq=lum='16+lt(random(1)\\,0.02)+120*between(X\\,8\\,40)*between(Y\\,8\\,40)*mod(floor(T)\\,2)'"
)


class Codec(StrEnum):
    H264 = "h264"
    H265 = "h265"
    SVAC = "svac"  # GB/T 25724, which nobody plays: said in the description only, and noise is sent

    @property
    def clock_name(self) -> str:
        return {"h264": "H264", "h265": "H265", "svac": "SVAC"}[self]


@dataclass(frozen=True, slots=True)
class Unit:
    """One access unit: its NAL units without start codes, delimiters left out as cameras do."""

    nals: tuple[bytes, ...]
    key: bool


@dataclass(frozen=True, slots=True)
class Film:
    codec: Codec
    fps: int
    units: tuple[Unit, ...]
    headers: tuple[bytes, ...]  # VPS, SPS, PPS of the first key picture


def kind_of(codec: Codec, nal: bytes) -> int:
    """The NAL unit type as the codec's standard numbers it."""
    return nal[0] & 0x1F if codec is Codec.H264 else nal[0] >> 1 & 0x3F


def load(path: Path, codec: Codec, fps: int) -> Film:
    """A byte stream whose access units each begin with a delimiter. ValueError when there is none."""
    delimiter = 9 if codec is Codec.H264 else 35
    units: list[list[bytes]] = []
    for nal in _nals(path.read_bytes()):
        if kind_of(codec, nal) == delimiter:
            units.append([])
        elif units:
            units[-1].append(nal)
    if not units:
        raise ValueError(f"{path} has no access unit delimiters")
    whole = tuple(Unit(tuple(unit), any(_is_key(codec, nal) for nal in unit)) for unit in units)
    headers = tuple(nal for nal in whole[0].nals if kind_of(codec, nal) in _headers(codec))
    return Film(codec, fps, whole, headers)


def render(path: Path, codec: Codec, *, source: str = MOVING, size: str = "640x360", fps: int = 25) -> Path:
    """Ten seconds of `source` as a byte stream with a key picture every second."""
    shared = f"keyint={fps}:min-keyint={fps}:scenecut=0:aud=1:repeat-headers=1:bframes=0"
    if codec is Codec.H264:
        coder = ["-c:v", "libx264", "-x264-params", f"{shared}:sliced-threads=0", "-f", "h264"]
    else:
        coder = ["-c:v", "libx265", "-x265-params", f"{shared}:log-level=error", "-f", "hevc"]
    quality = ["-crf", "4"] if source == NIGHT else []
    picture = ["-f", "lavfi", "-i", source.format(size=size, fps=fps), "-t", "10", "-pix_fmt", "yuv420p"]
    line = ["ffmpeg", "-v", "error", "-nostdin", "-y", *picture, "-preset", "ultrafast", *quality, *coder, str(path)]
    subprocess.run(line, check=True, timeout=120)
    return path


def _nals(data: bytes) -> list[bytes]:
    starts = [found.end() for found in _START.finditer(data)]
    ends = [start - 3 for start in starts[1:]] + [len(data)]
    return [data[start:end].rstrip(b"\x00") for start, end in zip(starts, ends, strict=True)]


def _is_key(codec: Codec, nal: bytes) -> bool:
    kind = kind_of(codec, nal)
    return kind == 5 if codec is Codec.H264 else 16 <= kind <= 21


def _headers(codec: Codec) -> tuple[int, ...]:
    return (7, 8) if codec is Codec.H264 else (32, 33, 34)

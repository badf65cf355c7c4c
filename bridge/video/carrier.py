"""Carries RTSP and HTTP streams to libVLC: Debian's and Ubuntu's libVLC is built without an RTSP client (no live555),
and over HTTP libVLC follows a camera that answers with the address of a file.

ffmpeg speaks RTSP over TCP and copies the video, not decoding it, as MPEG-TS into a pipe that libVLC reads. The address
goes in through ffmpeg's standard input: on its command line every user of the machine could read the password in it.
A `Pump` lies between the two: it counts, and records.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from enum import StrEnum

from bridge.video.frames import Reason
from bridge.video.pump import Line, Pump
from bridge.video.transport_stream import TABLES, VIDEO

SILENCE_US = 4_000_000  # ffmpeg gives up when the camera says nothing for that long
KEPT_WORDS = 4096
MOST_WORDS = 65_536  # read at a time: as much as a pipe holds

_COMMAND = (
    "-hide_banner -nostats -loglevel info -fpsprobesize 0 -analyzeduration 0"
    " -f concat -safe 0 -protocol_whitelist pipe,{allowed} -i pipe:0"
    " -map 0:v:0 -c copy -flush_packets 1 -muxdelay 0 -muxpreload 0 {carriage} pipe:1"
)
# With its length told a picture is whole for libVLC at its own end, and not at the beginning of the next one.
_TRANSPORT = f"-f mpegts -mpegts_pmt_start_pid {TABLES} -mpegts_start_pid {VIDEO} -omit_video_pes_length 0"
_TIMES = "setts=pts='if(eq(PTS,NOPTS),DTS,PTS)'"


class Carriage(StrEnum):
    """How pictures go into the pipe: what ffmpeg is told for it."""

    USUAL = _TRANSPORT
    # The first picture gets a time. It has none where pictures come in another order than they are shown in, and is
    # refused without. Not for all: the filter holds each picture back until the next one has come.
    TIMED = f"{_TRANSPORT} -bsf:v {_TIMES}"
    TELLING = f"{_TRANSPORT} -bsf:v {_TIMES},dump_extra"  # what only the description tells, with each key picture
    ONE_BY_ONE = "-f mpjpeg"  # for what MPEG-TS cannot hold


_UNTIMED = re.compile(r"first pts\b[^\n]* must be set")
CARRIAGES = {"mjpeg": Carriage.ONE_BY_ONE, "mpeg4": Carriage.TELLING}
"""By codec, where it is not the usual one. MPEG-TS itself tells what H.264 and H.265 need."""
# What each scheme may open, whatever a camera answers: no file, and from RTSP nothing over HTTP. A redirect or a list
# of an HTTP camera is followed wherever it leads over HTTP, as far as this machine can reach. Certificates are not
# checked: cameras sign their own, so TLS keeps listeners out, and not somebody who stands in for the camera.
CARRIED = {
    "rtsp": "rtsp,tcp,rtp,udp",
    "rtsps": "rtsps,rtsp,tls,tcp,rtp,udp",
    "http": "http,https,tls,tcp",
    "https": "http,https,tls,tcp",
}
_SIGNS = (
    ("failed: 401 ", Reason.NEEDS_PASSWORD),
    ("HTTP error 401 ", Reason.NEEDS_PASSWORD),
    ("HTTP error 403 ", Reason.NEEDS_PASSWORD),
    ("HTTP error 404 ", Reason.NOT_FOUND),
    ("failed: 403 ", Reason.NEEDS_PASSWORD),
    ("failed: 404 ", Reason.NOT_FOUND),
    ("failed: 454 ", Reason.NOT_FOUND),
    ("failed: 453 ", Reason.CAMERA_FULL),
    ("unknown codec", Reason.UNSUPPORTED),
    ("refused", Reason.NO_ANSWER),
    ("timed out", Reason.NO_ANSWER),
    ("No route", Reason.NO_ANSWER),
    ("unreachable", Reason.NO_ANSWER),
    ("resolve", Reason.NO_ANSWER),
    ("matches no streams", Reason.NO_PICTURE),
    ("Invalid data", Reason.NO_PICTURE),
)


_ODD = re.compile(rb"[^\n]*(?:\b(?:DTS|PTS|SEI)\b|timestamp)[^\n]*\n?", re.IGNORECASE)
"""Complaints that say nothing of the pictures: cameras set their clocks, and add what nobody knows."""
_SENSELESS = re.compile(rb"non-existing [SP]PS \d+|[sp]ps_id \d+ out of range|illegal POC type \d+")
"""What is said of bits that are no video: numbers of parameter sets that nobody sent. Noise has ever other ones; one or
two, however often, has a camera that is merely odd, or is joined between two key frames."""
MOST_SENSELESS = 64
_CODEC = re.compile(r"Stream #0:0[^\n]*?: Video: (\w+)")


class CarrierError(Exception):
    """ffmpeg is not on this machine, or does not start."""


def scheme_of(address: str) -> str:
    return address.partition("://")[0]


def script(address: str) -> str:
    """What ffmpeg reads: the address as a quoted file name, and how to open it."""
    quoted = "'" + address.replace("'", r"'\''") + "'"
    options = {
        **({"rtsp_transport": "tcp"} if address.startswith("rtsp") else {}),
        "timeout": SILENCE_US,
        "fpsprobesize": 0,
        "analyzeduration": 0,
        "probesize": 262_144,
    }
    lines = ["ffconcat version 1.0", f"file {quoted}", *(f"option {name} {value}" for name, value in options.items())]
    return "\n".join(lines) + "\n"


def _dying_with_us() -> list[str]:
    """util-linux' setpriv has the kernel kill what it becomes when we die, so that its camera has the session back."""
    program = shutil.which("setpriv")
    return [program, "--pdeathsig", "KILL"] if program else []


def reason_of(words: str) -> Reason:
    """The reason in ffmpeg's last words; they hold the address with its password, so they go no further."""
    return next((reason for sign, reason in _SIGNS if sign in words), Reason.NO_PICTURE)


def carriage_of(words: str) -> Carriage:
    """The one that the stream needs, by what ffmpeg has said of it."""
    return Carriage.TIMED if _UNTIMED.search(words) else CARRIAGES.get(codec_of(words), Carriage.USUAL)


def codec_of(words: str) -> str:
    """ffmpeg's name of the video's codec, "" while it has not said it."""
    found = _CODEC.search(words)
    return found.group(1) if found and found.group(1) != "none" else ""


class Carrier:
    """One running ffmpeg. When this process dies it dies too, also where a camera is silent and no pipe breaks."""

    def __init__(self, address: str, pump: Pump, carriage: Carriage = Carriage.USUAL) -> None:
        program = shutil.which("ffmpeg")
        if program is None:
            raise CarrierError("ffmpeg is not installed")
        command = _COMMAND.format(allowed=CARRIED[scheme_of(address)], carriage=carriage)
        try:
            self._process = subprocess.Popen(
                [*_dying_with_us(), program, *command.split()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise CarrierError(f"ffmpeg does not start: {error.strerror}") from error
        self._words = ""
        self.codec = ""
        self.needed = Carriage.USUAL  # as far as is known yet
        self._senseless: set[bytes] = set()
        self.said = 0  # bytes of words so far: a stream that is well makes no more of them once it runs, but odd ones
        pipes = (self._process.stdin, self._process.stdout, self._process.stderr)
        stdin, stdout, self._stderr = (pipe for pipe in pipes if pipe is not None)
        os.set_blocking(self._stderr.fileno(), False)
        self.recordable = carriage is not Carriage.ONE_BY_ONE
        self.output, target = os.pipe2(os.O_CLOEXEC)  # to read the container from
        with stdout:
            self.line: Line = pump.carry(os.dup(stdout.fileno()), target)
        with contextlib.suppress(BrokenPipeError), stdin:
            stdin.write(script(address).encode("ascii"))

    def listen(self) -> None:
        """Call it a few times a second, or its pipe of words fills up and ffmpeg waits."""
        with contextlib.suppress(BlockingIOError):
            said = self._stderr.read(MOST_WORDS) or b""
            self.said += len(_ODD.sub(b"", said))
            if len(self._senseless) < MOST_SENSELESS:
                self._senseless.update(_SENSELESS.findall(said))
            words = self._words + said.decode("ascii", "replace")
            self.codec = self.codec or codec_of(words)
            if self.needed is Carriage.USUAL:
                self.needed = carriage_of(words)
            self._words = words[-KEPT_WORDS:]

    @property
    def senseless(self) -> int:
        """How many different things were said of bits that are no video."""
        return len(self._senseless)

    def reason(self) -> Reason:
        return reason_of(self._words)

    def close(self) -> None:
        """End it, politely (it tells the camera) but without waiting long for it."""
        self.line.close()
        os.close(self.output)
        self._process.terminate()
        try:
            self._process.wait(0.3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._stderr.close()

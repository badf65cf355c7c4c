"""Clips whose pictures tell their second, and a look at what an RTSP address sends."""

from __future__ import annotations

import subprocess
from pathlib import Path

from commandcenter.simulator.cameras.scenes import FPS

STEP = 4
DARKEST = 20


def write_clip(file: Path, seconds: int) -> None:
    """A clip like the cameras': every picture is one grey, a step brighter each second, a key frame at every second."""
    grey = f"{DARKEST}+{STEP}*floor(N/{FPS})"
    keys = f"keyint={FPS}:min-keyint={FPS}:scenecut=0:aud=1:repeat-headers=1:bframes=0"
    subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"color=black:s=64x48:r={FPS}:d={seconds}"),
            *("-vf", f"format=yuv420p,geq=lum='{grey}':cb=128:cr=128", "-c:v", "libx264", "-preset", "ultrafast"),
            *("-qp", "10", "-x264-params", keys, "-f", "h264", str(file)),
        ],
        check=True,
    )


def pulling(url: str, transport: str = "tcp", pictures: int = 600) -> subprocess.Popen[bytes]:
    """A player: one byte of grey on its stdout for every picture, as it comes; decoder errors on its stderr."""
    return subprocess.Popen(
        [
            *(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-fflags",
                "nobuffer",
                "-analyzeduration",
                "500000",
                "-fpsprobesize",
                "0",
                "-rtsp_transport",
                transport,
                "-i",
                url,
            ),
            *("-frames:v", str(pictures), "-vf", "scale=1:1:flags=neighbor,setsar=1", "-pix_fmt", "gray"),
            *(
                "-fps_mode",
                "passthrough",
                "-enc_time_base:v",
                "1:90000",
                "-flush_packets",
                "1",
                "-f",
                "rawvideo",
                "pipe:1",
            ),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def second_shown(grey: int) -> int:
    """The second of the clip that a picture of this grey belongs to."""
    luma = 16 + grey * 219 / 255  # video counts from 16 to 235
    return round((luma - DARKEST) / STEP)


def pull(url: str, pictures: int, transport: str = "tcp") -> tuple[list[int], str]:
    """The second that each of the first pictures shows, and what the decoder complained about."""
    shown, complaints = pulling(url, transport, pictures).communicate(timeout=pictures / FPS + 40)
    return [second_shown(grey) for grey in shown], complaints.decode()

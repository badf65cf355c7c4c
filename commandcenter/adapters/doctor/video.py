"""The doctor on video: libVLC and the plugins that a camera's picture passes, ffmpeg, and the demo's RTSP server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from commandcenter.adapters.doctor.finding import Finding, Part
from commandcenter.adapters.doctor.probe import Answer, run, run_python
from commandcenter.domain.text import QT_TRANSLATE_NOOP

# What a camera's picture passes on its way: the carrier's pipe, MPEG-TS, the decoder, the worker's memory.
PLUGINS = (
    "access/libfilesystem_plugin.so",
    "demux/libts_plugin.so",
    "packetizer/libpacketizer_h264_plugin.so",
    "packetizer/libpacketizer_hevc_plugin.so",
    "codec/libavcodec_plugin.so",
    "video_chroma/libswscale_plugin.so",
    "video_output/libvmem_plugin.so",
)
SYSTEM_PYTHON = "/usr/bin/python3"  # the one that sees Debian's GStreamer bindings

# Prints libVLC's version, then the file that it was loaded from.
_VLC = """
import vlc
print(vlc.libvlc_get_version().decode("ascii", "replace"))
print(next((line.split()[-1] for line in open("/proc/self/maps") if "libvlc.so" in line), ""))
"""
_RTSP = """
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer
Gst.init(None)
missing = [name for name in ("appsrc", "h264parse", "rtph264pay") if not Gst.ElementFactory.find(name)]
if missing:
    raise SystemExit("missing: " + " ".join(missing))
print(Gst.version_string())
"""


def check() -> Iterator[Finding]:
    vlc = run_python(_VLC)
    version, _, library = vlc.output.partition("\n")
    yield Finding(
        id="libvlc",
        ok=vlc.ok,
        part=Part.VIDEO,
        what=QT_TRANSLATE_NOOP("doctor", "libVLC can be loaded"),
        package="libvlc5",
        detail=version if vlc.ok else vlc.complaint,
    )
    yield _plugins(library if vlc.ok else "")
    yield _ffmpeg()
    rtsp = run_python(_RTSP, python=SYSTEM_PYTHON)
    yield Finding(
        id="rtsp-server",
        ok=rtsp.ok,
        part=Part.DEMO,
        what=QT_TRANSLATE_NOOP("doctor", "The demo's cameras can be served (GStreamer's RTSP server)"),
        package="python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good"
        " gstreamer1.0-plugins-bad",
        detail=rtsp.output if rtsp.ok else rtsp.complaint,
    )


def missing_plugins(folder: Path) -> list[str]:
    """The plugins that are not in libVLC's plugin folder."""
    return [name for name in PLUGINS if not (folder / name).is_file()]


def _plugins(library: str) -> Finding:
    folder = Path(library).parent / "vlc" / "plugins"
    missing = missing_plugins(folder) if library else list(PLUGINS)
    return Finding(
        id="libvlc-plugins",
        ok=not missing,
        part=Part.VIDEO,
        what=QT_TRANSLATE_NOOP("doctor", "libVLC has the plugins that a camera's picture passes"),
        package="vlc-plugin-base",
        detail=f"missing: {' '.join(missing)}" if missing else str(folder),
    )


def _ffmpeg() -> Finding:
    """ffmpeg speaks RTSP for libVLC, which Debian builds without it, and encodes the demo's cameras."""
    program = shutil.which("ffmpeg")
    demuxers = run([program, "-hide_banner", "-demuxers"]) if program else Answer(ok=False, complaint="not on the path")
    speaks_rtsp = demuxers.ok and any(line.split()[1:2] == ["rtsp"] for line in demuxers.output.splitlines())
    return Finding(
        id="ffmpeg",
        ok=speaks_rtsp,
        part=Part.VIDEO,
        what=QT_TRANSLATE_NOOP("doctor", "ffmpeg is there and speaks RTSP"),
        package="ffmpeg",
        detail=(program or "") if speaks_rtsp else demuxers.complaint or "built without RTSP",
    )

"""Serves ready-made H.264 clips as live cameras over RTSP, looped and aligned to the wall clock.

Run by the system's Python (`/usr/bin/python3 server.py MANIFEST`), for GStreamer's bindings live there and not in our
environment: standard library and `gi` only, nothing of ours. `service.py` starts and stops it.

MANIFEST is a JSON object {camera id: file of the clip}. A clip is an Annex-B stream with an access unit delimiter
before every frame, FPS frames a second, a key frame at every second, and as long as LOOP_SECONDS or a divisor of it.

stdout: `ready PORT` when it listens. The end of stdin ends the server. Exit codes: 0 asked to end, 2 wrong arguments or
manifest, 3 GStreamer is incomplete, 4 the port is taken.
"""

from __future__ import annotations

import argparse
import importlib
import json
import mmap
import signal
import sys
import threading
import time
from pathlib import Path
from types import MappingProxyType
from typing import Any

FPS = 10
LOOP_SECONDS = 60
UNIT_MARK = b"\x00\x00\x01\x09"
EXIT_ARGUMENTS, EXIT_GSTREAMER, EXIT_PORT = 2, 3, 4
LEAP_SECONDS = 2.0
CATCH_UP = 0.2
SECOND_NS = 1_000_000_000

PLUGINS = MappingProxyType(
    {"appsrc": "base", "h264parse": "bad", "rtph264pay": "good", "rtpbin": "good", "udpsink": "good"}
)
LAUNCH = (
    "( appsrc name=source is-live=true format=time block=false max-buffers=2 max-bytes=0"
    f" caps=video/x-h264,stream-format=byte-stream,alignment=au,framerate={FPS}/1"
    " ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
)


class CannotServe(Exception):
    """The server cannot run; carries its exit code."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Gst:
    """The parts of GStreamer in use; they are found at run time, so that a missing one can be named."""

    def __init__(self) -> None:
        try:
            gi = importlib.import_module("gi")
        except ImportError as error:
            raise CannotServe(EXIT_GSTREAMER, "no GStreamer for Python: apt install python3-gi") from error
        self.gst = self._part(gi, "Gst", "gir1.2-gstreamer-1.0")
        self.rtsp = self._part(gi, "GstRtspServer", "gir1.2-gst-rtsp-server-1.0")
        self.glib = self._part(gi, "GLib", "gir1.2-glib-2.0", "2.0")
        self.gst.init(None)
        for element, plugins in PLUGINS.items():
            if self.gst.ElementFactory.find(element) is None:
                raise CannotServe(
                    EXIT_GSTREAMER, f"GStreamer has no {element}: apt install gstreamer1.0-plugins-{plugins}"
                )

    @staticmethod
    def _part(gi: Any, name: str, package: str, version: str = "1.0") -> Any:
        try:
            gi.require_version(name, version)
            return importlib.import_module(f"gi.repository.{name}")
        except (ValueError, ImportError) as error:
            raise CannotServe(EXIT_GSTREAMER, f"no {name} for Python: apt install {package}") from error


class Clip:
    """One stream, cut into access units when it is first wanted."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._units: list[bytes] = []
        self._lock = threading.Lock()

    def unit(self, frame: int) -> bytes:
        with self._lock:
            if not self._units:
                self._units = cut(self._file)
            return self._units[frame % len(self._units)]


def cut(file: Path) -> list[bytes]:
    """The access units of a stream; each begins with the delimiter's start code."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        starts = []
        place = data.find(UNIT_MARK)
        while place >= 0:
            starts.append(place - 1 if place and data[place - 1] == 0 else place)
            place = data.find(UNIT_MARK, place + len(UNIT_MARK))
        return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


class Feed:
    """Feeds one running pipeline: frame after frame, paced by its clock, pulled gently towards the wall clock."""

    def __init__(self, parts: Gst, clip: Clip, pipeline: Any, source: Any) -> None:
        self._gst, self._clip, self._pipeline, self._source = parts.gst, clip, pipeline, source
        self._next = 0  # frames since the epoch: the wall clock's own count
        self._stamp = -1  # running time of the next frame in nanoseconds; -1: nothing sent yet
        source.connect("need-data", self._push)

    def _running(self) -> int:
        """Nanoseconds since the pipeline began to play; 0 before."""
        clock = self._pipeline.get_clock()
        if clock is None or self._pipeline.get_state(0)[1] != self._gst.State.PLAYING:
            return 0
        return max(0, int(clock.get_time() - self._pipeline.get_base_time()))

    def _push(self, _source: Any, _length: int) -> None:
        running = self._running()
        shown_at = time.time() + max(0, self._stamp - running) / SECOND_NS
        late = shown_at - self._next / FPS
        if self._stamp < 0 or (abs(late) > LEAP_SECONDS and self._next % FPS == 0):
            self._next = int(shown_at) * FPS  # the key frame of this second
            self._stamp = max(running, self._stamp)
            late = shown_at % 1.0
        pace = 1.0 / FPS - max(-0.25, min(0.25, CATCH_UP * late)) / FPS
        data = self._gst.Buffer.new_wrapped(self._clip.unit(self._next % (LOOP_SECONDS * FPS)))
        data.pts = data.dts = self._stamp
        data.duration = int(pace * SECOND_NS)
        self._stamp += int(pace * SECOND_NS)
        self._next += 1
        self._source.emit("push-buffer", data)


def read_manifest(file: Path) -> dict[str, Path]:
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
        clips = {str(camera): file.parent / str(name) for camera, name in entries.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise CannotServe(EXIT_ARGUMENTS, f"cannot read the list of cameras {file}: {error}") from error
    for camera, clip in clips.items():
        if not clip.is_file() or clip.stat().st_size == 0:
            raise CannotServe(EXIT_ARGUMENTS, f"camera {camera}: no clip at {clip}")
    return clips


def mount(parts: Gst, server: Any, camera_id: str, clip: Clip) -> None:
    """One pipeline for all clients of a camera, made when the first of them comes."""

    def on_media(_factory: Any, media: Any) -> None:
        element = media.get_element()
        Feed(parts, clip, element.get_parent(), element.get_by_name("source"))

    factory = parts.rtsp.RTSPMediaFactory()
    factory.set_launch(LAUNCH)
    factory.set_shared(True)
    factory.connect("media-configure", on_media)
    server.get_mount_points().add_factory(f"/{camera_id}", factory)


def listen(parts: Gst, host: str, port: int) -> Any:
    server = parts.rtsp.RTSPServer()
    server.set_address(host)
    server.set_service(str(port))
    if server.attach(None) == 0:
        raise CannotServe(EXIT_PORT, f"cannot listen on {host}:{port}: the port is taken; choose another one")
    return server


def end_with_input(parts: Gst, loop: Any) -> None:
    """The end of stdin is the end."""

    def on_input(stream: Any, _condition: Any) -> bool:
        if stream.readline():
            return True
        loop.quit()
        return False

    wake = parts.glib.IOCondition.IN | parts.glib.IOCondition.HUP
    parts.glib.io_add_watch(sys.stdin, parts.glib.PRIORITY_DEFAULT, wake, on_input)


def run(arguments: argparse.Namespace) -> None:
    clips = read_manifest(arguments.manifest)
    parts = Gst()
    server = listen(parts, arguments.host, arguments.port)
    for camera, file in clips.items():
        mount(parts, server, camera, Clip(file))
    loop = parts.glib.MainLoop()
    for number in (signal.SIGTERM, signal.SIGINT):
        parts.glib.unix_signal_add(parts.glib.PRIORITY_HIGH, number, loop.quit)
    end_with_input(parts, loop)
    parts.glib.timeout_add_seconds(5, lambda: server.get_session_pool().cleanup() >= 0)
    sys.stdout.write(f"ready {server.get_bound_port()}\n")
    sys.stdout.flush()
    loop.run()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path, help="JSON file: {camera id: clip file beside it}")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    try:
        run(parser.parse_args())
    except CannotServe as refusal:
        sys.stderr.write(f"{refusal}\n")
        return refusal.code
    return 0


if __name__ == "__main__":
    sys.exit(main())

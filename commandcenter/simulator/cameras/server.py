"""Serves ready-made H.264 clips as live cameras over RTSP, looped and aligned to the wall clock.

Run by the system's Python (`/usr/bin/python3 server.py MANIFEST`), for GStreamer's bindings live there and not in our
environment: standard library and `gi` only, nothing of ours. `service.py` starts and stops it.

MANIFEST is a JSON object {camera id: file of the clip}. A clip is an Annex-B stream with an access unit delimiter
before every frame, FPS frames a second, a key frame at every second, and as long as LOOP_SECONDS or a divisor of it.

stdout: `ready PORT` when it listens. stdin: `freeze ID`, `stop ID`, `go ID`, one a line, answered by `ok` or
`error ...`; its end ends the server. Exit codes: 0 asked to end, 2 wrong arguments or manifest, 3 GStreamer is
incomplete, 4 the port is taken.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib
import json
import mmap
import os
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
PR_SET_PDEATHSIG = 1
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


class Refused(Exception):
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
            raise Refused(EXIT_GSTREAMER, "no GStreamer for Python: apt install python3-gi") from error
        self.gst = self._part(gi, "Gst", "gir1.2-gstreamer-1.0")
        self.rtsp = self._part(gi, "GstRtspServer", "gir1.2-gst-rtsp-server-1.0")
        self.glib = self._part(gi, "GLib", "gir1.2-glib-2.0", "2.0")
        self.gst.init(None)
        for element, plugins in PLUGINS.items():
            if self.gst.ElementFactory.find(element) is None:
                raise Refused(EXIT_GSTREAMER, f"GStreamer has no {element}: apt install gstreamer1.0-plugins-{plugins}")

    @staticmethod
    def _part(gi: Any, name: str, package: str, version: str = "1.0") -> Any:
        try:
            gi.require_version(name, version)
            return importlib.import_module(f"gi.repository.{name}")
        except (ValueError, ImportError) as error:
            raise Refused(EXIT_GSTREAMER, f"no {name} for Python: apt install {package}") from error


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
        self._lock = threading.Lock()
        self._next = 0  # frames since the epoch: the wall clock's own count
        self._stamp = -1  # running time of the next frame in nanoseconds; -1: nothing sent yet
        self._frozen = False
        source.connect("need-data", self._on_need)

    def _on_need(self, _source: Any, _length: int) -> None:
        with self._lock:
            if not self._frozen:
                self._push()

    def freeze(self) -> None:
        with self._lock:
            self._frozen = True

    def go(self) -> None:
        with self._lock:
            if self._frozen:
                self._frozen = False
                self._stamp = -1
                self._push()

    def _running(self) -> int:
        """Nanoseconds since the pipeline began to play; 0 before."""
        clock = self._pipeline.get_clock()
        if clock is None or self._pipeline.get_state(0)[1] != self._gst.State.PLAYING:
            return 0
        return max(0, int(clock.get_time() - self._pipeline.get_base_time()))

    def _push(self) -> None:
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


class Camera:
    """One mount point: a shared pipeline for all its clients, which can be frozen, stopped and let go."""

    def __init__(self, parts: Gst, server: Any, camera_id: str, clip: Clip) -> None:
        self._parts, self._server, self._clip = parts, server, clip
        self.path = f"/{camera_id}"
        self._feeds: list[Feed] = []
        self._frozen = False
        self._mount()

    def _mount(self) -> None:
        factory = self._parts.rtsp.RTSPMediaFactory()
        factory.set_launch(LAUNCH)
        factory.set_shared(True)
        factory.connect("media-configure", self._on_media)
        self._server.get_mount_points().add_factory(self.path, factory)

    def _on_media(self, _factory: Any, media: Any) -> None:
        pipeline = media.get_element().get_parent()
        feed = Feed(self._parts, self._clip, pipeline, media.get_element().get_by_name("source"))
        if self._frozen:
            feed.freeze()
        self._feeds.append(feed)
        media.connect("unprepared", lambda _media: self._feeds.remove(feed))

    def freeze(self) -> None:
        self._frozen = True
        for feed in self._feeds:
            feed.freeze()

    def stop(self) -> None:
        self._server.get_mount_points().remove_factory(self.path)
        for client in self._server.client_filter(None):
            if any(self._plays(session) for session in client.session_filter(None)):
                client.close()

    def _plays(self, session: Any) -> bool:
        return any(media.matches(self.path)[0] for media in session.filter(None))

    def go(self) -> None:
        if self._frozen:
            self._frozen = False
            for feed in self._feeds:
                feed.go()
        if self._server.get_mount_points().match(self.path)[0] is None:
            self._mount()


def die_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its parent ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(0)


def read_manifest(file: Path) -> dict[str, Path]:
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
        clips = {str(camera): file.parent / str(name) for camera, name in entries.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise Refused(EXIT_ARGUMENTS, f"cannot read the list of cameras {file}: {error}") from error
    for camera, clip in clips.items():
        if not clip.is_file() or clip.stat().st_size == 0:
            raise Refused(EXIT_ARGUMENTS, f"camera {camera}: no clip at {clip}")
    return clips


def listen(parts: Gst, host: str, port: int) -> Any:
    server = parts.rtsp.RTSPServer()
    server.set_address(host)
    server.set_service(str(port))
    if server.attach(None) == 0:
        raise Refused(EXIT_PORT, f"cannot listen on {host}:{port}: the port is taken; choose another one")
    return server


def obey(line: str, cameras: dict[str, Camera]) -> str:
    """Do what one line of the control says; the answer."""
    verb, _, camera_id = line.strip().partition(" ")
    camera = cameras.get(camera_id)
    if camera is None:
        return f"error no camera {camera_id!r}"
    deeds = {"freeze": camera.freeze, "stop": camera.stop, "go": camera.go}
    if verb not in deeds:
        return f"error no command {verb!r}"
    deeds[verb]()
    return "ok"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def control(parts: Gst, loop: Any, cameras: dict[str, Camera]) -> None:
    """Read commands from stdin on the main loop; its end is the end."""

    def on_input(stream: Any, _condition: Any) -> bool:
        line = stream.readline()
        if not line:
            loop.quit()
            return False
        say(obey(line, cameras))
        return True

    wake = parts.glib.IOCondition.IN | parts.glib.IOCondition.HUP
    parts.glib.io_add_watch(sys.stdin, parts.glib.PRIORITY_DEFAULT, wake, on_input)


def run(arguments: argparse.Namespace) -> None:
    if arguments.parent:
        die_with_parent(arguments.parent)
    clips = read_manifest(arguments.manifest)
    parts = Gst()
    server = listen(parts, arguments.host, arguments.port)
    cameras = {camera: Camera(parts, server, camera, Clip(file)) for camera, file in clips.items()}
    loop = parts.glib.MainLoop()
    for number in (signal.SIGTERM, signal.SIGINT):
        parts.glib.unix_signal_add(parts.glib.PRIORITY_HIGH, number, loop.quit)
    control(parts, loop, cameras)
    parts.glib.timeout_add_seconds(5, lambda: server.get_session_pool().cleanup() >= 0)
    say(f"ready {server.get_bound_port()}")
    loop.run()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path, help="JSON file: {camera id: clip file beside it}")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--parent", type=int, default=0, help="process id to end with")
    try:
        run(parser.parse_args())
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return refusal.code
    return 0


if __name__ == "__main__":
    sys.exit(main())

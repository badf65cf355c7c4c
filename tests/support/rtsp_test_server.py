"""A small RTSP server for tests: loops H.264 files; streams can be frozen and resumed through stdin.

Run with the system's Python, which has the GStreamer bindings:
    /usr/bin/python3 rtsp_test_server.py --fps 10 front=front.h264 back=back.h264 odd=odd.h265.mkv
A Matroska file is played once, at its own pace, by the codec that its name ends with; with sound when `.aac` is before.
Says `port N` when it serves (on loopback). Lines on stdin: `freeze NAME` (no more pictures, the session stays open),
`resume NAME`, `drop` (all clients are disconnected). The end of stdin ends the server.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402  (after their versions are chosen)

DELIMITER = b"\x00\x00\x00\x01\x09"
PIPELINE = (
    "( appsrc name=source is-live=true format=time do-timestamp=true"
    " caps=video/x-h264,stream-format=byte-stream,alignment=au"
    " ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 )"
)

VIDEOS = {
    ".h264.mkv": "h264parse ! rtph264pay",
    ".h265.mkv": "h265parse ! rtph265pay",
    ".mpeg4.mkv": "mpeg4videoparse ! rtpmp4vpay",
}
SOUND = "film.audio_0 ! queue ! aacparse ! rtpmp4gpay name=pay0 pt=97"


def access_units(data: bytes) -> list[bytes]:
    """The pictures of an H.264 file whose pictures each begin with an access unit delimiter."""
    starts = []
    at = data.find(DELIMITER)
    while at >= 0:
        starts.append(at)
        at = data.find(DELIMITER, at + len(DELIMITER))
    return [data[begin:end] for begin, end in zip(starts, [*starts[1:], len(data)], strict=True)]


class Stream:
    """One looped file: all its clients share one pipeline, which gets a picture per tick."""

    def __init__(self, pictures: list[bytes], fps: int) -> None:
        self._pictures = pictures
        self._period_ms = 1000 // fps
        self.frozen = False
        self.factory = GstRtspServer.RTSPMediaFactory()
        self.factory.set_launch(PIPELINE)
        self.factory.set_shared(True)
        self.factory.connect("media-configure", self._configure)

    def _configure(self, _factory: Any, media: Any) -> None:
        source = media.get_element().get_child_by_name("source")
        state = {"next": 0}

        def push() -> bool:
            if not self.frozen:
                picture = self._pictures[state["next"] % len(self._pictures)]
                state["next"] += 1
                source.emit("push-buffer", Gst.Buffer.new_wrapped(picture))
            return True

        timer = GLib.timeout_add(self._period_ms, push)
        media.connect("unprepared", lambda _media: GLib.source_remove(timer))


def film(path: str) -> GstRtspServer.RTSPMediaFactory:
    """What is in the file as it is: parameter sets only in the description, sound first where there is any."""
    video = next(video for ending, video in VIDEOS.items() if path.endswith(ending))
    sound, number = (SOUND, 1) if ".aac." in path else ("", 0)
    source = f"filesrc location={path} ! matroskademux name=film {sound}"
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f"( {source} film.video_0 ! queue ! {video} name=pay{number} pt=96 )")
    factory.set_shared(True)
    return factory


def obey(server: Any, streams: dict[str, Stream], line: str) -> None:
    verb, _, name = line.strip().partition(" ")
    if verb in ("freeze", "resume") and name in streams:
        streams[name].frozen = verb == "freeze"
    elif verb == "drop":
        server.client_filter(lambda _server, _client: GstRtspServer.RTSPFilterResult.REMOVE)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", default="0")
    parser.add_argument("--fps", type=int, default=10)
    parser.add_argument("streams", nargs="+", help="NAME=FILE.h264 or NAME=FILE.CODEC.mkv")
    arguments = parser.parse_args()
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(arguments.port)
    streams = mount(server, arguments.streams, arguments.fps)
    if server.attach(None) == 0:
        return 1
    serve(server, streams)
    return 0


def mount(server: Any, entries: list[str], fps: int) -> dict[str, Stream]:
    streams = {}
    points = server.get_mount_points()
    for name, _, path in (entry.partition("=") for entry in entries):
        if path.endswith(".mkv"):
            points.add_factory("/" + name, film(path))
        else:
            streams[name] = Stream(access_units(Path(path).read_bytes()), fps)
            points.add_factory("/" + name, streams[name].factory)
    return streams


def serve(server: Any, streams: dict[str, Stream]) -> None:
    """Until the end of stdin."""
    loop = GLib.MainLoop()

    def on_input(_channel: Any, _condition: Any) -> bool:
        line = sys.stdin.readline()
        if line:
            obey(server, streams, line)
        else:
            loop.quit()
        return bool(line)

    GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, on_input)
    sys.stdout.write(f"port {server.get_bound_port()}\n")
    sys.stdout.flush()
    loop.run()


if __name__ == "__main__":
    sys.exit(main())

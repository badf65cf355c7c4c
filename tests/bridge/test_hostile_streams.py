"""What a camera's address or answer may try: a real player opens no file, writes none, and goes nowhere else."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.video.pool import VideoPool
from commandcenter.domain.stream_address import AddressError, checked_address
from tests.support.hostile_host import HostileHost, hostile_http, hostile_rtsp
from tests.support.video import video_pool
from tests.support.waiting import eventually

WATCHED_S = 4.0
ANSWERS = (
    "bait.m3u",
    "option.m3u",
    "live.m3u8",
    "list.xspf",
    "list.pls",
    "list.asx",
    "dash.mpd",
    "list.ffconcat",
    "list.sdp",
    "redirected",
)


def rendered(path: Path, coder: tuple[str, ...]) -> Path:
    source = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10", "-t", "30"]
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *source, *coder, str(path)], check=True, timeout=60)
    return path


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    coder = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-f", "mpegts")
    return rendered(tmp_path_factory.mktemp("film") / "film.ts", coder)


@pytest.fixture
def pool() -> Iterator[VideoPool]:
    with video_pool(workers=1, streams_per_worker=1) as pool:
        yield pool


class Bait:
    """A pipe with a name, in a folder of its own: whoever opens it for reading can be told."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bait.ts"
        self.forbidden = folder / "written.ts"
        os.mkfifo(self.path)

    def taken(self) -> bool:
        """Somebody reads it, or waits to."""
        try:
            os.close(os.open(self.path, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return False
        return True

    def check(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert not self.taken(), "a local file was opened"
            time.sleep(0.005)
        assert os.listdir(self.path.parent) == [self.path.name], "something was written"  # noqa: PTH208 - names


@pytest.fixture
def bait(tmp_path: Path) -> Bait:
    folder = tmp_path / "canary"
    folder.mkdir()
    return Bait(folder)


def test_the_bait_tells_who_takes_it(bait: Bait) -> None:
    assert not bait.taken()
    reader = subprocess.Popen(["cat", str(bait.path)])
    try:
        eventually(bait.taken, 5)
    finally:
        reader.kill()
        reader.wait()


@pytest.mark.parametrize(
    ("coder", "codec"),
    [
        (("-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-f", "mpegts"), "h264"),
        (("-c:v", "mjpeg", "-f", "mpjpeg"), "mjpeg"),
    ],
)
def test_an_honest_answer_is_played(
    pool: VideoPool, tmp_path: Path, bait: Bait, coder: tuple[str, ...], codec: str
) -> None:
    film = rendered(tmp_path / "film", coder)
    with hostile_http(HostileHost(film, bait.path, bait.forbidden)) as address:
        feed = pool.open(f"{address}/film.ts", 320, 180)
        eventually(lambda: feed.status().state == "live", 15)
        assert feed.status().codec == codec


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_points_to_files_is_not_followed(pool: VideoPool, film: Path, bait: Bait, answer: str) -> None:
    host = HostileHost(film, bait.path, bait.forbidden)
    with hostile_http(host) as address:
        feed = pool.open(f"{address}/{answer}", 320, 180)
        eventually(lambda: f"/{answer}" in host.asked, 15)
        bait.check(WATCHED_S)
        assert feed.status().state != "live"
        assert feed.latest() is None


@pytest.mark.parametrize("kind", ["redirect to a file", "redirect to http", "control is a file", "control is http"])
def test_an_rtsp_camera_that_points_elsewhere_is_not_followed(
    pool: VideoPool, film: Path, bait: Bait, kind: str
) -> None:
    host = HostileHost(film, bait.path, bait.forbidden)
    with hostile_http(host) as http:
        target = f"file://{bait.path}" if "file" in kind else f"{http}/film.ts"
        if "redirect" in kind:
            camera = hostile_rtsp(f"Location: {target}\r\n", status="302 Moved Temporarily")
        else:
            rows = ("v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=x", "t=0 0", "m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/90000")
            body = "\r\n".join([*rows, f"a=control:{target}", ""])
            camera = hostile_rtsp("Content-Type: application/sdp\r\n", body)
        with camera as address:
            feed = pool.open(address, 320, 180)
            bait.check(WATCHED_S)
            assert feed.status().state != "live"
            assert host.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "{path}",
        "file://{path}",
        "FILE://{path}",
        "file/demuxdump://{path}",
        "stream/demuxdump://{path}",
        "stream://{path}",
        "fd://0",
        "concat://{path}",
        "pipe:0",
        "rtsp://127.0.0.1/a\nfile '{path}'",
        "rtsp://127.0.0.1/a :sout=#std{{access=file,mux=ts,dst={path}}}",
        "rtsp://127.0.0.1/#{path}",
        "http://127.0.0.1/a.zip#!/{path}",
        "rtsp/file://127.0.0.1{path}",
        "rtsp,none://127.0.0.1{path}",
        "imem-stream://{path}",
        "screen://",
        "v4l2:///dev/video0",
        "dvd://{path}",
        "vlc://quit",
        "crypto+file://{path}",
        "subfile,,start,0,end,0,,:{path}",
    ],
)
def test_an_address_that_means_more_than_a_camera_is_refused_and_starts_nothing(
    pool: VideoPool, bait: Bait, address: str
) -> None:
    hostile = address.format(path=bait.path)
    with pytest.raises(AddressError):
        checked_address(hostile)
    feed = pool.open(hostile, 320, 180)
    assert (feed.status().state, feed.status().reason) == ("refused", "refused-address")
    assert pool.worker_pids() == []
    bait.check(0.1)

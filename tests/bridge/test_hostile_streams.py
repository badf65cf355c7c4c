"""What a camera's address or answer may try: a real player opens no file, writes none, and goes nowhere else."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from bridge.video.pool import VideoPool
from commandcenter.domain.stream_address import AddressError, checked_address
from tests.support.hostile_host import HostileHost, hostile_http, hostile_rtsp
from tests.support.processes import descendants_of
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
HOSTILE = (
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


def check(baits: Mapping[str, Bait], seconds: float) -> None:
    """Nobody takes any of them for so long, and nothing is written beside them."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        taken = [what for what, bait in baits.items() if bait.taken()]
        assert not taken, f"a local file was opened: {taken}"
        time.sleep(0.005)
    written = [what for what, bait in baits.items() if os.listdir(bait.path.parent) != [bait.path.name]]  # noqa: PTH208
    assert not written, f"something was written: {written}"


def baited(folder: Path) -> Bait:
    folder.mkdir()
    return Bait(folder)


@pytest.fixture
def bait(tmp_path: Path) -> Bait:
    return baited(tmp_path / "canary")


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


def test_an_answer_that_points_to_files_is_not_followed(film: Path, tmp_path: Path) -> None:
    baits = {answer: baited(tmp_path / answer) for answer in ANSWERS}
    hosts = {answer: HostileHost(film, bait.path, bait.forbidden) for answer, bait in baits.items()}
    with ExitStack() as stack:
        pool = stack.enter_context(video_pool())
        addresses = {answer: stack.enter_context(hostile_http(host)) for answer, host in hosts.items()}
        feeds = {answer: pool.open(f"{at}/{answer}", 320, 180) for answer, at in addresses.items()}
        eventually(lambda: all(f"/{answer}" in host.asked for answer, host in hosts.items()), 30)
        check(baits, WATCHED_S)
        assert [answer for answer, feed in feeds.items() if feed.latest() or feed.status().state == "live"] == []


def test_an_rtsp_camera_that_points_elsewhere_is_not_followed(film: Path, tmp_path: Path) -> None:
    rows = ("v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=x", "t=0 0", "m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/90000")
    bait = baited(tmp_path / "canary")
    host = HostileHost(film, bait.path, bait.forbidden)
    with ExitStack() as stack:
        pool = stack.enter_context(video_pool())
        http = stack.enter_context(hostile_http(host))
        feeds = []
        for target in (f"file://{bait.path}", f"{http}/film.ts"):
            body = "\r\n".join([*rows, f"a=control:{target}", ""])
            for camera in (
                hostile_rtsp(f"Location: {target}\r\n", status="302 Moved Temporarily"),
                hostile_rtsp("Content-Type: application/sdp\r\n", body),
            ):
                feeds.append(pool.open(stack.enter_context(camera), 320, 180))
        eventually(lambda: all(feed.status().reason for feed in feeds), 15, "each has been tried")
        check({"rtsp": bait}, WATCHED_S)
        assert [feed.status().state for feed in feeds if feed.latest() or feed.status().state == "live"] == []
        assert host.asked == []


def test_an_address_that_means_more_than_a_camera_is_refused_and_starts_nothing(film: Path, tmp_path: Path) -> None:
    bait, good = baited(tmp_path / "canary"), baited(tmp_path / "good")
    with video_pool() as pool, hostile_http(HostileHost(film, good.path, good.forbidden)) as address:
        feed = pool.open(f"{address}/film.ts", 320, 180)
        eventually(lambda: feed.status().state == "live" and pool.worker_pids(), 20, "workers are there and play")
        before = carriers(pool)
        assert len(before) == 1
        for form in HOSTILE:
            hostile = form.format(path=bait.path)
            with pytest.raises(AddressError):
                checked_address(hostile)
            refused = pool.open(hostile, 320, 180)
            assert (refused.status().state, refused.status().reason) == ("refused", "refused-address"), form
        check({"address": bait}, 1.0)
        assert carriers(pool) == before


def carriers(pool: VideoPool) -> list[int]:
    """The processes that workers have started."""
    return sorted(child.pid for worker in pool.worker_pids() for child in descendants_of(worker))

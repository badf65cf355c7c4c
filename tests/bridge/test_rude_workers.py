"""A worker that a camera has taken over is killed for what no worker says, and frees no session of another."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.video import link, process
from bridge.video.link import Ended, Event, Fell, Ready, WorkerLink
from bridge.video.served import ServedStream
from tests.support.processes import family_of

RUDE = """
import socket, sys, time
from bridge.video.messages import *
from bridge.video.channel import close_all
end = socket.socket(fileno=int(sys.argv[1]))
hello = encode(Hello(protocol=PROTOCOL, libvlc=True))
end.send(hello)
how = sys.argv[2]
while True:
    data, beside, _, _ = socket.recv_fds(end, 65536, 4)
    if not data:
        break
    close_all(beside)
    message = decode_for_worker(data)
    if isinstance(message, Ping):
        end.send(encode(Pong(number=message.number)))
    elif how == "nonsense":
        end.send(b"\\xc1")
    elif how == "hello":
        end.send(hello)
    elif how == "foreign":
        end.send(encode(Closed(slot=999)))
"""


class Watched:
    """A link that is stepped by the test."""

    def __init__(self) -> None:
        self.link = WorkerLink(jitter=lambda: 0.5)
        self.events: list[Event] = []

    def step(self) -> None:
        self.events += self.link.step(time.monotonic())

    def until(self, kind: type[Event], seconds: float) -> Event:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.step()
            found = [event for event in self.events if isinstance(event, kind)]
            if found:
                return found[0]
            time.sleep(0.005)
        raise AssertionError(f"no {kind.__name__} within {seconds} s, but {self.events}")


@pytest.fixture
def stream() -> Iterator[ServedStream]:
    stream = ServedStream(1, "rtsp://camera/a", (8, 4))
    yield stream
    stream.close()


def rude(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    def spawn(channel: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", RUDE, str(channel), how]
        root = Path(process.ROOT)
        return subprocess.Popen(command, pass_fds=(channel,), cwd=root, start_new_session=True)

    monkeypatch.setattr(process, "_spawn", spawn)


@pytest.mark.parametrize(
    ("how", "words"),
    [("nonsense", "malformed"), ("hello", "hello before"), ("foreign", "not told to end")],
)
@pytest.mark.expects_log("ERROR bridge.video.link: video worker [0-9]+ is not to be trusted")
def test_a_worker_that_says_what_no_worker_says_is_killed_once(
    monkeypatch: pytest.MonkeyPatch, stream: ServedStream, caplog: pytest.LogCaptureFixture, how: str, words: str
) -> None:
    rude(monkeypatch, how)
    watched = Watched()
    try:
        watched.until(Ready, 20)
        pid = watched.link.pid
        watched.link.show(stream)
        watched.until(Fell, 8)
        assert not any(isinstance(event, Ended) for event in watched.events)
        assert family_of(pid) == []
        assert [words in record.getMessage() for record in caplog.records] == [True]
    finally:
        watched.link.stop()


@pytest.mark.expects_log("ERROR bridge.video.link: video worker [0-9]+ did not end a stream")
def test_a_worker_that_never_ends_a_stream_does_not_keep_its_session(
    monkeypatch: pytest.MonkeyPatch, stream: ServedStream
) -> None:
    monkeypatch.setattr(link, "CLOSE_S", 0.5)
    rude(monkeypatch, "deaf")
    watched = Watched()
    try:
        watched.until(Ready, 20)
        watched.link.show(stream)
        watched.step()
        watched.link.end(stream.number)
        watched.until(Fell, 8)
    finally:
        watched.link.stop()

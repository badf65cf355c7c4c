"""A knock at real doors, and a stream that asks for no player before somebody answers."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator

import pytest

from bridge.video.frames import Field, FrameMemory, FrameWriter, Reason, Stage, create_memory
from bridge.video.knock import knock
from bridge.video.messages import Open
from bridge.video.player import Progress
from bridge.video.stream import Stream
from tests.support.ports import free_port
from tests.support.waiting import eventually


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def answer(address: str) -> bool | None:
    knocked = knock(address)
    assert knocked is not None
    try:
        eventually(lambda: knocked.answer() is not None, 2)
        return knocked.answer()
    finally:
        knocked.close()


def test_who_listens_answers(door: socket.socket) -> None:
    assert answer(f"rtsp://user:secret@127.0.0.1:{door.getsockname()[1]}/a") is True


def test_a_closed_port_answers_no() -> None:
    assert answer(f"http://127.0.0.1:{free_port()}/a") is False


@pytest.mark.parametrize("address", ["rtsp://camera.example/a", "udp://@:1234", "srt://10.0.0.1:9000"])
def test_a_name_or_another_scheme_is_left_to_the_player(address: str) -> None:
    assert knock(address) is None


class Gone:
    """A player whose camera never answers."""

    def __init__(self) -> None:
        self.started = 0

    def start(self, address: str, width: int, height: int, held_ms: int = 0) -> None:
        self.started += 1

    def progress(self) -> Progress:
        return Progress(ended=True, reason=Reason.NO_ANSWER, decoded=0, shape=(0, 0))

    def stop(self) -> None: ...


@pytest.mark.expects_log("no-answer$")
def test_a_dead_camera_costs_one_player_and_then_sockets_until_it_listens() -> None:
    port = free_port()
    descriptor = create_memory(16)
    frames, player = FrameWriter(FrameMemory(descriptor), life=1), Gone()
    stream = Stream(frames, lambda: player, jitter=lambda: 0.5)
    now = time.monotonic_ns()
    stream.open(Open(slot=0, generation=1, url=f"rtsp://127.0.0.1:{port}/a", width=4, height=4), now)
    for _ in range(40):
        now += 1_000_000_000
        stream.tick(now)
        time.sleep(0.002)
    assert player.started == 1
    assert frames.get(Field.FAILURES) > 3
    with socket.create_server(("127.0.0.1", port)):
        for _ in range(20):
            now += 1_000_000_000
            stream.tick(now)
            time.sleep(0.002)
    assert player.started > 1
    assert frames.get(Field.STAGE) in (Stage.WAITING, Stage.OPENING)
    stream.close()
    os.close(descriptor)

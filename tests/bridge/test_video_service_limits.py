"""What a seat may ask of the video service; too much hurts nobody else and fills no log."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bridge.video.channel import service_address
from bridge.video.feed import Sight
from bridge.video.messages import PROTOCOL, Alive, Ping, Watch, decode_for_seat, encode
from bridge.video.pool import VideoPool
from tests.support.video import service_name, video_pool
from tests.support.waiting import eventually

ROOT = str(Path(__file__).parents[2])
GONE = "the video service is gone"
FEW = 48


class Nobody:
    """Who wants to see something and does not look."""

    def see(self, sight: Sight | None) -> None: ...

    def deny(self) -> None: ...


@pytest.mark.parametrize(
    ("width", "height", "camera", "sessions"),
    [(0, 9, "a", 2), (7681, 9, "a", 2), (7680, 7680, "a", 2), (9, 9, "a", 0), (9, 9, "a", 65), (9, 9, "a" * 2049, 2)],
)
def test_an_impossible_wish_never_leaves_the_seat(width: int, height: int, camera: str, sessions: int) -> None:
    pool = VideoPool(service_name())
    with pytest.raises(ValueError, match="not"):
        pool.open("rtsp://127.0.0.1:9/a", width, height, camera=camera, sessions=sessions)
    pool.stop()


@pytest.mark.expects_log(f"ERROR bridge.video.client: {GONE}")
def test_a_seat_that_is_always_parted_with_comes_ever_later_and_logs_it_once(caplog: pytest.LogCaptureFixture) -> None:
    with video_pool() as pool:
        link = pool._link  # noqa: SLF001 - a wish that `open` refuses
        link.watch(Watch(feed=0, camera="a", sessions=65, url="rtsp://127.0.0.1:9/a", width=9, height=9), Nobody())
        link.start()
        eventually(lambda: GONE in caplog.text, 10)
        time.sleep(4)
        assert caplog.text.count(GONE) == 1


def answers(seat: socket.socket) -> bool:
    seat.settimeout(5)
    seat.send(encode(Ping(number=1)))
    return isinstance(decode_for_seat(seat.recv(65_536)), Alive)


def test_a_service_without_descriptors_left_goes_on_with_the_seats_it_has() -> None:
    name = service_name()
    service = subprocess.Popen(
        ["prlimit", f"--nofile={FEW}:{FEW}", sys.executable, "-P", "-m", "bridge.video.service", "--name", name],
        env={**os.environ, "PYTHONPATH": ROOT},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert service.stderr is not None
    seats: list[socket.socket] = []

    def come() -> bool:
        seat = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            seat.connect(service_address(name, PROTOCOL))
        except OSError:
            seat.close()
            return False
        seats.append(seat)
        return True

    try:
        eventually(come, 20)
        assert answers(seats[0])
        for _ in range(FEW + 4):
            assert come()
        assert "no seat can come" in service.stderr.readline()
        assert answers(seats[0])
        for seat in seats[1:]:
            seat.close()
        eventually(come, 15)
        assert answers(seats[-1])
    finally:
        for seat in seats:
            seat.close()
        service.terminate()
        service.wait(20)
        service.stderr.close()

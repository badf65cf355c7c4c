"""The pump between carrier and player: nothing is lost, nobody holds up another, and clips begin with a key frame."""

from __future__ import annotations

import os
import random
import select
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

import pytest

from bridge.video.clip import ClipWriter, Limits, Why, Written
from bridge.video.pump import Line, Pump
from bridge.video.transport_stream import PACKET, TABLES, VIDEO, Beginning
from tests.support.waiting import eventually

PLENTY = Limits(seconds=60, bytes=1 << 30)


@pytest.fixture
def pump() -> Iterator[Pump]:
    pump = Pump()
    yield pump
    pump.stop()


class Way:
    """A camera's end and a player's end of one line."""

    def __init__(self, pump: Pump) -> None:
        source, self.camera = os.pipe2(os.O_CLOEXEC)
        self.player, target = os.pipe2(os.O_CLOEXEC)
        self.line: Line = pump.carry(source, target)
        self.ended: SimpleQueue[Written] = SimpleQueue()

    def record(self, path: Path, limits: Limits = PLENTY) -> None:
        self.line.record(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), limits, self.ended.put)

    def all_played(self) -> bytes:
        """Until the camera's end."""
        played = b""
        while piece := os.read(self.player, 1 << 16):
            played += piece
        os.close(self.player)
        return played


def packet(number: int, *, key: bool = False, start: bool = False, fill: int = 0) -> bytes:
    adaptation = bytes([7, 0x40 if key else 0, *bytes(6)])
    head = bytes([0x47, (0x40 if start else 0) | number >> 8, number & 0xFF, 0x30])
    return (head + adaptation).ljust(PACKET, bytes([fill]))


def pour(descriptor: int, data: bytes) -> None:
    """On another thread, in pieces of odd sizes."""

    def run() -> None:
        rest, sizes = memoryview(data), random.Random(5)
        while rest:
            rest = rest[os.write(descriptor, rest[: sizes.randint(1, 30_000)]) :]
        os.close(descriptor)

    threading.Thread(target=run).start()


@pytest.mark.parametrize("recorded", [False, True])
def test_every_byte_reaches_the_player_in_order(pump: Pump, tmp_path: Path, recorded: bool) -> None:
    data = random.Random(1).randbytes(3_000_000)
    way = Way(pump)
    if recorded:
        way.record(tmp_path / "clip")
    pour(way.camera, data)
    assert way.all_played() == data
    assert way.line.passed == len(data)
    way.line.close()


def test_a_player_that_does_not_read_holds_up_no_other(pump: Pump) -> None:
    stuck, well = Way(pump), Way(pump)
    pour(stuck.camera, bytes(1_000_000))
    data = random.Random(2).randbytes(1_000_000)
    pour(well.camera, data)
    assert well.all_played() == data
    before = pump.cpu_seconds()
    time.sleep(0.5)
    assert pump.cpu_seconds() - before < 0.05, "waiting costs nothing"
    assert stuck.all_played() == bytes(1_000_000), "and it goes on when it is read"


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_a_closed_line_leaves_no_descriptor(pump: Pump) -> None:
    Way(pump)
    before = descriptors()
    for _ in range(50):
        way = Way(pump)
        os.write(way.camera, b"some")
        way.line.close()
        os.close(way.camera)
        os.close(way.player)
    eventually(lambda: descriptors() <= before, 10)


def test_a_clip_begins_with_tables_and_a_key_frame() -> None:
    tables = packet(0) + packet(TABLES)
    inner = packet(VIDEO, start=True, fill=1)
    key = packet(VIDEO, start=True, key=True, fill=2)
    other = packet(VIDEO + 1, start=True, key=True, fill=3)
    stream = inner + tables + other + inner + key + inner
    for cut in range(0, len(stream), 61):
        beginning = Beginning(0)
        found = beginning.take(stream[:cut])
        assert tables + key + inner == (found + stream[cut:] if found else beginning.take(stream[cut:]))


def test_a_clip_that_begins_amid_a_packet_finds_the_next_one() -> None:
    tables, key = packet(0) + packet(TABLES), packet(VIDEO, start=True, key=True)
    gone = 1000
    stream = bytes(-gone % PACKET) + tables + key
    assert Beginning(gone).take(stream) == tables + key


def test_no_key_frame_before_the_tables_are_known() -> None:
    key = packet(VIDEO, start=True, key=True)
    assert Beginning(0).take(key + packet(0) + packet(VIDEO, start=True)) == b""


def film(seconds: int) -> bytes:
    source = ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=10:duration={seconds}"]
    codec = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "10"]
    mux = ["-mpegts_pmt_start_pid", str(TABLES), "-mpegts_start_pid", str(VIDEO), "-f", "mpegts", "pipe:1"]
    made = subprocess.run(["ffmpeg", "-v", "error", *source, *codec, *mux], capture_output=True, check=True, timeout=60)
    return made.stdout


def test_what_is_recorded_can_be_played_from_its_first_picture(pump: Pump, tmp_path: Path) -> None:
    data = film(6)
    way = Way(pump)
    half = len(data) // 2
    os.set_blocking(way.player, True)
    played: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=lambda: played.put(way.all_played())).start()
    _write(way.camera, data[:half])
    eventually(lambda: way.line.passed == half, 3)
    way.record(tmp_path / "clip.ts")
    _write(way.camera, data[half:])
    os.close(way.camera)
    assert way.ended.get(timeout=20).why is Why.LOST, "the camera has gone"
    assert played.get(timeout=20) == data
    shown = subprocess.run(
        ["ffmpeg", "-v", "warning", "-i", str(tmp_path / "clip.ts"), "-f", "framemd5", "-"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert shown.stderr == "", "no picture lacks another one"
    assert 15 < sum(not line.startswith("#") for line in shown.stdout.splitlines()) <= 40


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(seconds=0, bytes=1 << 30), Why.LIMIT),
        (Limits(seconds=60, bytes=1000), Why.LIMIT),
        (Limits(seconds=60, bytes=1 << 30, least_free=1 << 60), Why.DISK),
    ],
)
def test_a_clip_ends_at_its_limits_and_the_picture_goes_on(
    pump: Pump, tmp_path: Path, limits: Limits, why: Why
) -> None:
    data = film(3)
    way = Way(pump)
    way.record(tmp_path / "clip.ts", limits)
    pour(way.camera, data)
    assert way.all_played() == data
    written = way.ended.get(timeout=20)
    assert written.why is why
    assert written.bytes == (tmp_path / "clip.ts").stat().st_size <= limits.bytes
    way.line.close()


def test_a_full_disk_ends_the_clip_and_nothing_else(pump: Pump) -> None:
    data = film(3)
    way = Way(pump)
    way.line.record(os.open("/dev/full", os.O_WRONLY), PLENTY, way.ended.put)
    pour(way.camera, data)
    assert way.all_played() == data
    assert way.ended.get(timeout=20).why is Why.DISK
    way.line.close()


def test_a_clip_of_a_line_that_is_closed_is_lost(pump: Pump, tmp_path: Path) -> None:
    way = Way(pump)
    way.line.close()
    way.record(tmp_path / "clip.ts")
    assert way.ended.get(timeout=20) == Written(why=Why.LOST, seconds=0.0, bytes=0)
    os.close(way.camera)
    os.close(way.player)


def test_sixteen_streams_cost_less_than_two_hundredths_of_a_core(pump: Pump) -> None:
    ways = [Way(pump) for _ in range(16)]
    over = threading.Event()

    def send() -> None:
        while not over.wait(0.04 / len(ways)):
            ways.append(ways.pop(0))
            os.write(ways[0].camera, bytes(30 * PACKET))

    def play() -> None:
        poller = select.poll()
        for way in list(ways):
            poller.register(way.player, select.POLLIN)
        while not over.is_set():
            for player, _ in poller.poll(100):
                os.read(player, 1 << 16)

    threads = [threading.Thread(target=it) for it in (send, play)]
    for thread in threads:
        thread.start()
    try:
        costs = [cost_of_a_packet(pump, ways) for _ in range(3)]
    finally:
        over.set()
        for thread in threads:
            thread.join()
        for way in ways:
            way.line.close()
            os.close(way.camera)
            os.close(way.player)
    assert sum(way.line.passed for way in ways) > 600 * 30 * PACKET, "so much was really moved"
    assert min(costs) * 16 * 25 * 30 < 0.02, "of a core, for sixteen cameras with 25 pictures of 30 packets a second"


def cost_of_a_packet(pump: Pump, ways: list[Way]) -> float:
    """Processor seconds; what else the machine does is not among them."""
    before, passed = pump.cpu_seconds(), sum(way.line.passed for way in ways)
    time.sleep(1.5)
    return (pump.cpu_seconds() - before) * PACKET / (sum(way.line.passed for way in list(ways)) - passed)


def test_a_disk_that_takes_nothing_ends_the_clip_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.video.clip.MOST_WAITING", 1000)
    ours, theirs = os.pipe()
    ended: SimpleQueue[Written] = SimpleQueue()
    clip = ClipWriter(theirs, PLENTY, 0, ended.put)
    data = film(2)
    for _ in range(40):
        clip.feed(data)
    os.set_blocking(ours, False)
    while not clip.over:
        with suppress(BlockingIOError):
            os.read(ours, 1 << 20)
    assert ended.get(timeout=20).why is Why.DISK
    assert ended.empty()
    os.close(ours)

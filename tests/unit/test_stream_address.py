"""Which addresses get onto the list of cameras and to libVLC, and what of them gets into journal and log."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.video.feed import Feed
from bridge.video.frames import FrameMemory, FrameWriter, Reason, create_memory
from bridge.video.messages import Open
from bridge.video.player import Progress
from bridge.video.stream import Stream
from commandcenter.adapters.camera_list import CameraListError, read_cameras
from commandcenter.domain.assets import Addresses
from commandcenter.domain.stream_address import AddressError, checked_address, without_secrets

ORDINARY = [
    "rtsp://10.1.2.3/stream1",
    "rtsp://user:p%40ss@10.1.2.3:554/Streaming/Channels/101?transportmode=unicast",
    "rtsps://camera.example/a",
    "http://camera.example:8080/video.mjpg",
    "https://camera.example/live.m3u8",
    "udp://@239.1.1.1:1234",
    "udp://@:1234",
    "rtp://239.1.1.1:5004",
    "srt://camera.example:9000",
    "rtsp://[fe80::1]:554/a",
    "rtsp://user:it's@10.1.2.3/a",
    "rtsp://10.1.2.3/" + "a" * 2032,
]
UPPER_CASE = [("RTSP://h/x", "rtsp://h/x"), ("RtSp://10.1.2.3/A", "rtsp://10.1.2.3/A")]
HOSTILE = [
    "",
    "/etc/passwd",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "file/demuxdump:///tmp/x",
    "rtsp/demuxdump://10.1.2.3/x",
    "rtsp,none://10.1.2.3/x",
    "rtsp://10.1.2.3/#x",
    "rtsp://h/#x",
    "http://h/a.zip#!/b",
    "rtsp://h/x :sout=#std{access=file,mux=ts,dst=/tmp/x}",
    "rtsp://h/x :sout-all",
    "rtsp://10.1.2.3/a b",
    "rtsp://10.1.2.3/a\tb",
    "rtsp://10.1.2.3/a\nfile 'x'",
    "rtsp://10.1.2.3/\x00",
    "rtsp://10.1.2.3/\x7f",
    "rtsp://10.1.2.3/摄像头",
    "rtsp://10.1.2.3/\u202egnp",
    "rtsp://摄像头/a",
    "rtsp:\\\\10.1.2.3\\a",
    "rtsp://10.1.2.3\\@h/a",
    "rtsp://h/a\\b",
    "rtsp:10.1.2.3/a",
    "rtsp:///a",
    "rtsp://",
    "rtsp://:554/x",
    "rtsp://@:554/x",
    "rtsp://user:secret@/x",
    "http://:80/a",
    "rtsp://10.1.2.3:99999/a",
    "rtsp://10.1.2.3:-1/a",
    "rtsp://10.1.2.3:port/a",
    "rtsp://[::1/a",
    "udp://@",
    "dvd:///dev/sr0",
    "screen://",
    "v4l2:///dev/video0",
    "concat://rtsp://h/a",
    "ｒtsp://10.1.2.3/a",
    "rtsp://10.1.2.3/" + "a" * 2033,
]


class TellingSlot:
    """A seat's place at the service that tells what it was asked to show."""

    def __init__(self) -> None:
        self.sight = None
        self.denied = False
        self.opened: list[str] = []

    def open(self, url: str, box: tuple[int, int]) -> None:
        self.opened.append(url)

    def close(self) -> None: ...


class TellingPlayer:
    """A worker's player that tells what it was asked to play."""

    def __init__(self) -> None:
        self.started: list[str] = []

    def start(self, address: str, width: int, height: int, held_ms: int = 0) -> None:
        self.started.append(address)

    def progress(self) -> Progress:
        return Progress(ended=False, reason=Reason.NO_ANSWER, decoded=0, shape=(0, 0))

    def stop(self) -> None: ...


@pytest.fixture
def memory() -> Iterator[FrameMemory]:
    descriptor = create_memory(32)
    yield FrameMemory(descriptor)
    os.close(descriptor)


def asked_of_the_service(address: str) -> list[str]:
    slot = TellingSlot()
    Feed(slot, (8, 4)).show(address)
    return slot.opened


def asked_of_libvlc(memory: FrameMemory, address: str) -> list[str]:
    """The worker does not trust its seat: it looks again."""
    player = TellingPlayer()
    Stream(FrameWriter(memory, life=1), lambda: player).open(
        Open(slot=0, generation=1, url=address, width=8, height=4), now_ns=1
    )
    return player.started


def list_with(folder: Path, address: str) -> Path:
    """JSON, because it holds every character."""
    path = folder / "cameras.json"
    gate = {"name": "Gate", "place": "106.5 29.6", "address": "rtsp://10.1.2.3/1"}
    path.write_text(json.dumps([gate, {**gate, "address": address}]))
    return path


@pytest.mark.parametrize(("address", "shown"), [*zip(ORDINARY, ORDINARY, strict=True), *UPPER_CASE])
def test_an_ordinary_address_passes_list_seat_and_worker_with_its_scheme_in_lower_case(
    tmp_path: Path, memory: FrameMemory, address: str, shown: str
) -> None:
    listed = read_cameras(list_with(tmp_path, address))
    assert listed.secrets.get("CAM-002", Addresses(listed.cameras[1].url)).main == shown
    assert asked_of_the_service(address) == [shown]
    assert asked_of_libvlc(memory, address) == [shown]


@pytest.mark.expects_log(r"camera \(refused address\): refused-address$")
@pytest.mark.parametrize("address", HOSTILE)
def test_what_could_open_a_file_or_a_module_passes_neither_list_nor_seat_nor_worker(
    tmp_path: Path, memory: FrameMemory, address: str
) -> None:
    with pytest.raises(CameraListError, match=r"cameras\.json is wrong at \[1\]: address: "):
        read_cameras(list_with(tmp_path, address))
    assert asked_of_the_service(address) == []
    assert asked_of_libvlc(memory, address) == []


@pytest.mark.expects_log(r"camera \(refused address\): refused-address$")
@pytest.mark.parametrize("address", [" rtsp://10.1.2.3/a", "rtsp://10.1.2.3/a\n"])
def test_a_list_may_have_space_around_an_address_and_the_player_gets_none(
    tmp_path: Path, memory: FrameMemory, address: str
) -> None:
    assert read_cameras(list_with(tmp_path, address)).cameras[1].url == "rtsp://10.1.2.3/a"
    assert asked_of_the_service(address) == []
    assert asked_of_libvlc(memory, address) == []


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("rtsp://h/" + "a" * 2048, "expected 1 to 2048 characters"),
        ("", "expected 1 to 2048 characters"),
        ("rtsp://h/a b", "expected printable ASCII without spaces, # and backslash; percent-encode the rest"),
        ("file:///x", "expected an address of rtsp, rtsps, http, https, rtp, udp, srt"),
        ("rtsp", "expected an address of rtsp, rtsps, http, https, rtp, udp, srt"),
        ("rtsp://h:99999/x", "host or port is malformed"),
        ("rtsp://:554/x", "the host is missing"),
    ],
)
def test_a_refusal_says_what_is_wrong(address: str, wrong: str) -> None:
    with pytest.raises(AddressError) as refusal:
        checked_address(address)
    assert str(refusal.value) == wrong


@pytest.mark.parametrize(
    "address",
    ["rtsp://admin:secret@10.1.2.3/a#b", "file://admin:secret@x/", "rtsp://admin:secret@/x", "http://a:secret"],
)
def test_a_refusal_does_not_repeat_the_address(address: str) -> None:
    with pytest.raises(AddressError) as refusal:
        checked_address(address)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("rtsp://admin:secret@10.1.2.3:554/ch1?token=abc", "rtsp://10.1.2.3:554/ch1"),
        ("rtsp://admin:se@cret@10.1.2.3/ch1", "rtsp://10.1.2.3/ch1"),
        ("rtsp://10.1.2.3/user=admin&password=secret&channel=1", "rtsp://10.1.2.3"),
        ("rtsp://10.1.2.3/user=admin;PWD=secret", "rtsp://10.1.2.3"),
        ("rtsp://[fe80::1]:554/a", "rtsp://[fe80::1]:554/a"),
        ("udp://@239.1.1.1:1234", "udp://239.1.1.1:1234"),
    ],
)
def test_journal_and_log_get_neither_user_nor_password_nor_query(address: str, told: str) -> None:
    assert without_secrets(checked_address(address)) == told


@given(st.sampled_from(["rtsp://", "UDP://", "http://u:p@", "srt:/", ""]), st.text(st.characters(max_codepoint=300)))
def test_an_address_that_passes_once_passes_again_and_can_be_told(begin: str, rest: str) -> None:
    try:
        address = checked_address(begin + rest)
    except AddressError:
        return
    assert checked_address(address) == address
    assert without_secrets(address).partition("/")[0] == address.partition("/")[0]

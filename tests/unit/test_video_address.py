"""Which addresses reach libVLC, and what of them reaches a log."""

from __future__ import annotations

import pytest

from bridge.video.address import AddressError, checked_address, masked


@pytest.mark.parametrize(
    "address",
    [
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
    ],
)
def test_an_ordinary_camera_address_passes_as_it_is(address: str) -> None:
    assert checked_address(address) == address


def test_the_scheme_is_put_in_lower_case() -> None:
    assert checked_address("RTSP://10.1.2.3/A") == "rtsp://10.1.2.3/A"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/etc/passwd",
        "file:///etc/passwd",
        "file/demuxdump:///tmp/x",
        "rtsp/demuxdump://10.1.2.3/x",
        "rtsp,none://10.1.2.3/x",
        "rtsp://10.1.2.3/#x",
        "rtsp://h/#x",
        "rtsp://10.1.2.3/a b",
        "rtsp://10.1.2.3/a\nfile 'x'",
        "rtsp://10.1.2.3/\x00",
        "rtsp://10.1.2.3/\x7f",
        "rtsp://10.1.2.3/摄像头",
        "rtsp://10.1.2.3/\u202egnp",
        "rtsp:\\\\10.1.2.3\\a",
        "rtsp:10.1.2.3/a",
        "rtsp:///a",
        "http://:80/a",
        "rtsp://10.1.2.3:99999/a",
        "rtsp://10.1.2.3:port/a",
        "rtsp://[::1/a",
        "udp://@",
        "dvd:///dev/sr0",
        "screen://",
        "v4l2:///dev/video0",
        "concat://rtsp://h/a",
        " rtsp://10.1.2.3/a",
        "ｒtsp://10.1.2.3/a",
        "rtsp://10.1.2.3/" + "a" * 2048,
    ],
)
def test_what_could_open_a_file_or_a_module_is_refused(address: str) -> None:
    with pytest.raises(AddressError):
        checked_address(address)


def test_a_refusal_does_not_repeat_the_address() -> None:
    with pytest.raises(AddressError) as refusal:
        checked_address("rtsp://admin:secret@10.1.2.3/a#b")
    assert "secret" not in str(refusal.value)


def test_a_log_gets_neither_user_nor_password_nor_query() -> None:
    assert masked("rtsp://admin:secret@10.1.2.3:554/ch1?token=abc") == "rtsp://10.1.2.3:554/ch1"
    assert masked("file://admin:secret@x/") == "(refused address)"

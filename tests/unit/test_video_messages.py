"""What seat and worker say to each other, what ffmpeg is told, and what is read from its last words."""

from __future__ import annotations

import msgspec
import pytest

from bridge.video.carrier import reason_of, script
from bridge.video.frames import Reason
from bridge.video.link import restart_wait
from bridge.video.messages import (
    Alive,
    Close,
    Closed,
    Denied,
    Hello,
    MessageError,
    Open,
    Ping,
    Pong,
    Shown,
    Unwatch,
    Watch,
    decode_for_seat,
    decode_for_service,
    decode_for_worker,
    decode_from_worker,
    encode,
)


@pytest.mark.parametrize(
    "message",
    [Open(slot=3, generation=9, url="rtsp://camera/a", width=640, height=360), Close(slot=0), Ping(number=7)],
)
def test_a_message_to_the_worker_arrives_as_it_was(message: Open | Close | Ping) -> None:
    assert decode_for_worker(encode(message)) == message


@pytest.mark.parametrize("message", [Hello(protocol=1, libvlc=True), Pong(number=7), Closed(slot=70_000)])
def test_a_message_from_the_worker_arrives_as_it_was(message: Hello | Pong | Closed) -> None:
    assert decode_from_worker(encode(message)) == message


WATCH = Watch(feed=1, camera="CAM-1", sessions=2, url="rtsp://camera/a", width=640, height=360)


@pytest.mark.parametrize("message", [WATCH, Unwatch(feed=1), Ping(number=7)])
def test_a_message_to_the_service_arrives_as_it_was(message: Watch | Unwatch | Ping) -> None:
    assert decode_for_service(encode(message)) == message


@pytest.mark.parametrize("message", [Shown(feed=1, stream=9), Denied(feed=1), Alive(number=7, workers=(4, 5))])
def test_a_message_to_the_seat_arrives_as_it_was(message: Shown | Denied | Alive) -> None:
    assert decode_for_seat(encode(message)) == message


@pytest.mark.parametrize(
    "changes",
    [{"width": 0}, {"height": -1}, {"width": 7680, "height": 7680}, {"sessions": 0}, {"camera": ""}, {"feed": -1}],
)
def test_a_seat_cannot_ask_for_the_impossible(changes: dict[str, object]) -> None:
    data = msgspec.msgpack.encode(msgspec.to_builtins(WATCH) | changes)
    with pytest.raises(MessageError):
        decode_for_service(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        msgspec.msgpack.encode({"type": "run", "command": "rm"}),
        msgspec.msgpack.encode({"type": "open", "slot": -1, "generation": 1, "url": "", "width": 1, "height": 1}),
        msgspec.msgpack.encode(
            {"type": "open", "slot": 0, "generation": 1, "url": "a" * 3000, "width": 1, "height": 1}
        ),
        msgspec.msgpack.encode({"type": "close", "slot": "0"}),
        encode(Hello(protocol=1, libvlc=False)),
    ],
)
def test_anything_else_is_a_message_error(data: bytes) -> None:
    with pytest.raises(MessageError):
        decode_for_worker(data)


def test_an_address_cannot_leave_its_line_of_the_script() -> None:
    lines = script("rtsp://user:it's@camera/a").splitlines()
    assert lines[:3] == ["ffconcat version 1.0", r"file 'rtsp://user:it'\''s@camera/a'", "option rtsp_transport tcp"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("method DESCRIBE failed: 404 Not Found", Reason.NOT_FOUND),
        ("method DESCRIBE failed: 401 Unauthorized", Reason.NEEDS_PASSWORD),
        ("pipe:0: Connection refused", Reason.NO_ANSWER),
        ("pipe:0: Connection timed out", Reason.NO_ANSWER),
        ("Failed to resolve hostname camera: Name or service not known", Reason.NO_ANSWER),
        ("pipe:0: Invalid data found when processing input", Reason.NO_PICTURE),
        ("", Reason.NO_PICTURE),
    ],
)
def test_the_reason_is_read_from_ffmpegs_last_words(said: str, reason: Reason) -> None:
    assert reason_of(said) is reason


def test_a_worker_is_restarted_at_once_and_a_dying_one_ever_later() -> None:
    assert [restart_wait(lives, 0.5) for lives in (1, 2, 3, 4, 9)] == [0.0, 0.5, 1.0, 2.0, 30.0]


def test_workers_that_died_together_are_not_restarted_together() -> None:
    assert [restart_wait(4, jitter) for jitter in (0.0, 1.0)] == [1.5, 2.5]

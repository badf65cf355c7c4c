"""Telemetry on real sockets: what is lost on the way is counted, and who comes late hears the newest of every key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import zmq

from bridge.protocol.source import Sample
from bridge.source import Source
from bridge.source import publisher as publishing
from bridge.source.keys import present, read_keys
from bridge.source.publisher import Publisher
from commandcenter.domain.events import Value
from tests.support.dealer_core import CORE, introduce
from tests.support.rough_source import RoughSource, packed
from tests.support.sourced_core import SourcedCore
from tests.support.waiting import eventually


def sample(key: str) -> bytes:
    return packed({"key": key, "type": "t", "at": datetime.now(UTC)})


def number(value: int) -> bytes:
    return packed(value)


def heard(core: SourcedCore, key: str) -> bool:
    return ("rough", key) in core.telemetry.newest


def begin(core: SourcedCore, rough: RoughSource) -> None:
    """Until the core hears what is published; that is numbered 10."""
    rough.welcome(telemetry=rough.telemetry)

    def look() -> bool:
        rough.publish(b"", sample("begin"), number(10))
        return heard(core, "begin")

    eventually(look, 10)


def test_what_is_missing_between_two_numbers_was_dropped(core: SourcedCore, rough: RoughSource) -> None:
    begin(core, rough)
    assert core.health("rough").dropped == 0
    for key, at in (("a", 11), ("b", 14), ("c", 15), ("d", 25)):
        rough.publish(b"", sample(key), number(at))
    eventually(lambda: heard(core, "d"), 10)
    assert core.health("rough").dropped == 11
    assert core.beat().telemetry_dropped == 11


def test_a_source_that_begins_anew_or_does_not_number_has_lost_nothing(core: SourcedCore, rough: RoughSource) -> None:
    begin(core, rough)
    rough.publish(b"", sample("a"), number(1))
    rough.publish(b"", sample("b"))
    rough.publish(b"", sample("c"), number(2))
    eventually(lambda: heard(core, "c"), 10)
    assert core.health("rough").dropped == 0


@pytest.mark.expects_log("WARNING bridge.core.telemetry: telemetry of rough was refused")
def test_what_is_refused_is_not_counted_as_dropped_too(core: SourcedCore, rough: RoughSource) -> None:
    begin(core, rough)
    rough.publish(b"", b"\xc1", number(11))
    rough.publish(b"", sample("a"), number(12))
    eventually(lambda: heard(core, "a"), 10)
    assert (core.health("rough").refused, core.health("rough").dropped) == (1, 0)


def test_the_telemetry_of_a_source_whose_key_is_revoked_is_forgotten(core: SourcedCore, rough: RoughSource) -> None:
    begin(core, rough)
    core.revoke(rough.keys)
    eventually(lambda: core.beat().telemetry_keys == 0, 10)


@contextmanager
def subscribed(source: Source, folder: Path, context: zmq.Context[zmq.Socket[bytes]]) -> Iterator[zmq.Socket[bytes]]:
    with context.socket(zmq.SUB) as sub:
        sub.linger, sub.rcvtimeo = 0, 10_000
        sub.subscribe(b"")
        present(sub, read_keys(folder / CORE), source.public_key)
        sub.connect(source.telemetry_endpoint)
        yield sub


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Source]:
    introduce(tmp_path, "gates")
    with Source("gates", "tcp://127.0.0.1:*", tmp_path, "tcp://127.0.0.1:*") as running:
        yield running


def publish(source: Source, key: str, value: float) -> None:
    source.publish({"key": key, "type": "t", "values": {"value": value}})


def take(sub: zmq.Socket[bytes], count: int) -> tuple[dict[bytes, Value], list[int]]:
    """The newest value by key of the next messages, and their numbers."""
    messages = [sub.recv_multipart() for _ in range(count)]
    values = {key: msgspec.msgpack.decode(body, type=Sample).values["value"] for key, body, _ in messages}
    return values, [msgspec.msgpack.decode(last, type=int) for _, _, last in messages]


def test_each_core_that_comes_hears_the_newest_value_of_every_key_in_numbered_messages(
    source: Source, tmp_path: Path
) -> None:
    for value in (1.0, 2.0):
        publish(source, "a", value)
        publish(source, "b", value)
    with zmq.Context() as context, subscribed(source, tmp_path, context) as first:
        values, numbers = take(first, 2)
        assert values == {b"a": 2.0, b"b": 2.0}
        publish(source, "b", 3.0)
        more, after = take(first, 1)
        assert more == {b"b": 3.0}
        with subscribed(source, tmp_path, context) as late:
            assert take(late, 2)[0] == {b"a": 2.0, b"b": 3.0}
        numbers += after + take(first, 2)[1]
    assert numbers == list(range(numbers[0], numbers[0] + 5))


def test_the_kit_keeps_the_keys_that_were_published_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MAX_KEPT", 2)
    with zmq.Context() as context, context.socket(zmq.XPUB) as socket, context.socket(zmq.SUB) as sub:
        socket.bind("inproc://telemetry")
        publisher = Publisher("inproc://telemetry", socket, lambda: socket)
        for key in "abac":
            publisher.post(key, key.encode())
            publisher.send()
        sub.subscribe(b"")
        sub.connect("inproc://telemetry")
        assert socket.poll(5000)
        publisher.post("d", b"new")
        publisher.send()
        sub.rcvtimeo = 5000
        assert [sub.recv_multipart()[:2] for _ in range(2)] == [[b"c", b"c"], [b"d", b"new"]]
        assert not sub.poll(100)

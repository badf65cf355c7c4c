"""The source kit's event path against a bare DEALER: what a core sees on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import msgpack
import msgspec
import pytest
import zmq

from bridge.protocol.source import Sample
from bridge.source import Source, SourceError
from bridge.source.keys import present, read_keys
from commandcenter.domain.events import Event, Raised
from tests.support.dealer_core import CORE, Core, introduce

ALARM = {"kind": "raise", "at": "2025-03-01T08:00:00+08:00", "type": "gate.open", "subject": "GATE-7"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return introduce(tmp_path, "gates").parent


@pytest.fixture
def source(folder: Path) -> Iterator[Source]:
    with Source("gates", "tcp://127.0.0.1:*", folder, "tcp://127.0.0.1:*") as source:
        yield source


@pytest.fixture
def core(source: Source, folder: Path) -> Iterator[Core]:
    with Core(source.endpoint, folder) as core:
        yield core


def test_hello_is_answered_with_what_the_source_holds(source: Source, core: Core) -> None:
    source.emit(ALARM)
    source.emit(ALARM)
    assert core.hello() == {
        "t": "welcome",
        "version": 1,
        "source": "gates",
        "epoch": source.epoch,
        "first": 1,
        "head": 2,
        "telemetry": source.telemetry_endpoint,
        "before": None,
    }


def test_an_empty_source_holds_nothing_from_one_on(core: Core) -> None:
    welcome = core.hello()
    assert (welcome["first"], welcome["head"]) == (1, 0)


def test_credit_is_never_exceeded_and_events_come_in_order(source: Source, core: Core) -> None:
    assert source.emit_many([{**ALARM, "subject": f"GATE-{n}"} for n in range(1, 8)]) == 7
    core.hello()
    core.pull(source.epoch, after=0, credit=3)
    assert [(seq, event["subject"]) for seq, event in core.events(3)] == [(1, "GATE-1"), (2, "GATE-2"), (3, "GATE-3")]
    assert core.silent()
    core.pull(source.epoch, after=3, credit=100)
    assert [seq for seq, _ in core.events(4)] == [4, 5, 6, 7]


def test_an_event_leaves_at_once_while_credit_is_left(source: Source, core: Core) -> None:
    core.hello()
    core.pull(source.epoch, after=0, credit=2)
    assert core.silent()
    assert source.emit(ALARM) == 1
    assert core.receive() == {"t": "batch", "epoch": source.epoch, "first": 1, "head": 1, "events": [ALARM]}
    source.emit(ALARM)
    assert core.events(1) == [(2, ALARM)]
    source.emit(ALARM)
    assert core.silent()


def test_events_that_are_packed_already_leave_as_they_are_and_count_as_what_they_say(
    source: Source, core: Core
) -> None:
    odd, alarm = b"\x81\xa1x\x01", msgpack.packb(ALARM)
    assert source.emit_packed([odd, alarm]) == 2
    assert not source.linked
    core.hello()
    core.pull(source.epoch, after=0)
    assert core.receive()["events"] == [{"x": 1}, ALARM]
    assert (source.linked, source.waiting) == (True, 2)
    source.refresh()
    assert [event["kind"] for _, event in core.events(3)] == ["refresh", "raise", "refresh"]
    source.refresh([], at=datetime(2025, 3, 1, tzinfo=UTC))
    assert [event["at"] for _, event in core.events(2)] == [datetime(2025, 3, 1, tzinfo=UTC)] * 2


def test_two_cores_pull_without_disturbing_each_other(source: Source, folder: Path) -> None:
    source.emit_many([ALARM] * 5)
    with Core(source.endpoint, folder, "one") as one, Core(source.endpoint, folder, "two") as two:
        one.hello()
        two.hello()
        one.pull(source.epoch, after=0, credit=5)
        two.pull(source.epoch, after=3, credit=5)
        assert [seq for seq, _ in one.events(5)] == [1, 2, 3, 4, 5]
        assert [seq for seq, _ in two.events(2)] == [4, 5]


def test_what_every_core_called_durable_is_dropped_but_for_the_newest(source: Source, folder: Path) -> None:
    source.emit_many([ALARM] * 12_000)
    with Core(source.endpoint, folder, "one") as one, Core(source.endpoint, folder, "two") as two:
        for core in (one, two):
            core.hello()
            core.pull(source.epoch, after=11_999, credit=1)
            core.events(1)
        one.send(t="durable", epoch=source.epoch, seq=12_000)
        assert one.silent()
        assert one.hello()["first"] == 1
        two.send(t="durable", epoch=source.epoch, seq=12_000)
        assert two.silent()
        assert two.hello()["first"] == 2001
        one.pull(source.epoch, after=0, credit=1)
        assert one.events(1)[0][0] == 2001


def test_a_restart_keeps_the_epoch_and_goes_on_counting(folder: Path) -> None:
    with Source("gates", "tcp://127.0.0.1:*", folder) as source:
        epoch = source.epoch
        source.emit(ALARM)
    with Source("gates", "tcp://127.0.0.1:*", folder) as source:
        assert source.emit({**ALARM, "subject": "GATE-8"}) == 2
        with Core(source.endpoint, folder) as core:
            assert core.hello()["epoch"] == epoch
            core.pull(epoch, after=0)
            assert [(seq, event["subject"]) for seq, event in core.events(2)] == [(1, "GATE-7"), (2, "GATE-8")]


def test_a_link_from_before_a_restart_is_asked_to_say_hello(folder: Path) -> None:
    endpoint = f"ipc://{folder}/source"
    with Core(endpoint, folder) as core:
        with Source("gates", endpoint, folder):
            core.hello()
        with Source("gates", endpoint, folder):
            core.send(t="ping")
            assert core.receive()["code"] == "hello"
            assert core.hello()["t"] == "welcome"


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([b"\xc1"], "malformed"),
        ([b""], "malformed"),
        ([b"\x93\x01\x02\x03"], "malformed"),
        ([b"\x81\xa1t\xa4ping", b"more"], "malformed"),
        ([b"\x81\xa1t\xa4ping"] * 500, "malformed"),
        ([b"\x81\xa1t\xa4ping and more"], "malformed"),
        ([b"\x81\xa1t\xa4ping" + b"\x91" * 900_000 + b"\xc0"], "malformed"),
        ([b"\x91" * 900_000 + b"\xc0"], "malformed"),
        ([b"\xdf\xff\xff\xff\xff"], "malformed"),
        ([b"\xdd\xff\xff\xff\xff"], "malformed"),
        ([b"\x81\xa1t\xa4\xff\xff\xff\xff"], "malformed"),
        ([b"\x81\x01\x02"], "malformed"),
        ([bytes((1 << 20) + 1)], "size"),
        ([bytes((4 << 20) - 64)], "size"),
        ([b"\x82\xa1t\xa4ping\xa1t\xa4ping"], "malformed"),
        ([msgpack.packb({"t": "shout"})], "unknown"),
        ([msgpack.packb({"t": ["ping"]})], "unknown"),
        ([msgpack.packb({"t": "hello", "versions": [1]})], "field"),
        ([msgpack.packb({"t": "hello", "versions": [1], "core": ""})], "field"),
        ([msgpack.packb({"t": "hello", "versions": [1], "core": "c", "more": 1})], "field"),
        ([msgpack.packb({"t": "hello", "versions": [True], "core": "c"})], "field"),
        ([msgpack.packb({"t": "hello", "versions": [1] * 65, "core": "c"})], "field"),
        ([msgpack.packb({"t": "hello", "versions": [2], "core": "c"})], "version"),
        ([msgpack.packb({"t": "hello", "versions": [], "core": "c"})], "version"),
        ([msgpack.packb({"t": "pull", "epoch": "e", "after": -1, "credit": 1})], "field"),
        ([msgpack.packb({"t": "pull", "epoch": "e", "after": 0, "credit": 1001})], "field"),
        ([msgpack.packb({"t": "ping"})], "hello"),
    ],
)
def test_what_is_not_of_the_protocol_gets_a_named_fault(
    source: Source, core: Core, frames: list[bytes], code: str
) -> None:
    core.socket.send_multipart(frames)
    assert core.receive()["code"] == code
    assert source.faults == {code: 1}
    assert core.hello()["t"] == "welcome"


@pytest.mark.parametrize(("epoch", "after", "code"), [("another", 0, "epoch"), ("", 9, "ahead")])
def test_a_position_that_this_log_never_had_is_refused(
    source: Source, core: Core, epoch: str, after: int, code: str
) -> None:
    core.hello()
    core.pull(epoch or source.epoch, after)
    assert core.receive()["code"] == code


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "shout", "type": "t", "subject": "s"},
        {"kind": "raise", "type": "t"},
        {"kind": "raise", "type": "t", "subject": "s" * 129},
        {"kind": "raise", "type": "t", "subject": "s", "at": "2025-03-01T08:00:00"},
        {"kind": "raise", "type": "t", "subject": "s", "priority": "urgent"},
        {"kind": "raise", "type": "t", "subject": "s", "place": {"lon": 181.0, "lat": 0.0}},
        {"kind": "raise", "type": "t", "subject": "s", "values": {"level": float("nan")}},
        {"kind": "device", "device": "d", "type": "t", "name": "n", "actions": []},
        {"kind": "return", "type": "t", "subject": "s", "title": "no such field"},
    ],
)
def test_an_event_that_the_protocol_does_not_allow_is_refused_before_it_is_kept(
    source: Source, event: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"must be|is missing|is not a field"):
        source.emit(event)
    assert source.head == 0


def test_every_kind_of_event_is_read_by_the_cores_own_types(source: Source, core: Core) -> None:
    place = {"lon": 106.55, "lat": 29.58}
    raised = {
        **ALARM,
        "title": "Gate open",
        "priority": "minor",
        "place": place,
        "area": "500105007",
        "address": "86",
        "values": {"level": 4, "open": True, "who": "x"},
    }
    device = {"kind": "device", "device": "C-1", "type": "loudspeaker", "name": "Gate", "actions": ["speak"]}
    note = {"kind": "note", "type": "fan.started", "subject": "F-1", "values": {"by": "itself"}}
    source.emit_many([raised, {**device, "place": place, "subject": "GATE-7"}, note])
    source.emit({"kind": "return", "type": "gate.open", "subject": "GATE-7"})
    core.hello()
    core.pull(source.epoch, after=0)
    events = [msgspec.msgpack.decode(msgpack.packb(event, datetime=True), type=Event) for _, event in core.events(4)]
    assert [type(event).__name__ for event in events] == ["Raised", "DeviceDeclared", "Noted", "Returned"]
    assert isinstance(events[0], Raised)
    assert events[0].values == {"level": 4.0, "open": True, "who": "x"}


def test_threads_may_emit_at_the_same_time(source: Source, core: Core) -> None:
    def emit(name: str) -> None:
        for n in range(50):
            source.emit({**ALARM, "subject": f"{name}{n}"})

    threads = [Thread(target=emit, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    core.hello()
    core.pull(source.epoch, after=0, credit=1000)
    events = core.events(200)
    for thread in threads:
        thread.join()
    assert [seq for seq, _ in events] == list(range(1, 201))
    for name in "abcd":
        of_thread = [event["subject"] for _, event in events if event["subject"].startswith(name)]
        assert of_thread == [f"{name}{n}" for n in range(50)]


def test_telemetry_arrives_under_its_key(source: Source, folder: Path) -> None:
    with zmq.Context() as context, context.socket(zmq.SUB) as sub:
        sub.rcvtimeo = 50
        sub.subscribe(b"")
        present(sub, read_keys(folder / CORE), source.public_key)
        sub.connect(source.telemetry_endpoint)
        frames = None
        for _ in range(100):
            source.publish({"key": "level/PS-7", "type": "level", "values": {"level_m": 0.42}})
            try:
                frames = sub.recv_multipart()
                break
            except zmq.Again:
                continue
    assert frames is not None
    assert frames[0] == b"level/PS-7"
    assert msgspec.msgpack.decode(frames[1], type=Sample).values == {"level_m": 0.42}


def test_a_taken_endpoint_or_folder_is_named(source: Source, folder: Path) -> None:
    introduce(folder / "other", "other")
    with pytest.raises(SourceError, match="cannot be bound"):
        Source("other", source.endpoint, folder / "other", "tcp://127.0.0.1:*").start()
    with pytest.raises(SourceError, match="cannot be bound"):
        Source("other", "tcp://127.0.0.1:*", folder / "other", source.telemetry_endpoint).start()
    with pytest.raises(SourceError, match="another process"):
        Source("gates", "tcp://127.0.0.1:*", folder).start()


def test_an_outbox_serves_only_the_source_that_made_it(folder: Path) -> None:
    with Source("gates", "tcp://127.0.0.1:*", folder):
        pass
    with pytest.raises(SourceError, match="belongs to 'gates'"):
        Source("doors", "tcp://127.0.0.1:*", folder, keys=introduce(folder / "doors", "doors")).start()

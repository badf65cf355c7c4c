"""The core on real sockets: what it does with garbage, with silence and with seats that miss something."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import zmq

from bridge.core.seat_server import EndpointTaken, SeatServer
from bridge.mailbox import Mailbox
from bridge.protocol import seat as seats
from bridge.protocol import source as sources
from bridge.seat.happenings import Happening, LinkChanged, SeatMailbox
from commandcenter.adapters.store.sql_store import SqlStore
from tests.support.core_loop import Context, Setting, running_core
from tests.support.seat_core import Peer, actions, collect, linked


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    with running_core(SqlStore(tmp_path / "journal.sqlite")) as found:
        yield found


@pytest.mark.expects_log("WARNING bridge.core.source_link.*refused")
@pytest.mark.parametrize(
    ("garbage", "code"),
    [
        (b"", "malformed"),
        (b"\xc1", "malformed"),
        (b"\x00" * 1000, "malformed"),
        (msgspec.msgpack.encode([1, 2]), "malformed"),
        (msgspec.msgpack.encode({"t": "no such message"}), "unknown"),
        (msgspec.msgpack.encode({"head": 1}), "unknown"),
        (msgspec.msgpack.encode({"t": "pong", "head": -1}), "field"),
        (msgspec.msgpack.encode({"t": "pong", "head": "1"}), "field"),
        (msgspec.msgpack.encode({"t": "pong", "tail": 1}), "field"),
        (msgspec.msgpack.encode({"t": "result", "key": "k"}), "field"),
    ],
)
def test_garbage_from_a_source_gets_a_fault_and_the_next_event_is_taken_in(
    setting: Setting, garbage: bytes, code: str
) -> None:
    setting.source.greet()
    setting.source.say(garbage)
    fault = setting.source.expect(sources.Fault)
    assert isinstance(fault, sources.Fault)
    assert fault.code == code
    setting.source.raise_alarm(1)
    durable = setting.source.expect(sources.Durable)
    assert durable == sources.Durable(epoch="e", seq=1)


def test_a_batch_that_leaves_a_hole_makes_the_core_start_over(setting: Setting) -> None:
    setting.source.greet()
    setting.source.raise_alarm(5)
    setting.source.expect(sources.Hello)


@pytest.mark.expects_log("WARNING bridge.core.source_link.*wrong-source")
def test_another_service_at_the_endpoint_is_refused_by_name(setting: Setting) -> None:
    setting.source.expect(sources.Hello)
    setting.source.say(sources.Welcome(version=1, source="somebody-else", epoch="e", first=1, head=9))
    fault = setting.source.expect(sources.Fault)
    assert isinstance(fault, sources.Fault)
    assert fault.code == "wrong-source"


@pytest.mark.expects_log("WARNING bridge.core.source_link.*silent")
def test_a_source_that_falls_silent_is_noticed_within_three_seconds(setting: Setting) -> None:
    setting.source.greet()
    began = time.monotonic()
    with asking(setting) as ask:
        while ask().beat.sources[0].state is not seats.LinkState.LOST:
            assert time.monotonic() - began < 6
        assert 2.5 <= ask().beat.sources[0].silent_s <= 3.2


@pytest.mark.expects_log("WARNING bridge.core.seat_server.*refused")
def test_garbage_from_a_seat_gets_a_fault_and_the_core_goes_on(setting: Setting) -> None:
    with asking(setting) as ask:
        desk = Peer(setting.endpoint, setting.desk, setting.keys.public)
        for garbage in (b"\xc1", b"", msgspec.msgpack.encode({"t": "launch"})):
            desk.say(garbage)
            assert desk.expect(seats.SeatFault).code == "malformed"
        desk.close()
        assert ask().version == "test"


def test_a_loop_that_has_ended_can_be_stopped_again(setting: Setting) -> None:
    setting.loop.stop()
    setting.thread.join()
    setting.loop.stop()


def test_two_cores_cannot_listen_at_one_address(setting: Setting) -> None:
    context: Context = zmq.Context()
    with pytest.raises(EndpointTaken, match="Address already in use"):
        SeatServer(context, setting.endpoint, setting.keys, lambda public: None, time.monotonic)
    context.term()


def test_a_seat_follows_the_journal_and_its_commands_have_one_effect(setting: Setting, tmp_path: Path) -> None:
    setting.source.greet()
    mailbox: SeatMailbox = Mailbox(lambda: None)
    seen: list[Happening] = []
    with linked(setting.endpoint, setting.desk, setting.keys.public, mailbox, tmp_path / "out.sqlite") as link:
        collect(mailbox, seen, lambda: LinkChanged(True) in seen)
        setting.source.raise_alarm(1)
        collect(mailbox, seen, lambda: "alarm.raised" in actions(seen))
        args = msgspec.Raw(msgspec.msgpack.encode({"alarm": "A1"}))
        command = seats.Command(id="command-1", name="alarm.acknowledge", args=args, done_at=datetime.now(UTC))
        link.send(command)
        link.send(command)
        collect(mailbox, seen, lambda: sum(isinstance(item, seats.Answer) for item in seen) == 2)
        assert actions(seen).count("alarm.acknowledged") == 1


@contextmanager
def asking(setting: Setting) -> Iterator[Callable[[], seats.Status]]:
    """A tool that asks for the status."""
    tool = Peer(setting.endpoint, setting.tool, setting.keys.public)

    def ask() -> seats.Status:
        tool.say(seats.AskStatus())
        return tool.expect(seats.Status)

    try:
        yield ask
    finally:
        tool.close()

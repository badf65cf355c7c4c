"""The core on real sockets: what it does with garbage, with silence and with seats that miss something."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import zmq

from bridge.core.seat_server import SeatServer
from bridge.core.seat_socket import EndpointTaken
from bridge.mailbox import Mailbox
from bridge.protocol import seat as seats
from bridge.protocol import source as sources
from bridge.seat.happenings import Happening, LinkChanged, SeatMailbox
from tests.support.rough_source import RoughSource, alarm
from tests.support.seat_core import Context, Peer, actions, collect, linked
from tests.support.sourced_core import SourcedCore


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
    core: SourcedCore, rough: RoughSource, garbage: bytes, code: str
) -> None:
    rough.welcome()
    rough.say(garbage)
    assert rough.expect(sources.Fault).code == code
    rough.log(1, alarm("one"))
    assert rough.expect(sources.Durable) == sources.Durable(epoch="e", seq=1)


@pytest.mark.expects_log("WARNING bridge.core.source_link.*silent")
def test_a_source_that_falls_silent_is_noticed_within_three_seconds(core: SourcedCore, rough: RoughSource) -> None:
    rough.welcome()
    began = time.monotonic()
    while core.health("rough").state is not seats.LinkState.LOST:
        assert time.monotonic() - began < 6
    assert 2.5 <= core.health("rough").silent_s <= 3.2


@pytest.mark.expects_log("WARNING bridge.core.seat_.*refused")
def test_garbage_from_a_seat_gets_a_fault_and_the_core_goes_on(core: SourcedCore) -> None:
    desk = Peer(core.endpoint, core.desk, core.keys.public)
    for garbage in (b"\xc1", b"", msgspec.msgpack.encode({"t": "launch"})):
        desk.say(garbage)
        assert desk.expect(seats.SeatFault).code == "malformed"
    desk.close()
    assert core.status().version == "test"


def test_a_loop_that_has_ended_can_be_stopped_again(core: SourcedCore) -> None:
    core.loop.stop()
    core.thread.join()
    core.loop.stop()


def test_two_cores_cannot_listen_at_one_address(core: SourcedCore) -> None:
    context: Context = zmq.Context()
    with pytest.raises(EndpointTaken, match="Address already in use"):
        SeatServer(context, core.endpoint, core.keys, lambda public: None, time.monotonic)
    context.term()


def test_a_seat_follows_the_journal_and_its_commands_have_one_effect(
    core: SourcedCore, rough: RoughSource, tmp_path: Path
) -> None:
    rough.welcome()
    mailbox: SeatMailbox = Mailbox(lambda: None)
    seen: list[Happening] = []
    with linked(core.endpoint, core.desk, core.keys.public, mailbox, tmp_path / "out.sqlite") as link:
        collect(mailbox, seen, lambda: LinkChanged(True) in seen)
        rough.log(1, alarm("one"))
        collect(mailbox, seen, lambda: "alarm.raised" in actions(seen))
        args = msgspec.Raw(msgspec.msgpack.encode({"alarm": "A1"}))
        command = seats.Command(id="command-1", name="alarm.acknowledge", args=args, done_at=datetime.now(UTC))
        link.send(command)
        link.send(command)
        collect(mailbox, seen, lambda: sum(isinstance(item, seats.Answer) for item in seen) == 2)
        assert actions(seen).count("alarm.acknowledged") == 1

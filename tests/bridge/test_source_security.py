"""Sources that are not what they should be: refused, named, in the journal, and nobody else suffers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import zmq

from bridge.core.source_socket import SourceSocket
from bridge.core.telemetry import Telemetry
from bridge.protocol import source as wire
from bridge.protocol.seat import LinkState
from bridge.source import Source
from bridge.source.keys import Keys, new_keys
from commandcenter.adapters.clock import utc_now
from tests.support.good_source import admit, good_source, keys_of, wrong
from tests.support.rough_source import AT, CLEAR, DEAD, OPEN, SHUT, RoughSource, alarm
from tests.support.sourced_core import SourcedCore, sourced_core
from tests.support.waiting import eventually

AT_THE_DOOR = "WARNING bridge.core.refusals: refused .*rough"
SENT_WRONG = "WARNING bridge.core.source_link: source rough sent something that was refused"
# A refusal waits a moment for its key to be trusted, and is then written with the next beat.
JOURNALED_S = 5.0


@pytest.fixture
def keys() -> Keys:
    """Those of the core."""
    return new_keys("core")


@pytest.fixture
def good(tmp_path: Path, keys: Keys) -> Iterator[Source]:
    with good_source(tmp_path / "good", "good", keys) as source:
        yield source


@pytest.fixture
def core(tmp_path: Path, keys: Keys, good: Source, rough: RoughSource) -> Iterator[SourcedCore]:
    """Trusts the good source only."""
    with sourced_core(tmp_path, {"good": good.endpoint, "rough": rough.endpoint}, keys) as running:
        running.trust("good", keys_of(tmp_path / "good"))
        yield running


def goes_on(core: SourcedCore, good: Source) -> bool:
    core.until_taken("good", good.emit(wrong("P-1")))
    return core.health("good").state is LinkState.LIVE


def test_a_source_whose_key_nobody_trusts_is_not_even_called(
    core: SourcedCore, good: Source, rough: RoughSource
) -> None:
    core.until_live("good")
    assert core.health("rough").trouble == "not trusted"
    assert core.health("rough").state is LinkState.CONNECTING
    assert rough.hear(300) is None
    assert goes_on(core, good)


@pytest.mark.expects_log(AT_THE_DOOR)
@pytest.mark.parametrize(
    ("door", "trouble"), [(OPEN, "hangs up"), (SHUT, "refused"), (DEAD, "hangs up"), (CLEAR, "no key")]
)
def test_who_is_not_what_was_expected_is_refused_and_in_the_journal(
    tmp_path: Path, keys: Keys, good: Source, door: str, trouble: str
) -> None:
    """With an open door it has another key than the trusted one; one without a doorkeeper only hangs up, as well."""
    expected = new_keys("rough")
    with (
        RoughSource("rough", None if door == OPEN else expected, door) as rough,
        sourced_core(tmp_path, {"good": good.endpoint, "rough": rough.endpoint}, keys) as core,
    ):
        core.trust("good", keys_of(tmp_path / "good"))
        core.trust("rough", expected)
        core.until_trouble("rough", trouble)
        assert core.health("rough").state is LinkState.CONNECTING
        assert rough.hear(300) is None
        eventually(lambda: ("rough", trouble) in core.refusals(), JOURNALED_S)
        assert goes_on(core, good)
        assert core.actions("rough") == []


@pytest.mark.expects_log(AT_THE_DOOR)
def test_the_key_of_one_source_does_not_open_the_link_of_another(tmp_path: Path, keys: Keys, good: Source) -> None:
    """Both are trusted, each for itself."""
    first, second = new_keys("rough"), new_keys("second")
    with (
        RoughSource("rough", second) as rough,
        sourced_core(tmp_path, {"good": good.endpoint, "rough": rough.endpoint}, keys) as core,
    ):
        for keys_of_one in (first, second):
            core.trust(keys_of_one.id, keys_of_one)
        core.until_trouble("rough", "hangs up")
        eventually(lambda: ("rough", "hangs up") in core.refusals(), JOURNALED_S)
        assert rough.hear(300) is None
        core.trust("good", keys_of(tmp_path / "good"))
        assert goes_on(core, good)


@pytest.mark.expects_log(AT_THE_DOOR, SENT_WRONG)
def test_a_source_under_a_foreign_id_is_told_so_and_takes_no_part(
    core: SourcedCore, good: Source, rough: RoughSource
) -> None:
    core.trust("rough", rough.keys)
    rough.expect(wire.Hello)
    rough.say(rough.welcoming(source="good", head=1))
    assert rough.expect(wire.Fault) == wire.Fault(code="wrong-source", text="expected rough, got good")
    rough.log(1, alarm("forged"))
    eventually(lambda: ("rough", "foreign source id") in core.refusals(), JOURNALED_S)
    assert core.health("rough").trouble == "foreign source id"
    assert core.health("rough").state is LinkState.CONNECTING
    assert goes_on(core, good)
    assert core.raised() == ["P-1"]
    rough.welcome()
    assert core.until_trouble("rough", "") < 3


def test_a_revoked_key_cuts_the_live_link_at_once_and_trusted_again_it_flows_without_a_restart(
    core: SourcedCore, good: Source, rough: RoughSource
) -> None:
    core.trust("rough", rough.keys)
    rough.welcome()
    rough.log(1, alarm("before"))
    core.until_taken("rough", 1)
    core.revoke(rough.keys)
    health = core.health("rough")
    assert (health.state, health.trouble) == (LinkState.CONNECTING, "not trusted")
    while rough.hear(0) is not None:
        """What was said before the cut."""
    rough.log(2, alarm("while revoked"))
    assert rough.hear(1500) is None
    assert goes_on(core, good)
    assert core.raised() == ["before", "P-1"]
    assert [entry.subject for entry in core.entries() if entry.action == "key.revoked"] == ["rough"]
    core.trust("rough", rough.keys)
    rough.welcome(head=2)
    rough.log(2, alarm("again"))
    core.until_taken("rough", 2)
    assert core.raised()[-1] == "again"


def test_a_source_that_is_let_in_by_a_newer_key_only_is_called_with_that(core: SourcedCore, rough: RoughSource) -> None:
    """Keys change hands over: the new one is trusted, then the old one is revoked, and nothing stops."""
    old = new_keys("rough")
    core.trust("rough", old)
    core.trust("rough", rough.keys)
    rough.welcome()
    core.revoke(old)
    rough.log(1, alarm("one"))
    core.until_taken("rough", 1)


def test_what_is_not_granted_is_put_aside_told_to_the_sender_and_hides_nothing_else(
    core: SourcedCore, good: Source, rough: RoughSource
) -> None:
    core.trust("rough", rough.keys, "gate.*", "lift.stuck")
    rough.welcome()
    granted, other = alarm("G-1", type="gate.open"), alarm("G-2", type="gates.open")
    lift, lifts = alarm("L-1", type="lift.stuck"), alarm("L-2", type="lift.stuck.long")
    note = {"kind": "note", "at": AT, "type": "police.secret", "subject": "x"}
    rough.log(1, granted, other, lifts, note, lift)
    core.until_taken("rough", 5)
    fault = rough.expect(wire.Fault)
    assert (fault.code, fault.text[:8]) == ("grant", "event 2:")
    assert core.raised() == ["G-1", "rough", "L-1"]  # the second is the centre's own: source.quarantine
    assert [it.reason.split(" is ")[0] for it in core.quarantined()] == [
        "grant: gates.open",
        "grant: lift.stuck.long",
        "grant: police.secret",
    ]
    health = core.health("rough")
    assert (health.quarantined, health.refused, health.taken) == (3, 3, 5)
    assert goes_on(core, good)


@pytest.mark.expects_log("WARNING bridge.core.telemetry: telemetry of rough was refused: 'grant: police.car")
def test_telemetry_that_is_not_granted_is_refused_and_counted(
    core: SourcedCore, good: Source, rough: RoughSource
) -> None:
    core.trust("rough", rough.keys, "gate.*")
    rough.welcome(telemetry=rough.telemetry)
    car, gate = (
        msgspec.msgpack.encode({"key": key, "type": type_name, "at": AT, "values": {"value": 1.0}})
        for key, type_name in (("car/1", "police.car"), ("gate/1", "gate.angle"))
    )

    def heard() -> bool:
        rough.publish(b"car/1", car)
        rough.publish(b"gate/1", gate)
        return ("rough", "gate/1") in core.telemetry.newest and core.health("rough").refused > 0

    eventually(heard, 10)
    assert set(core.telemetry.newest) == {("rough", "gate/1")}
    assert core.beat().telemetry_refused > 0
    assert goes_on(core, good)


@pytest.mark.expects_log(
    "WARNING bridge.core.refusals: refused .*good refused",
    "WARNING bridge.core.source_link: source good has been silent",
    "WARNING bridge.source: good: the key .* is not among the peers",
)
def test_a_source_that_shuts_the_core_out_while_linked_is_shown_as_such_and_comes_back_when_it_lets_it_in(
    tmp_path: Path, core: SourcedCore, keys: Keys, good: Source
) -> None:
    core.until_live("good")
    admit(tmp_path / "good")
    core.until_trouble("good", "refused")
    eventually(lambda: ("good", "refused") in core.refusals(), JOURNALED_S)
    admit(tmp_path / "good", keys.public)
    assert goes_on(core, good)


@pytest.mark.expects_log(SENT_WRONG)
def test_a_source_cannot_lead_the_core_into_its_own_process(core: SourcedCore, rough: RoughSource) -> None:
    """The telemetry's endpoint is a source's word: inproc would be the core's own doorkeeper."""
    core.trust("rough", rough.keys)
    rough.expect(wire.Hello)
    rough.say(rough.welcoming(telemetry="inproc://zeromq.zap.01"))
    assert rough.expect(wire.Fault).code == "field"
    rough.log(1, alarm("one"))
    core.until_taken("rough", 1)


@pytest.mark.expects_log("WARNING bridge.core.source_socket: source odd cannot be called")
@pytest.mark.parametrize(("endpoint", "key"), [("tcp://127.0.0.1", "k" * 40), ("tcp://127.0.0.1:5701", "#" * 40)])
def test_an_address_or_a_key_that_is_none_is_trouble_said_once_and_not_the_cores_end(
    keys: Keys, endpoint: str, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither settings nor commands let them in; a journal of yesterday may hold them."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    socket = SourceSocket(context, keys, "odd", endpoint, Telemetry(utc_now), time.monotonic)
    for _ in range(3):
        socket.open(key)
        assert (socket.trouble, socket.dealer) == ("unusable address", None)
    assert len(caplog.records) == 1
    context.term()

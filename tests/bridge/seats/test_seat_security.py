"""The seats' door on real sockets: who comes in is who the key says, and nobody else."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
import zmq
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.core.seat_door import NO_DOORKEEPER, NO_KEY, REVOKED, UNKNOWN, WRONG_CORE
from bridge.protocol import seat as wire
from bridge.seat.asking import CoreAway, ask_status, command
from bridge.seat.core_key import read_core_key
from bridge.seat.happenings import Happening, LinkChanged, SeatMailbox
from bridge.seat.troubles import Troubles
from bridge.source.keys import Keys, new_keys, write_keys
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.domain.keys import KeyKind
from tests.support.cores import START
from tests.support.seat_core import SeatCore, collect, linked, peer
from tests.support.waiting import eventually

AT_THE_DOOR = "WARNING bridge.core.refusals: refused"
NOT_UNDERSTOOD = "WARNING bridge.core.seat_socket: a seat sent something that was refused"


def works(core: SeatCore) -> bool:
    """Whether a tool of good standing comes in and is answered."""
    with peer(core, core.trust(KeyKind.TOOL, "probe")) as tool:
        tool.say(wire.AskStatus())
        return isinstance(tool.hear(), wire.Status)


def refused(core: SeatCore) -> list[tuple[str, str]]:
    """Whom and why, of the first that are refused."""
    found: list[tuple[str, str]] = []

    def look() -> bool:
        found.extend((refusal.who, refusal.reason) for refusal in core.server.door.refusals.due())
        return bool(found)

    eventually(look, 10, "somebody is refused")
    return found


@pytest.mark.expects_log(AT_THE_DOOR)
def test_an_unknown_key_is_refused_and_named(core: SeatCore) -> None:
    stranger = new_keys("desk")
    with peer(core, stranger) as seat:
        seat.say(wire.Join(version=wire.VERSION))
        assert refused(core) == [(stranger.public, UNKNOWN)]
        assert seat.hear(0.3) is None
    assert works(core)


@pytest.mark.expects_log(AT_THE_DOOR)
def test_the_key_of_a_source_is_none_of_a_seat(core: SeatCore) -> None:
    source = core.trust(KeyKind.SOURCE, "pumps")
    with peer(core, source):
        assert refused(core) == [(source.public, UNKNOWN)]


@pytest.mark.expects_log(AT_THE_DOOR)
def test_a_peer_without_a_key_is_refused(core: SeatCore) -> None:
    with peer(core, None) as seat:
        seat.say(wire.Join(version=wire.VERSION))
        assert refused(core) == [("", NO_KEY)]
        assert seat.hear(0.3) is None
    assert works(core)


def test_who_speaks_another_protocol_altogether_is_sent_away(core: SeatCore) -> None:
    host, port = core.endpoint.removeprefix("tcp://").split(":")
    with socket.create_connection((host, int(port))) as browser:
        browser.settimeout(5)
        browser.sendall(b"GET / HTTP/1.1\r\nHost: core\r\n\r\n" * 10)
        with suppress(ConnectionResetError):
            while browser.recv(100):
                """It sends its greeting, then ends the connection."""
    assert works(core)


@pytest.mark.expects_log(AT_THE_DOOR)
def test_a_seat_that_expects_another_core_does_not_come_in(core: SeatCore, keys: Keys) -> None:
    with peer(core, keys, core_key=new_keys("other").public):
        assert refused(core) == [("", WRONG_CORE)]


@pytest.mark.expects_log(AT_THE_DOOR)
def test_without_its_doorkeeper_the_door_lets_nobody_in(core: SeatCore, keys: Keys) -> None:
    core.server.door.close()
    assert not core.server.door.alive
    with peer(core, keys) as seat:
        seat.say(wire.Join(version=wire.VERSION))
        assert refused(core) == [("", NO_DOORKEEPER)]
        assert seat.hear(0.3) is None


@pytest.mark.expects_log(AT_THE_DOOR, "ERROR bridge.core.seat_door: the doorkeeper")
def test_a_doorkeeper_that_has_died_is_replaced(core: SeatCore, keys: Keys) -> None:
    core.server.door.close()
    with peer(core, keys) as seat:
        seat.say(wire.Join(version=wire.VERSION))
        assert refused(core) == [("", NO_DOORKEEPER)]
        core.do(core.server.door.mend)
        assert core.server.door.alive
        assert works(core)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_time_that_no_calendar_holds_does_not_stop_the_core(core: SeatCore, keys: Keys, moment: str) -> None:
    order = {"id": "command-1", "name": "queue.filter", "args": {"filter": "x"}, "done_at": moment}
    with peer(core, keys) as seat:
        seat.join()
        seat.say(msgspec.msgpack.encode({"t": "command", **order}))
        assert seat.expect(wire.Answer).ok
        kept = {"t": "command", **order, "id": "command-2"}
        record = msgspec.msgpack.encode({"n": 1, "prev": bytes(32), "command": kept})
        seat.say(wire.Recorded(chain="c" * 32, record=record, age_s=0.0))
        assert seat.expect(wire.Answer).ok
    assert works(core)


@pytest.mark.expects_log(NOT_UNDERSTOOD)
def test_a_seat_is_who_its_key_says_whatever_it_claims(core: SeatCore, keys: Keys) -> None:
    with peer(core, keys) as seat:
        seat.say(msgspec.msgpack.encode({"t": "join", "version": wire.VERSION, "seat": "wall", "role": "wall"}))
        assert seat.expect(wire.SeatFault).code == "malformed"
        joined = seat.join()
        assert (joined.seat, joined.role) == ("desk", wire.SeatKind.CONSOLE)
        seat.say(acknowledging("command-1"))
        assert not seat.expect(wire.Answer).ok
    entry = core.do(lambda: core.store.entries[-1]).entry
    assert (entry.action, entry.seat) == ("alarm.acknowledge", "desk")


def test_a_console_must_join_before_it_commands_and_a_tool_need_not(core: SeatCore, keys: Keys) -> None:
    with peer(core, keys) as console:
        console.say(acknowledging("command-1"))
        assert console.expect(wire.SeatFault).code == "not-joined"
    with peer(core, core.trust(KeyKind.TOOL, "tool")) as tool:
        tool.say(acknowledging("command-2"))
        assert tool.expect(wire.Answer).reason == "Alarm {alarm} is not open."


@pytest.mark.expects_log(AT_THE_DOOR)
def test_a_seat_whose_key_is_revoked_gets_that_word_and_nothing_more(core: SeatCore, keys: Keys) -> None:
    other = core.trust(name="desk-2")
    with peer(core, keys) as seat, peer(core, other) as witness:
        seat.join()
        witness.join()
        core.raise_alarm(1)
        seat.expect(wire.Entries)
        core.revoke(keys)
        assert seat.expect(wire.SeatFault).code == "key"
        core.raise_alarm(2)
        witness.expect(wire.Entries)
        witness.expect(wire.Beat)
        witness.expect(wire.Beat)
        assert seat.hear(0) is None
        assert refused(core) == [(keys.public, REVOKED)]


@pytest.mark.expects_log(AT_THE_DOOR)
def test_the_link_of_a_revoked_key_is_cut_and_does_not_come_up_again(core: SeatCore, keys: Keys) -> None:
    with peer(core, keys) as seat:
        monitor = seat.socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_FAILED_AUTH)
        seat.join()
        core.revoke(keys)
        assert monitor.poll(5000)
        seat.socket.disable_monitor()
        monitor.close()
    assert refused(core) == [(keys.public, REVOKED)]


@pytest.mark.expects_log(AT_THE_DOOR)
def test_what_a_revoked_key_still_says_has_no_effect(core: SeatCore, keys: Keys) -> None:
    with peer(core, keys) as seat:
        seat.join()
        entries = core.do(lambda: len(core.store.entries))
        del core.trusted[keys.public]
        seat.say(acknowledging("command-1"))
        assert seat.expect(wire.SeatFault).code == "key"
    assert core.do(lambda: len(core.store.entries)) == entries
    assert refused(core) == [(keys.public, UNKNOWN)]


def test_a_seat_that_is_not_trusted_says_what_to_do_and_comes_in_once_it_is(
    core: SeatCore, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    keys = core.trust()
    key = core.trusted.pop(keys.public)
    seen: list[Happening] = []
    with linked(core.endpoint, keys, core.keys.public, mailbox, tmp_path / "out.sqlite"):
        told = LinkChanged(False, *Troubles("desk", wire.SeatKind.CONSOLE, keys.public, core.endpoint).not_trusted())
        collect(mailbox, seen, lambda: seen == [told])
        core.trusted[keys.public] = key
        collect(mailbox, seen, lambda: seen[-1] == LinkChanged(True))
        core.revoke(keys)
        collect(mailbox, seen, lambda: seen[-1] == told)


@pytest.mark.expects_log("WARNING bridge.seat.link: the core's public key is not known")
def test_a_seat_waits_for_the_cores_key_and_comes_in_once_there_is_one(
    core: SeatCore, keys: Keys, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    folder = DataFolder(tmp_path)
    seen: list[Happening] = []
    troubles = Troubles("desk", wire.SeatKind.CONSOLE, keys.public, core.endpoint)

    def core_key() -> str:
        return read_core_key(folder.core_public)

    with linked(core.endpoint, keys, core_key, mailbox, tmp_path / "out.sqlite") as link:
        link.send(acknowledging("command-1"))
        collect(mailbox, seen, lambda: seen == [LinkChanged(False, *troubles.no_core_key())])
        folder.announce(core.endpoint, core.keys.public)
        collect(mailbox, seen, lambda: any(isinstance(item, wire.Answer) for item in seen))
    assert LinkChanged(True) in seen


def test_a_core_with_another_key_is_named_until_its_own_is_known(
    core: SeatCore, keys: Keys, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    known = [new_keys("old core").public]
    seen: list[Happening] = []
    troubles = Troubles("desk", wire.SeatKind.CONSOLE, keys.public, core.endpoint)
    with linked(core.endpoint, keys, lambda: known[0], mailbox, tmp_path / "out.sqlite"):
        collect(mailbox, seen, lambda: seen == [LinkChanged(False, *troubles.other_key(known[0]))])
        known[0] = core.keys.public
        collect(mailbox, seen, lambda: seen[-1] == LinkChanged(True))


def test_what_asks_for_no_key_is_no_core(keys: Keys, core: SeatCore, mailbox: SeatMailbox, tmp_path: Path) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    bare = context.socket(zmq.ROUTER)
    endpoint = f"tcp://127.0.0.1:{bare.bind_to_random_port('tcp://127.0.0.1')}"
    troubles = Troubles("desk", wire.SeatKind.CONSOLE, keys.public, endpoint)
    seen: list[Happening] = []
    try:
        with linked(endpoint, keys, core.keys.public, mailbox, tmp_path / "out.sqlite"):
            collect(mailbox, seen, lambda: seen == [LinkChanged(False, *troubles.other_key(core.keys.public))])
    finally:
        bare.close(linger=0)
        context.term()


def test_the_tools_of_the_cores_machine_ask_and_command_by_the_key_of_its_folder(
    core: SeatCore, tmp_path: Path
) -> None:
    folder = DataFolder(tmp_path)
    with pytest.raises(CoreAway, match=r"core\.json"):
        ask_status(folder.running, folder.keys)
    folder.announce(core.endpoint, core.keys.public)
    with pytest.raises(CoreAway, match=r"tool\.json cannot be read"):
        ask_status(folder.running, folder.keys)
    tool = core.trust(KeyKind.TOOL, "tool")
    write_keys(folder.tool_keys, tool)
    assert ask_status(folder.running, folder.keys).version == "test"
    answer = command(folder.running, folder.keys, "command-1", "alarm.acknowledge", {"alarm": "A9"})
    assert (answer.ok, answer.values) == (False, {"alarm": "A9"})
    core.revoke(tool)
    with pytest.raises(CoreAway, match="does not trust this machine's tools"):
        ask_status(folder.running, folder.keys)


@pytest.mark.expects_log(NOT_UNDERSTOOD)
def test_whatever_a_seat_sends_is_answered_and_the_core_goes_on(core: SeatCore, keys: Keys) -> None:
    plain = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary()
    names = st.sampled_from(["t", "version", "id", "name", "args", "done_at", "size", "joined", "samples"]) | st.text()
    tags = st.sampled_from(["join", "command", "status", "beat"])
    maps = st.dictionaries(names, plain | st.lists(plain, max_size=3) | tags, max_size=9)
    tagged = st.tuples(maps, tags).map(lambda pair: {**pair[0], "t": pair[1]})
    messages = st.binary(max_size=200) | (maps | tagged).map(msgspec.msgpack.encode)
    with peer(core, keys) as seat:
        seat.join()

        @settings(max_examples=500, deadline=None, database=None)
        @given(messages)
        def send(data: bytes) -> None:
            seat.say(data)
            seat.say(wire.AskStatus())
            assert seat.expect(wire.Status).version == "test"

        send()
        seat.say(b"\x82\xa1t\xa6status\xa1t\xa6status")
        eventually(lambda: seat.expect(wire.SeatFault).text == "a key stands twice", 5)
        seat.socket.send_multipart([b"", msgspec.msgpack.encode(wire.AskStatus())])
        eventually(lambda: seat.expect(wire.SeatFault).text == "2 frames where one is expected", 5)


def acknowledging(command_id: str) -> wire.Command:
    """An alarm that does not exist."""
    raw = msgspec.Raw(msgspec.msgpack.encode({"alarm": "A9"}))
    return wire.Command(id=command_id, name="alarm.acknowledge", args=raw, done_at=START)

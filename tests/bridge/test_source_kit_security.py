"""The source kit's door: who comes in, who does not, and what the refused can do to those inside."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgpack
import psutil
import pytest
import zmq

from bridge.source import Source, SourceError
from bridge.source.doorkeeper import Doorkeeper
from bridge.source.keys import Keys, guard, new_keys, present, read_keys, write_keys
from tests.support.dealer_core import CORE, SOURCE, Core, introduce
from tests.support.replaying_proxy import ReplayingProxy
from tests.support.waiting import eventually

ALARM = {"kind": "raise", "at": "2025-03-01T08:00:00+08:00", "type": "gate.open", "subject": "GATE-7"}
PATIENCE_S = 10.0
REFUSED = "WARNING bridge.source: gates: the key .* is not among the peers"


@pytest.fixture
def second() -> Keys:
    """A second core's keys, which may come in too."""
    return new_keys("core-2")


@pytest.fixture
def folder(tmp_path: Path, second: Keys) -> Path:
    return introduce(tmp_path, "gates", second).parent


@pytest.fixture
def source(folder: Path) -> Iterator[Source]:
    with Source("gates", "tcp://127.0.0.1:*", folder, "tcp://127.0.0.1:*") as source:
        yield source


def admit(folder: Path, *keys: str) -> None:
    """Writes the peers of the source's key file anew, as an administrator does."""
    path = folder / SOURCE
    fresh = folder / "fresh.json"
    write_keys(fresh, read_keys(path)._replace(peers=keys))
    fresh.replace(path)


@pytest.mark.expects_log(REFUSED)
def test_an_unknown_key_is_refused_counted_and_said_once(source: Source, folder: Path) -> None:
    stranger = new_keys("stranger")
    for _ in range(3):
        with Core(source.endpoint, folder, keys=stranger) as core:
            core.send(t="hello", versions=[1], core="core-1")
            assert not core.hears(300)
    assert source.refusals == {stranger.public: 3}
    assert source.faults == {}


@pytest.mark.parametrize("kind", [zmq.DEALER, zmq.SUB])
def test_a_peer_without_a_key_hears_nothing(source: Source, kind: int) -> None:
    source.emit(ALARM)
    with zmq.Context() as context, context.socket(kind) as socket:
        socket.linger = 0
        if kind == zmq.SUB:
            socket.subscribe(b"")
        socket.connect(source.endpoint if kind == zmq.DEALER else source.telemetry_endpoint)
        monitor = socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_DISCONNECTED)
        if kind == zmq.DEALER:
            socket.send(msgpack.packb({"t": "hello", "versions": [1], "core": "core-1"}))
        assert monitor.poll(5000)
        assert not socket.poll(200)
        socket.disable_monitor()
        monitor.close(0)
    assert source.faults == {}


def test_a_core_that_expects_another_source_does_not_talk_to_this_one(source: Source, tmp_path: Path) -> None:
    other = introduce(tmp_path / "other", "other").parent
    with Core(source.endpoint, other, keys=read_keys(tmp_path / CORE)) as core:
        core.send(t="hello", versions=[1], core="core-1")
        assert not core.hears()
    assert source.faults == {}


@pytest.mark.expects_log(REFUSED)
def test_a_key_that_is_taken_away_is_cut_off_and_the_others_stay(source: Source, folder: Path, second: Keys) -> None:
    first = read_keys(folder / CORE)
    with Core(source.endpoint, folder) as stays:
        stays.hello()
        with Core(source.endpoint, folder, keys=second) as goes:
            goes.hello()
            goes.pull(source.epoch, after=0)
            assert goes.silent()
            admit(folder, first.public)
            eventually(lambda: not answers(goes), PATIENCE_S)
            source.emit(ALARM)
            assert not goes.hears(300)
        assert not come_in(source, folder, second)
        assert stays.silent()


def come_in(source: Source, folder: Path, keys: Keys) -> bool:
    with Core(source.endpoint, folder, keys=keys) as core:
        core.send(t="hello", versions=[1], core="core-1")
        return core.hears(500)


def answers(core: Core) -> bool:
    core.send(t="ping")
    if not core.hears(300):
        return False
    core.receive()
    return True


@pytest.mark.expects_log(REFUSED)
def test_telemetry_is_cut_too_when_a_key_is_taken_away(source: Source, folder: Path, second: Keys) -> None:
    first = read_keys(folder / CORE)
    with zmq.Context() as context, context.socket(zmq.SUB) as stays, context.socket(zmq.SUB) as goes:
        for sub, keys in ((stays, first), (goes, second)):
            sub.linger = 0
            sub.subscribe(b"")
            present(sub, keys, source.public_key)
            sub.connect(source.telemetry_endpoint)
        eventually(lambda: hears_telemetry(source, stays) and hears_telemetry(source, goes), PATIENCE_S)
        admit(folder, first.public)
        eventually(lambda: not hears_telemetry(source, goes), PATIENCE_S)
        eventually(lambda: hears_telemetry(source, stays), PATIENCE_S)
        assert not hears_telemetry(source, goes)


def hears_telemetry(source: Source, sub: zmq.Socket[bytes]) -> bool:
    while sub.poll(0):
        sub.recv_multipart()
    source.publish({"key": "level/PS-7", "type": "level", "values": {"value": 1}})
    return bool(sub.poll(300))


def test_one_core_cannot_speak_for_anothers_position(source: Source, folder: Path, second: Keys) -> None:
    source.emit_many([ALARM] * 12_000)
    with Core(source.endpoint, folder) as honest, Core(source.endpoint, folder, keys=second) as liar:
        for core in (honest, liar):
            assert core.hello()["first"] == 1
            core.pull(source.epoch, after=11_999, credit=1)
            core.events(1)
        liar.durable(source.epoch, 12_000)
        assert liar.silent()
        assert honest.hello()["first"] == 1


def test_a_link_belongs_to_the_key_that_said_hello(source: Source, folder: Path, second: Keys) -> None:
    with zmq.Context() as context:

        def ask(keys: Keys, **message: object) -> str:
            """The answer to one message over a link with a routing id that is always the same; "" for none."""
            with context.socket(zmq.DEALER) as dealer:
                dealer.linger = 0
                dealer.routing_id = b"the same"
                present(dealer, keys, source.public_key)
                dealer.connect(source.endpoint)
                dealer.send(msgpack.packb(message))
                return str(msgpack.unpackb(dealer.recv())["t"]) if dealer.poll(500) else ""

        assert ask(read_keys(folder / CORE), t="hello", versions=[1], core="core-1") == "welcome"
        # Until the first has left in full, ZeroMQ does not take another with its routing id.
        eventually(lambda: ask(second, t="ping") == "fault", PATIENCE_S)


class NoDoorkeeper:
    """A doorkeeper that is not there."""

    alive = True

    def __init__(self, *_: object) -> None:
        pass

    def stop(self) -> None:
        pass


def test_without_a_doorkeeper_nobody_comes_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.source.source.Doorkeeper", NoDoorkeeper)
    with Source("gates", "tcp://127.0.0.1:*", folder) as source, Core(source.endpoint, folder) as core:
        core.send(t="hello", versions=[1], core="core-1")
        assert not core.hears()


def knocks(context: zmq.Context[zmq.Socket[bytes]], router: zmq.Socket[bytes], keys: Keys, server: Keys) -> bool:
    """Whether a peer's message comes in."""
    with context.socket(zmq.DEALER) as dealer:
        dealer.linger = 0
        present(dealer, keys, server.public)
        dealer.connect(router.getsockopt_string(zmq.LAST_ENDPOINT))
        dealer.send(b"hello")
        return bool(router.poll(500)) and bool(router.recv_multipart())


def guarded(context: zmq.Context[zmq.Socket[bytes]], keys: Keys) -> zmq.Socket[bytes]:
    router = context.socket(zmq.ROUTER)
    router.linger = 0
    guard(router, keys)
    router.bind("tcp://127.0.0.1:*")
    return router


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_when_the_doorkeepers_thread_dies_nobody_comes_in_and_it_still_ends() -> None:
    server, client, last = new_keys("server"), new_keys("client"), new_keys("last")

    def allowed(key: str) -> bool:
        return key == client.public or sys.exit("dead")

    with zmq.Context() as context:
        doorkeeper = Doorkeeper(context, allowed, lambda key: None)
        with guarded(context, server) as router:
            assert knocks(context, router, client, server)
            assert not knocks(context, router, last, server)
            eventually(lambda: not doorkeeper.alive, PATIENCE_S)
            assert not knocks(context, router, client, server)
        doorkeeper.stop()


@pytest.mark.expects_log("ERROR bridge.source: whether the key")
def test_a_doorkeeper_that_cannot_decide_refuses_and_goes_on() -> None:
    server, client = new_keys("server"), new_keys("client")
    asked: list[str] = []

    def allowed(key: str) -> bool:
        asked.append(key)
        return bool(1 // (len(asked) - 1))

    with zmq.Context() as context:
        doorkeeper = Doorkeeper(context, allowed, lambda key: None)
        with guarded(context, server) as router:
            assert not knocks(context, router, client, server)
            assert knocks(context, router, client, server)
        assert doorkeeper.alive
        doorkeeper.stop()


def test_replayed_frames_have_no_effect(source: Source, folder: Path) -> None:
    port = int(source.endpoint.rpartition(":")[2])
    with ReplayingProxy(port) as proxy, Core(proxy.endpoint, folder) as core:
        core.hello()
        core.send(t="shout")
        assert core.receive()["code"] == "unknown"
        proxy.say_the_last_again()
        proxy.say_all_again()
        eventually(lambda: answered_by_hello_fault(core), PATIENCE_S, "the link is cut and comes again")
    assert source.faults["unknown"] == 1


def answered_by_hello_fault(core: Core) -> bool:
    """A cut link is not known any more; through the proxy it does not even come again."""
    core.send(t="ping")
    return not core.hears(200) or core.receive()["t"] == "fault"


@pytest.mark.expects_log("WARNING bridge.source: gates: nobody can come in yet: trust its public key .{40} at")
@pytest.mark.expects_log(REFUSED)
def test_the_first_start_makes_keys_that_only_the_owner_reads_and_says_how_to_go_on(tmp_path: Path) -> None:
    with Source("gates", "tcp://127.0.0.1:*", tmp_path) as source:
        assert json.loads((tmp_path / SOURCE).read_text())["public"] == source.public_key
        assert (tmp_path / SOURCE).stat().st_mode & 0o777 == 0o600
        core = new_keys("core-1")
        write_keys(tmp_path / CORE, core)
        admit(tmp_path, core.public)
        eventually(lambda: come_in(source, tmp_path, core), PATIENCE_S)


def test_keys_of_another_source_and_keys_that_others_can_read_are_refused(folder: Path) -> None:
    with pytest.raises(SourceError, match="holds the keys of 'gates', not of 'doors'"):
        Source("doors", "tcp://127.0.0.1:*", folder / "doors", keys=folder / SOURCE).start()
    (folder / SOURCE).chmod(0o644)
    with pytest.raises(SourceError, match="others can read it: chmod 600"):
        Source("gates", "tcp://127.0.0.1:*", folder).start()


@pytest.mark.expects_log("WARNING bridge.source: gates: the peers stay as they were")
def test_a_key_file_that_breaks_while_it_runs_changes_nothing(source: Source, folder: Path) -> None:
    copy = folder / "copy"
    copy.mkdir()
    (folder / SOURCE).rename(copy / SOURCE)
    (folder / SOURCE).write_text("{")
    with Core(source.endpoint, copy, keys=read_keys(folder / CORE)) as core:
        assert core.hello()["t"] == "welcome"
        core.hears(1500)  # the source's look at the file, once a second
        assert core.hello()["t"] == "welcome"


SERVES_A_LOT = """
import sys
from bridge.source import Source
with Source("gates", sys.argv[1], sys.argv[2]) as source:
    alarm = {"kind": "note", "type": "t", "subject": "s", "title": "x" * 500}
    for _ in range(20):
        source.emit_many([alarm] * 1000)
    print(source.epoch, flush=True)
    sys.stdin.read()
"""


def test_a_peer_that_never_reads_costs_bounded_memory(folder: Path) -> None:
    endpoint = f"ipc://{folder}/e"
    with subprocess.Popen(
        [sys.executable, "-c", SERVES_A_LOT, endpoint, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        epoch = process.stdout.readline().strip()
        before = psutil.Process(process.pid).memory_info().rss
        with Core(endpoint, folder, queue=1) as deaf, Core(endpoint, folder, "core-2") as other:
            deaf.hello()
            other.hello()
            for n in range(1000):  # a batch of 256 KB for each, if it were sent
                deaf.pull(epoch, after=n, credit=1000)
                other.pull(epoch, after=n, credit=100)
                assert len(other.events(100)) == 100
            grown = psutil.Process(process.pid).memory_info().rss - before
        process.kill()
    assert grown < 64 << 20

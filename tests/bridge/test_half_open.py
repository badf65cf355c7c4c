"""A link of which one end is frozen, cut off or mute: noticed and told to the seats within 3 s, and nothing is lost."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import zmq

from bridge.core.handshake import HANGS_UP, Handshakes
from bridge.handshake import read
from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.seat.happenings import SeatMailbox
from bridge.source.keys import Keys, new_keys, write_keys
from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.events import EventId
from tests.support.cut_network import CutNetwork, NoNetwork, cut_network
from tests.support.good_source import good_source, keys_of, wrong
from tests.support.lossy_proxy import LossyProxy
from tests.support.ports import free_name
from tests.support.seat_core import linked
from tests.support.sourced_core import SourcedCore, sourced_core
from tests.support.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
SILENT = "WARNING bridge.core.source_link: source pumps has been silent"
NOTICED_S = 3.0
PATIENCE_S = 20.0


class Pumps:
    """The pump station as a process."""

    def __init__(self, folder: Path, endpoint: str, core: Keys, inside: Sequence[str] = ()) -> None:
        folder.mkdir()
        self.keys = new_keys("pumps", [core.public])
        write_keys(folder / "keys.json", self.keys)
        command = [*inside, sys.executable, "-m", "tests.support.pump_station", endpoint, str(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=ROOT)

    def flood(self, *rooms: str) -> None:
        assert self._process.stdin is not None
        for room in rooms:
            self._process.stdin.write(f"raise {room} minor Pump room\n")
        self._process.stdin.flush()

    def signal(self, number: signal.Signals) -> None:
        os.kill(self._process.pid, number)

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)


class Screen:
    """A seat that watches the link of the pumps by the beats that it gets."""

    def __init__(self, mailbox: SeatMailbox) -> None:
        self._mailbox = mailbox
        self._state = wire.LinkState.CONNECTING

    def shows(self, state: wire.LinkState) -> bool:
        for value in self._mailbox.drain()[1].values():
            if isinstance(value, wire.Beat):
                self._state = value.sources[0].state
        return self._state is state


@contextmanager
def centre(folder: Path, endpoint: str, keys: Keys, pumps: Pumps) -> Iterator[tuple[SourcedCore, Screen]]:
    mailbox: SeatMailbox = Mailbox(lambda: None)
    with ExitStack() as stack:
        core = stack.enter_context(sourced_core(folder, {"pumps": endpoint}, keys))
        core.trust("pumps", pumps.keys)
        stack.enter_context(linked(core.endpoint, core.desk, keys.public, mailbox, folder / "out.sqlite"))
        screen = Screen(mailbox)
        eventually(lambda: screen.shows(wire.LinkState.LIVE), PATIENCE_S, "the seat shows the pumps live")
        yield core, screen


def lost_and_found(
    core: SourcedCore, screen: Screen, pumps: Pumps, lose: Callable[[], None], find: Callable[[], None]
) -> None:
    """What happens before, during and after is all there, in order and once."""
    pumps.flood("P1", "P2")
    core.until_taken("pumps", 3)
    lose()
    noticed = eventually(lambda: screen.shows(wire.LinkState.LOST), PATIENCE_S, "the seat shows the pumps lost")
    assert noticed <= NOTICED_S
    pumps.flood("P3", "P4")
    find()
    eventually(lambda: screen.shows(wire.LinkState.LIVE), PATIENCE_S, "the seat shows the pumps live again")
    pumps.flood("P5")
    core.until_taken("pumps", 6)
    entries = [entry for entry in core.entries() if isinstance(entry.cause, EventId) and entry.cause.seq > 0]
    assert [entry.cause.seq for entry in entries if isinstance(entry.cause, EventId)] == [1, 2, 3, 4, 5, 6]
    raised = [entry.change.alarm.subject for entry in entries if isinstance(entry.change, AlarmRaised)]
    assert raised == ["P1", "P2", "P3", "P4", "P5"]
    assert core.refusals() == []


@pytest.mark.expects_log(SILENT)
def test_a_frozen_source_is_shown_lost_within_three_seconds_and_thawed_goes_on_where_it_was(tmp_path: Path) -> None:
    keys, endpoint = new_keys("core"), free_name()
    pumps = Pumps(tmp_path / "pumps", endpoint, keys)
    try:
        with centre(tmp_path, endpoint, keys, pumps) as (core, screen):
            freeze, thaw = (lambda: pumps.signal(signal.SIGSTOP)), (lambda: pumps.signal(signal.SIGCONT))
            lost_and_found(core, screen, pumps, freeze, thaw)
    finally:
        pumps.signal(signal.SIGCONT)
        pumps.stop()


@pytest.mark.expects_log(SILENT)
def test_a_line_on_which_nothing_passes_any_more_is_noticed_as_well(tmp_path: Path) -> None:
    keys, endpoint = new_keys("core"), free_name()
    pumps = Pumps(tmp_path / "pumps", endpoint, keys)
    try:
        with LossyProxy(endpoint) as proxy, centre(tmp_path, proxy.endpoint, keys, pumps) as (core, screen):
            lost_and_found(core, screen, pumps, proxy.cut, proxy.mend)
    finally:
        pumps.stop()


@pytest.fixture
def network() -> Iterator[CutNetwork]:
    try:
        with cut_network() as made:
            yield made
    except NoNetwork as error:
        pytest.skip(f"no network of its own: {error}")


@pytest.mark.expects_log(SILENT)
def test_a_pulled_cable_is_noticed_as_well(tmp_path: Path, network: CutNetwork) -> None:
    keys = new_keys("core")
    endpoint = f"tcp://{network.there}:5701"
    pumps = Pumps(tmp_path / "pumps", endpoint, keys, network.inside)
    try:
        with centre(tmp_path, endpoint, keys, pumps) as (core, screen):
            lost_and_found(core, screen, pumps, network.cut, network.mend)
    finally:
        pumps.stop()


def test_who_accepts_and_says_nothing_is_no_more_than_not_there(tmp_path: Path) -> None:
    keys, mute_keys = new_keys("core"), new_keys("mute")
    with (
        socket.create_server(("127.0.0.1", 0)) as mute,
        good_source(tmp_path / "good", "good", keys) as good,
        sourced_core(
            tmp_path, {"mute": f"tcp://127.0.0.1:{mute.getsockname()[1]}", "good": good.endpoint}, keys
        ) as core,
    ):
        core.trust("mute", mute_keys)
        connection, _ = mute.accept()
        core.trust("good", keys_of(tmp_path / "good"))
        core.until_taken("good", good.emit(wrong("P-1")))
        core.until("mute", lambda health: health.silent_s > 3)
        assert core.health("mute").state is wire.LinkState.CONNECTING
        assert core.health("mute").trouble == ""
        assert core.refusals() == []
        connection.close()


def test_silence_in_the_handshake_is_no_trouble_and_hanging_up_again_and_again_is() -> None:
    mute, hanging_up = Handshakes(), Handshakes()
    for _ in range(5):
        mute.hear(read(zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL, errno.EAGAIN))
        hanging_up.hear(read(zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL, errno.EPIPE))
    assert (mute.trouble, hanging_up.trouble) == ("", HANGS_UP)


@pytest.mark.expects_log("WARNING bridge.core.source_link: source good has been silent")
def test_a_port_at_which_something_else_answered_for_a_while_is_called_again(tmp_path: Path) -> None:
    """ZeroMQ gives up for good when it is answered in another protocol."""
    keys = new_keys("core")
    with good_source(tmp_path / "good", "good", keys) as good:
        good_keys = keys_of(tmp_path / "good")
        with sourced_core(tmp_path, {"good": good.endpoint}, keys) as core:
            core.trust("good", good_keys)
            core.until_live("good")
            good.stop()
            with socket.create_server(("127.0.0.1", int(good.endpoint.rpartition(":")[2]))) as web:
                web.settimeout(PATIENCE_S)
                connection, _ = web.accept()
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.close()
            good.start()
            core.until_taken("good", good.emit(wrong("P-1")), PATIENCE_S)

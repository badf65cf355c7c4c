"""A seat that is cut off at a real network: what is kept, what is not, and that all of it counts once, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
import zmq

from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.seat.happenings import Entered, Happening, KeptHere, LeftAnswered, LinkChanged, SeatMailbox, Snapshot
from bridge.seat.keeping import CUT_OFF, TOO_LONG
from bridge.seat.link import SeatLink
from bridge.seat.outbox import Waiting
from bridge.source.keys import Keys
from commandcenter.services.operating import command_table
from tests.support.cores import MemoryStore
from tests.support.hall import command
from tests.support.kept import of_commands, whys
from tests.support.lossy_proxy import LossyProxy
from tests.support.ports import free_name
from tests.support.seat_core import SeatCore, collect, linked
from tests.support.waiting import eventually

OFFLINE = {line.name: line.offline for line in command_table().lines}


class Desk:
    """A seat's link through a network that can be cut, and all that its screen has heard."""

    def __init__(self, link: SeatLink, mailbox: SeatMailbox) -> None:
        self.link, self.mailbox = link, mailbox
        self.seen: list[Happening] = []

    def do(self, name: str, **args: object) -> str:
        given = command(name, **args)
        self.link.send(given)
        return given.id

    def until_live(self, live: bool) -> None:
        def look() -> bool:
            links = [item.live for item in self.seen if isinstance(item, LinkChanged)]
            return bool(links) and links[-1] is live

        collect(self.mailbox, self.seen, look)

    def until_answered(self, *ids: str) -> dict[str, wire.Answer]:
        found: dict[str, wire.Answer] = {}

        def look() -> bool:
            found.update({item.id: item for item in self.seen if isinstance(item, wire.Answer)})
            return found.keys() >= set(ids)

        collect(self.mailbox, self.seen, look)
        return found

    def until_kept(self, count: int) -> KeptHere:
        def look() -> bool:
            return self.kept.count == count

        collect(self.mailbox, self.seen, look)
        return self.kept

    @property
    def kept(self) -> KeptHere:
        return next((item for item in reversed(self.seen) if isinstance(item, KeptHere)), KeptHere())


@pytest.fixture
def network(core: SeatCore) -> Iterator[LossyProxy]:
    with LossyProxy(core.endpoint) as proxy:
        yield proxy


@pytest.mark.expects_log("WARNING bridge.seat.link: the core's public key is not known here")
def test_what_is_done_just_before_a_seat_ends_is_kept(keys: Keys, mailbox: SeatMailbox, tmp_path: Path) -> None:
    looking, found = Event(), Event()

    def core_key() -> str:
        looking.set()
        found.wait(10)
        return ""

    path = tmp_path / "seat.sqlite"
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    link = SeatLink(context, free_name(), keys, core_key, wire.SeatKind.CONSOLE, mailbox, path, offline=OFFLINE)
    link.start()
    assert looking.wait(10)
    given = command("queue.filter", filter="last")
    link.send(given)
    ending = Thread(target=link.stop)
    ending.start()
    ending.join(0.2)  # it waits for the link, and the link for its key
    found.set()
    ending.join(10)
    context.term()
    kept = Waiting(path)
    assert [record.command.id for record in kept.records] == [given.id]
    kept.close()


def test_what_a_cut_off_seat_does_is_kept_or_refused_by_its_class_and_told_in_order_when_it_is_back(
    core: SeatCore, keys: Keys, store: MemoryStore, network: LossyProxy, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    core.raise_alarm(1)
    core.raise_alarm(2)
    path = tmp_path / "seat.sqlite"
    with linked(network.endpoint, keys, core.keys.public, mailbox, path, offline=OFFLINE) as link:
        desk = Desk(link, mailbox)
        desk.until_live(True)
        desk.until_answered(desk.do("queue.filter", filter="before"))
        network.cut()
        desk.until_live(False)
        kept = [
            desk.do("queue.filter", filter="cut"),
            desk.do("alarm.acknowledge", alarm="A1"),
            desk.do("map.move", lon=106.5, lat=29.5, zoom=12.0),
            desk.do("linkage.start", alarm="A2"),
            desk.do("wall.reset"),
            desk.do("queue.filter", filter="still"),
        ]
        refused = [desk.do("session.lock"), desk.do("rollcall.start", question="?"), desk.do("keys.revoke", public="x")]
        answers = desk.until_answered(*refused)
        assert {(it.ok, it.reason) for name, it in answers.items() if name in refused} == {(False, CUT_OFF)}
        shown = desk.until_kept(3)
        assert [(it.name, it.subject) for it in shown.urgent] == [
            ("alarm.acknowledge", "A1"),
            ("linkage.start", "A2"),
            ("wall.reset", ""),
        ]
        assert of_commands(store) == [(1, "queue.filter", "done")]
        network.mend()
        answers = desk.until_answered(*kept)
        assert [answers[name].ok for name in kept] == [True] * 6
        desk.until_kept(0)
    assert of_commands(store) == [
        (1, "queue.filter", "done"),
        (2, "queue.filter", "done"),
        (3, "alarm.acknowledge", "done"),
        (4, "map.move", "done"),
        (5, "linkage.start", "done"),
        (6, "wall.reset", "done"),
        (7, "queue.filter", "done"),
    ]
    assert whys(store) == []


def test_a_seat_that_is_started_again_while_it_is_cut_off_says_what_waits_and_tells_it_later(
    core: SeatCore, keys: Keys, store: MemoryStore, network: LossyProxy, tmp_path: Path
) -> None:
    core.raise_alarm(1)
    path = tmp_path / "seat.sqlite"
    network.cut()
    for number in (1, 2):
        mailbox: SeatMailbox = Mailbox(lambda: None)
        with linked(network.endpoint, keys, core.keys.public, mailbox, path, offline=OFFLINE) as link:
            desk = Desk(link, mailbox)
            assert desk.until_kept(number - 1).urgent == desk.kept.urgent
            desk.do(["alarm.acknowledge", "linkage.start"][number - 1], alarm="A1")
            assert [it.name for it in desk.until_kept(number).urgent] == ["alarm.acknowledge", "linkage.start"][:number]
    mailbox = Mailbox(lambda: None)
    with linked(network.endpoint, keys, core.keys.public, mailbox, path, offline=OFFLINE) as link:
        desk = Desk(link, mailbox)
        desk.until_kept(2)
        network.mend()
        desk.until_kept(0)
    assert of_commands(store) == [(1, "alarm.acknowledge", "done"), (2, "linkage.start", "done")]
    assert whys(store) == []


def test_what_an_earlier_run_of_the_seat_has_said_is_answered_to_the_next_one_with_the_command(
    core: SeatCore, keys: Keys, network: LossyProxy, tmp_path: Path
) -> None:
    path = tmp_path / "seat.sqlite"
    network.cut()
    mailbox: SeatMailbox = Mailbox(lambda: None)
    with linked(network.endpoint, keys, core.keys.public, mailbox, path, offline=OFFLINE) as link:
        desk = Desk(link, mailbox)
        done = desk.do("queue.filter", filter="x")
        refused = desk.do("alarm.acknowledge", alarm="no such alarm")
        desk.until_kept(1)
    network.mend()
    mailbox = Mailbox(lambda: None)
    with linked(network.endpoint, keys, core.keys.public, mailbox, path, offline=OFFLINE) as link:
        desk = Desk(link, mailbox)
        desk.until_answered(done, refused, desk.do("queue.filter", filter="own"))
    found = [item for item in desk.seen if isinstance(item, LeftAnswered)]
    assert [(it.command.id, it.command.name, it.answer.id, it.answer.ok, it.answer.refused) for it in found] == [
        (done, "queue.filter", done, True, False),
        (refused, "alarm.acknowledge", refused, False, True),
    ]


def test_answers_and_actions_that_are_lost_on_the_way_are_sent_again_and_count_once(
    core: SeatCore, keys: Keys, store: MemoryStore, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    with (
        LossyProxy(core.endpoint, seed=4) as network,
        linked(network.endpoint, keys, core.keys.public, mailbox, tmp_path / "seat.sqlite") as link,
    ):
        desk = Desk(link, mailbox)
        desk.until_live(True)
        network.lose_requests = 1.0
        given = [desk.do("queue.filter", filter=str(number)) for number in range(4)]
        eventually(lambda: network.lost >= 2, 30, "what goes to the core is lost")
        before, network.lose_requests, network.lose_replies = network.lost, 0.0, 1.0
        eventually(lambda: of_commands(store) and network.lost > before, 30, "one has come through, its answer is lost")
        network.lose_replies = network.lose_requests = 0.0
        desk.until_answered(*given)
    assert of_commands(store) == [(number, "queue.filter", "done") for number in (1, 2, 3, 4)]


def test_what_is_too_long_for_the_core_is_refused_at_the_seat_and_holds_nothing_up(
    core: SeatCore, keys: Keys, store: MemoryStore, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    with linked(core.endpoint, keys, core.keys.public, mailbox, tmp_path / "seat.sqlite") as link:
        desk = Desk(link, mailbox)
        desk.until_live(True)
        long, short = desk.do("queue.filter", filter="x" * 200_000), desk.do("queue.filter", filter="x")
        answers = desk.until_answered(long, short)
        assert (answers[long].ok, answers[long].reason, answers[short].ok) == (False, TOO_LONG, True)
    assert of_commands(store) == [(1, "queue.filter", "done")]


def test_what_the_seat_shows_after_it_is_back_is_what_the_core_holds(
    core: SeatCore, keys: Keys, network: LossyProxy, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    """Also what has happened elsewhere meanwhile."""
    core.raise_alarm(1)
    with linked(network.endpoint, keys, core.keys.public, mailbox, tmp_path / "seat.sqlite", offline=OFFLINE) as link:
        desk = Desk(link, mailbox)
        desk.until_live(True)
        network.cut()
        desk.until_live(False)
        core.raise_alarm(2)
        given = desk.do("alarm.acknowledge", alarm="A1")
        network.mend()
        assert desk.until_answered(given)[given].ok
        snapshots = [item.state.alarms.keys() for item in desk.seen if isinstance(item, Snapshot)]
        assert snapshots[-1] == {"A1", "A2"}
        assert any(isinstance(item, Entered) for item in desk.seen)

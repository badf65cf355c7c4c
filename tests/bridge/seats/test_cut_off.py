"""A seat that is cut off at a real network: what is kept, what is not, and that all of it counts once, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import msgspec
import pytest
import zmq

from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.seat.happenings import Entered, Happening, KeptHere, LinkChanged, SeatMailbox, Snapshot
from bridge.seat.keeping import CUT_OFF, TOO_LONG
from bridge.seat.link import SeatLink
from bridge.seat.outbox import Waiting
from bridge.source.keys import Keys
from commandcenter.domain.changes.operating import CommandRefused
from commandcenter.domain.changes.seats import ChainBroken
from commandcenter.domain.journal import CommandId, Entry
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.merging import BEGINNING, link_of
from commandcenter.services.chaining import FOREIGN
from commandcenter.services.operating import command_table
from commandcenter.services.whose import NO_SESSION, OVER
from tests.support.cores import MemoryStore
from tests.support.hall import Hall, ask, command, desks, hall, proof, sign_in
from tests.support.lossy_proxy import LossyProxy
from tests.support.ports import free_name
from tests.support.seat_core import Peer, SeatCore, collect, linked, peer
from tests.support.waiting import eventually

OFFLINE = {line.name: line.offline for line in command_table().lines}
CHAIN = "c" * 32


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


def of_commands(store: MemoryStore) -> list[tuple[int, str, str]]:
    """(number in the chain, command, outcome) of what has come out of the seat's journal; a command once."""
    found: list[tuple[int, str, str]] = []
    for entry in (stamped.entry for stamped in store.entries):
        if isinstance(entry.cause, CommandId) and entry.cause.chain:
            line = (entry.cause.n, entry.cause.name, entry.outcome.value)
            if not found or found[-1] != line:
                found.append(line)
    return found


def broken(store: MemoryStore) -> list[str]:
    changes = (stamped.entry.change for stamped in store.entries)
    return [change.why for change in changes if isinstance(change, ChainBroken)]


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
    assert broken(store) == []


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
    assert broken(store) == []


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


def recorded(
    command: wire.Command, n: int = 1, prev: bytes = BEGINNING, session: str = "", age_s: float = 0.0
) -> wire.Recorded:
    record = wire.Record(n=n, prev=prev, session=session, command=command)
    return wire.Recorded(chain=CHAIN, record=msgspec.msgpack.encode(record), age_s=age_s)


def tell(seat: Peer, message: wire.Recorded) -> wire.Answer:
    command = msgspec.msgpack.decode(message.record, type=wire.Record).command
    seat.say(message)
    while True:
        answer = seat.expect(wire.Answer)
        if answer.id == command.id:
            return answer


def test_a_forged_seat_cannot_tell_another_seats_records(core: SeatCore, store: MemoryStore) -> None:
    with (
        peer(core, core.trust(name="desk-1")) as honest,
        peer(core, core.trust(name="desk-2")) as forged,
    ):
        honest.join()
        forged.join()
        first = recorded(command("queue.filter", filter="all"))
        assert tell(honest, first).ok
        assert tell(forged, first).reason == FOREIGN
        second = recorded(command("queue.filter", filter="forged"), 2, link_of(BEGINNING, first.record))
        assert tell(forged, second).reason == FOREIGN
        mine = recorded(command("queue.filter", filter="mine"), 2, link_of(BEGINNING, first.record))
        assert tell(honest, mine).ok
    assert of_commands(store) == [(1, "queue.filter", "done"), (2, "queue.filter", "done")]
    assert broken(store) == ["foreign", "foreign"]


def test_records_that_are_played_again_get_their_answers_and_nothing_is_done(
    core: SeatCore, store: MemoryStore
) -> None:
    core.raise_alarm(1)
    with peer(core, core.trust(name="desk-1")) as seat:
        seat.join()
        first = recorded(command("alarm.acknowledge", alarm="A1"))
        second = recorded(command("linkage.start", alarm="A1"), 2, link_of(BEGINNING, first.record))
        for _ in range(3):
            assert tell(seat, first).ok
            assert tell(seat, second).ok
    assert of_commands(store) == [(1, "alarm.acknowledge", "done"), (2, "linkage.start", "done")]
    assert broken(store) == []


@pytest.mark.expects_log("WARNING bridge.core.seat_socket: a seat sent something that was refused")
@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"\xc1",
        msgspec.msgpack.encode({"n": 0, "prev": bytes(32)}),
        msgspec.msgpack.encode(wire.Record(n=1, prev=b"short", command=command("queue.filter", filter="x"))),
        msgspec.msgpack.encode(wire.Record(n=1, prev=bytes(32), blind_s=-1.0, command=command("queue.filter"))),
        b"\x82\xa1n\x01\xa1n\x02",
    ],
)
def test_bytes_that_are_no_record_are_no_message(core: SeatCore, store: MemoryStore, record: bytes) -> None:
    with peer(core, core.trust(name="desk-1")) as seat:
        seat.join()
        seat.say(wire.Recorded(chain=CHAIN, record=record, age_s=0.0))
        assert seat.expect(wire.SeatFault).code == "malformed"
    assert of_commands(store) == []


@pytest.mark.expects_log("WARNING bridge.core.seat_socket: a seat sent something that was refused")
@pytest.mark.parametrize("wrong", [{"age_s": -1.0}, {"age_s": float("nan")}, {"chain": "x" * 32}, {"chain": "c" * 31}])
def test_an_age_or_a_chain_that_cannot_be_is_no_message(core: SeatCore, wrong: dict[str, float | str]) -> None:
    with peer(core, core.trust(name="desk-1")) as seat:
        seat.join()
        message = recorded(command("queue.filter", filter="x"))
        seat.say(msgspec.msgpack.encode({**msgspec.to_builtins(message, builtin_types=(bytes,)), **wrong}))
        assert seat.expect(wire.SeatFault).code == "malformed"


def test_the_largest_age_there_is_does_no_harm(core: SeatCore, store: MemoryStore) -> None:
    with peer(core, core.trust(name="desk-1")) as seat:
        seat.join()
        assert tell(seat, recorded(command("queue.filter", filter="x"), age_s=1e12)).ok
    assert len(of_commands(store)) == 1


def entries(it: Hall) -> list[Entry]:
    store = it.core.store
    return [stamped.entry for stamped in store.entries if stamped.entry.action == "queue.filter"]


def test_what_was_done_in_a_session_counts_in_its_name_although_another_sits_there_by_now() -> None:
    with hall() as it, desks(it, "desk-1") as (one,):
        assert sign_in(one).ok
        mine = it.core.core.state.sessions["desk-1"]
        one.join()
        moved = msgspec.structs.replace(mine, since=mine.since.replace(year=mine.since.year - 1))
        it.core.do(lambda: it.core.core.state.sessions.update({"desk-1": moved}))
        assert sign_in(one, "chen.jing", "shift-leader").ok
        one.join()
        told = [
            recorded(command("queue.filter", filter="then"), session=mine.id, age_s=60.0),
            recorded(command("queue.filter", filter="after"), 2, session=mine.id),
            recorded(command("queue.filter", filter="never"), 3, session="S9-x"),
        ]
        answers = []
        link = BEGINNING
        for message in told:
            record = msgspec.msgpack.decode(message.record, type=wire.Record)
            data = msgspec.msgpack.encode(msgspec.structs.replace(record, prev=link))
            if record.n == 2:
                eventually(lambda: (datetime.now(UTC) - ended(it)).total_seconds() > 1.1, 5, "it is over for a while")
            answers.append(tell(one, msgspec.structs.replace(message, record=data)).reason)
            link = link_of(link, data)
        assert answers == ["", OVER, NO_SESSION]
        found = [(entry.actor, entry.outcome.value) for entry in entries(it)]
        assert found == [("li.wei", "done"), ("li.wei", "refused"), ("nobody", "refused")]
        assert isinstance(entries(it)[1].change, CommandRefused)


def ended(it: Hall) -> datetime:
    (former,) = it.core.core.state.former.values()
    return former.ended_at


def test_a_locked_desk_tells_what_was_done_before_it_was_locked_and_nothing_after() -> None:
    with hall() as it, desks(it, "desk-1") as (one,):
        assert sign_in(one).ok
        session = it.core.core.state.sessions["desk-1"].id
        one.join()
        link, answers = BEGINNING, []
        for n, name in enumerate(["queue.filter", "session.lock", "queue.filter"], 1):
            args = {"filter": str(n)} if name == "queue.filter" else {}
            message = recorded(command(name, **args), n, link, session)
            link = link_of(link, message.record)
            answers.append(tell(one, message).ok)
        assert answers == [True, True, False]
        assert ask(one, proof("session.unlock")).ok


def test_a_wall_and_a_tool_need_no_session(core: SeatCore, store: MemoryStore) -> None:
    with peer(core, core.trust(KeyKind.WALL, "wall")) as wall:
        wall.join()
        assert tell(wall, recorded(command("seat.ready", seconds=2.0))).ok
    with peer(core, core.trust(KeyKind.TOOL, "tool")) as tool:
        assert ask(tool, command("queue.filter", filter="x")).ok
    assert of_commands(store) == [(1, "seat.ready", "done")]


def test_the_core_says_how_many_actions_wait_at_a_seat(core: SeatCore) -> None:
    with peer(core, core.trust(name="desk-1")) as seat:
        joined = seat.join()
        seat.say(wire.SeatBeat(joined=joined.number, parts=len(seat.parts), size=joined.state.size, waiting=3))
        eventually(lambda: [it.waiting for it in core.do(core.desk.health)] == [3], 5, "the core knows")


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

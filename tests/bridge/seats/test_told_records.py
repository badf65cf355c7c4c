"""Records of a seat's journal, told over a real socket: no other seat's, each once, each in the name of its session."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from bridge.protocol import seat as wire
from commandcenter.domain.changes.operating import CommandRefused
from commandcenter.domain.journal import Entry
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.merging import BEGINNING, link_of
from commandcenter.services.chaining import FOREIGN
from commandcenter.services.whose import NO_SESSION, OVER
from tests.support.cores import MemoryStore
from tests.support.hall import Hall, ask, command, desks, hall, proof, sign_in
from tests.support.kept import CHAIN, of_commands, whys
from tests.support.seat_core import Peer, SeatCore, peer
from tests.support.waiting import eventually


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
        turned_away = tell(forged, first)
        assert (turned_away.reason, turned_away.refused) == (FOREIGN, False)
        second = recorded(command("queue.filter", filter="forged"), 2, link_of(BEGINNING, first.record))
        assert tell(forged, second).reason == FOREIGN
        mine = recorded(command("queue.filter", filter="mine"), 2, link_of(BEGINNING, first.record))
        assert tell(honest, mine).ok
    assert of_commands(store) == [(1, "queue.filter", "done"), (2, "queue.filter", "done")]
    assert whys(store) == ["foreign", "foreign"]


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
    assert whys(store) == []


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

"""A seat's link on real sockets and files: what it does when a disk, a message or the screen's mailbox fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.protocol.source import Sample
from bridge.seat.happenings import Happening, LinkChanged, Reading, SeatMailbox
from bridge.source.keys import Keys, new_keys
from commandcenter.domain.state import State
from commandcenter.services.permissions import Person, Standing
from commandcenter.services.ports import StoreTrouble
from tests.support.cores import MemoryStore
from tests.support.joining import joined
from tests.support.raw_core import RawCore
from tests.support.seat_core import SeatCore, actions, collect, linked
from tests.support.waiting import eventually

SITTING = Person(id="wang", name="Wang", session="s1", standing=Standing.PRESENT)
MALFORMED = wire.Entries(first=0, entries=(b"\xc1",))
SAMPLE = Sample(key="k", type="t", at=datetime(2026, 11, 21, 6, tzinfo=UTC))


def command(number: int, name: str = "alarm.acknowledge", alarm: str = "A1") -> wire.Command:
    args = msgspec.Raw(msgspec.msgpack.encode({"alarm": alarm}))
    return wire.Command(id=f"command-{number}", name=name, args=args, done_at=datetime.now(UTC))


def answers(seen: list[Happening]) -> list[tuple[str, bool, bool]]:
    return [(item.id, item.ok, item.later) for item in seen if isinstance(item, wire.Answer)]


def raise_two_alarms(core: SeatCore, mailbox: SeatMailbox, seen: list[Happening]) -> None:
    collect(mailbox, seen, lambda: LinkChanged(True) in seen)
    core.raise_alarm(1)
    core.raise_alarm(2)
    collect(mailbox, seen, lambda: actions(seen).count("alarm.raised") == 2)


@pytest.mark.expects_log("WARNING bridge.seat.chain_file: row . of the outbox is no command")
def test_what_an_earlier_version_has_left_is_sent_but_for_what_is_no_command(
    core: SeatCore, keys: Keys, mailbox: SeatMailbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "out.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE pending (id TEXT PRIMARY KEY, command BLOB NOT NULL)")
        left = [("a", b"\xc1"), ("b", "text"), ("c", 7), ("d", msgspec.msgpack.encode(command(1)))]
        database.executemany("INSERT INTO pending VALUES (?, ?)", left)
    database.close()
    seen: list[Happening] = []
    with linked(core.endpoint, keys, core.keys.public, mailbox, path):
        collect(mailbox, seen, lambda: answers(seen) == [("command-1", False, False)])
    dropped = [record.getMessage() for record in caplog.records if "is no command" in record.getMessage()]
    assert [line.split(" of ")[0] for line in dropped] == ["row 1", "row 2", "row 3"]
    assert rows(path) == []


def test_what_is_passed_on_is_answered_and_in_no_record_of_the_seat(
    core: SeatCore, keys: Keys, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    path = tmp_path / "out.sqlite"
    seen: list[Happening] = []
    with linked(core.endpoint, keys, core.keys.public, mailbox, path) as link:
        raise_two_alarms(core, mailbox, seen)
        link.send(command(1))
        collect(mailbox, seen, lambda: answers(seen) == [("command-1", True, False)])
        link.pass_on(command(2, alarm="A2"))
        collect(mailbox, seen, lambda: answers(seen)[1:] == [("command-2", True, False)])
        link.send(command(3))
        collect(mailbox, seen, lambda: len(answers(seen)) == 3)
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM records").fetchone() == (2,)
    assert "seat.chain_broken" not in actions(seen)


def test_what_is_passed_on_without_a_core_is_forgotten(
    core: SeatCore, keys: Keys, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    path = tmp_path / "out.sqlite"
    seen: list[Happening] = []
    with linked(core.endpoint, keys, core.keys.public, mailbox, path) as link:
        link.pass_on(command(1))
        raise_two_alarms(core, mailbox, seen)
        link.pass_on(command(2))
        collect(mailbox, seen, lambda: ("command-2", True, False) in answers(seen))
    assert [name for name, _, _ in answers(seen)] == ["command-2"]


def test_where_its_person_looks_goes_out_with_the_next_word(
    core: SeatCore, keys: Keys, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    seen: list[Happening] = []

    def told() -> list[str]:
        seats = core.do(lambda: core.server.health(lambda seat: SITTING))
        return [seat.looking for seat in seats]

    with linked(core.endpoint, keys, core.keys.public, mailbox, tmp_path / "out.sqlite") as link:
        collect(mailbox, seen, lambda: LinkChanged(True) in seen)
        eventually(lambda: told() == [""], 5)
        link.look("A7")
        eventually(lambda: told() == ["A7"], 0.9)
        link.look("")
        eventually(lambda: told() == [""], 0.9)


def no_database(path: Path) -> Path:
    path.write_bytes(b"This is not a database. " * 100)
    return path


def other_table(path: Path) -> Path:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE records (something TEXT)")
    database.close()
    return path


def no_folder(path: Path) -> Path:
    path.write_bytes(b"a file where a folder should be")
    return path / "out.sqlite"


@pytest.mark.expects_log("ERROR bridge.seat.outbox: the (outbox .* cannot be used|seat's journal .* is damaged)")
@pytest.mark.parametrize("spoil", [no_database, other_table, no_folder])
def test_with_an_outbox_that_cannot_be_opened_commands_are_still_answered(
    core: SeatCore, keys: Keys, mailbox: SeatMailbox, tmp_path: Path, spoil: Callable[[Path], Path]
) -> None:
    seen: list[Happening] = []
    with linked(core.endpoint, keys, core.keys.public, mailbox, spoil(tmp_path / "out")) as link:
        raise_two_alarms(core, mailbox, seen)
        link.send(command(1))
        collect(mailbox, seen, lambda: answers(seen) == [("command-1", True, False)])


@pytest.mark.expects_log(
    "ERROR bridge.seat.outbox: this seat's disk fails", "ERROR bridge.core.working", "WARNING bridge.core.working"
)
def test_commands_that_neither_disk_takes_wait_in_memory_and_are_done_in_order(
    core: SeatCore,
    keys: Keys,
    store: MemoryStore,
    mailbox: SeatMailbox,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = tmp_path / "out.sqlite"
    seen: list[Happening] = []
    with linked(core.endpoint, keys, core.keys.public, mailbox, path) as link:
        raise_two_alarms(core, mailbox, seen)
        with sqlite3.connect(path) as database:
            database.execute("DROP TABLE records")
        database.close()
        store.broken = StoreTrouble("no room", full=True)
        link.send(command(1, alarm="A2"))
        link.send(command(2, alarm="A1"))
        collect(mailbox, seen, lambda: len(answers(seen)) == 2)
        store.broken = None
        collect(mailbox, seen, lambda: len(answers(seen)) == 4)
    assert answers(seen)[2:] == [("command-1", True, False), ("command-2", True, False)]
    assert sum("disk fails" in record.getMessage() for record in caplog.records) == 1


@pytest.mark.expects_log("ERROR bridge.core.working", "WARNING bridge.core.working")
@pytest.mark.parametrize("restarted", [False, True])
def test_commands_given_while_the_disk_of_the_core_is_full_are_told_of_once_and_done_in_order_later(
    core: SeatCore, keys: Keys, store: MemoryStore, mailbox: SeatMailbox, tmp_path: Path, restarted: bool
) -> None:
    path = tmp_path / "out.sqlite"
    seen: list[Happening] = []
    with linked(core.endpoint, keys, core.keys.public, mailbox, path) as link:
        raise_two_alarms(core, mailbox, seen)
        store.broken = StoreTrouble("no room", full=True)
        link.send(command(1, alarm="A2"))
        link.send(command(2, alarm="A1"))
        collect(mailbox, seen, lambda: len(answers(seen)) == 2)
        assert answers(seen) == [("command-1", False, True), ("command-2", False, True)]
        assert all(item.reason for item in seen if isinstance(item, wire.Answer))
        if not restarted:
            store.broken = None
            collect(mailbox, seen, lambda: answers(seen)[-1] == ("command-2", True, False))
    if restarted:
        assert rows(path) == ["command-1", "command-2"]
        store.broken = None
        with linked(core.endpoint, keys, core.keys.public, mailbox, path):
            collect(mailbox, seen, lambda: answers(seen)[-1] == ("command-2", True, False))
    assert rows(path) == []
    done = [entry.entry.subject for entry in store.entries if entry.entry.action == "alarm.acknowledged"]
    assert done == ["A2", "A1"]


@pytest.mark.expects_log("WARNING bridge.seat.session: the core sent something that cannot be read")
@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\xc1",
        b"\xa1\xff",
        msgspec.msgpack.encode({"t": "answer", "id": 5}),
        msgspec.msgpack.encode({"t": "entries", "first": -1, "entries": []}),
        msgspec.msgpack.encode({"t": "samples", "number": 1, "samples": [["s", {}]]}),
        msgspec.msgpack.encode(MALFORMED),
    ],
)
def test_a_message_of_the_core_that_cannot_be_read_makes_the_seat_join_again(
    raw: RawCore, mailbox: SeatMailbox, tmp_path: Path, garbage: bytes
) -> None:
    seen: list[Happening] = []
    with linked(raw.endpoint, new_keys("desk"), raw.keys.public, mailbox, tmp_path / "out.sqlite"):
        raw.expect(wire.Join)
        raw.let_in()
        raw.expect(wire.SeatBeat)
        raw.say(garbage)
        raw.expect(wire.Join)
        raw.let_in()
        collect(mailbox, seen, lambda: len(seen) == 3)
    assert seen == [joined(State()), LinkChanged(True), joined(State())]


def test_telemetry_of_the_time_before_a_snapshot_does_not_outlive_it(
    raw: RawCore, mailbox: SeatMailbox, tmp_path: Path
) -> None:
    with linked(raw.endpoint, new_keys("desk"), raw.keys.public, mailbox, tmp_path / "out.sqlite"):
        raw.expect(wire.Join)
        raw.let_in()
        raw.say(wire.Samples(number=1, samples=(Reading("a", SAMPLE), Reading("b", SAMPLE))))
        raw.say(wire.Behind(size=0))
        raw.expect(wire.Join)
        raw.let_in()
        raw.say(wire.Samples(number=2, samples=(Reading("b", SAMPLE),)))
        found: list[Reading | wire.Beat] = []
        acknowledged: list[wire.ToCore | None] = []

        def look() -> bool:
            acknowledged.append(raw.hear())
            return wire.SeatBeat(joined=1, parts=1, samples=2) in acknowledged

        eventually(look, 10)
        found += mailbox.drain()[1].values()
    assert found == [Reading("b", SAMPLE)]


@pytest.mark.expects_log("ERROR bridge.seat.link: the link to the core failed")
def test_a_failure_of_the_links_thread_shows_the_core_as_away_and_the_seat_joins_again(
    core: SeatCore, keys: Keys, tmp_path: Path
) -> None:
    faults = [RuntimeError("made up")]

    def wake() -> None:
        if faults:
            raise faults.pop()

    mailbox: SeatMailbox = Mailbox(wake)
    seen: list[Happening] = []
    with linked(core.endpoint, keys, core.keys.public, mailbox, tmp_path / "out.sqlite"):
        collect(mailbox, seen, lambda: LinkChanged(True) in seen)
    kinds = [type(item).__name__ for item in seen if not isinstance(item, LinkChanged)]
    assert [item.live for item in seen if isinstance(item, LinkChanged)] == [False, True]
    assert kinds.count("Snapshot") >= 1


def test_a_seat_whose_mailbox_is_full_joins_again_until_the_state_has_found_room(raw: RawCore, tmp_path: Path) -> None:
    mailbox: SeatMailbox = Mailbox(lambda: None, limit=2000)
    for _ in range(2):
        mailbox.happen(LinkChanged(False), 1000)
    with linked(raw.endpoint, new_keys("desk"), raw.keys.public, mailbox, tmp_path / "out.sqlite"):
        for _ in range(3):
            raw.expect(wire.Join)
            raw.let_in()
        assert mailbox.drain()[0] == [LinkChanged(False), LinkChanged(False)]
        raw.expect(wire.Join)
        raw.let_in()
        seen: list[Happening] = []
        # A seat that was answered late has asked twice, and joins twice.
        collect(mailbox, seen, lambda: joined(State()) in seen and LinkChanged(True) in seen)
        raw.expect(wire.SeatBeat)


def rows(path: Path) -> list[str]:
    database = sqlite3.connect(path)
    try:
        found = database.execute("SELECT record FROM records WHERE answered = 0 ORDER BY n")
        return [msgspec.msgpack.decode(data, type=wire.Record).command.id for (data,) in found]
    finally:
        database.close()

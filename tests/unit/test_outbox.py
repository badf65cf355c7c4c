"""A seat's own journal on its disk: a chain that outlives what happens to the process, the disk and the file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from bridge.protocol.seat import Command, Record
from bridge.seat import chain_file
from bridge.seat.outbox import BEGUN_ANEW, NO_DISK, Waiting
from bridge.seat.steady import Ages
from commandcenter.domain.merging import BEGINNING, link_of
from tests.support.kept import Disk

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAMAGED = pytest.mark.expects_log("ERROR bridge.seat.outbox: the seat's journal .* is damaged and put aside")
FAILS = pytest.mark.expects_log("ERROR bridge.seat.outbox: this seat's disk fails")


class Clocks:
    """The machine's run, its steady seconds, and the clock on its wall."""

    def __init__(self, boot: str = "b1") -> None:
        self.boot, self.seconds, self.wall = boot, 1000.0, NOON

    def ages(self) -> Ages:
        return Ages(self.boot, lambda: self.seconds, lambda: self.wall)


def command(number: int) -> Command:
    return Command(id=f"command-{number}", name="shift.note", args=msgspec.Raw(b"\x80"), done_at=NOON)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "seats" / "desk-1.sqlite"


def stored(path: Path) -> list[tuple[int, str, bool]]:
    """(number, command, answered) of all records, whose links are held against each other."""
    link, found = BEGINNING, []
    with closing(sqlite3.connect(path)) as database:
        for n, data, answered in database.execute("SELECT n, record, answered FROM records ORDER BY n"):
            record = msgspec.msgpack.decode(data, type=Record)
            assert (record.n, record.prev) == (n, link)
            link = link_of(link, data)
            found.append((n, record.command.id, bool(answered)))
    return found


def test_records_are_linked_and_stay_when_they_are_answered(path: Path) -> None:
    waiting = Waiting(path)
    for number in (1, 2, 3):
        waiting.add(command(number))
    waiting.remove("command-1")
    waiting.close()
    assert stored(path) == [(1, "command-1", True), (2, "command-2", False), (3, "command-3", False)]


def test_a_command_that_waits_already_keeps_its_place(path: Path) -> None:
    waiting = Waiting(path)
    for number in (1, 2, 1):
        waiting.add(command(number))
    assert [record.command.id for record in waiting.records] == ["command-1", "command-2"]
    waiting.close()


def test_a_seat_that_starts_again_goes_on_with_the_same_chain(path: Path) -> None:
    first = Waiting(path)
    first.add(command(1), "S1-x", 2.5)
    first.close()
    second = Waiting(path)
    second.add(command(2))
    message = second.first()
    assert message is not None
    record = msgspec.msgpack.decode(message.record, type=Record)
    assert (message.chain, record.n, record.session, record.blind_s) == (first.chain, 1, "S1-x", 2.5)
    second.close()
    assert stored(path) == [(1, "command-1", False), (2, "command-2", False)]


def test_what_is_noted_is_all_before_the_record_that_is_sent(path: Path) -> None:
    waiting = Waiting(path)
    for number in (1, 2, 3):
        waiting.add(command(number))
    for number in (1, 2):
        waiting.remove(f"command-{number}")
    message = waiting.first()
    assert message is not None
    assert message.noted == 2
    waiting.close()


def test_the_age_of_an_action_goes_by_steady_seconds_whatever_the_wall_clock_does(path: Path) -> None:
    clocks = Clocks()
    waiting = Waiting(path, clocks.ages())
    waiting.add(command(1))
    clocks.seconds += 61.5
    clocks.wall -= timedelta(days=3)
    message = waiting.first()
    assert message is not None
    assert message.age_s == 61.5
    waiting.close()
    again = Waiting(path, clocks.ages())
    message = again.first()
    assert message is not None
    assert message.age_s == 61.5
    again.close()


@pytest.mark.parametrize(("passed", "age_s"), [(900, 900.0), (40, 300.0), (-3600, 300.0)])
def test_after_a_start_of_the_machine_the_wall_clock_tells_and_what_was_before_is_older_than_that(
    path: Path, passed: int, age_s: float
) -> None:
    waiting = Waiting(path, Clocks().ages())
    waiting.add(command(1))
    waiting.close()
    clocks = Clocks("b2")
    clocks.seconds, clocks.wall = 300.0, NOON + timedelta(seconds=passed)
    again = Waiting(path, clocks.ages())
    message = again.first()
    assert message is not None
    assert message.age_s == age_s
    again.close()


@DAMAGED
@pytest.mark.parametrize("name", ["", "C" * 32, "c" * 31, "c" * 32 + "\n"])
def test_a_journal_under_a_name_that_no_core_takes_is_put_aside_and_what_it_holds_is_sent(
    path: Path, name: str
) -> None:
    waiting = Waiting(path)
    waiting.add(command(1))
    waiting.close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE chain SET name = ?", (name,))
        database.commit()
    again = Waiting(path)
    message = again.first()
    assert message is not None
    assert (again.first_id(), again.trouble, len(message.chain)) == ("command-1", BEGUN_ANEW, 32)
    again.close()


@DAMAGED
def test_a_record_with_a_key_twice_which_no_core_takes_does_not_hold_up_those_behind_it(path: Path) -> None:
    waiting = Waiting(path)
    for number in (1, 2):
        waiting.add(command(number))
    waiting.close()
    with closing(sqlite3.connect(path)) as database:
        ((data,),) = database.execute("SELECT record FROM records WHERE n = 1")
        twice = bytes([data[0] + 1]) + data[1:] + msgspec.msgpack.encode("n") + b"\x01"
        database.execute("UPDATE records SET record = ? WHERE n = 1", (twice,))
        database.commit()
    again = Waiting(path)
    assert (again.first_id(), len(again), again.trouble) == ("command-2", 1, BEGUN_ANEW)
    again.close()


def test_of_what_is_answered_the_oldest_go_and_the_chain_is_whole_from_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_file, "ANSWERED_KEPT", 20)
    monkeypatch.setattr(chain_file, "PRUNED_EVERY", 10)
    waiting = Waiting(path)
    for number in range(1, 51):
        waiting.add(command(number))
    for number in range(1, 41):
        waiting.remove(f"command-{number}")
    waiting.close()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT min(n), max(n) FROM records").fetchone() == (21, 50)
    again = Waiting(path)
    assert (len(again), again.trouble, again.chain) == (10, "", waiting.chain)
    again.close()


@FAILS
def test_a_full_disk_is_told_and_what_was_done_meanwhile_is_on_it_when_there_is_room(path: Path) -> None:
    disk = Disk(path)
    waiting = disk.open()
    waiting.add(command(1))
    disk.fails = True
    waiting.add(command(2))
    waiting.add(command(3))
    waiting.remove("command-1")
    assert (waiting.trouble, len(waiting)) == (NO_DISK, 2)
    disk.fails = False
    waiting.settle()
    assert waiting.trouble == ""
    waiting.close()
    assert stored(path) == [(1, "command-1", True), (2, "command-2", False), (3, "command-3", False)]


def no_database(path: Path) -> None:
    path.write_bytes(b"This is not a database. " * 100)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def other_bytes(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE records SET record = x'c1' WHERE n = 2")
        database.commit()


def one_less(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM records WHERE n = 2")
        database.commit()


def changed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        data = database.execute("SELECT record FROM records WHERE n = 2").fetchone()[0]
        other = msgspec.structs.replace(msgspec.msgpack.decode(data, type=Record), session="other")
        database.execute("UPDATE records SET record = ? WHERE n = 2", [msgspec.msgpack.encode(other)])
        database.commit()


@DAMAGED
@pytest.mark.parametrize(
    ("spoil", "left"),
    [
        (no_database, []),
        (cut_short, []),
        (other_bytes, ["command-1", "command-3"]),
        (one_less, ["command-1", "command-3"]),
        (changed, ["command-1", "command-2", "command-3"]),
    ],
)
def test_a_journal_that_is_damaged_is_put_aside_and_what_can_be_read_goes_on_in_a_new_one(
    path: Path, spoil: object, left: list[str]
) -> None:
    waiting = Waiting(path)
    for number in (1, 2, 3):
        waiting.add(command(number))
    waiting.close()
    assert callable(spoil)
    spoil(path)
    fresh = Waiting(path)
    assert fresh.chain != waiting.chain
    assert [record.command.id for record in fresh.records] == left
    assert fresh.trouble == BEGUN_ANEW
    assert [it.name for it in path.parent.glob("*.damaged-*") if not it.name.endswith(("wal", "shm"))]
    fresh.add(command(9))
    fresh.close()
    assert [(n, name) for n, name, _ in stored(path)] == list(enumerate([*left, "command-9"], 1))


@pytest.mark.expects_log("ERROR bridge.seat.outbox: the outbox .* cannot be used")
def test_a_second_program_of_the_same_seat_does_not_write_into_its_journal(path: Path) -> None:
    waiting = Waiting(path)
    second = Waiting(path)
    assert second.trouble == NO_DISK
    assert second.chain != waiting.chain
    second.add(command(1))
    second.close()
    waiting.close()
    assert stored(path) == []

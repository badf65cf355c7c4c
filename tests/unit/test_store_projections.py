"""What is derived from the journal is made anew whenever it is not to be trusted, and never stops the core."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.store import following, projections
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.reading import JournalReader, NoProjections
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.adapters.store.sqlite import state_file
from commandcenter.domain.journal import CommandId
from commandcenter.services.core import Core
from commandcenter.services.doubts import Log
from tests.support.cores import START, WANG
from tests.support.databases import ask
from tests.support.journals import a_busy_minute, open_core, write_more

TABLES = ("alarms", "things", "answers")
ANEW = pytest.mark.expects_log("WARNING .*the projections are made anew")
KEPT_BACK = pytest.mark.expects_log("ERROR .*the projections cannot be written", "WARNING .*can be written again")


def contents(where: Where) -> list[object]:
    """All that the projections hold."""
    found = [sorted(tuple(map(_plain, row)) for row in ask(where, f"SELECT * FROM state.{name}")) for name in TABLES]
    return [*found, [tuple(map(_plain, row)) for row in ask(where, "SELECT * FROM state.meta")]]


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def other_version(where: Where) -> None:
    ask(where, "UPDATE state.meta SET version = version + 1")


def wrong_value(where: Where) -> None:
    ask(where, "UPDATE state.things SET value = ?", [b"\xc1"])


def unknown_kind(where: Where) -> None:
    ask(where, "UPDATE state.things SET kind = 'nonsense' WHERE kind = 'device'")


def no_table(where: Where) -> None:
    ask(where, "DROP TABLE state.alarms")


def nothing_there(where: Where) -> None:
    if isinstance(where, Path):
        state_file(where).unlink()
    else:
        ask(where, "DROP SCHEMA state CASCADE")


def of_another_journal(where: Where) -> None:
    ask(where, "UPDATE state.meta SET leaf = ?", [b"x" * 32])


def ahead(where: Where) -> None:
    ask(where, "UPDATE state.meta SET size = size + 1")


@pytest.mark.expects_log("WARNING .*the projections are made anew")
@pytest.mark.parametrize("spoil", [other_version, wrong_value, unknown_kind, no_table, of_another_journal, ahead])
def test_projections_that_are_not_to_be_trusted_are_made_anew(
    database: Where, spoil: Callable[[Where], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    core.open_source("src", Log(epoch="epoch", first=100, head=100))
    state, before = core.state, contents(database)
    store.close()
    spoil(database)
    monkeypatch.setattr(projections, "AT_ONCE", 4)
    store, core = open_core(database)
    assert core.state == state
    assert contents(database) == before
    store.close()


def test_projections_that_are_behind_are_caught_up_from_there(database: Where) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    early = {name: ask(database, f"SELECT * FROM state.{name}") for name in (*TABLES, "meta")}
    write_more(core)
    command = CommandId(id="late", name="alarm.acknowledge")
    core.command(command, msgspec.msgpack.encode({"alarm": "A3"}), WANG, "desk-1", START)
    state, whole = core.state, contents(database)
    store.close()
    for name, rows in early.items():
        ask(database, f"DELETE FROM state.{name}")
        for row in rows:
            ask(database, f"INSERT INTO state.{name} VALUES ({', '.join('?' * len(row))})", row)
    steps: list[tuple[int, int]] = []
    store = SqlStore(database, lambda done, size: steps.append((done, size)))
    assert store.load()[0] == state
    assert contents(database) == whole
    assert steps == [(state.size, state.size)]
    store.close()


def test_how_far_making_anew_is_can_be_told(database: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    size = core.state.size
    store.close()
    for name in (*TABLES, "meta"):
        ask(database, f"DELETE FROM state.{name}")
    monkeypatch.setattr(projections, "AT_ONCE", 8)
    steps: list[tuple[int, int]] = []
    SqlStore(database, lambda done, of: steps.append((done, of))).close()
    assert steps == [(8, size), (16, size), (size, size)]


@pytest.mark.expects_log("WARNING .*the projections are made anew")
def test_answers_made_anew_are_those_that_were_given(database: Where) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    given = [store.answer(f"command-{number}") for number in range(5)]
    assert [answer is None for answer in given] == [False, False, False, False, True]
    store.close()
    other_version(database)
    store, core = open_core(database)
    assert [store.answer(f"command-{number}") for number in range(5)] == given
    verdict, entries = core.command(CommandId(id="command-3", name="alarm.acknowledge"), b"", WANG, "desk-1", START)
    assert (verdict.ok, entries) == (False, [])
    store.close()


def test_a_reader_does_not_take_old_projections_for_the_truth(database: Where) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    store.close()
    other_version(database)
    with closing(JournalReader(database)) as reader:
        with pytest.raises(NoProjections):
            reader.alarms()
        assert len(reader.tail(100)) == core.state.size
    nothing_there(database)
    with closing(JournalReader(database)) as reader, pytest.raises(NoProjections):
        reader.keys()


class Held:
    """A SQLite core whose projections somebody else holds."""

    def __init__(self, where: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(following.Following.__init__, "__defaults__", (lambda: self.now,))
        self.where = where
        self.store, self.core = open_core(where)
        a_busy_minute(self.core)
        self.other = sqlite3.connect(state_file(where), isolation_level=None)
        self.other.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self.other.execute("ROLLBACK")
        self.other.close()


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(tmp_path / "journal.sqlite", monkeypatch)


def command(core: Core, name: str, alarm: str) -> bool:
    args = msgspec.msgpack.encode({"alarm": alarm})
    return core.command(CommandId(id=name, name="alarm.acknowledge"), args, WANG, "desk-1", START)[0].ok


@KEPT_BACK
def test_a_core_goes_on_while_its_projections_cannot_be_written(held: Held) -> None:
    write_more(held.core)
    assert command(held.core, "meanwhile", "A3")
    held.core.command(
        CommandId(id="retry", name="quarantine.dismiss"), msgspec.msgpack.encode({"entry": 9}), WANG, "desk-1", START
    )
    assert held.store.answer("meanwhile") is not None
    assert held.store.load()[0] == held.core.state
    held.let_go()
    held.now += following.RETRY_S
    write_more(held.core, "last")
    with closing(JournalReader(held.where)) as reader:
        assert {alarm.id: alarm for alarm in reader.alarms()} == held.core.state.alarms
    state = held.core.state
    held.store.close()
    store, core = open_core(held.where)
    assert core.state == state
    assert store.answer("meanwhile") is not None
    store.close()


@pytest.mark.expects_log("ERROR .*the projections cannot be written", "WARNING .*the projections stay behind")
def test_projections_that_stayed_behind_are_caught_up_at_the_next_start(held: Held) -> None:
    write_more(held.core)
    assert command(held.core, "meanwhile", "A3")
    state = held.core.state
    held.store.close()
    held.let_go()
    with closing(JournalReader(held.where)) as reader:
        assert reader.alarms() == sorted(state.alarms.values(), key=lambda alarm: alarm.raised_at)
        assert reader.alarm("A3") == state.alarms["A3"]
        assert {alarm.id for alarm in reader.alarms(cleared=True)} > state.alarms.keys()
    store, core = open_core(held.where)
    assert core.state == state
    assert store.answer("meanwhile") is not None
    store.close()


@KEPT_BACK
def test_it_is_not_tried_at_every_commit(held: Held, caplog: pytest.LogCaptureFixture) -> None:
    """Each try may wait for whoever holds the file."""
    write_more(held.core)
    held.let_go()
    write_more(held.core, "at once")
    assert ask(held.where, "SELECT size FROM state.meta") == [(held.core.state.size - 2,)]
    held.now += following.RETRY_S
    with caplog.at_level(logging.WARNING):
        write_more(held.core, "later")
    assert ask(held.where, "SELECT size FROM state.meta") == [(held.core.state.size,)]
    held.store.close()


@pytest.mark.expects_log("WARNING .*the projections are made anew", "ERROR .*kept in memory only")
def test_where_projections_cannot_be_written_at_all_they_are_kept_in_memory(tmp_path: Path) -> None:
    where = tmp_path / "journal.sqlite"
    store, core = open_core(where)
    a_busy_minute(core)
    state = core.state
    store.close()
    state_file(where).unlink()
    state_file(where).mkdir()
    store, core = open_core(where)
    assert core.state == state
    write_more(core)
    assert command(core, "new", "A3")
    assert store.answer("new") is not None
    assert store.load()[0] == core.state
    store.close()


@pytest.mark.expects_log("WARNING .*the projections are made anew")
def test_a_restored_journal_is_not_taken_for_the_one_that_the_projections_know(tmp_path: Path) -> None:
    where, backup = tmp_path / "journal.sqlite", tmp_path / "backup.sqlite"
    store, core = open_core(where)
    a_busy_minute(core)
    store.close()
    shutil.copy(where, backup)
    store, core = open_core(where)
    write_more(core, "lost")
    store.close()
    shutil.copy(backup, where)
    shutil.copy(state_file(where), tmp_path / "ahead")
    SqlStore(where).close()
    store, core = open_core(where)
    write_more(core, "instead")
    state = core.state
    store.close()
    shutil.copy(tmp_path / "ahead", state_file(where))
    store, core = open_core(where)
    assert core.state == state
    store.close()

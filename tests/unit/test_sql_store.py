"""The journal in SQLite and in PostgreSQL: durable, append-only, and the same after every restart."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import psycopg
import pytest
from pymerkle import InmemoryTree

from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.migrate import NewerSchema
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.applying import apply
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.events import DeviceDeclared, Raised, Returned
from commandcenter.domain.journal import CommandId, Draft, Entry, Outcome
from commandcenter.domain.proofs import inclusion_proof, root_of
from commandcenter.domain.state import Doubt, State
from commandcenter.services.core import Batch
from commandcenter.services.doubts import Log
from commandcenter.services.ledger import Ledger
from commandcenter.services.ports import Checkpoint, Stamped, StoreTrouble, Transaction
from tests.support.cores import ADMIN, CESSPOOL_YARD, START, WANG, source_key
from tests.support.databases import ask, unlock_journal
from tests.support.journals import a_busy_minute, open_core, write_more

ARGS = msgspec.msgpack.encode({"alarm": "A4"})


def test_after_a_restart_everything_is_as_it_was(database: Where) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    state, root = core.state, core.root
    store.close()
    store, core = open_core(database)
    assert (core.state, core.root) == (state, root)
    store.close()


def test_projections_are_what_the_journal_says(database: Where) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    reader = JournalReader(database)
    rebuilt = State()
    for entry in reader.entries():
        apply(rebuilt, entry)
    loaded, _ = store.load()
    assert rebuilt == loaded
    assert reader.computed_tree().root() == reader.stored_tree().root() == core.root
    assert [alarm.id for alarm in reader.alarms()] == ["A2", "A3", "A4", "A5", "A6"]
    assert [alarm.id for alarm in reader.alarms(cleared=True)] == ["A1", "A2", "A3", "A4", "A5", "A6"]
    reader.close()
    store.close()


def test_a_store_may_be_opened_by_one_thread_and_used_by_another(database: Where) -> None:
    store, core = open_core(database)
    thread = threading.Thread(target=a_busy_minute, args=[core])
    thread.start()
    thread.join()
    assert store.load()[0] == core.state
    assert core.state.size == 18
    store.close()


def test_doubts_outlive_the_core(database: Where) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    core.open_source("src", Log(epoch="epoch", first=100, head=100))
    suspects = {alarm.id for alarm in core.state.suspects("src")}
    state = core.state
    store.close()
    store, core = open_core(database)
    assert core.state == state
    assert {alarm.id for alarm in core.state.suspects("src")} == suspects == {"A2", "A3", "A4", "A5"}
    core.command(CommandId(id="command-x", name="alarm.acknowledge"), ARGS, WANG, "desk-1", START)
    store.close()
    reader = JournalReader(database)
    assert {alarm.id for alarm in reader.alarms() if alarm.suspect} == suspects
    reader.close()


def test_the_doubt_of_an_event_that_is_taken_in_late_outlives_the_core(database: Where) -> None:
    """It is a command's doing: of the source itself that transaction holds nothing."""
    store, core = open_core(database)
    a_busy_minute(core)
    granted, widened = (source_key("src", types) for types in (("u",), ("t", "u")))
    core.trust([msgspec.structs.replace(granted, public="1" * 40, trusted_at=START + timedelta(seconds=1))])
    raw = msgspec.msgpack.encode(Returned(at=START, type="t", subject="s2"))
    (late, _) = core.take([Batch(source="src", epoch="epoch", first=10, events=[raw])])
    core.trust([msgspec.structs.replace(widened, public="2" * 40, trusted_at=START + timedelta(seconds=2))])
    retry = CommandId(id="command-x", name="quarantine.retry")
    verdict, _ = core.command(retry, msgspec.msgpack.encode({"entry": late.entry.seq}), ADMIN, "", START)
    state = core.state
    store.close()
    store, core = open_core(database)
    assert (verdict.ok, core.state) == (True, state)
    assert (core.state.positions["src"].doubt, [alarm.id for alarm in state.suspects("src")]) == (Doubt.GAP, ["A3"])
    store.close()


@pytest.mark.parametrize("verb", ["UPDATE journal SET entry = 'x'", "DELETE FROM journal", "TRUNCATE journal"])
def test_the_journal_refuses_to_be_changed(database: Where, verb: str) -> None:
    if isinstance(database, Path) and verb.startswith("TRUNCATE"):
        pytest.skip("SQLite has no such word")
    store, core = open_core(database)
    a_busy_minute(core)
    store.close()
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="append-only"):
        ask(database, verb)


def test_a_journal_is_read_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "journal.sqlite"
    store, core = open_core(place)
    a_busy_minute(core)
    store.close()
    monkeypatch.setattr("os.access", lambda *_: False)
    with closing(JournalReader(place)) as reader:
        assert reader.state().size == core.state.size
        assert sorted(path.name for path in tmp_path.iterdir()) == ["journal.sqlite", "state.sqlite"]
    monkeypatch.undo()
    store, core = open_core(place)
    write_more(core)
    monkeypatch.setattr("os.access", lambda *_: False)
    with closing(JournalReader(place)) as reader:
        assert reader.state().size == core.state.size
    store.close()


@pytest.mark.parametrize("empty", [False, True])
def test_what_a_killed_core_wrote_last_is_not_thrown_away_for_want_of_its_journal(tmp_path: Path, empty: bool) -> None:
    store, core = open_core(tmp_path / "journal.sqlite")
    a_busy_minute(core)
    place = tmp_path / "copied" / "journal.sqlite"
    place.parent.mkdir()
    written = (tmp_path / "journal.sqlite-wal").read_bytes()
    (place.parent / "journal.sqlite-wal").write_bytes(written)
    if empty:
        place.touch()
    with pytest.raises(StoreTrouble, match=r"journal\.sqlite-wal is there") as caught:
        SqlStore(place)
    assert caught.value.damaged
    assert (place.parent / "journal.sqlite-wal").read_bytes() == written
    store.close()


@pytest.mark.parametrize("name", ["journal.sqlite", "journal.sqlite-wal"])
@pytest.mark.parametrize("replaced", [False, True])
def test_nothing_is_written_to_a_file_that_was_taken_away(tmp_path: Path, name: str, replaced: bool) -> None:
    """What is written there would be acknowledged, and lie nowhere."""
    store, core = open_core(tmp_path / "journal.sqlite")
    a_busy_minute(core)
    size = core.state.size
    file = tmp_path / name
    content = file.read_bytes()
    file.rename(tmp_path / "elsewhere")
    if replaced:
        file.write_bytes(content)
    for _ in range(2):
        with pytest.raises(StoreTrouble, match="while the core wrote it") as caught:
            write_more(core)
        assert not caught.value.passing
    (tmp_path / "elsewhere").replace(file)
    write_more(core)
    assert core.state.size == size + 1
    store.close()


def test_an_edited_entry_changes_the_computed_root(database: Where) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    store.close()
    unlock_journal(database)
    ask(database, "UPDATE journal SET entry = ? WHERE seq = 3", [store_bytes(database, 3) + b"\x00"])
    reader = JournalReader(database)
    assert reader.computed_tree().root() != reader.stored_tree().root()
    reader.close()


@pytest.mark.parametrize("gone", ["> 9", "> 10", "> 3"])
def test_entries_taken_off_the_end_are_found_at_the_next_start(database: Where, gone: str) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    store.close()
    unlock_journal(database)
    ask(database, f"DELETE FROM journal WHERE seq {gone}")
    with pytest.raises(StoreTrouble, match="the tree has leaves beyond the journal's") as caught:
        SqlStore(database)
    assert caught.value.damaged


def test_a_tree_without_the_leaves_of_entries_is_found_at_the_next_start(database: Where) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    store.close()
    ask(database, "DELETE FROM tiles")
    with pytest.raises(StoreTrouble, match=r"tile 0 of level 0 of a tree of .* hashes, not 0") as caught:
        SqlStore(database)
    assert caught.value.damaged


def test_a_database_of_a_newer_program_is_refused(database: Where) -> None:
    SqlStore(database).close()
    ask(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema):
        SqlStore(database)


def test_seals_and_witnesses_lines_are_kept(database: Where) -> None:
    store = SqlStore(database)
    assert (store.newest_checkpoint(), store.checkpoints(), store.cosignatures(3)) == (None, [], [])
    notes = {size: f"中心\n{size}\nAAA=\n\n— log sig{size}\n" for size in (3, 40, 7)}
    for size, note in notes.items():
        store.put_checkpoint(size, START, note)
    store.put_checkpoint(7, START + timedelta(seconds=1.5), "again\n")
    for name, line in (("desk-2", "— desk-2 b"), ("desk-1", "— desk-1 a"), ("desk-2", "— desk-2 c")):
        store.add_cosignature(7, name, line)
    store.close()
    store = SqlStore(database)
    assert store.newest_checkpoint() == Checkpoint(size=40, at=START, note=notes[40])
    assert store.checkpoint(7) == Checkpoint(size=7, at=START + timedelta(seconds=1.5), note="again\n")
    assert store.checkpoint(8) is None
    assert [it.size for it in store.checkpoints()] == [3, 7, 40]
    assert [it.size for it in store.checkpoints(after=3, count=1)] == [7]
    assert [(it.name, it.line) for it in store.cosignatures(7)] == [("desk-1", "— desk-1 a"), ("desk-2", "— desk-2 c")]
    store.close()
    reader = JournalReader(database)
    assert [it.size for it in reader.checkpoints(after=3)] == [7, 40]
    assert len(reader.cosignatures(7)) == 2
    reader.close()


def test_proofs_are_made_from_what_is_on_disk(database: Where) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    size = core.state.size
    entries = store.entry_bytes(0, 1000)
    assert len(entries) == size
    assert root_of(size, store.tile) == core.root
    oracle = InmemoryTree(algorithm="sha256")
    for entry in entries:
        oracle.append_entry(entry)
    theirs = oracle.prove_inclusion(4, size).path[1:]
    assert inclusion_proof(3, size, store.tile) == theirs
    assert store.entry_bytes(size - 2, 5) == entries[-2:]
    store.close()


def test_accounts_secrets_change_with_the_entries_that_say_so(database: Where) -> None:
    store = SqlStore(database)
    ledger = Ledger(store, lambda: START)
    with ledger.work() as work:
        work.add(Draft(change=Acted(action="a"), subject="王敏", credential=b"sealed\x00"), actor="core")
        work.add(Draft(change=Acted(action="b"), subject="li", credential=b"other"), actor="core")
        work.commit()
    store.close()
    store = SqlStore(database)
    assert [store.credential(name) for name in ("王敏", "li", "nobody")] == [b"sealed\x00", b"other", None]
    state, tree = store.load()
    gone = Transaction(entries=[], tiles=[], touched=[], answers={}, credentials={"li": None})
    entry = Entry(
        seq=2, at=START, actor="", seat="", subject="", outcome=Outcome.DONE, cause=None, change=Acted(action="c")
    )
    data = msgspec.msgpack.encode(entry)
    tree.extend([data])
    stamped = [Stamped(entry, data)]
    store.commit(msgspec.structs.replace(gone, entries=stamped, tiles=tree.changed_tiles()))
    assert (store.credential("li"), state.size) == (None, 2)
    store.close()


def test_names_that_hold_anything_are_kept_as_they_are(database: Where) -> None:
    """A source chooses them, and no database may stumble over them."""
    name = "泵\x00\ud7ff" + "长" * 124
    store, core = open_core(database)
    core.trust([source_key("src")])
    core.open_source("src", Log(epoch="e\x00", first=1, head=0))
    events = [
        DeviceDeclared(at=START, device=name, type="t\x00", name=name, actions=("\x00",), place=CESSPOOL_YARD),
        Raised(at=START, type="t", subject=name, place=CESSPOOL_YARD),
    ]
    raws = [msgspec.msgpack.encode(event) for event in events]
    core.take([Batch(source="src", epoch="e\x00", first=1, events=raws)])
    command = CommandId(id="\x00" * 300, name="alarm.acknowledge")
    args = msgspec.msgpack.encode({"alarm": "A1"})
    assert core.command(command, args, WANG, "desk-1", START)[0].ok
    state = core.state
    store.close()
    store, core = open_core(database)
    assert core.state == state
    assert core.command(command, args, WANG, "desk-1", START)[1] == []
    store.close()


def store_bytes(where: Where, seq: int) -> bytes:
    return bytes(ask(where, "SELECT entry FROM journal WHERE seq = ?", [seq])[0][0])

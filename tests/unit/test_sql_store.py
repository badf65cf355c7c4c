"""The journal in SQLite: durable, append-only, and the same after every restart."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config

from commandcenter.adapters.store import migrate
from commandcenter.adapters.store.migrate import NewerSchema
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.applying import apply
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import DeviceDeclared, Raised, Returned
from commandcenter.domain.journal import CommandId
from commandcenter.domain.state import State
from commandcenter.services.core import Batch, Core
from commandcenter.services.doubts import Log
from commandcenter.services.operating import command_table
from tests.support.cores import CESSPOOL_YARD, START, WANG, source_key

ARGS = msgspec.msgpack.encode({"alarm": "A4"})


def open_core(path: Path) -> tuple[SqlStore, Core]:
    store = SqlStore(path)
    return store, Core(store, command_table(), Catalogue(), lambda: START)


def a_busy_minute(core: Core) -> None:
    speaker = DeviceDeclared(
        at=START, device="YZ-1", type="loudspeaker", name="音柱", actions=("speak",), place=CESSPOOL_YARD
    )
    events = [
        speaker,
        *(Raised(at=START, type="t", subject=f"s{number}", place=CESSPOOL_YARD) for number in range(5)),
        Returned(at=START, type="t", subject="s0"),
    ]
    core.trust([source_key("src")])
    core.open_source("src", Log(epoch="epoch", first=1, head=0))
    raws = [*(msgspec.msgpack.encode(event) for event in events), b"\xc1garbage", b"\xc1more of it"]
    core.take([Batch(source="src", epoch="epoch", first=1, events=raws)])
    for number, (name, args) in enumerate(
        [
            ("alarm.acknowledge", {"alarm": "A1"}),
            ("alarm.acknowledge", {"alarm": "A2"}),
            ("linkage.start", {"alarm": "A3"}),
            ("alarm.acknowledge", {"alarm": "A99"}),
        ]
    ):
        core.command(CommandId(id=f"command-{number}", name=name), msgspec.msgpack.encode(args), WANG, "desk-1", START)


def test_after_a_restart_everything_is_as_it_was(tmp_path: Path) -> None:
    store, core = open_core(tmp_path / "journal.sqlite")
    a_busy_minute(core)
    state, root = core.state, core.root
    store.close()
    store, core = open_core(tmp_path / "journal.sqlite")
    assert (core.state, core.root) == (state, root)
    store.close()


def test_projections_are_what_the_journal_says(tmp_path: Path) -> None:
    store, core = open_core(tmp_path / "journal.sqlite")
    a_busy_minute(core)
    reader = JournalReader(tmp_path / "journal.sqlite")
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


def test_doubts_outlive_the_core(tmp_path: Path) -> None:
    store, core = open_core(tmp_path / "journal.sqlite")
    a_busy_minute(core)
    core.open_source("src", Log(epoch="epoch", first=100, head=100))
    suspects = {alarm.id for alarm in core.state.suspects("src")}
    state = core.state
    store.close()
    store, core = open_core(tmp_path / "journal.sqlite")
    assert core.state == state
    assert {alarm.id for alarm in core.state.suspects("src")} == suspects == {"A2", "A3", "A4", "A5"}
    core.command(CommandId(id="command-x", name="alarm.acknowledge"), ARGS, WANG, "desk-1", START)
    store.close()
    reader = JournalReader(tmp_path / "journal.sqlite")
    assert {alarm.id for alarm in reader.alarms() if alarm.suspect} == suspects
    reader.close()


@pytest.mark.parametrize("verb", ["UPDATE journal SET entry = 'x'", "DELETE FROM journal"])
def test_the_journal_refuses_to_be_changed(tmp_path: Path, verb: str) -> None:
    store, core = open_core(tmp_path / "journal.sqlite")
    a_busy_minute(core)
    store.close()
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'journal.sqlite'}")
    with pytest.raises(sqlalchemy.exc.IntegrityError, match="append-only"), engine.begin() as connection:
        connection.execute(sqlalchemy.text(verb))
    engine.dispose()


def test_an_edited_entry_changes_the_computed_root(tmp_path: Path) -> None:
    store, core = open_core(tmp_path / "journal.sqlite")
    a_busy_minute(core)
    store.close()
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'journal.sqlite'}")
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP TRIGGER journal_no_update"))
        connection.execute(sqlalchemy.text("UPDATE journal SET entry = CAST(entry || x'00' AS BLOB) WHERE seq = 3"))
    engine.dispose()
    reader = JournalReader(tmp_path / "journal.sqlite")
    assert reader.computed_tree().root() != reader.stored_tree().root()
    reader.close()


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    SqlStore(tmp_path / "journal.sqlite").close()
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'journal.sqlite'}")
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NewerSchema):
        SqlStore(tmp_path / "journal.sqlite")


def test_a_database_of_the_first_schema_is_brought_up_to_date_without_touching_an_entry(tmp_path: Path) -> None:
    store, core = open_core(tmp_path / "new.sqlite")
    a_busy_minute(core)
    state, root = core.state, core.root
    store.close()
    path = tmp_path / "journal.sqlite"
    first_schema(tmp_path / "new.sqlite", path)
    store, core = open_core(path)
    reader = JournalReader(path)
    assert (core.state, core.root, reader.computed_tree().root()) == (state, root, root)
    assert [alarm.id for alarm in reader.alarms()] == ["A2", "A3", "A4", "A5", "A6"]
    reader.close()
    store.close()


def first_schema(new: Path, old: Path) -> None:
    """The database `new` as the first version of the program would have written it."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    engine = sqlalchemy.create_engine(f"sqlite:///{old}")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.commit()
    engine.dispose()
    with closing(sqlite3.connect(old, isolation_level=None)) as database:
        database.execute("ATTACH ? AS new", (str(new),))
        database.execute("INSERT INTO journal SELECT seq, x'00', entry, '', '', '', '', '', 'done' FROM new.journal")
        database.execute(
            "INSERT INTO alarms SELECT id, '', '', '', 'minor', iif(open, 'unacknowledged', 'cleared'), '', x'' "
            "FROM new.alarms"
        )
        for table in ("tree", "things", "commands"):
            database.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")

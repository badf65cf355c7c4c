"""The journal in SQLite: durable, append-only, and the same after every restart."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import sqlalchemy

from commandcenter.adapters.store import rebuilding
from commandcenter.adapters.store.migrate import NewerSchema
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.applying import apply
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import DeviceDeclared, Raised, Returned
from commandcenter.domain.journal import CommandId
from commandcenter.domain.merkle import Frontier
from commandcenter.domain.state import Doubt, Position, State
from commandcenter.services.core import Batch, Core
from commandcenter.services.doubts import Log
from commandcenter.services.operating import command_table
from tests.support.cores import ADMIN, CESSPOOL_YARD, START, WANG, source_key

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


def test_the_doubt_of_an_event_that_is_taken_in_late_outlives_the_core(tmp_path: Path) -> None:
    """It is a command's doing: of the source itself that transaction holds nothing."""
    store, core = open_core(tmp_path / "journal.sqlite")
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
    store, core = open_core(tmp_path / "journal.sqlite")
    assert (verdict.ok, core.state) == (True, state)
    assert (core.state.positions["src"].doubt, [alarm.id for alarm in state.suspects("src")]) == (Doubt.GAP, ["A3"])
    store.close()


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


def test_a_journal_of_the_first_version_means_today_what_it_says(tmp_path: Path) -> None:
    """What a centre ran before this program knew of doubts and quarantine is known to it now."""
    path = tmp_path / "journal.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.executescript((Path(__file__).parents[1] / "support" / "journal_v1.sql").read_text())
        (hashes,) = database.execute("SELECT hashes FROM tree").fetchone()
        entries = database.execute("SELECT entry FROM journal ORDER BY seq").fetchall()
    store, core = open_core(path)
    assert core.root == Frontier.unpacked(13, hashes).root()
    assert (core.state.size, core.state.raised, sorted(core.state.alarms)) == (13, 3, ["A2", "A3"])
    assert core.state.quarantined == {"pumps": 1}
    kept = store.quarantined(7)
    assert kept is not None
    assert (kept.raw, kept.about.event.seq, kept.about.size) == (b"\xc1garbage", 6, 8)
    assert core.state.positions == {"pumps": Position(source="pumps", epoch="epoch", seq=20, doubt=Doubt.GAP)}
    assert [alarm.id for alarm in core.state.suspects("pumps")] == ["A2"]
    assert (list(core.state.linkages), core.state.wall.alarm) == (["L9"], "A2")
    assert core.command(CommandId(id="command-1", name="linkage.start"), b"", WANG, "desk-1", START)[0].ok
    assert core.command(
        CommandId(id="x", name="quarantine.dismiss"), msgspec.msgpack.encode({"entry": 7}), ADMIN, "", START
    )[0].ok
    store.close()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT entry FROM journal WHERE seq < 13 ORDER BY seq").fetchall() == entries
    reader = JournalReader(path)
    assert reader.computed_tree().root() == reader.stored_tree().root()
    assert reader.quarantined() == []
    assert [(alarm.id, alarm.suspect) for alarm in reader.alarms(cleared=True)] == [
        ("A1", False),
        ("A2", True),
        ("A3", False),
    ]
    reader.close()


def test_projections_are_made_anew_a_part_of_the_journal_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, core = open_core(tmp_path / "journal.sqlite")
    a_busy_minute(core)
    core.open_source("src", Log(epoch="epoch", first=100, head=100))
    state = core.state
    store.close()
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as database:
        database.executescript(
            "DELETE FROM things; DELETE FROM alarms; UPDATE alembic_version SET version_num = '0001'"
        )
        database.executescript("DROP INDEX alarms_open; ALTER TABLE journal ADD COLUMN leaf")
        for name in ("at", "actor", "seat", "action", "subject", "outcome"):
            database.execute(f"ALTER TABLE journal ADD COLUMN {name}")
    monkeypatch.setattr(rebuilding, "AT_ONCE", 4)
    store, core = open_core(tmp_path / "journal.sqlite")
    assert core.state == state
    store.close()

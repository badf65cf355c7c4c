"""A journal of an older version is carried over whole, with all that it means today, or stays as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import URL

from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.journal import CommandId
from commandcenter.domain.state import Doubt, Position
from commandcenter.services.ports import StoreTrouble
from tests.support.cores import ADMIN, START, WANG
from tests.support.databases import ask, tables
from tests.support.journals import open_core
from tests.support.old_journals import leave_old
from tests.support.postgres import Server

ROOT = Path(__file__).parents[2]
# Over the thirteen entries of the old journal.
OLD_ROOT = "a28dbf2a6324d3cafa2ff83e7e196404a6c1b2f0905f5c86d69d862e8cb3f513"
NEW_TABLES = {"alembic_version", "bases", "checkpoints", "cosignatures", "credentials", "head", "journal", "tiles"}
OLD_TABLES = {"alembic_version", "alarms", "commands", "journal", "things", "tree"}
# More statements than an upgrade has.
# Each statement in the long form, `EVERY=1`; else as many as a test may take time for.
EVERY = int(os.environ.get("EVERY", "6"))
PLACES = 150 // EVERY + 2


@pytest.mark.parametrize("version", ["0001", "0002"])
def test_an_old_journal_means_today_what_it_says(database: Where, version: str) -> None:
    """What a centre ran before this program knew of doubts and quarantine is known to it now."""
    leave_old(database, version)
    entries = ask(database, "SELECT entry FROM journal ORDER BY seq")
    store, core = open_core(database)
    assert core.root.hex() == OLD_ROOT
    assert (core.state.size, core.state.raised, sorted(core.state.alarms)) == (13, 3, ["A2", "A3"])
    assert core.state.quarantined == {"pumps": 1}
    kept = store.quarantined(7)
    assert kept is not None
    assert (kept.raw, kept.about.event.seq, kept.about.size) == (b"\xc1garbage", 6, 8)
    assert core.state.positions == {"pumps": Position(source="pumps", epoch="epoch", seq=20, doubt=Doubt.GAP)}
    assert [alarm.id for alarm in core.state.suspects("pumps")] == ["A2"]
    assert (list(core.state.linkages), core.state.wall.alarm) == (["L9"], "A2")
    verdict, again = core.command(CommandId(id="command-1", name="linkage.start"), b"", WANG, "desk-1", START)
    assert (verdict.ok, again) == (True, [])
    dismiss = CommandId(id="x", name="quarantine.dismiss")
    assert core.command(dismiss, msgspec.msgpack.encode({"entry": 7}), ADMIN, "", START)[0].ok
    store.close()
    assert ask(database, "SELECT entry FROM journal WHERE seq < 13 ORDER BY seq") == entries
    assert tables(database) - {"leader"} == NEW_TABLES
    with closing(JournalReader(database)) as reader:
        assert reader.computed_tree().root() == reader.stored_tree().root()
        assert reader.quarantined() == []
        marks = [(alarm.id, alarm.suspect) for alarm in reader.alarms(cleared=True)]
    assert marks == [("A1", False), ("A2", True), ("A3", False)]


@pytest.mark.parametrize("change", ["UPDATE tree SET size = 12", "DELETE FROM tree"])
def test_a_journal_that_is_not_what_its_old_tree_says_is_not_carried_over(database: Where, change: str) -> None:
    leave_old(database, "0002")
    ask(database, change)
    with pytest.raises(StoreTrouble, match="not those that its tree was made over") as caught:
        SqlStore(database)
    assert caught.value.damaged
    assert tables(database) == OLD_TABLES


def test_what_is_carried_over_refuses_changes_as_before(database: Where) -> None:
    leave_old(database, "0002")
    SqlStore(database).close()
    with pytest.raises(Exception, match="append-only"):
        ask(database, "DELETE FROM journal")


def _places(server: Server | None, folder: Path, version: str) -> list[Where]:
    """Equal old databases."""
    if server is None:
        first = folder / "journal.sqlite"
        leave_old(first, version)
        copies = []
        for number in range(PLACES):
            place = folder / str(number) / "journal.sqlite"
            place.parent.mkdir()
            copies.append(shutil.copy(first, place))
        return [Path(copy) for copy in copies]
    template = server.database()
    leave_old(template, version)
    return [server.database(template.database or "") for _ in range(PLACES)]


@pytest.mark.parametrize(("kind", "version"), [("sqlite", "0001"), ("sqlite", "0002"), ("postgres", "0002")])
def test_an_upgrade_killed_at_any_statement_leaves_the_old_or_the_new(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, version: str
) -> None:
    server = request.getfixturevalue("postgres") if kind == "postgres" else None
    places = _places(server, tmp_path, version)
    texts = [place.render_as_string(hide_password=False) if isinstance(place, URL) else str(place) for place in places]
    command = [sys.executable, "-m", "tests.support.dying_upgrade", str(EVERY), *texts]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    died = [int(line) for line in done.stdout.split()]
    assert died == [*(1 + at * EVERY for at in range(len(died) - 1)), 0]
    assert len(died) > 40 / EVERY, died
    versions = [_version(place) for place in places[: len(died)]]
    assert versions[0] == version
    assert versions[-1] == "0005"
    assert set(versions) == {version, "0005"}
    for place in places[: len(died)]:
        if "leader" in tables(place):
            # What was killed may have led; its time would be over in some seconds.
            ask(place, "UPDATE leader SET until = '-infinity'")
        store, core = open_core(place)
        assert core.root.hex() == OLD_ROOT
        assert (sorted(core.state.alarms), store.answer("command-1") is not None) == (["A2", "A3"], True)
        store.close()


def _version(place: Where) -> str:
    """Asked of the tables, not only of what says so."""
    ((found,),) = ask(place, "SELECT version_num FROM alembic_version")
    new = found == "0005"
    assert tables(place) - {"leader"} == (NEW_TABLES if new else OLD_TABLES)
    assert ask(place, "SELECT count(*) FROM journal") == [(13,)]
    return str(found)

"""A journal that cannot be used is named with what to do, by whoever opens it, and is left as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.adapters.store.sqlite import state_file
from commandcenter.app.administering import obey
from commandcenter.app.core import CoreApp
from commandcenter.app.opening import open_reader
from commandcenter.domain.errors import Refused
from commandcenter.settings import Settings

KEY = {"public": "0" * 40, "kind": "source", "id": "gates"}
DAMAGED = ("cannot be used: ", "It is damaged: restore it from a backup")
NEWER = ("was written by a newer version", "Install that version")
OLDER = ("was written by an older version", "Start the core once")

Open = Callable[[DataFolder], None]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    found = DataFolder(tmp_path / "data")
    obey(found, Settings(version=1), "keys.trust", KEY)
    return found


def change(folder: DataFolder, *statements: str) -> None:
    with closing(sqlite3.connect(folder.journal)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def look(folder: DataFolder) -> None:
    with open_reader(folder.journal) as reader:
        reader.keys()


def write(folder: DataFolder) -> None:
    obey(folder, Settings(version=1), "keys.trust", {**KEY, "types": ["gate.*"]})


def start(folder: DataFolder) -> None:
    CoreApp(Settings(version=1), folder)


def garbage(folder: DataFolder) -> None:
    folder.journal.write_bytes(b"no database" * 1000)


def wrong_value(folder: DataFolder) -> None:
    with closing(sqlite3.connect(state_file(folder.journal))) as database:
        database.execute("UPDATE things SET value = x'c1'")
        database.commit()


def newer(folder: DataFolder) -> None:
    change(folder, "UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize("way", [look, write, start])
@pytest.mark.parametrize(("spoil", "says"), [(garbage, DAMAGED), (newer, NEWER)])
def test_what_is_wrong_with_a_journal_is_said_with_what_to_do(
    folder: DataFolder, spoil: Open, says: tuple[str, str], way: Open
) -> None:
    spoil(folder)
    with pytest.raises(DataFolderError) as caught:
        way(folder)
    assert str(folder.journal) in str(caught.value)
    assert says[0] in str(caught.value)
    assert caught.value.todo.startswith(says[1])


def test_of_damaged_projections_a_reader_says_that_a_start_heals_them(folder: DataFolder) -> None:
    wrong_value(folder)
    with pytest.raises(DataFolderError, match="What is derived from the journal") as caught:
        look(folder)
    assert caught.value.todo.startswith("Start the core anew: it makes it from the journal")


@pytest.mark.expects_log("CRITICAL .*the projections are made anew")
def test_damaged_projections_keep_nobody_from_writing(folder: DataFolder) -> None:
    wrong_value(folder)
    write(folder)
    look(folder)


@pytest.fixture
def held(folder: DataFolder) -> Iterator[DataFolder]:
    """By another program, a backup of its own making for example."""
    with closing(sqlite3.connect(folder.journal, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield folder
        other.execute("ROLLBACK")


@pytest.mark.parametrize("way", [write, start])
def test_a_journal_in_another_programs_hands_is_not_called_damaged(held: DataFolder, way: Open) -> None:
    with pytest.raises(DataFolderError, match="Another program holds the journal") as caught:
        way(held)
    assert caught.value.todo == "End that program, or wait for it; then try again."


def test_a_journal_in_another_programs_hands_can_be_read(held: DataFolder) -> None:
    look(held)


def test_a_journal_of_an_older_version_is_not_read_as_if_nothing_stood_in_it(folder: DataFolder) -> None:
    """The writer brings it up to date."""
    folder.journal.unlink()
    state_file(folder.journal).unlink()
    with closing(sqlite3.connect(folder.journal)) as database:
        database.executescript((Path(__file__).parents[1] / "support" / "journal_v1.sql").read_text())
    with pytest.raises(DataFolderError, match=OLDER[0]) as caught:
        look(folder)
    assert caught.value.todo.startswith(OLDER[1])
    write(folder)
    with open_reader(folder.journal) as reader:
        assert [it.entry for it in reader.quarantined()] == [7]


def test_a_refusal_passes_through(folder: DataFolder) -> None:
    with pytest.raises(Refused):
        obey(folder, Settings(version=1), "keys.revoke", {"public": "1" * 40})
    SqlStore(folder.journal).close()


def test_where_there_is_no_journal_none_is_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="There is no journal"):
        look(DataFolder(tmp_path))
    assert list(tmp_path.iterdir()) == []

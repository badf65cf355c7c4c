"""A backup is read back before it counts, and goes into an empty place of either kind, whole or not at all."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.export.target import ExportTrouble
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.adapters.store.sqlite import state_file
from commandcenter.adapters.store.tables import EVIDENCE
from commandcenter.app import backing_up, restoring
from commandcenter.app.checking_store import check
from commandcenter.app.trouble import CoreSilent
from commandcenter.app.verifying import verdict
from commandcenter.domain.state import State
from tests.support.databases import ask, unlock_journal
from tests.support.old_centre import SECRET, OldCentre
from tests.support.postgres import Server
from tests.unit.test_pruning import archive, old_centre, prune, quiet


@pytest.fixture(autouse=True)
def settings_without_a_database(monkeypatch: pytest.MonkeyPatch, database: Where) -> None:
    """What is told to a centre is told to the database of the test."""
    monkeypatch.setattr("commandcenter.app.administering.journal_of", lambda folder, settings: database)


def evidence(where: Where) -> dict[str, list[tuple[object, ...]]]:
    """All of it."""
    opened = engine.reader(where)
    try:
        with opened.connect() as connection:
            return {
                table.name: [
                    tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
                    for row in connection.execute(text(f"SELECT * FROM {table.name} ORDER BY 1, 2"))
                ]
                for table in EVIDENCE.sorted_tables
            }
    finally:
        opened.dispose()


def other_place(database: Where, tmp_path: Path, request: pytest.FixtureRequest) -> Where:
    """An empty one of the other kind."""
    if isinstance(database, Path):
        server: Server = request.getfixturevalue("postgres")
        return server.database()
    return tmp_path / "moved" / "journal.sqlite"


def backup(it: OldCentre, name: str = "b.ccaudit") -> Path:
    file = it.folder.path / name
    backing_up.backup(it.folder, it.settings, it.where, file, quiet)
    return file


def as_it_was(where: Where) -> State:
    with closing(SqlStore(where)) as store:
        return store.load()[0]


@pytest.mark.parametrize("pruned", [False, True], ids=["whole", "pruned"])
def test_a_centre_moves_to_the_other_kind_of_database(
    database: Where, tmp_path: Path, request: pytest.FixtureRequest, pruned: bool
) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    if pruned:
        prune(it, archive(it, days=200)[0])
    held, state = evidence(database), as_it_was(database)
    file = backup(it)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert verdict(file).code == 0
    # The backup's own entry comes after it.
    (newest,) = ask(database, "SELECT max(seq) FROM journal")[0]
    place = other_place(database, tmp_path, request)
    done = restoring.restore(file, place, quiet)
    assert (done.first, done.size) == (19 if pruned else 0, newest)
    assert evidence(place) == held
    assert as_it_was(place) == state
    assert ask(place, "SELECT account, value FROM credentials") == [("li.wei", SECRET)]
    folder = DataFolder(tmp_path / "other")
    assert check(folder, it.settings, place, quiet).ok
    again = tmp_path / "back" / "journal.sqlite"
    restoring.restore(file, again, quiet)
    assert evidence(again) == held


def test_nothing_is_restored_over_a_journal(database: Where, tmp_path: Path) -> None:
    it = old_centre(tmp_path, database)
    file = backup(it)
    held = evidence(database)
    with pytest.raises(DataFolderError, match="There is a journal already"):
        restoring.restore(file, database, quiet)
    assert evidence(database) == held


def test_a_journal_that_was_moved_away_in_part_is_not_written_into_the_restored_one(
    database: Where, tmp_path: Path
) -> None:
    """What a killed core leaves beside its journal would be taken up by the next that lies there."""
    it = old_centre(tmp_path, database)
    file = backup(it)
    place = tmp_path / "place" / "journal.sqlite"
    restoring.restore(file, place, quiet)
    held = evidence(place)
    for suffix in ("-wal", "-journal"):
        place.unlink(missing_ok=True)
        beside = place.with_name(place.name + suffix)
        beside.write_bytes(b"what was not moved")
        with pytest.raises(DataFolderError, match="There is a journal already") as caught:
            restoring.restore(file, place, quiet)
        assert caught.value.values["file"] == str(beside)
        beside.unlink()
    # Of what is derived nothing is lost: it is in nobody's way, as after a restoration that was killed.
    assert state_file(place).exists()
    state_file(place).with_name("state.sqlite-wal").write_bytes(b"of another journal")
    restoring.restore(file, place, quiet)
    assert evidence(place) == held
    assert check(DataFolder(place.parent), it.settings, place, quiet).ok


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_backup_that_was_changed_or_cut_off_is_not_restored(database: Where, tmp_path: Path, share: float) -> None:
    it = old_centre(tmp_path, database)
    whole = backup(it).read_bytes()
    at = int(len(whole) * share)
    for number, data in enumerate((whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :], whole[:at])):
        spoilt = tmp_path / f"spoilt-{number}.ccaudit"
        spoilt.write_bytes(data)
        place = tmp_path / "place" / "journal.sqlite"
        with pytest.raises(ExportTrouble):
            restoring.restore(spoilt, place, quiet)
        assert not place.exists()


def test_an_export_is_no_backup(database: Where, tmp_path: Path) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    file, _ = archive(it, days=200)
    with pytest.raises(ExportTrouble, match="is no backup: it is an archive of the kind archive"):
        restoring.restore(file, tmp_path / "place" / "journal.sqlite", quiet)


def stop(done: int, of: int) -> None:
    raise KeyboardInterrupt


def test_who_stops_it_finds_nothing_left(database: Where, tmp_path: Path) -> None:
    it = old_centre(tmp_path, database)
    with pytest.raises(KeyboardInterrupt):
        backing_up.backup(it.folder, it.settings, database, it.folder.path / "b.ccaudit", stop)
    assert [path.name for path in it.folder.path.iterdir() if "ccaudit" in path.name] == []
    file = backup(it)
    place = tmp_path / "place" / "journal.sqlite"
    with pytest.raises(KeyboardInterrupt):
        restoring.restore(file, place, stop)
    assert [path.name for path in place.parent.iterdir()] == ["core.lock"]
    restoring.restore(file, place, quiet)
    assert place.exists()


def test_there_is_no_backup_that_the_journal_does_not_tell_of(
    database: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = old_centre(tmp_path, database)

    def say_nothing(*_: object) -> None:
        raise CoreSilent("no answer")

    monkeypatch.setattr(backing_up, "obey", say_nothing)
    with pytest.raises(CoreSilent):
        backup(it)
    assert [path.name for path in it.folder.path.iterdir() if "ccaudit" in path.name] == []


def lose_an_entry(where: Where) -> None:
    unlock_journal(where)
    ask(where, "UPDATE journal SET entry = ? WHERE seq = 4", [b"\x80"])


def lose_a_row(where: Where) -> None:
    ask(where, "DELETE FROM state.things WHERE kind = 'device'")


@pytest.mark.parametrize(
    ("spoil", "code", "difference"),
    [(lose_an_entry, 1, None), (lose_a_row, 0, ("things", "device src/YZ-1", "missing"))],
)
def test_a_check_tells_evidence_from_what_is_derived(
    database: Where, tmp_path: Path, spoil: Callable[[Where], None], code: int, difference: tuple[str, str, str] | None
) -> None:
    it = old_centre(tmp_path, database)
    assert check(it.folder, it.settings, database, quiet).ok
    with closing(JournalReader(database)) as reader:
        assert reader.stored_tree().size > 20
    assert utc_now() > it.now
    spoil(database)
    found = check(it.folder, it.settings, database, quiet)
    assert (found.ok, found.evidence.code) == (False, code)
    if difference:
        assert found.projections.difference == difference

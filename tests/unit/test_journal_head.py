"""Who has the database but not the keys adds nothing to the journal that a core would seal."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from bridge.sealing.keyring import FileKeyring, new_origin
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.head import OTHER_KEY, UNPROVEN
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app import backing_up, restoring
from commandcenter.app.guarding import JournalNotSealed, guard_of
from commandcenter.app.opening import open_store
from commandcenter.domain.changes.sealing import JournalRestored, SealKeyChanged, WitnessKnown
from commandcenter.domain.checkpoints import Checkpoint
from commandcenter.domain.journal import Draft, Entry
from commandcenter.domain.merkle import TILE
from commandcenter.domain.notes import Note
from commandcenter.services.ports import StoreTrouble, Transaction
from commandcenter.settings import Settings
from tests.support.cores import START
from tests.support.databases import ask
from tests.support.guarded_centre import OFFICER, GuardedCentre, core_on


@pytest.fixture
def centre(tmp_path: Path, database: Where) -> GuardedCentre:
    return GuardedCentre(tmp_path / "data", database)


def refused(centre: GuardedCentre) -> tuple[str, object, object]:
    """Why a start is, and the first and last entry that nobody with the key has written; nothing is changed by it."""
    before = ask(centre.where, "SELECT count(*) FROM checkpoints"), centre.size()
    with pytest.raises(JournalNotSealed) as caught, centre.open():
        pass
    assert (ask(centre.where, "SELECT count(*) FROM checkpoints"), centre.size()) == before
    reason = caught.value.values["reason"]
    assert isinstance(reason, DataFolderError)
    return reason.template, reason.values["first"], reason.values["last"]


def sealed(centre: GuardedCentre) -> int:
    ((size,),) = ask(centre.where, "SELECT max(size) FROM checkpoints")
    return int(size)


def head(centre: GuardedCentre) -> list[tuple[object, ...]]:
    return [tuple(map(bytes, row)) for row in ask(centre.where, "SELECT key, mac FROM head")]


def test_an_entry_that_was_added_without_the_key_after_an_orderly_stop_is_not_sealed(centre: GuardedCentre) -> None:
    centre.begin()
    size = centre.size()
    centre.forge()
    assert refused(centre) == (UNPROVEN, size, size)
    assert refused(centre) == (UNPROVEN, size, size)


def test_the_newest_entries_of_a_core_that_was_killed_are_its_own(centre: GuardedCentre) -> None:
    centre.begin(seals=False)
    for _ in range(3):
        centre.go_on(seals=False)
    with centre.open() as (_, core):
        assert core.state.accounts["off"] == OFFICER
        assert core.state.open == {}


def test_an_entry_that_was_added_behind_those_of_a_killed_core_is_found_with_them(centre: GuardedCentre) -> None:
    """Which of them are its own nobody can tell any more."""
    centre.begin()
    centre.go_on(seals=False)
    centre.go_on(seals=False)
    centre.forge()
    assert refused(centre) == (UNPROVEN, sealed(centre), sealed(centre) + 1)


def test_it_goes_on_when_somebody_says_so_and_the_journal_tells(centre: GuardedCentre) -> None:
    centre.begin()
    size = centre.size()
    centre.forge()
    with centre.open(accept=True) as (store, core):
        assert store.flaw is None
        entries = [core.state.size, core.state.seal.origin]
    with centre.open() as (store, core):
        assert [core.state.size, core.state.seal.origin] == entries
        changes = [_change(store, size + 1), _change(store, size + 2)]
    restored, key = changes
    assert isinstance(restored, JournalRestored)
    assert isinstance(key, SealKeyChanged)
    reason = f"entries {size} to {size} were not written by this centre's core"
    assert (restored.reason, restored.note) == (reason, "")


def _change(store: SqlStore, entry: int) -> object:
    return msgspec.msgpack.decode(store.entry_bytes(entry, 1)[0], type=Entry).change


@pytest.mark.parametrize("rid", ["DELETE FROM head", "UPDATE head SET size = size + 1", "UPDATE head SET mac = key"])
def test_without_its_head_only_a_journal_that_is_sealed_to_its_end_is_taken(centre: GuardedCentre, rid: str) -> None:
    centre.begin()
    before = head(centre)
    ask(centre.where, rid)
    with open_store(centre.where, centre.folder):
        assert head(centre) == before
    centre.go_on(seals=False)
    ask(centre.where, rid)
    assert refused(centre) == (UNPROVEN, sealed(centre), sealed(centre))


def test_an_older_head_that_is_put_back_speaks_for_no_later_entry(centre: GuardedCentre) -> None:
    centre.begin()
    centre.go_on(seals=False)
    ((size, mac),) = ask(centre.where, "SELECT size, mac FROM head")
    centre.go_on(seals=False)
    ask(centre.where, "UPDATE head SET size = ?, mac = ?", [size, mac])
    assert refused(centre) == (UNPROVEN, sealed(centre), sealed(centre))


def test_another_entry_in_the_place_of_the_last_one_is_found(centre: GuardedCentre) -> None:
    """The head binds all entries, not only how many there are."""
    centre.begin()
    centre.go_on(seals=False)
    ((hashes,),) = ask(centre.where, "SELECT hashes FROM tiles WHERE level = 0")
    flipped = bytes([hashes[-1] ^ 1])
    ask(centre.where, "UPDATE tiles SET hashes = ? WHERE level = 0", [bytes(hashes[:-1]) + flipped])
    assert refused(centre)[0] == UNPROVEN


def test_a_seal_by_another_key_than_those_on_disk_excuses_nothing(centre: GuardedCentre, tmp_path: Path) -> None:
    """Also when the journal names that key as its own: whoever added entries has added that one."""
    centre.begin()
    keyring = FileKeyring(tmp_path / "forged")
    (tmp_path / "forged").mkdir()
    key = keyring.prepare(new_origin())
    centre.forge(SealKeyChanged(vkey=key.vkey))
    store = SqlStore(centre.where)
    core = core_on(store)
    text = Checkpoint(key.key.name, core.state.size, core.root).text
    store.put_checkpoint(core.state.size, START, Note(text, (key.signature(text),)).whole)
    store.close()
    assert refused(centre) == (UNPROVEN, 0, centre.size() - 1)


def test_a_tool_that_compares_nothing_does_not_write_behind_a_forged_entry(centre: GuardedCentre) -> None:
    centre.begin()
    centre.forge()
    with pytest.raises(JournalNotSealed), open_store(centre.where, centre.folder):
        pass
    with open_store(centre.where, centre.folder, compares=True) as store, pytest.raises(StoreTrouble) as caught:
        core_on(store).start("1.0")
    assert str(caught.value) == UNPROVEN.format(first=centre.size() - 1, last=centre.size() - 1)


def test_a_journal_from_before_there_were_heads_is_taken_when_it_is_sealed(centre: GuardedCentre) -> None:
    """As an orderly stop leaves it; also by a folder that never saw a head: the keys alone are there of a standby's."""
    centre.begin()
    ask(centre.where, "DELETE FROM head")
    centre.go_on()
    assert head(centre)
    standby = DataFolder(centre.folder.path / "standby")
    standby.keys.mkdir(parents=True)
    for name in ("vault.key", "seal.json"):
        shutil.copy(centre.folder.keys / name, standby.keys)
    centre.folder = standby
    centre.forge()
    ask(centre.where, "DELETE FROM head")
    assert refused(centre)[0] == UNPROVEN


def test_a_journal_from_before_there_were_seals_is_taken(centre: GuardedCentre) -> None:
    with open_store(centre.where, centre.folder) as store:
        core_on(store).start("0.1")
    ask(centre.where, "DELETE FROM head")
    centre.go_on(seals=False)
    ask(centre.where, "DELETE FROM head")
    assert refused(centre)[0] == UNPROVEN


def test_a_head_by_another_vault_key_counts_as_none(centre: GuardedCentre) -> None:
    centre.begin()
    centre.folder.vault_key.unlink()
    centre.go_on(seals=False)
    centre.folder.vault_key.unlink()
    assert refused(centre)[0] == OTHER_KEY


def test_without_the_key_that_wrote_its_end_that_is_told_and_none_is_made(centre: GuardedCentre) -> None:
    centre.begin()
    centre.go_on(seals=False)
    kept = centre.folder.vault_key.rename(centre.folder.path / "kept")
    with pytest.raises(JournalNotSealed, match="Who wrote the end of the journal in") as caught, centre.open():
        pass
    assert caught.value.todo.startswith("Nothing was changed. Restore vault.key from the backup of keys/")
    assert not centre.folder.vault_key.exists()
    with centre.open(accept=True):
        made = centre.folder.vault_key.read_text()
    with centre.open():
        assert centre.folder.vault_key.read_text() == made != kept.read_text()


def test_a_key_is_made_once_and_not_in_the_place_of_another(centre: GuardedCentre) -> None:
    guard, late = guard_of(centre.folder), guard_of(centre.folder)
    assert not centre.folder.vault_key.exists()
    guard.keep()
    guard.keep()
    assert guard_of(centre.folder).key == guard.key
    with pytest.raises(DataFolderError, match="another one was put there meanwhile"):
        late.keep()


def test_without_all_keys_it_is_told_that_the_seal_s_key_is_gone(centre: GuardedCentre) -> None:
    centre.begin()
    shutil.rmtree(centre.folder.keys)
    shutil.rmtree(centre.folder.checkpoints)
    centre.folder.keys.mkdir(mode=0o700)
    with pytest.raises(JournalNotSealed, match="The private key that seals the journal is not in"), centre.open():
        pass


@pytest.mark.parametrize("size", [TILE - 1, TILE, TILE + 1, 2 * TILE])
def test_the_head_that_appending_keeps_is_the_one_that_a_start_makes(centre: GuardedCentre, size: int) -> None:
    centre.begin(seals=False)
    change = WitnessKnown(name="w", vkey="k", seat="s")
    with centre.open() as (_, core):
        core.record([Draft(change=change)] * (size - 1 - core.state.size))
        core.record([Draft(change=change)])
    kept = head(centre)
    ask(centre.where, "DELETE FROM head")
    with open_store(centre.where, centre.folder):
        assert head(centre) == kept
    assert centre.size() == size


def test_what_cannot_be_written_leaves_the_head_as_it_was(
    centre: GuardedCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On disk and in memory: the store knows by itself what it has written, whether it is asked to load that or not."""
    centre.begin()
    with open_store(centre.where, centre.folder) as store:
        before = head(centre)
        # As many entries in the place of others.
        failing, following = (_work(store, monkeypatch, version) for version in ("1.0", "1.1"))

        def fail(*_: object) -> None:
            raise StoreTrouble("no", full=True)

        with monkeypatch.context() as patched:
            # The entries stand in the transaction already.
            patched.setattr("commandcenter.adapters.store.sql_store.put_head", fail)
            with pytest.raises(StoreTrouble):
                store.commit(failing)
        assert head(centre) == before
        store.commit(following)
        assert head(centre) != before
    # Nothing but the head speaks for them.
    with centre.open(seals=False) as (_, core):
        assert core.state.size == following.entries[-1].entry.seq + 1


def _work(store: SqlStore, monkeypatch: pytest.MonkeyPatch, version: str) -> Transaction:
    """What a core would write at its start."""
    works: list[Transaction] = []
    with monkeypatch.context() as patched:
        patched.setattr(store, "commit", works.append)
        core_on(store).start(version)
    (work,) = works
    return work


def test_the_key_of_the_head_is_not_the_vault_s(centre: GuardedCentre) -> None:
    centre.begin()
    guard = guard_of(centre.folder)
    assert guard.key.hex() != centre.folder.vault_key.read_text().strip()
    assert len(guard.key) == 32
    assert head(centre)[0][0] == guard.key_id


def test_a_backup_of_a_running_centre_is_believed_to_its_end_with_the_keys_of_then(tmp_path: Path) -> None:
    centre = GuardedCentre(tmp_path / "data", tmp_path / "data" / "journal.sqlite")
    centre.begin()
    with centre.open(seals=False) as (_, core):
        core.start("1.0")
    file = tmp_path / "b.ccaudit"
    backing_up.backup(centre.folder, Settings(), centre.where, file, lambda done, of: None)
    for name in ("moved", "forged"):
        there = GuardedCentre(tmp_path / name, tmp_path / name / "journal.sqlite")
        restoring.restore(file, there.where, lambda done, of: None)
        shutil.copytree(centre.folder.keys, there.folder.keys, dirs_exist_ok=True)
        if name == "forged":
            there.forge()
            assert refused(there) == (UNPROVEN, sealed(there), sealed(there) + 1)
            continue
        with there.open() as (store, core):
            assert (store.altered, core.state.size, core.state.accounts["off"]) == (False, sealed(there), OFFICER)

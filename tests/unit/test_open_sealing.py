"""Before a core writes anything: is this the journal that was sealed, and is its key there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.app.sealing import JournalNotSealed, open_sealing
from commandcenter.domain.changes.sealing import JournalRestored, SealKeyChanged
from commandcenter.domain.checkpoints import open_checkpoint
from commandcenter.services.comparing import BEHIND, OTHER, OTHER_LOG
from commandcenter.services.sealing import Sealing
from commandcenter.settings import AuditSettings, Settings
from tests.support.cores import MemoryStore, TestCore


class Machine:
    """A data folder whose journal is in memory; `open` is what a start does first."""

    def __init__(self, folder: Path) -> None:
        self.folder = DataFolder(folder)
        self.folder.prepare()
        self.settings = Settings()
        self.centre = TestCore()

    def open(self, *, accept: bool = False) -> Sealing:
        self.centre.core = self.centre.fresh_core()
        store = self.centre.store
        sealing = open_sealing(self.folder, self.settings, self.centre.core, store, accept_restored=accept)
        for _ in range(3):
            sealing.look()
        return sealing

    def work(self) -> Sealing:
        """Starts, does something, and seals it."""
        sealing = self.open()
        self.centre.command("map.move", lon=106.5, lat=29.6, zoom=12.5)
        sealing.want()
        sealing.look()
        return sealing

    def reason(self) -> str:
        """Why it does not start."""
        size = self.centre.core.state.size
        with pytest.raises(JournalNotSealed) as caught:
            self.open()
        assert self.centre.core.state.size == size
        why = caught.value.values.get("reason")
        return why.template if isinstance(why, DataFolderError) else "key"

    def changes(self) -> list[object]:
        return [stamped.entry.change for stamped in self.centre.store.entries]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "data")


def test_a_first_start_makes_key_and_second_place(machine: Machine) -> None:
    sealing = machine.open()
    assert sealing.seal.origin.startswith("commandcenter/")
    assert len(sealing.seal.origin) == len("commandcenter/") + 8
    assert [it.name for it in machine.folder.keys.iterdir()] == ["seal.json"]
    assert len(list(machine.folder.checkpoints.iterdir())) == 1


def test_an_ordinary_start_finds_nothing_wrong_also_when_it_is_told_to_accept(machine: Machine) -> None:
    machine.work()
    origin = machine.open().seal.origin
    assert machine.open(accept=True).seal.origin == origin
    assert not any(isinstance(change, JournalRestored) for change in machine.changes())


def test_an_older_journal_does_not_start(machine: Machine) -> None:
    machine.work()
    store = machine.centre.store
    older = MemoryStore()
    older.saved, older.entries = store.saved, list(store.entries)
    older.tiles.held.update(store.tiles.held)
    machine.work()
    machine.centre.store = older
    machine.centre.core = machine.centre.fresh_core()
    assert machine.reason() == BEHIND
    old = open_checkpoint(store.checkpoints()[-1].note)[1]
    sealing = machine.open(accept=True)
    restored, key = machine.changes()[-2:]
    assert isinstance(restored, JournalRestored)
    assert isinstance(key, SealKeyChanged)
    assert open_checkpoint(restored.note)[1] == old
    assert (restored.origin, restored.reason, key.before) == (old.origin, BEHIND, "")
    assert sealing.seal.origin != old.origin
    assert [it.name for it in machine.folder.keys.iterdir()] == ["seal.json"]
    machine.work()


def test_a_journal_with_another_entry_does_not_start(machine: Machine) -> None:
    machine.work()
    held = machine.centre.store.tiles.held
    held[0, 0] = bytes(32) + held[0, 0][32:]
    machine.centre.core = machine.centre.fresh_core()
    assert machine.reason() == OTHER


def test_an_empty_journal_in_the_place_of_the_sealed_one_does_not_start(machine: Machine) -> None:
    machine.work()
    machine.centre.store = MemoryStore()
    machine.centre.core = machine.centre.fresh_core()
    assert machine.reason() == BEHIND
    shutil.rmtree(machine.folder.keys)
    assert machine.reason() == OTHER_LOG
    assert isinstance(machine.open(accept=True).seal.former, tuple)
    assert isinstance(machine.changes()[0], JournalRestored)
    machine.work()


def test_a_journal_that_was_lost_again_and_again_is_accepted_each_time_once(machine: Machine) -> None:
    for _ in range(3):
        machine.work()
        machine.centre.store = MemoryStore()
        machine.centre.core = machine.centre.fresh_core()
        machine.open(accept=True)
        machine.work()
    assert machine.centre.core.state.open_alarm("core", "seal.second_place", "core") is None
    restored = machine.changes()[0]
    assert isinstance(restored, JournalRestored)
    assert len({restored.origin, *restored.others}) == 3


def test_a_journal_whose_key_is_gone_does_not_start(machine: Machine) -> None:
    origin = machine.work().seal.origin
    (machine.folder.keys / "seal.json").unlink()
    assert machine.reason() == "key"
    machine.open(accept=True)
    restored = machine.changes()[-2]
    assert isinstance(restored, JournalRestored)
    assert (restored.origin, restored.note, restored.reason) == (origin, "", "key")
    machine.work()


def test_a_key_file_that_cannot_be_read_is_told_and_left_alone(machine: Machine) -> None:
    machine.work()
    (machine.folder.keys / "seal.json").write_text("{")
    with pytest.raises(DataFolderError):
        machine.open()
    with pytest.raises(DataFolderError):
        machine.open(accept=True)
    assert (machine.folder.keys / "seal.json").read_text() == "{"


def test_a_second_place_elsewhere_is_read_before_the_start_and_never_made(machine: Machine, tmp_path: Path) -> None:
    machine.settings = Settings(audit=AuditSettings(second_place=str(tmp_path / "usb")))
    machine.work()
    assert not (tmp_path / "usb").exists()
    assert machine.centre.core.state.open_alarm("core", "seal.second_place", "core") is not None
    (tmp_path / "usb").mkdir()
    machine.work()
    assert len(list((tmp_path / "usb").iterdir())) == 1
    machine.centre.store = MemoryStore()
    shutil.rmtree(machine.folder.keys)
    machine.centre.core = machine.centre.fresh_core()
    assert machine.reason() == OTHER_LOG


def test_a_lock_that_cannot_be_opened_is_told_in_words(machine: Machine) -> None:
    """As when the core was once run in another user's name."""
    machine.folder.lock_file.mkdir()
    with pytest.raises(DataFolderError, match=r"core\.lock cannot be written: Is a directory"):
        machine.folder.lock()


def test_a_second_place_that_cannot_be_made_is_an_alarm_and_duty_goes_on(machine: Machine) -> None:
    machine.folder.checkpoints.write_text("no folder")
    machine.work()
    assert machine.centre.core.state.open_alarm("core", "seal.second_place", "core") is not None
    machine.folder.checkpoints.unlink()
    machine.work()
    assert len(list(machine.folder.checkpoints.iterdir())) == 1


def test_a_start_that_was_killed_after_it_had_accepted_is_finished_by_the_next(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.work()
    (machine.folder.keys / "seal.json").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(Sealing, "look", lambda self: [])
        machine.open(accept=True)
    assert [it.name for it in machine.folder.keys.iterdir()] == ["seal.next.json"]
    sealing = machine.open()
    assert [it.name for it in machine.folder.keys.iterdir()] == ["seal.json"]
    assert sealing.newest is not None
    assert sealing.newest.note.startswith(sealing.seal.origin)

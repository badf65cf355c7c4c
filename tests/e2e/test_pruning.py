"""Backup, archive and pruning with real processes and two persons, each with a password of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandcenter.adapters.data_folder import DataFolder
from tests.support.core_process import ROOT, CoreProcess
from tests.support.old_centre import OldCentre

PASSWORD = "A long password 2026"
PERSONS = (
    ("sys.adm", "S2", "system-administrator"),
    ("aud", "S3", "auditor"),
    ("sec.adm", "S1", "security-administrator"),
)


class Centre:
    """A core with an old journal, and the program's verbs."""

    def __init__(self, core: CoreProcess, folder: Path) -> None:
        self.core = core
        self.data = core.folder.path
        self.password = folder / "password"
        self.password.write_text(PASSWORD + "\n")

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit code, and what it said."""
        names = ("COMMANDCENTER_PASSWORD_FILE", "COMMANDCENTER_NEW_PASSWORD_FILE")
        environment = {**os.environ, "COMMANDCENTER_LANGUAGE": "en", **dict.fromkeys(names, str(self.password))}
        command = [sys.executable, str(ROOT / "main.py"), "--data", str(self.data), "--language", "en", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)
        return done.returncode, done.stdout + done.stderr

    def verify(self, path: Path) -> int:
        command = [sys.executable, "-m", "audit", "verify", str(path)]
        return subprocess.run(command, capture_output=True, timeout=120, check=False, cwd=ROOT).returncode

    def people(self) -> None:
        for account, number, role in PERSONS:
            add = ("people", "add", account, "--name", account, "--person", number, "--role", role, "--keep-password")
            said = self.run(*add)
            assert said[0] == 0, said


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """Entries of 400 and 390 days ago, and of today; nothing runs yet."""
    core = CoreProcess(tmp_path)
    old = OldCentre(DataFolder(core.folder.path), core.folder.journal)
    old.begin()
    old.go_on(10, subjects=20)
    old.settle()
    core.know({})
    yield Centre(core, tmp_path)
    if core.running:
        core.stop()


# A dozen programs, one after the other.
def test_old_entries_leave_a_real_centre_by_two_persons_and_all_of_it_verifies(centre: Centre, tmp_path: Path) -> None:
    centre.people()
    centre.core.start()
    centre.core.until_up()
    file = str(tmp_path / "old.ccaudit")
    code, said = centre.run("audit", "archive", "--before", "2099-01-01", "--out", file, "--json", "--as", "aud")
    assert code == 0, said
    before = json.loads(said)["before"]
    assert centre.run("audit", "prune", "ask", file, "--as", "sys.adm")[0] == 0
    code, said = centre.run("audit", "prune", "agree", file, "--as", "sys.adm")
    assert (code, "Another person has to agree" in said) == (1, True), said
    assert f"the entries before {before} leave the journal" in said
    code, said = centre.run("audit", "prune", "agree", file, "--as", "aud")
    assert code == 0, said
    code, said = centre.run("audit", "prune", "do", file)
    assert (code, "Another core is running" in said) == (5, True), said
    centre.core.stop()
    code, said = centre.run("audit", "prune", "do", file)
    assert (code, f"begins with entry {before} now" in said) == (0, True), said
    assert [centre.verify(path) for path in (centre.data, Path(file))] == [0, 0]
    centre.core.start()
    centre.core.until_up()
    centre.core.stop()
    assert centre.verify(centre.data) == 0


def test_a_backup_beside_a_running_core_is_restored_elsewhere(centre: Centre, tmp_path: Path) -> None:
    centre.core.start()
    centre.core.until_up()
    backup, moved = str(tmp_path / "b.ccaudit"), tmp_path / "moved"
    code, said = centre.run("db", "backup", backup)
    assert code == 0, said
    code, said = centre.run("db", "check")
    assert (code, "as they were sealed" in said, "as the journal makes them" in said) == (0, True, True), said
    code, said = centre.run("db", "rebuild")
    assert (code, "Another core is running" in said) == (5, True), said
    centre.core.stop()
    assert centre.run("db", "rebuild")[0] == 0
    assert centre.run("db", "restore", backup, "--into", str(moved))[0] == 0
    code, said = centre.run("db", "restore", backup, "--into", str(moved))
    assert (code, "There is a journal already" in said) == (5, True), said
    assert [centre.verify(path) for path in (centre.data, Path(backup), moved / "journal.sqlite")] == [0, 0, 0]

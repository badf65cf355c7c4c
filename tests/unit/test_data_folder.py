"""The data folder: it holds who has which password, and is made for the program's own user alone."""

from __future__ import annotations

from pathlib import Path
from stat import S_IMODE

from commandcenter.adapters.data_folder import DataFolder


def test_a_new_folder_is_its_users_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "centre" / "var")
    folder.prepare()
    assert S_IMODE(folder.path.stat().st_mode) == 0o700


def test_the_rights_of_a_folder_that_is_there_are_its_owners_business(tmp_path: Path) -> None:
    path = tmp_path / "var"
    path.mkdir(mode=0o750)
    DataFolder(path).prepare()
    assert S_IMODE(path.stat().st_mode) == 0o750
    assert list(path.iterdir()) == []

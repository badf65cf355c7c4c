"""The file whose key seals the digests of passwords and the secrets of code generators."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from commandcenter.adapters.credentials import open_vault
from commandcenter.adapters.data_folder import DataFolderError

RESTORE = "Restore that file from a backup: without it nobody can sign in."


def test_the_first_start_makes_a_key_for_its_owner_only_and_every_later_one_uses_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vault.key"
    blinded = open_vault(path).blind("wang.fang")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert open_vault(path).blind("wang.fang") == blinded
    assert open_vault(tmp_path / "another.key").blind("wang.fang") != blinded
    assert [it.name for it in path.parent.iterdir()] == ["vault.key"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is no key"),
        (b"00" * 31, "it is no key"),
        (b"\x00" * 32, "non-hexadecimal number found"),
        (b"\xff\xfe", "codec can't decode byte 0xff"),
    ],
)
def test_a_key_that_is_none_is_named_and_stays(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "vault.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(DataFolderError) as told:
        open_vault(path)
    assert (reason in str(told.value.values["reason"]), told.value.todo) == (True, RESTORE)
    assert path.read_bytes() == content


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "vault.key"
    open_vault(path)
    path.chmod(0o640)
    with pytest.raises(DataFolderError, match="can be read by others") as told:
        open_vault(path)
    assert told.value.todo.startswith("Take that right from them (chmod 600)")

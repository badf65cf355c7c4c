"""Limits that SQLite does not tell from a broken disk: a quota, and how large a file may be."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from commandcenter.adapters.store.growing import has_no_room

ROOT = Path(__file__).parents[2]


def test_a_file_that_may_not_grow_is_a_full_disk_and_work_goes_on_when_it_may(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.support.limited_child", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert (done.stdout.splitlines(), done.returncode) == (
        ["full=True damaged=False busy=False", "left=[] same=True grown=1 root=True"],
        0,
    ), done.stderr


@pytest.mark.parametrize(
    ("code", "full"),
    [(errno.EDQUOT, True), (errno.EFBIG, True), (errno.ENOSPC, True), (errno.EIO, False), (errno.EROFS, False)],
)
def test_what_a_disk_answers_says_whether_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, full: bool
) -> None:
    def refuse(handle: int, data: bytes, at: int) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "pwrite", refuse)
    assert has_no_room(tmp_path / "journal.sqlite") is full
    assert list(tmp_path.iterdir()) == []


def test_where_a_part_can_be_written_only_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "pwrite", lambda handle, data, at: 4096)
    assert has_no_room(tmp_path / "journal.sqlite")


def test_where_there_is_room_there_is_room(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"x" * 5000)
    assert not has_no_room(tmp_path / "journal.sqlite")
    assert [path.name for path in tmp_path.iterdir()] == ["journal.sqlite"]

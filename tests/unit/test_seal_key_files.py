"""Files with private keys of the seal: made once, for their owner alone, and gone when they are destroyed."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from bridge.sealing.keys import destroy_key, new_key, open_key, read_key, verify, write_key
from commandcenter.domain.notes import COSIGNATURE, parse_key
from commandcenter.domain.seal import SealKeyTrouble


def test_a_key_is_the_same_when_it_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "seal.json"
    made = open_key(path, "commandcenter/00000001")
    assert open_key(path, "another").vkey == made.vkey
    assert verify(parse_key(made.vkey).public, read_key(path).sign(b"text"), b"text")
    assert not verify(parse_key(made.vkey).public, read_key(path).sign(b"text"), b"other")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(json.loads(path.read_text())) == {"name", "private", "vkey"}
    assert [it.name for it in path.parent.iterdir()] == ["seal.json"]


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "seal.json"
    write_key(path, new_key("a"))
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write_key(path, new_key("b"))
    assert path.read_bytes() == before


def test_a_missing_file_is_told_from_a_broken_one(tmp_path: Path) -> None:
    with pytest.raises(SealKeyTrouble) as caught:
        read_key(tmp_path / "seal.json")
    assert caught.value.missing


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "seal.json"
    write_key(path, new_key("a"))
    path.chmod(0o640)
    with pytest.raises(SealKeyTrouble, match="chmod 600"):
        read_key(path)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "b"},
        {"name": "with space"},
        {"name": 7},
        {"private": "AAAA"},
        {"private": None},
        {"private": "A" * 43 + "="},
        {"vkey": "a+00000000+AAAA"},
        {"vkey": None},
    ],
)
def test_a_file_whose_parts_do_not_fit_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "seal.json"
    write_key(path, new_key("a"))
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(SealKeyTrouble):
        read_key(path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\0" * 200, b"[" * 5000, b"\xff\xfe"])
def test_what_is_no_key_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "seal.json"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SealKeyTrouble):
        read_key(path)


def test_a_witness_key_is_no_key_of_a_log(tmp_path: Path) -> None:
    path = tmp_path / "desk.witness.json"
    write_key(path, new_key("console/desk", COSIGNATURE))
    assert read_key(path, COSIGNATURE).key.kind == COSIGNATURE
    with pytest.raises(SealKeyTrouble, match="checkpoints"):
        read_key(path)


def test_every_bit_of_a_key_file_counts_or_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "seal.json"
    key = new_key("a")
    write_key(path, key)
    whole = path.read_bytes()
    for bit in range(0, len(whole) * 8, 3):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        try:
            assert read_key(path).vkey == key.vkey
        except SealKeyTrouble:
            continue


def test_a_destroyed_key_was_overwritten_before_it_went(tmp_path: Path) -> None:
    path = tmp_path / "seal.json"
    write_key(path, new_key("a"))
    os.link(path, tmp_path / "still-there")
    destroy_key(path)
    assert not path.exists()
    assert set((tmp_path / "still-there").read_bytes()) == {0}


def test_to_destroy_what_is_gone_is_done(tmp_path: Path) -> None:
    destroy_key(tmp_path / "seal.json")

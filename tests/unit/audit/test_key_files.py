"""Private keys in a data folder: one key in each file, the log's of the right name, a witness's known or not yet."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.keyfiles import judge_key_files
from audit.keys import Chain, Ring
from audit.notes import parse_key
from audit.verdict import Code, Report
from tests.support.audit_cases import DESK, FIRST, SECOND, WALL, found, told
from tests.support.audit_writer import ORIGIN, Signer, b64, lines

NO_KEY = "keys/seal.json does not hold one key any more"
Fields = dict[str, object]


def judged(folder: Path, ring: Ring | None = None) -> Report:
    report = Report()
    if ring is None:
        key = parse_key(DESK.vkey)
        ring = Ring([Chain("before/1"), Chain(ORIGIN)], {(key.name, key.id): key})
    judge_key_files(folder, ring, report)
    return report


def test_keys_that_the_journal_knows_are_no_news(tmp_path: Path) -> None:
    lines(tmp_path / "keys" / "seal.json", [FIRST.file()])
    lines(tmp_path / "keys" / "consoles" / "desk-1.witness.json", [DESK.file()])
    report = judged(tmp_path)
    assert (report.code, found(report), told(report)) == (Code.OK, [], [])
    assert found(judged(tmp_path / "keys")) == []


def test_a_witness_that_has_not_joined_yet_is_told_and_other_files_are_not_looked_at(tmp_path: Path) -> None:
    lines(tmp_path / "keys" / "walls" / "wall-1.witness.json", [WALL.file()])
    lines(tmp_path / "keys" / "wall-1.witness.json", ["{}"])
    lines(tmp_path / "keys" / "walls" / "wall-1.json", ["{}"])
    lines(tmp_path / "keys" / "walls" / "more" / "wall-1.witness.json", ["{}"])
    report = judged(tmp_path)
    text = "the key in keys/walls/wall-1.witness.json is none that the journal names"
    assert (report.code, found(report), told(report)) == (Code.OK, [], [text])


def test_the_log_s_key_bears_the_newest_log_s_name(tmp_path: Path) -> None:
    lines(tmp_path / "keys" / "seal.json", [SECOND.file()])
    assert found(judged(tmp_path)) == []
    lines(tmp_path / "keys" / "seal.json", [Signer("before/1", 5).file()])
    report = judged(tmp_path)
    assert (report.code, found(report)) == (Code.KEY, ["the key in keys/seal.json is none that the journal names"])
    assert found(judged(tmp_path, Ring())) == []


def test_a_file_that_cannot_be_read_is_left_to_its_owner_and_the_next_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "keys" / "a").mkdir(parents=True)
    os.mkfifo(tmp_path / "keys" / "seal.json")
    (tmp_path / "keys" / "a" / "x.witness.json").mkdir()
    lines(tmp_path / "keys" / "b" / "y.witness.json", ["{}"])
    report = judged(tmp_path)
    assert told(report) == [
        "keys/seal.json was not looked at: not a regular file",
        "keys/a/x.witness.json was not looked at: not a regular file",
    ]
    assert (report.code, found(report)) == (Code.KEY, ["keys/b/y.witness.json does not hold one key any more"])


BROKEN: dict[str, Callable[[Fields], object]] = {
    "no map": lambda _: [],
    "nothing": lambda _: {},
    "no name": lambda it: {name: value for name, value in it.items() if name != "name"},
    "no private half": lambda it: {name: value for name, value in it.items() if name != "private"},
    "no public half": lambda it: {name: value for name, value in it.items() if name != "vkey"},
    "another name": lambda it: {**it, "name": "other/1"},
    "another private half": lambda it: {**it, "private": b64(b"x" * 32)},
    "a private half that is too short": lambda it: {**it, "private": b64(b"x" * 31)},
    "a private half that is none": lambda it: {**it, "private": "!"},
    "a number for a private half": lambda it: {**it, "private": 5},
    "a number for a public half": lambda it: {**it, "vkey": 5},
    "another public half": lambda it: {**it, "vkey": SECOND.vkey},
    "a public half that is none": lambda it: {**it, "vkey": "x"},
    "a witness's": lambda _: json.loads(DESK.file()),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_not_one_key_is_found(tmp_path: Path, change: Callable[[Fields], object]) -> None:
    lines(tmp_path / "keys" / "seal.json", [json.dumps(change(json.loads(FIRST.file())))])
    report = judged(tmp_path)
    assert (report.code, found(report)) == (Code.KEY, [NO_KEY])


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 16_000])
def test_bytes_that_say_nothing_are_no_key(tmp_path: Path, data: bytes) -> None:
    lines(tmp_path / "keys" / "seal.json", [])
    (tmp_path / "keys" / "seal.json").write_bytes(data)
    assert found(judged(tmp_path)) == [NO_KEY]


def test_a_log_s_key_in_a_witness_s_file_is_found(tmp_path: Path) -> None:
    lines(tmp_path / "keys" / "consoles" / "desk-1.witness.json", [FIRST.file()])
    assert found(judged(tmp_path)) == ["keys/consoles/desk-1.witness.json does not hold one key any more"]


def test_a_file_is_read_up_to_its_longest(tmp_path: Path) -> None:
    whole = json.loads(FIRST.file())
    short = len(json.dumps({"pad": "", **whole}))
    for length, wrong in ((16_384, []), (16_385, [NO_KEY])):
        lines(tmp_path / "keys" / "seal.json", [json.dumps({"pad": "x" * (length - short), **whole})])
        assert found(judged(tmp_path)) == wrong

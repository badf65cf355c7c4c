"""Journals that nobody touched or that somebody made up as a whole, and what the auditor's own key says of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from audit.verdict import Code
from tests.support.audit_cases import FIRST, SECOND, STRANGER, WALL, found, judged, small, told
from tests.support.audit_tampering import (
    copy_of,
    database,
    rewritten,
    sql,
)
from tests.support.audit_writer import (
    AT,
    ORIGIN,
    Log,
    Signer,
    changed,
    checkpoint_text,
    leaf_hash,
    lines,
)


def test_what_nobody_touched_is_as_it_was_sealed(original: tuple[Path, Log]) -> None:
    folder, log = original
    report = judged(folder, keys=[FIRST])
    assert (report.code, found(report)) == (Code.OK, [])
    assert told(report) == [
        "the key of commandcenter/1a2b3c4d is the one that was given",
        "2 credentials compared with the entries that set them",
        f"708 entries; root {log.root().hex()}",
        "4 checkpoints in it fit; the newest that fits is over 708 entries",
        "desk-1.witness/2026-11-22.jsonl: 4 checkpoints fit, up to 708 entries",
        "second place/2026-11-22.jsonl: 4 checkpoints fit, up to 708 entries",
        "wall-1.witness/2026-11-22.jsonl: 4 checkpoints fit, up to 708 entries",
        "desk-1 cosigned 8 times",
        "wall-1 cosigned 8 times",
    ]


@pytest.mark.parametrize("key", [FIRST, SECOND])
def test_any_key_of_the_log_may_be_the_one_that_the_auditor_has(original: tuple[Path, Log], key: Signer) -> None:
    assert judged(original[0], keys=[key]).code is Code.OK


def test_another_log_than_the_auditor_expects_is_key_trouble(original: tuple[Path, Log]) -> None:
    report = judged(original[0], keys=[STRANGER])
    assert report.code is Code.KEY
    assert found(report) == ["none of the keys of commandcenter/1a2b3c4d is the one that was given"]


def test_without_a_key_the_report_says_that_none_was_compared(original: tuple[Path, Log]) -> None:
    said = "the log's key was NOT compared with one of yours (--key): who sealed this is taken from itself"
    assert said in told(judged(original[0]))


def test_a_whole_journal_made_up_anew_is_found_by_the_key_and_by_the_witnesses(
    original: tuple[Path, Log], tmp_path: Path
) -> None:
    fake = Log(STRANGER).begin().fill(706)
    fake.seal()
    folder = tmp_path / "var"
    shutil.copytree(original[0], folder)
    rewritten(folder, original[1], fake)
    assert judged(database(folder), keys=[FIRST]).code is Code.KEY
    assert judged(folder).code is Code.KEY
    assert judged(database(folder)).code is Code.OK


def test_with_the_auditor_s_key_the_entry_that_names_the_first_key_is_found_altered(tmp_path: Path) -> None:
    changed(small().save(tmp_path), "UPDATE journal SET entry = x'00' WHERE seq = 1")
    report = judged(tmp_path, keys=[FIRST])
    assert (report.code, found(report)) == (
        Code.ALTERED,
        [
            "entry 1 was altered: its bytes do not give the hash that was sealed",
            "the journal names no key that it is sealed with",
        ],
    )


def test_the_first_of_many_bad_entries_is_named_first(original: tuple[Path, Log], tmp_path: Path) -> None:
    folder = tmp_path / "var"
    shutil.copytree(original[0], folder)
    sql("UPDATE journal SET entry = x'00' WHERE seq IN (33, 34, 600)")(folder, original[1])
    report = judged(folder)
    assert [finding.entry for finding in report.ordered()] == [33, 34, 600]


def test_two_checkpoints_of_one_size_are_a_fork_even_without_the_journal_that_far(tmp_path: Path) -> None:
    log = Log(FIRST).begin().fill(100)
    log.seal()
    folder = tmp_path / "var"
    log.save(folder)
    for name in ("one", "two"):
        text = checkpoint_text(ORIGIN, 500, leaf_hash(name.encode()))
        lines(folder / "checkpoints" / f"{name}.jsonl", [json.dumps({"at": "", "note": f"{text}\n{FIRST.line(text)}"})])
    report = judged(folder)
    assert report.code is Code.FORKED
    assert found(report)[0] == (
        "two checkpoints of 500 entries differ, both signed by the log:"
        " second place/one.jsonl:1 and second place/two.jsonl:1"
    )


def test_witnesses_beyond_the_journal_need_not_be_known_to_it(original: tuple[Path, Log], tmp_path: Path) -> None:
    folder = tmp_path / "var"
    original[1].save(folder)
    log = copy_of(original[1])
    late = Signer("desk-9", 90, 4)
    log.know(late)
    log.seal()
    lines(folder / "seats" / "desk-9.witness" / "2026-11-23.jsonl", log.witnessed["desk-9"])
    report = judged(folder)
    assert (report.code, report.findings[0].entry) == (Code.TRUNCATED, 708)
    assert found(report) == [
        "the journal once had 709 entries, as desk-9.witness/2026-11-23.jsonl:1 says; now it has 708"
    ]


def test_the_key_of_a_seat_that_has_not_joined_yet_is_told(original: tuple[Path, Log], tmp_path: Path) -> None:
    folder = tmp_path / "var"
    shutil.copytree(original[0], folder)
    lines(folder / "keys" / "walls" / "w.witness.json", [Signer("wall/w", 5, 4).file()])
    report = judged(folder)
    assert report.code is Code.OK
    assert "the key in keys/walls/w.witness.json is none that the journal names" in told(report)


def test_times_of_cosignatures_are_those_of_the_program_s_years(original: tuple[Path, Log]) -> None:
    assert AT > 1_704_067_200
    assert WALL.name == "wall-1"

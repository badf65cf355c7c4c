"""Entries and their tree, changed in every way, and the exit code that answers it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.verdict import Code
from tests.support.audit_tampering import (
    Case,
    edited_with_tree,
    forked,
    inserted,
    must_be_found,
    older_copy,
    resealed_old_epoch,
    sql,
    truncated,
    truncated_with_tree,
)
from tests.support.audit_writer import (
    Log,
    entry,
    leaf_hash,
)

EDITED = entry(77, {"do": "operator.acted", "action": "nothing"})
ADDED = entry(708, {"do": "operator.acted", "action": "more"})

CASES: dict[str, Case] = {
    "an entry edited": (
        sql(f"UPDATE journal SET entry = x'{EDITED.hex()}' WHERE seq = 77"),
        Code.ALTERED,
        "entry 77 was altered: its bytes do not give the hash that was sealed",
    ),
    "an entry deleted": (sql("DELETE FROM journal WHERE seq = 77"), Code.ALTERED, "entry 77 is missing"),
    "the first entry deleted": (
        sql("DELETE FROM journal WHERE seq = 0"),
        Code.ALTERED,
        "the entries before 1 are missing",
    ),
    "two entries swapped": (
        sql(
            "UPDATE journal SET seq = -1 WHERE seq = 80",
            "UPDATE journal SET seq = 80 WHERE seq = 81",
            "UPDATE journal SET seq = 81 WHERE seq = -1",
        ),
        Code.ALTERED,
        "entry 80 was altered: its bytes do not give the hash that was sealed",
    ),
    "an entry doubled in the place of the next": (
        sql("UPDATE journal SET entry = (SELECT entry FROM journal WHERE seq = 90) WHERE seq = 91"),
        Code.ALTERED,
        "entry 91 was altered: its bytes do not give the hash that was sealed",
    ),
    "entries numbered anew": (
        sql(
            "DELETE FROM journal WHERE seq = 100",
            "UPDATE journal SET seq = -seq WHERE seq > 100",
            "UPDATE journal SET seq = -seq - 1 WHERE seq < 0",
        ),
        Code.ALTERED,
        "entry 100 was altered: its bytes do not give the hash that was sealed",
    ),
    "an entry added": (
        sql(f"INSERT INTO journal VALUES (708, x'{ADDED.hex()}')"),
        Code.ALTERED,
        "entry 708 is not in the tree",
    ),
    "an entry added with its hash": (
        sql(
            f"INSERT INTO journal VALUES (708, x'{ADDED.hex()}')",
            f"UPDATE tiles SET hashes = CAST(hashes || x'{leaf_hash(b'another').hex()}' AS BLOB)"
            " WHERE level = 0 AND number = 2",
        ),
        Code.ALTERED,
        "entry 708 and its hash in the tile do not fit each other",
    ),
    "an entry before the first": (
        sql("INSERT INTO journal VALUES (-1, x'00')"),
        Code.ALTERED,
        "entry 708 is missing",
    ),
    "an entry stored as text": (
        sql("UPDATE journal SET entry = 'text' WHERE seq = 500"),
        Code.ALTERED,
        "entry 500 is not stored as bytes",
    ),
    "the tail cut off": (
        truncated,
        Code.TRUNCATED,
        "the entries from 650 on are missing: the tree holds 708",
    ),
    "the tail cut off with its tree and checkpoint": (
        truncated_with_tree,
        Code.TRUNCATED,
        "the journal once had 708 entries, as second place/2026-11-22.jsonl:4 says; now it has 650",
    ),
    "the tail cut off with the secret that it sets": (
        sql("DELETE FROM journal WHERE seq >= 400"),
        Code.TRUNCATED,
        "the credentials of li are not those that entry 5 names",
    ),
    "an older copy put back": (
        older_copy,
        Code.TRUNCATED,
        "the journal once had 506 entries, as second place/2026-11-22.jsonl:2 says; now it has 260",
    ),
    "an entry edited and the tree made anew without the key": (
        edited_with_tree,
        Code.ALTERED,
        "entries 260 to 505 are not those that were sealed: checkpoint 506 in desk-1.witness/2026-11-22.jsonl:2",
    ),
    "an entry put in and the tree made anew": (
        inserted,
        Code.ALTERED,
        "entries 260 to 505 are not those that were sealed",
    ),
    "forked at a checkpoint and sealed with the present key": (
        forked,
        Code.FORKED,
        "the log has signed two histories: desk-1.witness/2026-11-22.jsonl:3 holds the root",
    ),
    "an old epoch sealed once more with the new key": (
        resealed_old_epoch,
        Code.FORKED,
        "the log has signed two histories: desk-1.witness/2026-11-22.jsonl:",
    ),
    "a hash in a tile changed": (
        sql("UPDATE tiles SET hashes = zeroblob(8192) WHERE level = 0 AND number = 1"),
        Code.ALTERED,
        "the hash of entry 256 in its tile was altered; the entry is as it was sealed",
    ),
    "a tile removed": (
        sql("DELETE FROM tiles WHERE level = 0 AND number = 1"),
        Code.ALTERED,
        "entry 256 is not in the tree",
    ),
    "an upper tile changed": (
        sql("UPDATE tiles SET hashes = zeroblob(64) WHERE level = 1"),
        Code.ALTERED,
        "tile 1/0 is not what the entries give",
    ),
    "an upper tile removed": (sql("DELETE FROM tiles WHERE level = 1"), Code.ALTERED, "tile 1/0 is missing"),
    "a tile added": (
        sql("INSERT INTO tiles VALUES (2, 0, zeroblob(32))"),
        Code.ALTERED,
        "tile 2/0 is not what the entries give",
    ),
    "an empty tile added": (
        sql("INSERT INTO tiles VALUES (7, 3, x'')"),
        Code.ALTERED,
        "tile 7/3 is not what the entries give",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_tampering_is_found_with_its_code_and_named(
    case: Case, original: tuple[Path, Log], tmp_path: Path
) -> None:
    must_be_found(case, original, tmp_path / "var")

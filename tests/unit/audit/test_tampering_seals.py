"""Checkpoints and cosignatures, changed in every way, and the exit code that answers it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.verdict import Code
from tests.support.audit_cases import DESK, FIRST, SECOND, STRANGER
from tests.support.audit_tampering import (
    Case,
    also_colliding,
    cosignature,
    cosigned_at,
    everywhere,
    must_be_found,
    note,
    other_origin,
    resigned,
    signed_by,
    sql,
    stripped,
    without_checkpoints,
)
from tests.support.audit_writer import (
    Log,
    Signer,
)

CASES: dict[str, Case] = {
    "a signature stripped": (
        everywhere(708, stripped),
        Code.KEY,
        "the database, checkpoint 708: checkpoint 708 carries no signature",
    ),
    "signed with an unknown key": (
        note(708, signed_by(Signer("other/1", 5))),
        Code.KEY,
        "the database, checkpoint 708: checkpoint 708 is signed with an unknown key only",
    ),
    "signed with a key of the same name": (
        note(708, signed_by(STRANGER)),
        Code.KEY,
        "the database, checkpoint 708: checkpoint 708 is signed with an unknown key only",
    ),
    "signed with a key of the same name as well": (
        note(708, also_colliding),
        Code.KEY,
        "the database, checkpoint 708: checkpoint 708 is also signed with a key that only bears the log's name",
    ),
    "signed with the key of an earlier time": (
        note(708, signed_by(FIRST)),
        Code.KEY,
        "the database, checkpoint 708: checkpoint 708 is not signed with the key of its time, only with another one",
    ),
    "signed with the key of a later time": (
        note(260, signed_by(SECOND)),
        Code.KEY,
        "the database, checkpoint 260: checkpoint 260 is not signed with the key of its time, only with another one",
    ),
    "a new key without the word of the one before": (
        everywhere(506, signed_by(SECOND)),
        Code.KEY,
        "the key that entry 505 names was not vouched for by the key before",
    ),
    "of another origin": (
        note(708, other_origin),
        Code.KEY,
        "the database, checkpoint 708: a checkpoint is of another origin: commandcenter/ffffffff",
    ),
    "a root changed": (
        note(708, lambda text: text.replace(text.split("\n")[2], "A" * 43 + "=")),
        Code.ALTERED,
        "the database, checkpoint 708: the signature of checkpoint 708 does not fit its text",
    ),
    "a size changed": (
        note(708, lambda text: text.replace("\n708\n", "\n707\n")),
        Code.ALTERED,
        "the database, checkpoint 708: the checkpoint speaks of 707 entries",
    ),
    "a size with a leading zero": (
        note(708, resigned(lambda text: text.replace("\n708\n", "\n0708\n"))),
        Code.ALTERED,
        "the database, checkpoint 708: what stands there is no checkpoint: a number is not of the form",
    ),
    "carriage returns": (
        note(708, resigned(lambda text: text.replace("\n", "\r\n"))),
        Code.ALTERED,
        "the database, checkpoint 708: what stands there is no checkpoint: a control character",
    ),
    "two hyphens for the dash": (
        note(708, lambda text: text.replace("—", "--")),
        Code.ALTERED,
        "the database, checkpoint 708: what stands there is no checkpoint: a signature line is not of the form",
    ),
    "a checkpoint removed": (
        sql("DELETE FROM checkpoints WHERE size = 606", "DELETE FROM cosignatures WHERE size = 606"),
        Code.TRUNCATED,
        "checkpoint 606 stands in desk-1.witness/2026-11-22.jsonl and not in the database any more",
    ),
    "all checkpoints removed": (
        without_checkpoints,
        Code.KEY,
        "no checkpoint vouches for the entries",
    ),
    "a cosignature without its checkpoint": (
        sql("INSERT INTO cosignatures SELECT 300, name, line FROM cosignatures LIMIT 1"),
        Code.ALTERED,
        "the database: desk-1 has cosigned checkpoint 300, which is not there",
    ),
    "a cosignature of tomorrow's tomorrow": (
        cosigned_at(2**40),
        Code.KEY,
        "the database, checkpoint 606: desk-1 cosigned checkpoint 606 at a time that cannot be: 1099511627776 s after",
    ),
    "a cosignature of 1970": (
        cosigned_at(3600),
        Code.KEY,
        "the database, checkpoint 606: desk-1 cosigned checkpoint 606 at a time that cannot be: 3600 s after 1970",
    ),
    "a cosignature of something else": (
        cosignature(lambda text: DESK.cosign(text + "x\n")),
        Code.ALTERED,
        "the database, checkpoint 606: the cosignature of desk-1 does not fit checkpoint 606",
    ),
    "a cosignature with a key that nobody knows": (
        cosignature(lambda text: Signer("desk-1", 77, 4).cosign(text)),
        Code.KEY,
        "the database, checkpoint 606: checkpoint 606 is cosigned by desk-1 with a key that the journal does not know",
    ),
    "a cosignature under another name": (
        cosignature(lambda text: DESK.cosign(text), "desk-2"),
        Code.ALTERED,
        "the database, checkpoint 606: a cosignature of desk-1 stands under the name desk-2",
    ),
    "a cosignature that is none": (
        cosignature(lambda text: DESK.cosign(text).replace("—", "-")),
        Code.ALTERED,
        "the database, checkpoint 606: what stands there is no cosignature: a signature line is not of the form",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_tampering_is_found_with_its_code_and_named(
    case: Case, original: tuple[Path, Log], tmp_path: Path
) -> None:
    must_be_found(case, original, tmp_path / "var")

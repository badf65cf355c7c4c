"""Proofs of one entry: their lines one by one, how many hashes they may have, and whose signatures count."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from audit.notes import parse_key
from audit.proof import HEAD, verify_proof
from audit.verdict import Code, Report, Unreadable
from tests.support.audit_cases import DESK, FIRST, SECOND, WALL, found, small, told
from tests.support.audit_writer import ORIGIN, Signer, b64

LOG = small()
NOTE = LOG.proof(5).split("\n\n", 1)[1]
EXTRA = f"extra {b64(LOG.entries[5])}"
OTHER = Signer("commandcenter/ffffffff", 7)


def proven(text: str, *keys: Signer) -> Report:
    report = Report()
    verify_proof(text.encode(), [parse_key(it.vkey) for it in keys], report)
    return report


def made(*lines: str, note: str = NOTE) -> str:
    return HEAD.decode() + "".join(f"{it}\n" for it in lines) + "\n" + note


def test_a_proof_says_what_it_is_of() -> None:
    report = proven(LOG.proof(5), FIRST)
    assert (report.code, found(report)) == (Code.OK, [])
    assert told(report) == [f"entry 5 of {ORIGIN}: operator.acted"]
    assert report.facts == {"index": 5, "size": 300, "root": LOG.root().hex(), "origin": ORIGIN}


HASH = b64(bytes(32))
UNREADABLE: dict[str, tuple[str, str]] = {
    "nothing": (HEAD.decode(), "the index is missing"),
    "no index": (made(EXTRA), "the index is missing"),
    "an index by another name": (made(EXTRA, "Index 5"), "the index is missing"),
    "no blank line": (made(EXTRA, "index 5", note="")[:-1], "the index is missing"),
    "no number": (made(EXTRA, "index x"), "a number is not of the form"),
    "no hash": (made(EXTRA, "index 5", "!"), "what should be base64 is not"),
    "no text": (made(EXTRA, "index 5é"), "'ascii' codec can't decode byte 0xc3"),
    "no note": (made(EXTRA, "index 5", note=""), "no line feed at the end"),
    "no entry": (made("index 5"), "its hashes or its entry are missing"),
    "the entry behind the index": (made("index 5", EXTRA), "what should be base64 is not"),
    "a short hash": (made(EXTRA, "index 5", HASH, b64(bytes(31))), "its hashes or its entry are missing"),
    "a long hash": (made(EXTRA, "index 5", HASH, b64(bytes(33))), "its hashes or its entry are missing"),
    "too many hashes": (made(EXTRA, "index 5", *[HASH] * 64), "its hashes or its entry are missing"),
}


@pytest.mark.parametrize("case", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_proof_is_unreadable(case: tuple[str, str]) -> None:
    text, reason = case
    with pytest.raises(Unreadable) as raised:
        proven(text, FIRST)
    assert raised.value.said.template == "it is no proof: {reason}"
    assert str(raised.value.said.values["reason"]).startswith(reason)


NOT_PROVEN = "entry 5 is not proven to be in the log of 300 entries"


def test_as_many_hashes_as_a_tree_can_have_are_read() -> None:
    for count in (0, 63):
        report = proven(made(EXTRA, "index 5", *[HASH] * count), FIRST)
        assert [(it.code, it.entry) for it in report.findings] == [(Code.ALTERED, 5)]
        assert found(report) == [NOT_PROVEN]


def test_an_entry_that_is_none_may_still_be_in_the_log() -> None:
    log = small()
    log.entries[5] = b"x"
    log.seal()
    report = proven(log.proof(5), FIRST)
    assert [(it.code, it.entry) for it in report.findings] == [(Code.ALTERED, 5)]
    assert (found(report), told(report)) == (["the proof holds something else than entry 5"], [])


NO_KEY = "no key was given that the signature can be checked with (--key)"
UNKNOWN = "checkpoint 300 is signed with an unknown key only"
GIVEN: list[tuple[Sequence[Signer], Code, list[str]]] = [
    ((), Code.KEY, [NO_KEY]),
    ((DESK,), Code.KEY, [NO_KEY]),
    ((FIRST,), Code.OK, []),
    ((SECOND,), Code.KEY, [UNKNOWN]),
    ((FIRST, SECOND), Code.OK, []),
    ((SECOND, FIRST), Code.OK, []),
    ((OTHER, FIRST), Code.OK, []),
    ((OTHER,), Code.KEY, [f"a checkpoint is of another origin: {ORIGIN}"]),
]


@pytest.mark.parametrize("case", GIVEN)
def test_any_given_key_of_the_log_s_name_counts(case: tuple[Sequence[Signer], Code, list[str]]) -> None:
    keys, code, wrong = case
    report = proven(LOG.proof(5), *keys)
    assert (report.code, found(report)) == (code, wrong)


def test_each_given_witness_has_to_have_cosigned_and_others_are_named() -> None:
    text = LOG.proof(5, cosigned=(WALL, DESK, Signer("stranger", 8, 4)))
    report = proven(text, DESK, FIRST, WALL)
    assert found(report) == []
    assert told(report)[1:] == [
        "cosigned by desk-1",
        "cosigned by wall-1",
        "signatures that were not checked, for want of a key: stranger",
    ]
    report = proven(LOG.proof(5, cosigned=(WALL,)), DESK, WALL, FIRST)
    assert (report.code, found(report)) == (Code.KEY, ["desk-1 has not cosigned"])
    assert told(report)[1:] == ["cosigned by wall-1"]
    report = proven(text, FIRST)
    assert told(report)[1:] == ["signatures that were not checked, for want of a key: desk-1, stranger, wall-1"]


def test_a_cosignature_that_does_not_fit_spoils_the_proof_and_the_next_is_looked_at() -> None:
    text = LOG.proof(5)
    checkpoint = NOTE.split("\n\n")[0] + "\n"
    broken = f"{text}{DESK.cosign(checkpoint + 'x')}\n{WALL.cosign(checkpoint)}\n"
    report = proven(broken, FIRST, DESK, WALL)
    assert (report.code, found(report)) == (
        Code.ALTERED,
        ["the cosignature of desk-1 does not fit checkpoint 300"],
    )
    assert told(report)[1:] == ["cosigned by wall-1"]

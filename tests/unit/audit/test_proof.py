"""Proofs of one entry: with the right keys they stand, with any change they fall."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audit.verdict import Code
from tests.support.audit_cases import DESK, FIRST, STRANGER, WALL, found, judged, small, told
from tests.support.audit_writer import Signer, b64, entry


@pytest.fixture(scope="module")
def text() -> str:
    return small().proof(77, cosigned=[DESK])


def judged_text(tmp_path: Path, text: str, *keys: Signer) -> tuple[Code, list[str], list[str]]:
    path = tmp_path / "it.tlog-proof"
    path.write_text(text, encoding="utf-8")
    report = judged(path, keys=keys)
    return report.code, found(report), told(report)


def test_a_proof_stands_with_the_keys_of_log_and_witness(tmp_path: Path, text: str) -> None:
    code, wrong, said = judged_text(tmp_path, text, FIRST, DESK)
    assert (code, wrong) == (Code.OK, [])
    assert said == ["entry 77 of commandcenter/1a2b3c4d: operator.acted", "cosigned by desk-1"]


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 300), (255, 256), (256, 257), (299, 300)])
def test_the_proof_of_any_entry_stands(tmp_path: Path, index: int, size: int) -> None:
    assert judged_text(tmp_path, small().proof(index, size=size), FIRST)[0] is Code.OK


def test_signatures_that_could_not_be_checked_are_named(tmp_path: Path, text: str) -> None:
    code, _, said = judged_text(tmp_path, text, FIRST)
    assert (code, said[-1]) == (Code.OK, "signatures that were not checked, for want of a key: desk-1")


def test_without_a_key_of_the_log_nothing_vouches_for_a_proof(tmp_path: Path, text: str) -> None:
    said = "no key was given that the signature can be checked with (--key)"
    assert judged_text(tmp_path, text)[:2] == (Code.KEY, [said])
    assert judged_text(tmp_path, text, DESK)[:2] == (Code.KEY, [said])


KEYS: dict[str, tuple[tuple[Signer, ...], str]] = {
    "a key of the same name": ((STRANGER,), "checkpoint 300 is signed with an unknown key only"),
    "a key of another log": (
        (Signer("commandcenter/ffffffff", 1),),
        "a checkpoint is of another origin: commandcenter/1a2b3c4d",
    ),
    "a witness that has not signed": ((FIRST, WALL), "wall-1 has not cosigned"),
    "another key of the witness": ((FIRST, Signer("desk-1", 50, 4)), "desk-1 has not cosigned"),
}


@pytest.mark.parametrize("case", KEYS.values(), ids=KEYS.keys())
def test_other_keys_are_key_trouble(tmp_path: Path, text: str, case: tuple[tuple[Signer, ...], str]) -> None:
    code, wrong, _ = judged_text(tmp_path, text, *case[0])
    assert (code, wrong) == (Code.KEY, [case[1]])


def line(number: int, change: Callable[[str], str]) -> Callable[[str], str]:
    def apply(text: str) -> str:
        lines = text.split("\n")
        lines[number] = change(lines[number])
        return "\n".join(lines)

    return apply


OTHER = b64(entry(77, {"do": "operator.acted", "action": "nothing"}))
NO_PROOF = "it is no proof: "
CHANGES: dict[str, tuple[Callable[[str], str], Code, str]] = {
    "another entry": (
        line(1, lambda _: f"extra {OTHER}"),
        Code.ALTERED,
        "entry 77 is not proven to be in the log of 300 entries",
    ),
    "another place": (line(2, lambda _: "index 76"), Code.ALTERED, "the proof holds something else than entry 76"),
    "a place beyond": (line(2, lambda _: "index 300"), Code.ALTERED, "the proof holds something else than entry 300"),
    "a hash changed": (
        line(3, lambda _: b64(b"\1" * 32)),
        Code.ALTERED,
        "entry 77 is not proven to be in the log of 300 entries",
    ),
    "a hash removed": (
        lambda text: "\n".join(text.split("\n")[:3] + text.split("\n")[4:]),
        Code.ALTERED,
        "entry 77 is not proven",
    ),
    "a hash added": (
        line(2, lambda it: f"{it}\n{b64(bytes(32))}"),
        Code.ALTERED,
        "entry 77 is not proven to be in the log of 300 entries",
    ),
    "a hash too short": (line(3, lambda _: "AAAA"), Code.UNREADABLE, NO_PROOF),
    "a hash that is none": (line(3, lambda _: "!"), Code.UNREADABLE, NO_PROOF),
    "64 hashes": (line(2, lambda it: it + f"\n{b64(bytes(32))}" * 64), Code.UNREADABLE, NO_PROOF),
    "no entry": (lambda text: text.replace("extra ", "Extra "), Code.UNREADABLE, NO_PROOF),
    "no index": (line(2, lambda _: "place 77"), Code.UNREADABLE, NO_PROOF),
    "an index with a leading zero": (line(2, lambda _: "index 077"), Code.UNREADABLE, NO_PROOF),
    "nothing but the first line": (lambda text: text[: text.index("\n") + 1], Code.UNREADABLE, NO_PROOF),
    "nothing behind the hashes": (lambda text: text[: text.index("\n\n")], Code.UNREADABLE, NO_PROOF),
    "an empty checkpoint": (lambda text: text[: text.index("\n\n") + 2], Code.UNREADABLE, NO_PROOF),
    "another version": (lambda text: text.replace("@v1", "@v2"), Code.UNREADABLE, "it is neither an archive"),
    "a root changed": (
        lambda text: text.replace(b64(small().root()), b64(bytes(32))),
        Code.ALTERED,
        "entry 77 is not proven to be in the log of 300 entries",
    ),
    "a size changed": (
        lambda text: text.replace("\n300\n", "\n299\n"),
        Code.ALTERED,
        "the signature of checkpoint 299 does not fit its text",
    ),
    "the signatures stripped": (
        lambda text: text[: text.rindex("\n\n") + 2],
        Code.KEY,
        "checkpoint 300 carries no signature",
    ),
}


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES.keys())
def test_each_change_of_a_proof_is_found(
    tmp_path: Path, text: str, case: tuple[Callable[[str], str], Code, str]
) -> None:
    change, code, said = case
    changed = change(text)
    assert changed != text
    verdict, wrong, _ = judged_text(tmp_path, changed, FIRST, DESK)
    assert verdict is code, wrong
    assert any(it.startswith(said) for it in wrong), wrong


def test_a_cosignature_that_fails_or_is_of_another_day_is_found(tmp_path: Path) -> None:
    log = small()
    text = log.proof(3)
    checkpoint = text.split("\n\n")[1] + "\n"
    broken = text + DESK.cosign(checkpoint + "x\n") + "\n"
    late = text + DESK.cosign(checkpoint, 2**41) + "\n"
    assert judged_text(tmp_path, broken, FIRST, DESK)[0] is Code.ALTERED
    assert judged_text(tmp_path, late, FIRST, DESK)[0] is Code.KEY


def test_a_proof_says_that_other_places_are_not_looked_at(tmp_path: Path, text: str) -> None:
    path = tmp_path / "it"
    path.write_text(text, encoding="utf-8")
    assert told(judged(path, keys=[FIRST], also=[tmp_path]))[0] == "a proof is compared with keys only"

"""Signed notes, checkpoints, cosignatures and proofs as C2SP writes them, with the examples that are published."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.sealing.keys import SealKey, verify
from commandcenter.domain.checkpoints import (
    Checkpoint,
    EntryProof,
    cosignature,
    cosigned_at,
    cosigned_message,
    joined_note,
    open_checkpoint,
    parse_checkpoint,
    parse_proof,
)
from commandcenter.domain.notes import (
    COSIGNATURE,
    BadSignature,
    Note,
    NoteError,
    Signature,
    decode,
    parse_key,
    parse_note,
    parse_signature,
)

VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
LINE = "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
EXAMPLE = f"This is an example message.\n\n{LINE}\n"
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
LOG = SealKey("commandcenter/0badcafe", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
SEAT = SealKey("console/desk-1", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))), COSIGNATURE)


def test_the_published_example_is_signed_by_its_key() -> None:
    note, key = parse_note(EXAMPLE), parse_key(VKEY)
    assert note.text == "This is an example message.\n"
    assert note.signed_by([key], verify) == [key]
    assert (note.whole, key.text) == (EXAMPLE, VKEY)


def test_one_changed_letter_is_no_text_of_the_key_any_more() -> None:
    with pytest.raises(BadSignature):
        parse_note(EXAMPLE.replace("example m", "exemple m")).signed_by([parse_key(VKEY)], verify)


def test_a_signature_that_fails_spoils_the_note_though_another_one_holds() -> None:
    text = "one\n"
    wrong = Signature(LOG.key.name, LOG.key.id, bytes(64))
    with pytest.raises(BadSignature):
        Note(text, (LOG.signature(text), wrong)).signed_by([LOG.key], verify)


def test_signatures_of_unknown_keys_are_passed_over_however_many() -> None:
    text = "one\n"
    strangers = tuple(Signature(f"stranger-{number}", b"abcd", b"x") for number in range(16))
    note = parse_note(Note(text, (*strangers, LOG.signature(text))).whole)
    assert note.signed_by([LOG.key], verify) == [LOG.key]
    assert note.signed_by([parse_key(VKEY)], verify) == []


def test_a_key_of_the_same_name_with_another_id_is_unknown() -> None:
    text = "one\n"
    other = Signature(LOG.key.name, b"\0\0\0\0", LOG.sign(text.encode()))
    assert Note(text, (other,)).signed_by([LOG.key], verify) == []


def test_the_text_ends_at_the_last_blank_line() -> None:
    text = "a\n\nb\n"
    assert parse_note(Note(text, (LOG.signature(text),)).whole).text == "a\n\nb\n"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "text\n",
        "text\n\n",
        EXAMPLE.rstrip("\n"),
        EXAMPLE.replace("\n", "\r\n"),
        EXAMPLE.replace("—", "--"),
        EXAMPLE.replace("— ", "—"),
        EXAMPLE.replace("message", "mess\x07age"),
        EXAMPLE.replace("message", "mess\udc80age"),
        EXAMPLE.replace("foo Uw", "foo  Uw"),
        EXAMPLE.replace("foo Uw", "f+oo Uw"),
        EXAMPLE.replace("aQM=", "aQM"),
        EXAMPLE.replace("aQM=", "aQN="),
        EXAMPLE.replace("aQM=", "a-M="),
        EXAMPLE + "— example.com/foo AAAA\n",
        EXAMPLE + "\n",
        EXAMPLE + "x\n",
        "text\n\n" + (LINE + "\n") * 101,
        "t" * 65536 + EXAMPLE,
    ],
)
def test_what_is_no_note_is_refused(wrong: str) -> None:
    with pytest.raises(NoteError):
        parse_note(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
    ],
)
def test_what_is_no_verifier_key_is_refused(wrong: str) -> None:
    with pytest.raises(NoteError):
        parse_key(wrong)


def test_a_checkpoint_is_read_and_written_as_published() -> None:
    found = parse_checkpoint(SOFA)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.root == decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    assert found.text == SOFA


def test_extension_lines_are_allowed_to_others() -> None:
    assert parse_checkpoint(SOFA + "extension\n") == parse_checkpoint(SOFA)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        SOFA.replace("20852163", "020852163"),
        SOFA.replace("20852163", "-1"),
        SOFA.replace("20852163", "+1"),
        SOFA.replace("20852163", "٣"),
        SOFA.replace("20852163", "9223372036854775808"),
        SOFA.replace("20852163", ""),
        SOFA.replace("jxq2I=", "jxq2J="),
        SOFA.replace("CsUY", ""),
        SOFA.rstrip("\n"),
        SOFA.replace("example.com/behind-the-sofa", ""),
        "a b" + SOFA[27:],
    ],
)
def test_what_is_no_checkpoint_is_refused(wrong: str) -> None:
    with pytest.raises(NoteError):
        parse_checkpoint(wrong)


def test_a_witness_signs_time_and_text() -> None:
    text = Checkpoint(LOG.key.name, 3, bytes(32)).text
    message = cosigned_message(text, 1700000000)
    assert message == (
        b"cosignature/v1\ntime 1700000000\ncommandcenter/0badcafe\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    )
    line = cosignature(SEAT.key, 1700000000, SEAT.sign(message)).line
    assert line.startswith("— console/desk-1 ")
    assert len(parse_signature(line).value) == 72
    assert cosigned_at(line, text, SEAT.key, verify) == 1700000000
    with pytest.raises(NoteError):
        cosigned_at(line, text.replace("\n3\n", "\n4\n"), SEAT.key, verify)
    with pytest.raises(NoteError):
        cosigned_at(line, text, LOG.key, verify)


def test_a_log_key_and_a_witness_key_over_the_same_bytes_have_other_ids() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert SealKey("name", private).key.id != SealKey("name", private, COSIGNATURE).key.id


def test_the_proof_of_an_entry_is_what_the_form_says() -> None:
    text = Checkpoint(LOG.key.name, 2, bytes(32)).text
    note = Note(text, (LOG.signature(text),))
    line = cosignature(SEAT.key, 7, SEAT.sign(cosigned_message(text, 7))).line
    proof = EntryProof(data=b"entry", index=1, hashes=(b"\x01" * 32,), note=joined_note(note, [line]))
    lines = proof.text.split("\n")
    assert lines[:5] == [
        "c2sp.org/tlog-proof@v1",
        "extra ZW50cnk=",
        "index 1",
        "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
        "",
    ]
    assert "\n".join(lines[5:]) == note.whole + line + "\n"
    assert parse_proof(proof.text) == proof


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("extra ZW50cnk=\n", ""),
        ("index 1", "index 01"),
        ("index 1", "index"),
        ("AQEB", "AQEBAQEB"),
        ("AQE=\n\n", "AQE=\n"),
        ("\n\n— ", "\n— "),
    ],
)
def test_what_is_no_proof_is_refused(old: str, new: str) -> None:
    text = Checkpoint(LOG.key.name, 2, bytes(32)).text
    proof = EntryProof(data=b"entry", index=1, hashes=(b"\x01" * 32,), note=Note(text, (LOG.signature(text),)))
    assert old in proof.text
    with pytest.raises(NoteError):
        parse_proof(proof.text.replace(old, new, 1))


def test_opening_a_checkpoint_gives_note_and_content() -> None:
    text = Checkpoint(LOG.key.name, 0, bytes(32)).text
    note = Note(text, (LOG.signature(text),))
    assert open_checkpoint(note.whole) == (note, Checkpoint(LOG.key.name, 0, bytes(32)))

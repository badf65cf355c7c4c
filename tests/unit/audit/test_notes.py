"""The texts of C2SP: the published examples are read, everything a little different is not."""

from __future__ import annotations

import pytest

from audit.notes import (
    Key,
    NoteError,
    cosigned_at,
    decoded,
    is_name,
    parse_key,
    parse_line,
    parse_note,
    parse_signed,
)
from tests.support.audit_cases import DESK, FIRST
from tests.support.audit_writer import ORIGIN, checkpoint_text

VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
TEXT = "This is an example message.\n"
LINE = (
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


def test_the_published_note_verifies() -> None:
    text, (line,) = parse_signed(f"{TEXT}\n{LINE}".encode())
    key = parse_key(VKEY)
    assert (text, key.name, key.kind, key.id.hex(), key.text) == (TEXT, "example.com/foo", 1, "530d903a", VKEY)
    assert line.claims(key)
    assert key.signed(line.value, text.encode())
    assert not key.signed(line.value, text.encode() + b" ")
    assert not key.signed(line.value[:-1], text.encode())


def test_the_published_checkpoint_is_read() -> None:
    note = parse_note(f"{SOFA}\n{LINE}".encode())
    root = "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    assert (note.origin, note.size, note.root.hex()) == ("example.com/behind-the-sofa", 20852163, root)
    assert note.text == SOFA


def test_extension_lines_are_allowed() -> None:
    note = parse_note(f"{SOFA}more\n\n{LINE}".encode())
    assert (note.size, note.text) == (20852163, SOFA + "more\n")


def test_a_note_is_split_at_its_last_blank_line() -> None:
    text, lines = parse_signed(f"one\n\ntwo\n\n{LINE}".encode())
    assert (text, len(lines)) == ("one\n\ntwo\n", 1)


@pytest.mark.parametrize("data", [SOFA, SOFA + "\n"])
def test_a_checkpoint_without_signatures_is_read_as_one(data: str) -> None:
    note = parse_note(data.encode())
    assert (note.text, note.lines, note.size) == (SOFA, (), 20852163)


def test_sixteen_signatures_are_read_and_a_hundred_and_one_are_not() -> None:
    assert len(parse_note(f"{SOFA}\n{LINE * 16}".encode()).lines) == 16
    assert len(parse_note(f"{SOFA}\n{LINE * 100}".encode()).lines) == 100
    with pytest.raises(NoteError, match="too many signatures"):
        parse_note(f"{SOFA}\n{LINE * 101}".encode())


ROOT = SOFA.split("\n")[2]
STRANGE = {
    "size with a leading zero": SOFA.replace("20852163", "020852163"),
    "size with a sign": SOFA.replace("20852163", "+20852163"),
    "size with a blank": SOFA.replace("20852163", " 20852163"),
    "size in other digits": SOFA.replace("20852163", "２０"),
    "size too large": SOFA.replace("20852163", "9223372036854775808"),
    "size of twenty digits": SOFA.replace("20852163", "20852163208521632085"),
    "no size": SOFA.replace("20852163", ""),
    "root without padding": SOFA.replace("q2I=", "q2I"),
    "root in another form": SOFA.replace("q2I=", "q2J="),
    "root with a blank": SOFA.replace("Cs", "C s"),
    "root too short": SOFA.replace(ROOT, "AAAA"),
    "root not in ASCII": SOFA.replace("Cs", "Сs"),
    "no origin": SOFA.replace("example.com/behind-the-sofa", ""),
    "origin with a plus": SOFA.replace("behind", "be+hind"),
    "origin with a blank": SOFA.replace("behind", "be hind"),
    "origin with a wide blank": SOFA.replace("behind", "be\u3000hind"),
    "origin too long": SOFA.replace("behind", "x" * 257),
    "two lines": "example.com/behind-the-sofa\n20852163\n",
    "carriage returns": SOFA.replace("\n", "\r\n"),
    "a control character": SOFA.replace("sofa", "so\x07fa"),
    "a tabulator": SOFA.replace("sofa", "so\tfa"),
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_a_checkpoint_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_note(f"{text}\n{LINE}".encode())


WRONG_LINES = {
    "two hyphens for the dash": LINE.replace("—", "--"),
    "a shorter dash": LINE.replace("—", "–"),
    "no dash": LINE.removeprefix("— "),
    "no name": LINE.replace("example.com/foo", ""),
    "a plus in the name": LINE.replace("foo", "f+o"),
    "no base64": LINE.replace("Uw2Q", "Uw2!"),
    "base64 of another form": LINE.replace("aQM=", "aQN="),
    "four bytes": "— example.com/foo Uw2QOg==\n",
    "nothing behind the name": "— example.com/foo\n",
    "a blank behind": LINE.replace("\n", " \n"),
    "a carriage return": LINE.replace("\n", "\r\n"),
    "no line feed": LINE.removesuffix("\n"),
    "an empty line among them": LINE + "\n" + LINE.replace("— ", "") + LINE,
}


@pytest.mark.parametrize("lines", WRONG_LINES.values(), ids=WRONG_LINES.keys())
def test_a_signature_line_of_another_form_is_refused(lines: str) -> None:
    with pytest.raises(NoteError):
        parse_note(f"{SOFA}\n{lines}".encode())


def test_a_line_separator_of_unicode_does_not_end_a_line() -> None:
    with pytest.raises(NoteError):
        parse_note(f"{SOFA}\n{LINE.strip()}\u2028{LINE}".encode())


def test_bytes_that_are_no_text_and_notes_without_end_are_refused() -> None:
    with pytest.raises(NoteError, match="not UTF-8"):
        parse_note(SOFA.encode() + b"\xff\n\n" + LINE.encode())
    with pytest.raises(NoteError, match="longer than any note"):
        parse_note(b"x" * (64 * 1024 + 1))
    with pytest.raises(NoteError, match="not the lines"):
        parse_note(b"x" * (64 * 1024 - 1) + b"\n")


WRONG_KEYS = {
    "empty": "",
    "a name alone": "example.com/foo",
    "another id": VKEY.replace("530d903a", "530d903b"),
    "id in capitals": VKEY.replace("530d903a", "530D903A"),
    "another name": VKEY.replace("foo", "fou"),
    "one byte less": "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U",
    "an unknown kind": "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "no base64": VKEY.replace("Aeky", "A*ky"),
    "no name": VKEY.removeprefix("example.com/foo"),
    "a blank in the name": VKEY.replace("foo", "f o"),
}


@pytest.mark.parametrize("text", WRONG_KEYS.values(), ids=WRONG_KEYS.keys())
def test_a_verifier_key_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_key(text)


def test_keys_of_both_kinds_are_read() -> None:
    assert parse_key(FIRST.vkey) == Key(ORIGIN, 1, FIRST.material[1:])
    assert parse_key(DESK.vkey) == Key("desk-1", 4, DESK.material[1:])


def test_a_cosignature_tells_when_and_of_what() -> None:
    text, key = checkpoint_text(ORIGIN, 5, b"\x07" * 32), parse_key(DESK.vkey)
    line = parse_line(DESK.cosign(text, 1_790_000_123))
    assert cosigned_at(line, text, key) == 1_790_000_123
    assert cosigned_at(line, text + "x\n", key) is None
    assert cosigned_at(parse_line(DESK.line(text).strip()), text, key) is None


def test_names_are_bounded_and_free_of_blanks() -> None:
    assert is_name("commandcenter/1a2b3c4d")
    assert is_name("x" * 256)
    assert is_name("值班席")
    assert not any(is_name(name) for name in ("", "a+b", "a b", "a\u00a0b", "a\x1fb", "x" * 257))


def test_base64_has_one_form() -> None:
    assert decoded("AAE=") == b"\x00\x01"
    for text in ("AAE", "AAF=", "AAE=\n", "AAE==", "é"):
        with pytest.raises(NoteError):
            decoded(text)

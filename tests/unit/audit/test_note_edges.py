"""Signed notes at their edges: the shortest lines, the largest numbers, the characters next to those refused."""

from __future__ import annotations

import pytest

from audit.notes import (
    Key,
    Line,
    NoteError,
    cosigned_at,
    is_name,
    number,
    parse_key,
    parse_line,
    parse_note,
    parse_signed,
)
from tests.support.audit_cases import DESK, FIRST
from tests.support.audit_writer import ORIGIN, b64, checkpoint_text

KEY = parse_key(DESK.vkey)
TEXT = checkpoint_text(ORIGIN, 5, b"\x07" * 32)


def said(data: bytes) -> str:
    with pytest.raises(NoteError) as raised:
        parse_note(data)
    return str(raised.value)


def test_a_line_holds_an_id_and_at_least_one_byte() -> None:
    assert parse_line(f"— a {b64(b'12345')}") == Line("a", b"1234", b"5")
    with pytest.raises(NoteError, match=r"^a signature is too short"):
        parse_line(f"— a {b64(b'1234')}")


def test_an_empty_text_may_be_signed() -> None:
    assert parse_signed(f"\n\n— a {b64(b'12345')}\n".encode()) == ("\n", (Line("a", b"1234", b"5"),))


def test_a_text_without_signatures_is_left_as_it_is() -> None:
    assert parse_signed(b"a\n") == ("a\n", ())
    assert parse_signed(b"a\nb\n\n") == ("a\nb\n", ())
    assert parse_signed(b"\n") == ("\n", ())
    assert parse_signed(b"\n\n") == ("\n", ())


def test_what_is_wrong_is_said() -> None:
    line = f"— a {b64(b'12345')}\n"
    assert said(b"x" * 65_537) == "longer than any note"
    assert said(b"\xff\n") == "not UTF-8"
    assert said(b"a\x1f\n") == "a control character"
    assert said(b"a") == "no line feed at the end"
    assert said(f"a\n1\n\n{line}".encode()) == "not the lines of a checkpoint"
    assert said(f"a b\n1\n{b64(bytes(32))}\n\n{line}".encode()) == "not the lines of a checkpoint"
    assert said(f"a\n1\n{b64(bytes(33))}\n\n{line}".encode()) == "the root has not 32 bytes"
    assert said(f"a\n01\n{b64(bytes(32))}\n\n{line}".encode()) == "a number is not of the form"
    assert said(f"a\n1\n!\n\n{line}".encode()) == "what should be base64 is not"
    assert said(f"a\n1\nAAF=\n\n{line}".encode()) == "base64 in another than its proper form"
    assert said(f"a\n1\n{b64(bytes(32))}\n\n{line}{line * 100}".encode()) == "too many signatures"
    assert said(f"a\n1\n{b64(bytes(32))}\n\nx\n".encode()) == "a signature line is not of the form"


def test_the_longest_note_is_read() -> None:
    text = f"a\n1\n{b64(bytes(32))}\n"
    assert parse_note((text + "x" * (65_536 - len(text) - 1) + "\n").encode()).size == 1


def test_the_whole_of_a_note_is_known() -> None:
    note = parse_note(f"{TEXT}\n{FIRST.line(TEXT)}".encode())
    key = parse_key(FIRST.vkey)
    assert (note.text, note.origin, note.size, note.root) == (TEXT, ORIGIN, 5, b"\x07" * 32)
    (line,) = note.lines
    assert (line.name, line.id, len(line.value), line.claims(key)) == (ORIGIN, key.id, 64, True)
    assert not Line(ORIGIN, b"1234", b"").claims(key)
    assert not Line("other", key.id, b"").claims(key)
    assert (key.text, key.signed(line.value, TEXT.encode()), key.signed(line.value, b"x")) == (FIRST.vkey, True, False)


def test_numbers_go_up_to_the_largest() -> None:
    assert [number(it) for it in ("0", "9", "9223372036854775807")] == [0, 9, 2**63 - 1]
    for text in ("", "00", "01", "9223372036854775808", "10000000000000000000", "-1", "1 ", "１"):
        with pytest.raises(NoteError, match=r"^a number is not of the form"):
            number(text)


@pytest.mark.parametrize("name", ["a\x01b", "a\x00", "\x1f", "a\u2003b", "+", "a+"])
def test_names_have_no_characters_that_cannot_be_seen(name: str) -> None:
    assert not is_name(name)
    with pytest.raises(NoteError, match=r"^a signature line is not of the form"):
        parse_line(f"— {name} {b64(b'12345')}" if " " not in name else "x")


def test_a_cosignature_has_a_time_and_a_signature_of_their_lengths() -> None:
    line = parse_line(DESK.cosign(TEXT, 1))
    assert cosigned_at(line, TEXT, KEY) == 1
    for value in (line.value[:-1], line.value + b"x", b"", line.value[8:]):
        assert cosigned_at(Line(line.name, line.id, value), TEXT, KEY) is None


def test_a_key_is_of_a_known_kind_and_length() -> None:
    for kind, name in ((1, "a"), (4, "a"), (4, "x" * 256)):
        key = Key(name, kind, b"p" * 32)
        assert parse_key(key.text) == key
    for key in (Key("a", 0, b"p" * 32), Key("a", 2, b"p" * 32), Key("a", 5, b"p" * 32), Key("a", 1, b"p" * 31)):
        with pytest.raises(NoteError, match=r"^no verifier key of a known kind"):
            parse_key(key.text)
    text = Key("a", 1, b"p" * 32).text
    with pytest.raises(NoteError, match=r"^the verifier key's id does not belong to it"):
        parse_key(text.replace("a+", "b+", 1))

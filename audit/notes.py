"""C2SP's texts, read strictly: verifier keys, signed notes, checkpoints, cosignatures."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.tree import HASH

ED25519, COSIGNATURE = 1, 4
LONGEST = 64 * 1024
MOST_SIGNATURES = 100
LONGEST_NAME = 256
LARGEST = 2**63 - 1
DASH = "\N{EM DASH} "
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class NoteError(ValueError):
    """The text is not of the form; the message says where it is not."""


@dataclass(frozen=True, slots=True)
class Key:
    """A verifier key; `kind` is ED25519 (a log's) or COSIGNATURE (a witness's)."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"

    def signed(self, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Line:
    """A signature line: whose it says it is, and the bytes behind the key's id."""

    name: str
    id: bytes
    value: bytes

    def claims(self, key: Key) -> bool:
        return self.name == key.name and self.id == key.id


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint with its signatures; `text` is what is signed."""

    text: str
    lines: tuple[Line, ...]
    origin: str
    size: int
    root: bytes


def encoded(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def decoded(text: str) -> bytes:
    """Base64 in its one proper form. Raises NoteError."""
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (Error, ValueError) as error:
        raise NoteError("what should be base64 is not") from error
    if encoded(data) != text:
        raise NoteError("base64 in another than its proper form")
    return data


def is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_NAME and "+" not in text and not any(it.isspace() or it < " " for it in text)


def parse_key(text: str) -> Key:
    """`name+id+base64`. Raises NoteError."""
    name, _, rest = text.partition("+")
    id_hex, _, data_text = rest.partition("+")
    data = decoded(data_text)
    if not is_name(name) or len(data) != 1 + HASH or data[0] not in (ED25519, COSIGNATURE):
        raise NoteError("no verifier key of a known kind")
    key = Key(name, data[0], data[1:])
    if key.id.hex() != id_hex:
        raise NoteError("the verifier key's id does not belong to it")
    return key


def parse_signed(data: bytes) -> tuple[str, tuple[Line, ...]]:
    """Text and signature lines of a signed note. Raises NoteError."""
    if len(data) > LONGEST:
        raise NoteError("longer than any note")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("not UTF-8") from error
    if any(it < " " and it != "\n" for it in whole):
        raise NoteError("a control character")
    if not whole.endswith("\n"):
        raise NoteError("no line feed at the end")
    at = whole.rfind("\n\n")
    if at < 0 or at + 2 == len(whole):
        # Somebody took the signatures off: the text may still be a good one.
        return whole[: at + 1] or whole, ()
    lines = whole[at + 2 : -1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError("too many signatures")
    return whole[: at + 1], tuple(parse_line(line) for line in lines)


def parse_line(text: str) -> Line:
    """Raises NoteError."""
    name, _, value = text.removeprefix(DASH).partition(" ")
    if not text.startswith(DASH) or not is_name(name):
        raise NoteError("a signature line is not of the form")
    data = decoded(value)
    if len(data) < 5:
        raise NoteError("a signature is too short")
    return Line(name, data[:4], data[4:])


def parse_note(data: bytes) -> Note:
    """A signed checkpoint. Raises NoteError."""
    text, lines = parse_signed(data)
    origin, *rest = text.split("\n")
    if len(rest) < 3 or not is_name(origin):
        raise NoteError("not the lines of a checkpoint")
    root = decoded(rest[1])
    if len(root) != HASH:
        raise NoteError("the root has not 32 bytes")
    return Note(text, lines, origin, number(rest[0]), root)


def number(text: str) -> int:
    """Decimal, without leading zeroes. Raises NoteError."""
    if not NUMBER.fullmatch(text) or int(text) > LARGEST:
        raise NoteError("a number is not of the form")
    return int(text)


def cosigned_at(line: Line, text: str, key: Key) -> int | None:
    """Seconds since 1970 at which the witness signed; None when it has not signed this text."""
    if len(line.value) != 8 + 64:
        return None
    time = int.from_bytes(line.value[:8], "big")
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    return time if key.signed(line.value[8:], message) else None

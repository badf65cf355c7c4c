"""Signed notes in text form, as C2SP signed-note says: the text, a blank line, one line for each signature.

Nothing is signed or verified here; whoever can do that hands it in.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Iterable
from hashlib import sha256

import msgspec

ED25519 = 0x01
COSIGNATURE = 0x04

MAX_NOTE = 64 * 1024
MAX_SIGNATURES = 100
# Of what a key id and the shortest signature would take.
_SHORTEST = 5
_DASH = "\N{EM DASH} "

Verify = Callable[[bytes, bytes, bytes], bool]
"""(public key of 32 bytes, signature of 64, message): whether it is an Ed25519 signature of the message."""


class NoteError(ValueError):
    """What is no signed note, or no part of one; the text says why."""


class BadSignature(NoteError):
    """A signature that claims to be of a known key and is not."""


class VerifierKey(msgspec.Struct, frozen=True):
    """A public key with its name, and what kind of signature it verifies."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """4 bytes, which stand before each signature."""
        return sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The form in which it is given to people."""
        return f"{self.name}+{self.id.hex()}+{encode(bytes((self.kind,)) + self.public)}"


class Signature(msgspec.Struct, frozen=True):
    """One line below a note; `value` is what follows the key's id."""

    name: str
    id: bytes
    value: bytes

    @property
    def line(self) -> str:
        return f"{_DASH}{self.name} {encode(self.id + self.value)}"

    def is_of(self, key: VerifierKey) -> bool:
        """Whether it says that it is of this key."""
        return (self.name, self.id) == (key.name, key.id)


class Note(msgspec.Struct, frozen=True):
    """`text` ends with a line feed."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def whole(self) -> str:
        return self.text + "\n" + "".join(f"{signature.line}\n" for signature in self.signatures)

    def signed_by(self, keys: Iterable[VerifierKey], verify: Verify) -> list[VerifierKey]:
        """Those of the Ed25519 `keys` that have signed it. Raises BadSignature when one seems to have and has not."""
        found = []
        for key in keys:
            of_key = [signature for signature in self.signatures if signature.is_of(key)]
            if not all(verify(key.public, signature.value, self.text.encode()) for signature in of_key):
                raise BadSignature(f"the signature of {key.name} does not fit the text")
            if of_key:
                found.append(key)
        return found


def encode(data: bytes) -> str:
    """Base64 as the notes have it."""
    return b64encode(data).decode("ascii")


def decode(text: str) -> bytes:
    """Standard base64 in its one proper form. Raises NoteError."""
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (Error, ValueError) as error:
        raise NoteError(f"{text[:80]!r} is not base64") from error
    if encode(data) != text:
        raise NoteError(f"{text[:80]!r} is not base64 as it is written")
    return data


def is_name(text: str) -> bool:
    """Whether a key can be called so."""
    return bool(text) and "+" not in text and not any(it.isspace() or it < " " for it in text)


def parse_key(text: str) -> VerifierKey:
    """A verifier key `<name>+<id>+<base64>` of an Ed25519 kind. Raises NoteError."""
    name, _, rest = text.partition("+")
    id, _, coded = rest.partition("+")
    data = decode(coded)
    if not is_name(name) or len(data) != 33 or data[0] not in (ED25519, COSIGNATURE):
        raise NoteError(f"{text[:200]!r} is no verifier key for Ed25519")
    key = VerifierKey(name, data[0], data[1:])
    if key.id.hex() != id:
        raise NoteError(f"the id of the verifier key {text[:200]!r} is not {key.id.hex()}")
    return key


def parse_note(whole: str) -> Note:
    """Raises NoteError."""
    if len(whole) > MAX_NOTE:
        raise NoteError(f"a note of {len(whole)} characters; {MAX_NOTE} are allowed")
    if any((it < " " and it != "\n") or "\ud800" <= it <= "\udfff" for it in whole):
        raise NoteError("a control character stands in it")
    at = whole.rfind("\n\n")
    if at < 0 or not whole.endswith("\n") or at + 2 == len(whole):
        raise NoteError("there are no signatures below a blank line")
    lines = whole[at + 2 : -1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError(f"{len(lines)} signatures; {MAX_SIGNATURES} are allowed")
    return Note(whole[: at + 1], tuple(parse_signature(line) for line in lines))


def parse_signature(line: str) -> Signature:
    """A line without its line feed. Raises NoteError."""
    name, _, coded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not is_name(name):
        raise NoteError(f"{line[:80]!r} is no line of a signature")
    data = decode(coded)
    if len(data) < _SHORTEST:
        raise NoteError(f"the signature of {name} is too short")
    return Signature(name, data[:4], data[4:])

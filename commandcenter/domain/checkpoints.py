"""What a log says of itself, what a witness signs of that, and the proof of one entry: C2SP's forms of text.

tlog-checkpoint, tlog-cosignature (cosignature/v1) and tlog-proof.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from commandcenter.domain.notes import (
    COSIGNATURE,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    Verify,
    decode,
    encode,
    is_name,
    parse_note,
    parse_signature,
)

HASH = 32
MAX_SIZE = 2**63 - 1
PROOF = "c2sp.org/tlog-proof@v1"
MAX_PROOF = 63
MAX_ENTRY = 64 * 1024

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class Checkpoint(msgspec.Struct, frozen=True):
    """So many entries had the log `origin`, and this was the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\n"


class EntryProof(msgspec.Struct, frozen=True, kw_only=True):
    """That the entry `data` is number `index` of the log that `note` speaks of."""

    data: bytes
    index: int
    hashes: tuple[bytes, ...]
    note: Note

    @property
    def text(self) -> str:
        lines = [PROOF, f"extra {encode(self.data)}", f"index {self.index}", *map(encode, self.hashes), ""]
        return "\n".join(lines) + "\n" + self.note.whole


def parse_checkpoint(text: str) -> Checkpoint:
    """The text of a note. Lines beyond the third are passed over, as the form allows them. Raises NoteError."""
    origin, *rest = text.split("\n")
    if len(rest) < 3 or not is_name(origin) or rest[-1]:
        raise NoteError("a checkpoint has three lines")
    root = decode(rest[1])
    if len(root) != HASH:
        raise NoteError(f"a root of {len(root)} bytes")
    return Checkpoint(origin, _number(rest[0]), root)


def open_checkpoint(whole: str) -> tuple[Note, Checkpoint]:
    """Raises NoteError."""
    note = parse_note(whole)
    return note, parse_checkpoint(note.text)


def parse_proof(text: str) -> EntryProof:
    """A proof with its entry in `extra`. Raises NoteError."""
    head, blank, whole = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 3 or lines[0] != PROOF:
        raise NoteError(f"it does not begin with {PROOF}, or is not whole")
    if not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise NoteError("the lines extra and index are missing")
    hashes = tuple(decode(line) for line in lines[3:])
    if len(hashes) > MAX_PROOF or any(len(it) != HASH for it in hashes):
        raise NoteError("its hashes are none")
    data = decode(lines[1].removeprefix("extra "))
    return EntryProof(data=data, index=_number(lines[2].removeprefix("index ")), hashes=hashes, note=parse_note(whole))


def cosigned_message(text: str, time: int) -> bytes:
    """What a witness signs at `time`, in seconds since 1970, of the checkpoint `text`."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosignature(key: VerifierKey, time: int, signature: bytes) -> Signature:
    """The line of a witness; `signature` is its 64 bytes over `cosigned_message`."""
    return Signature(key.name, key.id, time.to_bytes(8, "big") + signature)


def cosigned_at(line: str, text: str, key: VerifierKey, verify: Verify) -> int:
    """When the witness of `key` signed the checkpoint `text`, by its `line`. Raises NoteError when it did not."""
    signature = parse_signature(line)
    if key.kind != COSIGNATURE or not signature.is_of(key) or len(signature.value) != 8 + 64:
        raise NoteError(f"it is no cosignature of {key.name}")
    time = int.from_bytes(signature.value[:8], "big")
    if not verify(key.public, signature.value[8:], cosigned_message(text, time)):
        raise NoteError(f"the cosignature of {key.name} does not fit the checkpoint")
    return time


def joined_note(note: Note, lines: Sequence[str]) -> Note:
    """The note with the witnesses' lines below its own."""
    return Note(note.text, (*note.signatures, *map(parse_signature, lines)))


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > MAX_SIZE:
        raise NoteError(f"{text[:40]!r} is no number as the form wants it")
    return int(text)

"""Ed25519 keys in files of their own: made once, never written over, readable by their owner alone."""

from __future__ import annotations

import json
import os
import stat
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from commandcenter.domain.notes import COSIGNATURE, ED25519, NoteError, Signature, VerifierKey, decode, is_name
from commandcenter.domain.seal import SealKeyTrouble

MAX_FILE = 16 << 10


class SealKey:
    """A private key and its name."""

    def __init__(self, name: str, private: Ed25519PrivateKey, kind: int = ED25519) -> None:
        self._private = private
        self.key = VerifierKey(name, kind, private.public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        """What is given to those who verify."""
        return self.key.text

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._private.sign(message)

    def signature(self, text: str) -> Signature:
        """The line below the note `text`."""
        return Signature(self.key.name, self.key.id, self.sign(text.encode()))

    @property
    def content(self) -> bytes:
        """What its file holds."""
        private = b64encode(self._private.private_bytes_raw()).decode("ascii")
        found = {"name": self.key.name, "private": private, "vkey": self.vkey}
        return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether it is the key's Ed25519 signature of the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def new_key(name: str, kind: int = ED25519) -> SealKey:
    return SealKey(name, Ed25519PrivateKey.generate(), kind)


def open_key(path: Path, name: str, kind: int = ED25519) -> SealKey:
    """The key in `path`, made there under that name when there is none. Raises SealKeyTrouble."""
    with suppress(FileExistsError):
        write_key(path, new_key(name, kind))
    return read_key(path, kind)


def write_key(path: Path, key: SealKey) -> None:
    """A new file, on disk when this returns. Raises FileExistsError, and SealKeyTrouble when it cannot be made."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    there = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key.content)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, not a rename: no key is ever written over.
            os.link(fresh, path)
        except FileExistsError:
            there = True
        finally:
            fresh.unlink()
        sync_folder(path.parent)
    except OSError as error:
        raise SealKeyTrouble(f"{path} cannot be written: {error.strerror}; give the folder room and rights") from error
    if there:
        raise FileExistsError(path)


def read_key(path: Path, kind: int = ED25519) -> SealKey:
    """Raises SealKeyTrouble for a file that is missing, readable by others, or holds no such key."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(MAX_FILE)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise SealKeyTrouble(f"{path} cannot be read: {error.strerror}", missing=missing) from error
    if stat.S_IMODE(mode) & 0o077:
        raise SealKeyTrouble(f"{path} holds a private key and others can read it: chmod 600 {path}")
    if text and not text.strip(b"\0"):
        # Whoever destroyed it was killed before it was taken away.
        raise SealKeyTrouble(f"{path} was destroyed", missing=True)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SealKeyTrouble(f"{path} is not JSON: {error}") from error
    return _checked(path, found, kind)


def destroy_key(path: Path) -> None:
    """Overwrites the file and takes it away. Raises SealKeyTrouble.

    What a disk keeps of sectors that were written over is beyond this program.
    """
    try:
        with path.open("r+b") as file:
            size = os.fstat(file.fileno()).st_size
            file.write(b"\0" * size)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync_folder(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise SealKeyTrouble(f"{path} cannot be destroyed: {error.strerror}") from error


def sync_folder(folder: Path) -> None:
    """A name that was given or taken away in the folder is so on disk as well."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked(path: Path, found: object, kind: int) -> SealKey:
    if not isinstance(found, dict):
        raise SealKeyTrouble(f"{path} is no key file")
    name, private, vkey = found.get("name"), found.get("private"), found.get("vkey")
    if not isinstance(name, str) or not is_name(name):
        raise SealKeyTrouble(f"{path}: name must be one without spaces and plus signs")
    try:
        data = decode(private) if isinstance(private, str) else b""
        key = SealKey(name, Ed25519PrivateKey.from_private_bytes(data), kind)
    except (NoteError, ValueError) as error:
        raise SealKeyTrouble(f"{path}: private must be 32 bytes in base64") from error
    if key.vkey != vkey:
        word = "cosignatures" if kind == COSIGNATURE else "checkpoints"
        raise SealKeyTrouble(f"{path}: vkey is not that of the private key for {word}")
    return key

"""A program's CURVE keys: one JSON file with its own pair and the public keys of its peers."""

from __future__ import annotations

import json
import os
import stat
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import zmq
from zmq.utils import z85

DOMAIN = "commandcenter"
KEY_LENGTH = 40
MAX_FILE = 64 << 10


class KeyTrouble(Exception):
    """A key file cannot be read or made; the text says where and what to do."""


class Keys(NamedTuple):
    """Keys are Z85 text (40 characters). `peers` are the public keys of those that may come in, or are called."""

    id: str
    public: str
    secret: str
    peers: tuple[str, ...] = ()


def is_key(text: object) -> bool:
    """Whether `text` has the form of a CURVE key."""
    if not isinstance(text, str) or len(text) != KEY_LENGTH:
        return False
    try:
        z85.decode(text)
    except (ValueError, KeyError, struct.error):
        return False
    return True


def new_keys(owner: str, peers: Sequence[str] = ()) -> Keys:
    public, secret = zmq.curve_keypair()
    return Keys(owner, public.decode("ascii"), secret.decode("ascii"), tuple(peers))


def open_keys(path: Path, owner: str) -> Keys:
    """The keys in `path`, made there at the first start. Raises KeyTrouble."""
    with suppress(FileExistsError):
        write_keys(path, new_keys(owner))
    return read_keys(path)


def write_keys(path: Path, keys: Keys) -> None:
    """Writes a new file that only its owner can read. Raises FileExistsError, and KeyTrouble when it cannot."""
    text = json.dumps({"version": 1, **keys._asdict()}, ensure_ascii=False, indent=2) + "\n"
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    there = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, not a rename: two programs that start together must not make two pairs.
            os.link(fresh, path)
        except FileExistsError:
            there = True
        finally:
            fresh.unlink()
    except OSError as error:
        raise KeyTrouble(f"{path} cannot be written: {error.strerror}; give the folder room and rights") from error
    if there:
        raise FileExistsError(path)


def read_keys(path: Path) -> Keys:
    """Raises KeyTrouble for a file that is missing, readable by others, or not a key file."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(MAX_FILE)
    except OSError as error:
        raise KeyTrouble(f"{path} cannot be read: {error.strerror}") from error
    if stat.S_IMODE(mode) & 0o077:
        raise KeyTrouble(f"{path} holds a secret key and others can read it: chmod 600 {path}")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise KeyTrouble(f"{path} is not JSON: {error}") from error
    return _checked(path, found)


def _checked(path: Path, found: object) -> Keys:
    if not isinstance(found, dict) or found.get("version") != 1:
        raise KeyTrouble(f"{path}: version must be 1")
    owner, peers = found.get("id"), found.get("peers", [])
    if not isinstance(owner, str) or not 1 <= len(owner) <= 128:
        raise KeyTrouble(f"{path}: id must be a text of 1 to 128")
    for name in ("public", "secret"):
        if not is_key(found.get(name)):
            raise KeyTrouble(f"{path}: {name} must be a CURVE key, {KEY_LENGTH} characters of Z85")
    if not isinstance(peers, list) or not all(map(is_key, peers)):
        raise KeyTrouble(f"{path}: peers must be a list of CURVE public keys, {KEY_LENGTH} characters of Z85 each")
    if zmq.curve_public(found["secret"].encode()).decode() != found["public"]:
        raise KeyTrouble(f"{path}: public does not belong to secret")
    return Keys(owner, found["public"], found["secret"], tuple(peers))


def guard(socket: zmq.Socket[bytes], keys: Keys) -> None:
    """Before bind: whoever connects must prove a key, and the context's Doorkeeper must know it."""
    socket.curve_server = True
    socket.curve_publickey = keys.public.encode("ascii")
    socket.curve_secretkey = keys.secret.encode("ascii")
    socket.setsockopt_string(zmq.ZAP_DOMAIN, DOMAIN)
    # Without this a missing doorkeeper would let everybody in.
    socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)
    socket.setsockopt(zmq.HANDSHAKE_IVL, 5000)


def present(socket: zmq.Socket[bytes], keys: Keys, server: str) -> None:
    """Before connect: proves `keys`, and talks to nobody but the holder of the public key `server`."""
    socket.curve_publickey = keys.public.encode("ascii")
    socket.curve_secretkey = keys.secret.encode("ascii")
    socket.curve_serverkey = server.encode("ascii")
    socket.setsockopt(zmq.HANDSHAKE_IVL, 5000)

"""The private keys in a data folder: does each file still hold one key, and is the log's the one that counts?"""

from __future__ import annotations

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from audit.files import opened
from audit.keys import Ring
from audit.notes import COSIGNATURE, ED25519, Key, NoteError, decoded, parse_key
from audit.verdict import Code, Report

LONGEST = 16 * 1024


def judge_key_files(folder: Path, ring: Ring, report: Report) -> None:
    """Looks at keys/seal.json and at the witnesses' files; those that cannot be read are left to their owners."""
    keys = folder / "keys"
    for path in [keys / "seal.json", *sorted(keys.glob("*/*.witness.json"))]:
        name = str(path.relative_to(folder))
        try:
            with opened(path) as file:
                data = file.read(LONGEST)
        except FileNotFoundError:
            continue
        except OSError as error:
            report.say("{path} was not looked at: {reason}", path=name, reason=str(error.strerror))
            continue
        key = _key(data, ED25519 if path.name == "seal.json" else COSIGNATURE)
        if key is None:
            report.find(Code.KEY, "{path} does not hold one key any more", path=name)
        elif key.kind == COSIGNATURE and (key.name, key.id) not in ring.witnesses:
            # A seat makes its key before it joins for the first time.
            report.say("the key in {path} is none that the journal names", path=name)
        elif key.kind == ED25519 and ring.chains and key.name != ring.chains[-1].origin:
            # Which key of the log it is cannot be asked: during a rotation it is the one before or the one to come.
            report.find(Code.KEY, "the key in {path} is none that the journal names", path=name)


def _key(data: bytes, kind: int) -> Key | None:
    """The key when name, private and public half belong together."""
    try:
        fields = json.loads(data)
        key = parse_key(fields["vkey"])
        private = Ed25519PrivateKey.from_private_bytes(decoded(fields["private"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NoteError):
        return None
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return key if (key.name, key.kind, key.public) == (fields.get("name"), kind, public) else None

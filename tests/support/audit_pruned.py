"""A journal of the verifier's tests whose oldest entries went into an archive, and what they have left."""

from __future__ import annotations

import zlib
from hashlib import sha256
from pathlib import Path

import msgpack

from tests.support.audit_cases import SECOND, full
from tests.support.audit_writer import ORIGIN, Log, changed

BEGINNING, ARCHIVE, PRUNE = 600, "ab" * 32, "journal.prune"
BASES = "CREATE TABLE bases (size BIGINT NOT NULL, entry BIGINT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (size))"


def left_by(log: Log, first: int = BEGINNING) -> dict[str, object]:
    """Keys, witnesses and digests of the entries before `first`, which `full` has among its first 505."""
    changes = [(seq, msgpack.unpackb(data, timestamp=1)["change"]) for seq, data in enumerate(log.entries[:first])]
    marks = [[seq, it] for seq, it in changes if it["do"] in ("seal.key", "witness.known")]
    digests = {it["account"]["id"]: [seq, it["account"]["digest"]] for seq, it in changes if "account" in it}
    return {"size": first, "marks": marks, "digests": digests, "state": {"alarms": []}}


def packed(left: object) -> bytes:
    return zlib.compress(msgpack.packb(left))


def telling(first: int = BEGINNING, **more: object) -> dict[str, object]:
    """The change of the entry that says where the journal begins."""
    return {
        "do": "journal.pruned",
        "first": first,
        "archive": ARCHIVE,
        "origin": ORIGIN,
        "vkey": SECOND.vkey,
        **more,
    }


def giving(
    before: int = BEGINNING, archive: str = ARCHIVE, persons: tuple[str, str] = ("S1", "S2"), command: str = PRUNE
) -> dict[str, object]:
    """The change by which the second of two persons, each with an account, approves what the first asked for."""
    args = msgpack.packb({"before": before, "archive": archive})
    digest = sha256(command.encode() + b"\0" + args).hexdigest()
    approval = {"id": "c", "command": command, "args": args, "digest": digest, "account": "sun", "person": persons[0]}
    return {"do": "approval.given", "approval": approval, "by": "zhou", "by_person": persons[1], "by_session": ""}


def agreeing(before: int = BEGINNING, archive: str = ARCHIVE) -> dict[str, object]:
    """The change of the intent, right behind the approval."""
    return {"do": PRUNE, "before": before, "archive": archive}


def agreed(log: Log, before: int = BEGINNING, archive: str = ARCHIVE) -> None:
    log.add(giving(before, archive))
    log.add(agreeing(before, archive))


def pruned(base: bytes | None = None, first: int = BEGINNING) -> tuple[Log, bytes]:
    """`full` with an approval in 708, the intent in 709, and an entry 710 that names its base, sealed at 711."""
    log = full()
    value = packed(left_by(log, first)) if base is None else base
    agreed(log, first)
    log.add(telling(first, base=sha256(value).hexdigest()))
    log.seal()
    return log, value


def save(log: Log, folder: Path, rows: tuple[tuple[int, int, bytes], ...], first: int = BEGINNING) -> Path:
    """The data folder of schema 0004: without the entries before `first`, with these rows of bases."""
    path = log.save(folder)
    inserted = [f"INSERT INTO bases VALUES ({size}, {entry}, x'{value.hex()}')" for size, entry, value in rows]
    version = "UPDATE alembic_version SET version_num = '0004'"
    changed(path, f"DELETE FROM journal WHERE seq < {first}", BASES, version, *inserted)
    return path

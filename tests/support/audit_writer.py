"""Writes journals, archives and proofs for the verifier's tests, by the documents and with no code of the program's.

Everything is done the slow and obvious way: the tree by its recursive definition, SQL by hand.
"""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import msgpack
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORIGIN = "commandcenter/1a2b3c4d"
AT = 1_790_000_000
SCHEMA = """
CREATE TABLE alembic_version
 (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE TABLE journal (seq INTEGER NOT NULL, entry BLOB NOT NULL, PRIMARY KEY (seq));
CREATE TABLE tiles (level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, number))
 WITHOUT ROWID;
CREATE TABLE checkpoints (size BIGINT NOT NULL, at FLOAT NOT NULL, note BLOB NOT NULL, PRIMARY KEY (size));
CREATE TABLE cosignatures (size BIGINT NOT NULL, name TEXT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (size, name));
CREATE TABLE credentials (account TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (account));
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
 BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
 BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
INSERT INTO alembic_version VALUES ('0003');
"""


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, of leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def path_of(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*path_of(index, leaves[:split]), tree_hash(leaves[split:])]
    return [*path_of(index - split, leaves[split:]), tree_hash(leaves[:split])]


@dataclass(frozen=True)
class Signer:
    """A private key with a name; kind 1 is a log's, 4 a witness's."""

    name: str
    seed: int
    kind: int = 1

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(f"{self.seed}/{self.kind}".encode()).digest())

    @property
    def material(self) -> bytes:
        return bytes([self.kind]) + self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.material).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(self.material)}"

    def line(self, text: str) -> str:
        return f"— {self.name} {b64(self.id + self.private.sign(text.encode()))}\n"

    def cosign(self, text: str, time: int = AT) -> str:
        signed = self.private.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
        return f"— {self.name} {b64(self.id + time.to_bytes(8, 'big') + signed)}"

    def file(self) -> str:
        private = b64(sha256(f"{self.seed}/{self.kind}".encode()).digest())
        return json.dumps({"name": self.name, "private": private, "vkey": self.vkey})


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    return f"{origin}\n{size}\n{b64(root)}\n"


def entry(seq: int, change: dict[str, object], **more: object) -> bytes:
    """The stored bytes of entry `seq`."""
    packed: bytes = msgpack.packb(
        {
            "seq": seq,
            "at": msgpack.Timestamp(AT + seq, 0),
            "actor": "core",
            "seat": "",
            "subject": "",
            "outcome": "done",
            "cause": None,
            "change": change,
            **more,
        }
    )
    return packed


@dataclass
class Log:
    """A log that is written: what has to be in the file is kept in lists until `save`."""

    signer: Signer = field(default_factory=lambda: Signer(ORIGIN, 1))
    entries: list[bytes] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    cosignatures: list[tuple[int, str, str]] = field(default_factory=list)
    credentials: dict[str, bytes] = field(default_factory=dict)
    second: list[str] = field(default_factory=list)
    witnessed: dict[str, list[str]] = field(default_factory=dict)
    witnesses: list[Signer] = field(default_factory=list)

    def begin(self) -> Log:
        """The entry that names the first key."""
        self.add({"do": "core.started", "version": "0.1.0"})
        self.add({"do": "seal.key", "vkey": self.signer.vkey})
        return self

    def add(self, change: dict[str, object], **more: object) -> int:
        self.entries.append(entry(len(self.entries), change, **more))
        return len(self.entries) - 1

    def fill(self, count: int, detail: str = "") -> Log:
        for _ in range(count):
            self.add({"do": "operator.acted", "action": f"map.moved {len(self.entries)}{detail}"})
        return self

    def know(self, witness: Signer) -> None:
        self.add({"do": "witness.known", "name": witness.name, "vkey": witness.vkey, "seat": witness.name})
        self.witnesses.append(witness)

    def secret(self, account: str, value: bytes) -> None:
        digest = sha256(value).hexdigest()
        self.add({"do": "password.set", "account": {"id": account, "name": account, "digest": digest}})
        self.credentials[account] = value

    def leaves(self, size: int | None = None) -> list[bytes]:
        return [leaf_hash(data) for data in self.entries[:size]]

    def root(self, size: int | None = None) -> bytes:
        return tree_hash(self.leaves(size))

    def seal(self, *signers: Signer, size: int | None = None, cosigned: bool = True) -> str:
        """A checkpoint in all places, witnessed by all that are known."""
        size = len(self.entries) if size is None else size
        text = checkpoint_text(self.signer.name, size, self.root(size))
        note = text + "\n" + "".join(signer.line(text) for signer in signers or (self.signer,))
        self.notes[size] = note
        self.second.append(json.dumps({"at": f"2026-11-22T00:00:{size % 60:02d}Z", "note": note}, ensure_ascii=False))
        for witness in self.witnesses if cosigned else ():
            line = witness.cosign(text)
            self.cosignatures.append((size, witness.name, line))
            kept = {"at": "2026-11-22T00:00:00Z", "note": note, "line": line}
            self.witnessed.setdefault(witness.name, []).append(json.dumps(kept, ensure_ascii=False))
        return note

    def rotate(self, fresh: Signer) -> None:
        self.add({"do": "seal.key", "vkey": fresh.vkey, "before": self.signer.vkey})
        old, self.signer = self.signer, fresh
        self.seal(old, fresh)

    def tiles(self) -> dict[tuple[int, int], bytes]:
        found, level, hashes = {}, 0, self.leaves()
        while hashes:
            for number in range(0, len(hashes), 256):
                found[level, number // 256] = b"".join(hashes[number : number + 256])
            hashes = [tree_hash(hashes[at : at + 256]) for at in range(0, len(hashes) // 256 * 256, 256)]
            level += 1
        return found

    def save(self, folder: Path, *, keys: bool = True) -> Path:
        """Writes a data folder; returns the database."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "journal.sqlite"
        connection = opened(path)
        connection.executescript(SCHEMA)
        self.append(connection)
        connection.close()
        self.save_places(folder)
        if keys:
            self.save_keys(folder)
        return path

    def append(self, connection: sqlite3.Connection) -> None:
        """Brings an open database up to what the log holds, in one transaction."""
        connection.execute("BEGIN")
        put = "INSERT OR IGNORE INTO"
        connection.executemany(f"{put} journal VALUES (?, ?)", list(enumerate(self.entries)))
        tiles = [(*at, it) for at, it in self.tiles().items()]
        connection.executemany("INSERT OR REPLACE INTO tiles VALUES (?, ?, ?)", tiles)
        notes = [(size, AT + size, note.encode()) for size, note in self.notes.items()]
        connection.executemany(f"{put} checkpoints VALUES (?, ?, ?)", notes)
        connection.executemany(f"{put} cosignatures VALUES (?, ?, ?)", self.cosignatures)
        secrets = list(self.credentials.items())
        connection.executemany("INSERT OR REPLACE INTO credentials VALUES (?, ?)", secrets)
        connection.execute("COMMIT")

    def save_places(self, folder: Path) -> None:
        lines(folder / "checkpoints" / "2026-11-22.jsonl", self.second)
        for name, kept in self.witnessed.items():
            lines(folder / "seats" / f"{name}.witness" / "2026-11-22.jsonl", kept)

    def save_keys(self, folder: Path) -> None:
        lines(folder / "keys" / "seal.json", [self.signer.file()])
        for witness in self.witnesses:
            lines(folder / "keys" / "consoles" / f"{witness.name}.witness.json", [witness.file()])

    def proof(self, index: int, *, size: int | None = None, cosigned: Iterable[Signer] = ()) -> str:
        size = len(self.entries) if size is None else size
        text = checkpoint_text(self.signer.name, size, self.root(size))
        hashes = "".join(f"{b64(it)}\n" for it in path_of(index, self.leaves(size)))
        note = text + "\n" + self.signer.line(text) + "".join(f"{witness.cosign(text)}\n" for witness in cosigned)
        head = f"c2sp.org/tlog-proof@v1\nextra {b64(self.entries[index])}\nindex {index}\n"
        return f"{head}{hashes}\n{note}"

    def archive_files(self, *, first: int = 0, each: int = 65_536, kind: str = "export") -> dict[str, bytes]:
        """What an archive holds, by name; manifest and signature first."""
        files: dict[str, bytes] = {}
        for number, at in enumerate(range(first, len(self.entries), each)):
            chunk = self.entries[at : at + each]
            files[f"entries/{number:06}.bin"] = b"".join(len(it).to_bytes(4, "big") + it for it in chunk)
        files |= {f"tiles/{level}/{number}.bin": it for (level, number), it in self.tiles().items()}
        kept = [
            {"note": note, "cosignatures": [line for at, _, line in self.cosignatures if at == size]}
            for size, note in sorted(self.notes.items())
        ]
        files["checkpoints.jsonl"] = "".join(json.dumps(it, ensure_ascii=False) + "\n" for it in kept).encode()
        if kind == "backup":
            secrets = [{"account": account, "value": b64(value)} for account, value in self.credentials.items()]
            files["credentials.jsonl"] = "".join(json.dumps(it) + "\n" for it in secrets).encode()
        return self.signed(files, first=first, kind=kind)

    def signed(self, files: dict[str, bytes], *, first: int = 0, kind: str = "export") -> dict[str, bytes]:
        """The files with a manifest and its signature before them."""
        listed = [{"name": it, "bytes": len(data), "sha256": sha256(data).hexdigest()} for it, data in files.items()]
        manifest = json.dumps(
            {
                "format": "ccaudit/1",
                "kind": kind,
                "origin": self.signer.name,
                "first": first,
                "size": len(self.entries),
                "made_at": "2026-11-22T00:00:00Z",
                "files": listed,
            }
        ).encode()
        text = f"ccaudit/1\n{sha256(manifest).hexdigest()}\n"
        note = f"{text}\n{self.signer.line(text)}".encode()
        return {"manifest.json": manifest, "manifest.sig": note, **files}


def opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    # What a test writes nobody needs after a power cut.
    connection.execute("PRAGMA synchronous=OFF")
    return connection


def lines(path: Path, texts: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")


def write_tar(path: Path, files: dict[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]  # the modes are ours: "w" and "w:gz"
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def changed(path: Path, *statements: str) -> None:
    """What somebody does to the file who can drop the triggers, and puts them back."""
    connection = opened(path)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in triggers:
        connection.execute(sql)
    connection.close()

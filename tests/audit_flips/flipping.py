"""One bit is changed in a copy of a data folder: either the verifier finds it, or nothing that counts has changed.

What counts is told by reading the files in another way than the verifier does: rows by SQL, lines by JSON, archives by
tarfile.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from audit.verdict import Code
from tests.support.audit_cases import DESK, FIRST, SECOND, WALL, judged
from tests.support.audit_writer import Log, Signer, opened, write_tar

KEYS: Sequence[Signer] = (FIRST, SECOND, DESK, WALL)
TABLES = ("journal", "tiles", "cosignatures", "credentials", "alembic_version")
# When a checkpoint came, by the clock of whoever wrote it down, is signed by nobody, and nobody relies on it: reports
# tell the time of the newest sealed entry instead.
UNSIGNED = "at"


@dataclass(frozen=True, slots=True)
class Flip:
    """Bit `bit` of byte `byte` in `file`; `counts`: something that the verifier vouches for is different now."""

    file: str
    byte: int
    bit: int
    counts: bool
    code: Code

    @property
    def missed(self) -> bool:
        return self.counts and self.code is Code.OK


def make_folder(folder: Path) -> None:
    """A data folder as a killed core leaves it, with the newest entries in the write-ahead log; archive and proof."""
    log = Log(FIRST).begin()
    log.know(DESK)
    log.know(WALL)
    log.secret("zhang", b"sealed secret of zhang")
    log.fill(252)
    log.seal()
    log.fill(500)
    log.seal()
    live = folder / "live"
    connection = opened(log.save(live))
    connection.execute("PRAGMA wal_autocheckpoint=0")
    for step in range(12):
        if step == 6:
            log.rotate(SECOND)
            log.append(connection)
        log.fill(25)
        log.append(connection)
        if step % 3 == 0:
            log.secret("li", b"secret of li, number %d" % step)
            log.seal()
            log.append(connection)
    shutil.copy(live / "journal.sqlite", folder)
    shutil.copy(live / "journal.sqlite-wal", folder)
    connection.close()
    shutil.rmtree(live)
    log.save_places(folder)
    log.save_keys(folder)
    write_tar(folder / "export.ccaudit", log.archive_files(kind="backup", each=100))
    write_tar(folder / "packed.ccaudit", log.archive_files(kind="export", each=1000), "w:gz")
    (folder / "entry.tlog-proof").write_text(log.proof(100, cosigned=(DESK, WALL)), encoding="utf-8")


FILES = (
    # Twice: it is the largest, and much in it is free or stands in the write-ahead log anew.
    "journal.sqlite",
    "journal.sqlite",
    "journal.sqlite-wal",
    "checkpoints/2026-11-22.jsonl",
    "seats/desk-1.witness/2026-11-22.jsonl",
    "keys/seal.json",
    "keys/consoles/desk-1.witness.json",
    "export.ccaudit",
    "packed.ccaudit",
    "entry.tlog-proof",
)


def flip(folder: Path, work: Path, random: Random, before: dict[str, object]) -> Flip:
    """`work` is an empty folder's path; `before` keeps what was read of the unchanged files."""
    name = random.choice(FILES)
    data = bytearray((folder / name).read_bytes())
    byte, bit = random.randrange(len(data)), random.randrange(8)
    data[byte] ^= 1 << bit
    shutil.copytree(folder, work)
    try:
        if name not in before:
            # Of the copy: others read the original at the same time.
            before[name] = content(work, work / name)
        (work / name).write_bytes(data)
        code = judged(work if name.endswith(IN_FOLDER) else work / name, keys=KEYS if name in ALONE else ()).code
        return Flip(name, byte, bit, content(work, work / name) != before[name], code)
    finally:
        shutil.rmtree(work)


def flip_all(place: Path, seed: int, numbers: range) -> list[Flip]:
    """One for each number, of what `make_folder` has made in the folder `original`."""
    before: dict[str, object] = {}
    work = place / f"work-{os.getpid()}"
    return [flip(place / "original", work, Random(f"{seed}/{number}"), before) for number in numbers]


IN_FOLDER = (".sqlite", ".sqlite-wal", ".jsonl", ".json")
ALONE = ("export.ccaudit", "packed.ccaudit", "entry.tlog-proof")


def content(folder: Path, path: Path) -> object:
    """What counts in the file; an exception's name when it cannot be read at all."""
    try:
        if path.name.startswith("journal"):
            return rows(folder)
        if path.suffix == ".jsonl":
            return [{name: it[name] for name in sorted(it) if name != UNSIGNED} for it in read_lines(path)]
        if path.suffix == ".json":
            return json.loads(path.read_bytes())
        if path.suffix == ".ccaudit":
            return members(path)
    except (sqlite3.Error, ValueError, tarfile.TarError, OSError, EOFError, AttributeError, TypeError) as error:
        return type(error).__name__
    except Exception as error:  # noqa: BLE001 - whatever the libraries make of a broken file
        return type(error).__name__
    return path.read_bytes()


def rows(folder: Path) -> object:
    """Read from a copy: opening the database as usual writes its log into it."""
    copy = folder / "copy"
    copy.mkdir()
    for name in ("journal.sqlite", "journal.sqlite-wal"):
        shutil.copy(folder / name, copy)
    connection = sqlite3.connect(copy / "journal.sqlite")
    try:
        found = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
        found["checkpoints"] = connection.execute("SELECT size, note FROM checkpoints").fetchall()
        schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
        return found, schema
    finally:
        connection.close()
        shutil.rmtree(copy)


def read_lines(path: Path) -> list[dict[str, object]]:
    text = path.read_bytes().decode("utf-8")
    if not text.endswith("\n"):
        raise ValueError("not whole")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def members(path: Path) -> dict[str, bytes]:
    found = {}
    with tarfile.open(path) as tar:
        for member in tar:
            file = tar.extractfile(member)
            found[member.name] = file.read() if file else b""
    return found

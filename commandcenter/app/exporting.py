"""Exports of a data folder's journal, each recorded in it: what was wanted before, what came of it after."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from bridge.sealing.keyring import FileKeyring
from bridge.sealing.keys import SealKey
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.export.archive import Contents, write_archive
from commandcenter.adapters.export.evidence import StoredEvidence
from commandcenter.adapters.export.sheet import Cell, write_table
from commandcenter.adapters.export.target import ExportTrouble, new_file
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.store import engine
from commandcenter.app.administering import obey
from commandcenter.app.opening import Where, unusable
from commandcenter.app.reports import entry_record
from commandcenter.domain.errors import Trouble
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import Entry
from commandcenter.domain.notes import Note
from commandcenter.domain.seal import SealKeyTrouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.credentials import Claim
from commandcenter.services.stories import Line, story
from commandcenter.settings import Settings

HEAD = ("seq", "at", "done_at", "actor", "seat", "action", "subject", "outcome", "cause", "said", "change")

Say = Callable[[Line], str]
"""A line's text in the reader's language."""
Tell = Callable[[int, int], None]
Write = Callable[[BinaryIO], tuple[int, str]]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """`digest`: SHA-256 of the file in hex, of an archive that of its signed list."""

    export: str
    entries: int
    digest: str


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded of an export before it is made; `by` are the credentials of who makes it, where they count."""

    format: str
    wanted: str
    out: Path
    by: Claim | None = None


def export(
    folder: DataFolder,
    settings: Settings,
    wanted: Wanted,
    write: Write,
    check: Callable[[Path], None] = lambda part: None,
) -> Made:
    """Makes the file by `write`, which returns entries and digest. Raises Trouble, and then there is no file.

    Without leave there is none either: the record comes first. `check` looks at it before it gets its name.
    """
    number = f"X{uuid.uuid4().hex}"
    begun = {"export": number, "format": wanted.format, "wanted": wanted.wanted[:512], "file": wanted.out.name[:512]}
    obey(folder, settings, "audit.export", begun, wanted.by)
    ended: dict[str, object] = {"export": number, "ok": False, "reason": "stopped"}
    try:
        with new_file(wanted.out, check) as file:
            entries, digest = write(file)
        ended = {"export": number, "ok": True, "entries": entries, "digest": digest}
        return Made(export=number, entries=entries, digest=digest)
    except (Trouble, OSError, ValueError) as error:
        ended["reason"] = str(error)[:512]
        raise
    finally:
        obey(folder, settings, "audit.exported", ended)


def write_csv(file: BinaryIO, entries: Iterable[Entry], say: Say) -> tuple[int, str]:
    count = write_table(file, HEAD, (_cells(entry, say) for entry in entries))
    return count, _digest(file)


def write_json(file: BinaryIO, entries: Iterable[Entry]) -> tuple[int, str]:
    """One document; each entry on a line of its own."""
    count = 0
    file.write(b'{"format": "commandcenter-entries/1", "entries": [')
    for entry in entries:
        line = json.dumps(entry_record(entry), ensure_ascii=False, default=str)
        file.write((",\n" if count else "\n").encode() + line.encode("utf-8", "replace"))
        count += 1
    file.write(b"\n]}\n")
    return count, _digest(file)


def write_evidence(
    file: BinaryIO, folder: DataFolder, journal: Where, size: int | None, tell: Tell, kind: str = "export"
) -> tuple[int, str]:
    """The whole journal, or its first `size` entries, as a signed archive."""
    key = seal_key(folder)
    with _connected(journal) as (evidence, first, end):
        contents = Contents(key.key.name, kind, first, end if size is None else min(size, end), utc_now())
        if contents.size <= contents.first:
            raise ExportTrouble(QT_TRANSLATE_NOOP("trouble", "There are no such entries in the journal."))
        digest = write_archive(file, contents, evidence, lambda text: signed(key, text), tell)
    return contents.size - contents.first, digest


def _cells(entry: Entry, say: Say) -> Sequence[Cell]:
    (line,) = story([entry])
    change = entry_record(entry)["change"]
    return (
        entry.seq,
        entry.at.isoformat(),
        entry.done_at.isoformat() if entry.done_at else "",
        entry.actor,
        entry.seat,
        entry.action,
        entry.subject,
        entry.outcome.value,
        _cause(entry),
        say(line),
        json.dumps(change, ensure_ascii=False, default=str),
    )


def _cause(entry: Entry) -> str:
    match entry.cause:
        case EventId(source=source, epoch=epoch, seq=seq):
            return f"{source} {epoch} {seq}"
        case None:
            return ""
        case command:
            return f"{command.name} {command.id}"


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    hashed = sha256()
    while piece := file.read(1 << 20):
        hashed.update(piece)
    return hashed.hexdigest()


def signed(key: SealKey, text: str) -> str:
    """The signed note of the text."""
    return Note(text, (key.signature(text),)).whole


def seal_key(folder: DataFolder) -> SealKey:
    """What an archive is signed with. Raises ExportTrouble."""
    try:
        key = FileKeyring(folder.keys).present
    except SealKeyTrouble as error:
        raise ExportTrouble(
            QT_TRANSLATE_NOOP("trouble", "The keys of the seal cannot be used: {reason}"), reason=error
        ) from error
    if key is None:
        raise ExportTrouble(
            QT_TRANSLATE_NOOP("trouble", "The journal is not sealed yet: no archive of it can be signed."),
            QT_TRANSLATE_NOOP("trouble", "Start a core there, or name another folder with --data."),
        )
    return key


@contextmanager
def _connected(journal: Where) -> Iterator[tuple[StoredEvidence, int, int]]:
    """The evidence, and the journal's first entry and the one after its last. Raises DataFolderError."""
    rows = JournalRows.of(journal)
    opened = engine.reader(journal)
    try:
        first, end = rows.ends()
        with opened.connect() as connection:
            yield StoredEvidence(connection), first, end
    except engine.UNUSABLE as error:
        raise unusable(journal, engine.trouble(error)) from error
    finally:
        rows.close()
        opened.dispose()

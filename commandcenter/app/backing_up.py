"""A backup of the whole journal, made beside a running core from one moment, and read back before it counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.export.archive import BACKUP, Contents, write_archive
from commandcenter.adapters.export.evidence import StoredEvidence
from commandcenter.adapters.export.target import ExportTrouble, new_file
from commandcenter.adapters.store import engine, evidence
from commandcenter.app.administering import obey
from commandcenter.app.exporting import Tell, seal_key, signed
from commandcenter.app.opening import Where, open_reader, unusable
from commandcenter.app.verifying import known, require_verified
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.settings import Settings


class BackedUp(msgspec.Struct, frozen=True, kw_only=True):
    """`digest`: SHA-256, in hex, of the backup's signed list; entries `first`..`size`-1 are in it."""

    file: str
    first: int
    size: int
    digest: str


def backup(folder: DataFolder, settings: Settings, journal: Where, out: Path, tell: Tell) -> BackedUp:
    """Raises Trouble, and then there is no file."""
    key = seal_key(folder)
    with open_reader(journal):
        options = known(journal)

    def check(part: Path) -> None:
        require_verified(part, options)
        # Before it gets its name: there is no backup that the journal does not tell of.
        args = {"file": made.file[:512], "entries": made.size - made.first, "digest": made.digest}
        obey(folder, settings, "db.backup", args)

    with new_file(out, check) as file, snapshot(journal) as (found, first, size):
        if size <= first:
            raise ExportTrouble(QT_TRANSLATE_NOOP("trouble", "There are no such entries in the journal."))
        contents = Contents(key.key.name, BACKUP, first, size, utc_now())
        digest = write_archive(file, contents, found, lambda text: signed(key, text), tell)
        made = BackedUp(file=out.name, first=first, size=size, digest=digest)
    return made


@contextmanager
def snapshot(journal: Where) -> Iterator[tuple[StoredEvidence, int, int]]:
    """The evidence as of one moment, its first entry and the one after its last. Raises DataFolderError."""
    opened = engine.reader(journal)
    try:
        with opened.connect() as connection:
            if isinstance(journal, Path):
                connection.exec_driver_sql("BEGIN")
            yield StoredEvidence(connection), evidence.first_of(connection), evidence.size_of(connection)
    except engine.UNUSABLE as error:
        raise unusable(journal, engine.trouble(error)) from error
    finally:
        opened.dispose()

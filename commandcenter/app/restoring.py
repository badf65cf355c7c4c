"""A backup put into an empty place, a data folder or a PostgreSQL database: so a centre moves to the other as well."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import URL

from bridge.sealing.keys import sync_folder
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.export.archive import BACKUP
from commandcenter.adapters.export.reading import ArchiveFile
from commandcenter.adapters.export.target import ExportTrouble
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.restoring import NotEmpty
from commandcenter.adapters.store.sqlite import files_of, remove, state_file
from commandcenter.app.exporting import Tell
from commandcenter.app.opening import Where, open_store
from commandcenter.app.verifying import verdict
from commandcenter.domain.text import QT_TRANSLATE_NOOP

MADE = ".restoring"


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """Entries `first`..`size`-1 of the log `origin`."""

    into: str
    origin: str
    first: int
    size: int


def place_of(into: str) -> Where:
    """A data folder, or a database's address. Raises DataFolderError."""
    if "://" not in into:
        return DataFolder(Path(into).absolute()).journal
    try:
        return engine.parse(into)
    except ValueError as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The database's address cannot be read."),
            QT_TRANSLATE_NOOP("trouble", "It is postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE."),
        ) from error


def restore(file: Path, into: Where, tell: Tell, *, known: tuple[int, ...] = ()) -> Restored:
    """All of it or nothing. `known` are entries that tell of restorations before. Raises Trouble."""
    with closing(ArchiveFile(file)) as archive:
        it = archive.manifest
        if it.kind != BACKUP:
            raise ExportTrouble(
                QT_TRANSLATE_NOOP("trouble", "{file} is no backup: it is an archive of the kind {kind}."),
                file=file,
                kind=it.kind,
            )
        _require_whole(file, archive, known)
        if isinstance(into, Path):
            _into_folder(archive, into, tell)
        else:
            _into_database(archive, into, tell)
        return Restored(into=engine.shown(into), origin=it.origin, first=it.first, size=it.size)


def _require_whole(file: Path, archive: ArchiveFile, known: tuple[int, ...]) -> None:
    """What is read afterwards is held against the list that the verifier has seen."""
    found = verdict(file, [part for entry in known for part in ("--restored", str(entry))])
    if found.code or found.facts.get("manifest") != archive.digest:
        raise ExportTrouble(
            QT_TRANSLATE_NOOP("trouble", "The backup {file} is not as it was written: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Nothing was restored. `audit verify` tells more; take another backup."),
            file=file,
            reason=found.said[0] if found.said else f"[{found.code}]",
        )


def _into_folder(archive: ArchiveFile, journal: Path, tell: Tell) -> None:
    folder = DataFolder(journal.parent)
    folder.prepare()
    with folder.lock():
        there = next((path for path in files_of(journal) if path.exists()), None)
        if there is not None:
            # Also what stands beside a journal that was moved away: it would be written into this one.
            raise _taken(there)
        with _aside(folder.path / MADE) as made:
            new = made / journal.name
            with open_store(new, None) as store:
                store.restore(archive, archive.manifest.first, archive.manifest.size, tell)
            # The journal last: what lies beside it is nothing without it.
            remove(state_file(journal))
            state_file(new).rename(state_file(journal))
            new.rename(journal)
            sync_folder(folder.path)


def _into_database(archive: ArchiveFile, url: URL, tell: Tell) -> None:
    try:
        with open_store(url, None) as store:
            store.restore(archive, archive.manifest.first, archive.manifest.size, tell)
    except DataFolderError as error:
        if isinstance(error.__cause__, NotEmpty):
            raise _taken(url) from error
        raise


@contextmanager
def _aside(made: Path) -> Iterator[Path]:
    """What a restoration that was killed has left goes first."""
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(mode=0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _taken(where: Where) -> DataFolderError:
    return DataFolderError(
        QT_TRANSLATE_NOOP("trouble", "There is a journal already: {file}. Nothing was restored."),
        QT_TRANSLATE_NOOP("trouble", "Name an empty place with --into, or move that journal away."),
        file=engine.shown(where),
    )

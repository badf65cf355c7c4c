"""A centre's journal, opened for looking or for writing; what stands against it is said in words."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType

from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.engine import Where as Where
from commandcenter.adapters.store.engine import shown
from commandcenter.adapters.store.following import Progress
from commandcenter.adapters.store.lease import Lease
from commandcenter.adapters.store.migrate import NewerSchema, OlderSchema
from commandcenter.adapters.store.reading import JournalReader, NoProjections
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.adapters.store.troubles import Refusal, ServerRefused
from commandcenter.app.guarding import guard_of, not_proven
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.ports import Deposed, StoreTrouble
from commandcenter.settings import Settings

log = logging.getLogger(__name__)

TELL_S = 5.0

# What a database server says to us, or we to it, and what is to be done.
REFUSALS: Mapping[Refusal, tuple[str, str]] = MappingProxyType(
    {
        Refusal.PASSWORD: (
            QT_TRANSLATE_NOOP("trouble", "The database {file} does not let us in: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Give the right user and password in its address, or in a password file."),
        ),
        Refusal.DATABASE: (
            QT_TRANSLATE_NOOP("trouble", "There is no database or user of that name: {file}, {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Make the database first, owned by the user in its address; it may be empty."),
        ),
        Refusal.RIGHTS: (
            QT_TRANSLATE_NOOP("trouble", "The user may not do in the database {file} what a core must: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Make that user the owner of the database."),
        ),
        Refusal.VERSION: (
            QT_TRANSLATE_NOOP("trouble", "The database server of {file} is too old: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "PostgreSQL 14 or newer is needed."),
        ),
        Refusal.ENCODING: (
            QT_TRANSLATE_NOOP(
                "trouble", "The database {file} keeps its text in {reason}, which cannot hold every name."
            ),
            QT_TRANSLATE_NOOP("trouble", "Make a database with the encoding UTF8."),
        ),
    }
)


def journal_of(folder: DataFolder, settings: Settings) -> Where:
    """Where the centre's journal lies: in its data folder, unless the settings name a database. Raises DataFolderError.

    What is raised does not hold the address, and so no password.
    """
    if not settings.database.url:
        return folder.journal
    try:
        return engine.parse(settings.database.url)
    except ValueError as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The database's address cannot be read."),
            QT_TRANSLATE_NOOP("trouble", "It is postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE."),
        ) from error


@contextmanager
def open_store(
    where: Where,
    folder: DataFolder | None,
    lease: Lease | None = None,
    tell: Progress | None = None,
    *,
    compares: bool = False,
) -> Iterator[SqlStore]:
    """The only writer; the folder's lock is the caller's. Raises DataFolderError, also for what is done meanwhile.

    By the keys in `folder` it is known what the centre's core has written; without, as for what is restored, nothing
    is. Raises JournalNotSealed for what it has not, unless the caller says that it `compares`, as `open_sealing` does.
    With a `lease` of the caller's, Deposed; without one a server's lead is taken for as long, or JournalHeld raised.
    """
    try:
        guard = guard_of(folder) if folder else None
        with closing(SqlStore(where, tell or _Telling(), lease, guard)) as store:
            if folder and store.flaw and not compares:
                raise not_proven(folder, store.flaw)
            yield store
    except NewerSchema as error:
        raise newer(where, error) from error
    except Deposed as error:
        if lease is not None:
            raise
        raise unusable(where, error) from error
    except StoreTrouble as error:
        raise unusable(where, error) from error


@contextmanager
def open_reader(where: Where) -> Iterator[JournalReader]:
    """Beside a running core or without one. Raises DataFolderError, also for what is read meanwhile."""
    if isinstance(where, Path) and not where.exists():
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "There is no journal in the data folder {folder}."),
            QT_TRANSLATE_NOOP("trouble", "Start a core there, or name another folder with --data."),
            folder=where.parent,
        )
    reader = JournalReader(where)
    try:
        reader.check()
        yield reader
    except NewerSchema as error:
        raise newer(where, error) from error
    except OlderSchema as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The journal {file} was written by an older version of this program."),
            QT_TRANSLATE_NOOP("trouble", "Start the core once: it brings the journal up to date."),
            file=shown(where),
        ) from error
    except NoProjections as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "What is derived from the journal {file} cannot be used: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Start the core anew: it makes it from the journal, which is not affected."),
            file=shown(where),
            reason=error,
        ) from error
    except StoreTrouble as error:
        raise unusable(where, error) from error
    except engine.UNUSABLE as error:
        raise unusable(where, engine.trouble(error)) from error
    finally:
        reader.close()


def unusable(where: Where, trouble: StoreTrouble) -> DataFolderError:
    """What to do depends on what is wrong: only a damaged journal is to be replaced."""
    text = QT_TRANSLATE_NOOP("trouble", "The journal {file} cannot be used: {reason}")
    if isinstance(trouble, ServerRefused):
        text, todo = REFUSALS[trouble.why]
    elif trouble.damaged:
        todo = QT_TRANSLATE_NOOP("trouble", "It is damaged: restore it from a backup, and do not start a core on it.")
    elif trouble.busy:
        text = QT_TRANSLATE_NOOP("trouble", "Another program holds the journal {file}.")
        todo = QT_TRANSLATE_NOOP("trouble", "End that program, or wait for it; then try again.")
    elif trouble.full:
        text = QT_TRANSLATE_NOOP("trouble", "The disk of the journal {file} is full.")
        todo = QT_TRANSLATE_NOOP("trouble", "Make room; what was acknowledged is kept. Then try again.")
    elif trouble.away:
        text = QT_TRANSLATE_NOOP("trouble", "The database {file} cannot be reached: {reason}")
        todo = QT_TRANSLATE_NOOP("trouble", "Start the database server, or look at its address and at the network.")
    else:
        todo = QT_TRANSLATE_NOOP(
            "trouble", "Look at the disk and at the file's owner and rights; what was acknowledged is kept."
        )
    kind = JournalHeld if trouble.busy else DatabaseAway if trouble.away else DataFolderError
    return kind(text, todo, file=shown(where), reason=trouble)


def newer(where: Where, error: NewerSchema) -> DataFolderError:
    """The journal is of a later version of this program."""
    return DataFolderError(
        QT_TRANSLATE_NOOP("trouble", "The journal {file} was written by a newer version of this program."),
        QT_TRANSLATE_NOOP("trouble", "Install that version, or name another folder with --data."),
        file=shown(where),
    )


class JournalHeld(DataFolderError):
    """Another program writes the journal."""


class DatabaseAway(DataFolderError):
    """The database server cannot be reached."""


class _Telling:
    """Says in the log how far the projections are, when making them takes long."""

    def __init__(self) -> None:
        self._next = time.monotonic() + TELL_S

    def __call__(self, done: int, size: int) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + TELL_S
            log.info("making the projections anew: %d of %d entries", done, size)

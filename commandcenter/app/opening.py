"""A data folder's journal, opened for looking or for writing; what stands against it is said in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from commandcenter.adapters.data_folder import DataFolderError
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.migrate import NewerSchema, OlderSchema
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.ports import StoreTrouble


@contextmanager
def open_store(path: Path) -> Iterator[SqlStore]:
    """The only writer; the folder's lock is the caller's. Raises DataFolderError, also for what is done meanwhile."""
    try:
        with closing(SqlStore(path)) as store:
            yield store
    except NewerSchema as error:
        raise _newer(path) from error
    except StoreTrouble as error:
        raise _unusable(path, error) from error


@contextmanager
def open_reader(path: Path) -> Iterator[JournalReader]:
    """Beside a running core or without one. Raises DataFolderError, also for what is read meanwhile."""
    if not path.exists():
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "There is no journal in the data folder {folder}."),
            QT_TRANSLATE_NOOP("trouble", "Start a core there, or name another folder with --data."),
            folder=path.parent,
        )
    reader = JournalReader(path)
    try:
        reader.check()
        yield reader
    except NewerSchema as error:
        raise _newer(path) from error
    except OlderSchema as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The journal {file} was written by an older version of this program."),
            QT_TRANSLATE_NOOP("trouble", "Start the core once: it brings the journal up to date."),
            file=path,
        ) from error
    except engine.UNUSABLE as error:
        raise _unusable(path, engine.trouble(error)) from error
    finally:
        reader.close()


def _newer(path: Path) -> DataFolderError:
    return DataFolderError(
        QT_TRANSLATE_NOOP("trouble", "The journal {file} was written by a newer version of this program."),
        QT_TRANSLATE_NOOP("trouble", "Install that version, or name another folder with --data."),
        file=path,
    )


def _unusable(path: Path, trouble: StoreTrouble) -> DataFolderError:
    """What to do depends on what is wrong: only a damaged journal is to be replaced."""
    text = QT_TRANSLATE_NOOP("trouble", "The journal {file} cannot be used: {reason}")
    if trouble.damaged:
        todo = QT_TRANSLATE_NOOP("trouble", "It is damaged: restore it from a backup, and do not start a core on it.")
    elif trouble.busy:
        text = QT_TRANSLATE_NOOP("trouble", "Another program holds the journal {file}.")
        todo = QT_TRANSLATE_NOOP("trouble", "End that program, or wait for it; then try again.")
    elif trouble.full:
        text = QT_TRANSLATE_NOOP("trouble", "The disk of the journal {file} is full.")
        todo = QT_TRANSLATE_NOOP("trouble", "Make room; what was acknowledged is kept. Then try again.")
    else:
        todo = QT_TRANSLATE_NOOP(
            "trouble", "Look at the disk and at the file's owner and rights; what was acknowledged is kept."
        )
    return DataFolderError(text, todo, file=path, reason=trouble)

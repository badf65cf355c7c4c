"""Opens a data folder's journal for looking, beside a running core or without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.domain.text import QT_TRANSLATE_NOOP


@contextmanager
def open_reader(folder: DataFolder) -> Iterator[JournalReader]:
    """Raises DataFolderError when there is no journal or it cannot be read."""
    if not folder.journal.exists():
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "There is no journal in the data folder {folder}."),
            QT_TRANSLATE_NOOP("trouble", "Start a core there, or name another folder with --data."),
            folder=folder.path,
        )
    reader = JournalReader(folder.journal)
    try:
        yield reader
    except DBAPIError as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The journal {file} cannot be read: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Restore it from a backup; do not start a core on it."),
            file=folder.journal,
            reason=error.orig,
        ) from error
    finally:
        reader.close()

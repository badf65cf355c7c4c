"""Who answers a search: the running core, or on a folder without one this program by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from bridge.protocol import seat as wire
from bridge.seat.asking import CoreAway, search
from commandcenter.adapters.data_folder import DataFolder, FolderInUse
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.search import asking
from commandcenter.adapters.search.filling import Filler
from commandcenter.adapters.search.index import SearchIndex, remove
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.search.service import SearchService, closing_all
from commandcenter.adapters.search.trouble import IndexDamaged, SearchTrouble
from commandcenter.app.opening import Where
from commandcenter.app.trouble import CoreSilent
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.errors import Refused
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.searching import Page, Query

Ask = Callable[[Query], Page]
"""Raises Trouble when nobody can answer."""

Tell = Callable[[int, int], None]
"""So many entries of so many are in the index."""


def search_service(folder: DataFolder, journal: Where) -> SearchService:
    """The core's own; not started yet."""
    return SearchService(lambda: JournalRows.of(journal), folder.search, labels(read_catalogue()))


def labels(catalogue: Catalogue) -> Mapping[str, str]:
    """What people call each type of event, in both languages: a search finds it by either."""
    return {name: f"{kind.zh.label}\n{kind.en.label}" for name, kind in catalogue.types.items()}


@contextmanager
def searching(folder: DataFolder, journal: Where, tell: Tell) -> Iterator[Ask]:
    """`tell` hears how far a new index is. Raises Trouble."""
    try:
        # Looked at, not kept: a core may start meanwhile, and its search then waits for this one.
        folder.lock().close()
    except FolderInUse:
        yield lambda query: _asked(folder, query)
    except OSError as error:
        raise _unusable(folder, error.strerror or str(error)) from error
    else:
        with ExitStack() as opened:
            index, rows = _caught_up(folder, journal, tell, opened)
            yield lambda query: _found(folder, index, query, rows.ends()[1])


def _caught_up(folder: DataFolder, journal: Where, tell: Tell, opened: ExitStack) -> tuple[SearchIndex, JournalRows]:
    """Made anew once if need be; closed with `opened`."""
    try:
        return _filled(folder, journal, tell, opened)
    except IndexDamaged:
        opened.close()
        remove(folder.search)
    try:
        return _filled(folder, journal, tell, opened)
    except IndexDamaged as error:
        raise _unusable(folder, str(error)) from error


def _filled(folder: DataFolder, journal: Where, tell: Tell, opened: ExitStack) -> tuple[SearchIndex, JournalRows]:
    parts = closing_all(JournalRows.of(journal), folder.search, labels(read_catalogue()))
    index, rows, filler = opened.enter_context(parts)
    _fill(index, rows, filler, tell)
    return index, rows


def _found(folder: DataFolder, index: SearchIndex, query: Query, size: int) -> Page:
    try:
        return asking.ask(index, query, size)
    except IndexDamaged as error:
        raise _unusable(folder, str(error)) from error


def _fill(index: SearchIndex, journal: JournalRows, filler: Filler, tell: Tell) -> None:
    _, size = journal.ends()
    while index.meta.size < size and filler.step():
        tell(index.meta.size, size)


def _unusable(folder: DataFolder, reason: str) -> SearchTrouble:
    return SearchTrouble(
        QT_TRANSLATE_NOOP("trouble", "The search index {file} cannot be used: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Look at the disk and its room; the journal itself is not concerned."),
        file=folder.search,
        reason=reason,
    )


def _asked(folder: DataFolder, query: Query) -> Page:
    try:
        found: wire.Found = search(folder.running, folder.keys, query)
    except CoreAway as error:
        raise CoreSilent(
            QT_TRANSLATE_NOOP("trouble", "The core that runs on {folder} does not answer: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Look at its log; try again, or stop it and try then."),
            folder=folder.path,
            reason=error,
        ) from error
    if found.page is None:
        raise Refused(found.reason, **found.values)
    return found.page

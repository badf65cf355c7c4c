"""The search on a thread of its own: follows the journal by itself and answers one question after the other."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from commandcenter.adapters.search import asking
from commandcenter.adapters.search.filling import Filler, version
from commandcenter.adapters.search.index import SearchIndex, remove
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.search.scenes import Scenes
from commandcenter.adapters.search.trouble import IndexDamaged, SearchTrouble
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.searching import Found, Page, Query

log = logging.getLogger(__name__)

WAITING = 8
FOLLOW_S = 1.0
REST_S = 0.001
"""After every few entries: the core, in the same interpreter, goes first."""
AGAIN_S = 30.0
STOP_S = 2.0
BREATH_S = 0.2
BATCH = 2_000
NEAR = 20_000
"""So many entries a question waits for; of more it is told that they have not been looked through yet."""
ENTRY_BYTES = 1024 * 1024
ANEW = QT_TRANSLATE_NOOP("trouble", "The search index was damaged and is being made anew: try again in a few minutes.")


class _Question(NamedTuple):
    query: Query
    whole: bool
    scene: bool
    done: Callable[[Found | Trouble], None]


class SearchService:
    """`done` of a question is called on the service's thread, once for each that was taken."""

    def __init__(
        self,
        open_journal: Callable[[], JournalRows],
        path: Path,
        labels: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._open_journal = open_journal
        self._path = path
        self._labels = labels
        self._questions: queue.Queue[_Question | None] = queue.Queue(WAITING)
        self._stopping = threading.Event()
        self._journal: JournalRows | None = None
        self._thread = threading.Thread(target=self._run, name="search")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Whoever waits for an answer gets none."""
        self._stopping.set()
        try:
            self._questions.put_nowait(None)
        except queue.Full:
            log.debug("questions are left unanswered")
        if self._thread.ident is None:
            return
        self._thread.join(STOP_S)
        if self._thread.is_alive() and self._journal is not None:
            # A server that stands still keeps whoever reads for as long as it likes.
            self._journal.cut()
        self._thread.join()

    def ask(
        self, query: Query, done: Callable[[Found | Trouble], None], *, whole: bool = False, scene: bool = False
    ) -> bool:
        """False when too many questions wait already.

        With `whole` the page comes with its entries, with `scene` with what the first of them has left.
        """
        try:
            self._questions.put_nowait(_Question(query, whole, scene, done))
        except queue.Full:
            return False
        return True

    def _run(self) -> None:
        told = ""
        while not self._stopping.is_set():
            try:
                self._serve()
            except IndexDamaged as error:
                log.warning("the search index is made anew: %s", error)
                self._remove()
            except Trouble as error:
                if str(error) != told and not self._stopping.is_set():
                    told = str(error)
                    log.warning("no search at present: %s", error)
                self._refuse(error)

    def _remove(self) -> None:
        try:
            remove(self._path)
        except SearchTrouble as error:
            self._refuse(error)
        else:
            self._stopping.wait(BREATH_S)

    def _serve(self) -> None:
        """Until it is stopped. Raises Trouble and IndexDamaged; then all is opened again."""
        self._journal = self._open_journal()
        with closing_all(self._journal, self._path, self._labels, self._rest, BATCH) as (index, journal, filler):
            scenes = Scenes(index, journal, self._rest_or_stop)
            filling = True
            while not self._stopping.is_set():
                question = self._next(0.0 if filling else FOLLOW_S)
                if question is not None:
                    self._answer(index, journal, filler, scenes, question)
                filling = filler.step()
                scenes.forget()

    def _answer(
        self, index: SearchIndex, journal: JournalRows, filler: Filler, scenes: Scenes, question: _Question
    ) -> None:
        try:
            found = self._found(index, journal, filler, question)
        except IndexDamaged:
            question.done(SearchTrouble(ANEW))
            raise
        except Trouble as error:
            question.done(error)
            raise
        question.done(scenes.beside(found) if question.scene else found)

    def _found(self, index: SearchIndex, journal: JournalRows, filler: Filler, question: _Question) -> Found:
        _, size = journal.ends()
        if size - index.meta.size <= NEAR:
            while index.meta.size < size and filler.step():
                continue
        page = asking.ask(index, question.query, size)
        return with_entries(page, journal) if question.whole else Found(page=page)

    def _refuse(self, error: Trouble) -> None:
        """Nothing can be answered for a while; whoever asks is told so."""
        until = time.monotonic() + AGAIN_S
        while not self._stopping.is_set() and (left := until - time.monotonic()) > 0:
            question = self._next(left)
            if question is not None:
                question.done(error)
                return

    def _next(self, wait_s: float) -> _Question | None:
        try:
            return self._questions.get(timeout=wait_s) if wait_s else self._questions.get_nowait()
        except queue.Empty:
            return None

    def _rest(self) -> None:
        self._stopping.wait(REST_S)

    def _rest_or_stop(self) -> bool:
        return self._stopping.wait(REST_S)


def with_entries(page: Page, journal: JournalRows) -> Found:
    """As many entries as one message bears; the page ends with them."""
    stored = journal.pick(page.seqs)
    entries: list[bytes] = []
    room = ENTRY_BYTES
    for seq in page.seqs:
        data = stored.get(seq, b"")
        room -= len(data)
        if room < 0 and entries:
            break
        entries.append(data)
    cut = msgspec.structs.replace(page, seqs=page.seqs[: len(entries)], more=page.more or len(entries) < len(page.seqs))
    return Found(page=cut, entries=tuple(entries))


@contextmanager
def closing_all(
    journal: JournalRows,
    path: Path,
    labels: Mapping[str, str],
    rest: Callable[[], None] = lambda: None,
    batch: int = 20_000,
) -> Iterator[tuple[SearchIndex, JournalRows, Filler]]:
    """Index and filler on a journal, closed in the end. Raises Trouble and IndexDamaged, also for what is done."""
    try:
        index = SearchIndex(path, version(labels))
        try:
            filler = Filler(index, journal, labels, rest, batch)
            yield index, journal, filler
            filler.finish()
        finally:
            index.close()
    finally:
        journal.close()

"""A data folder's journal for looking back: entries by number, stories, and how the centre was at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.search.filling import states_beside, version
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.search.past import IndexedPast
from commandcenter.app.searching import Ask, labels
from commandcenter.domain.applying import apply
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from commandcenter.services.findable import findable
from commandcenter.services.matching import Match
from commandcenter.services.recalling import Asking, Recalled, belonging
from commandcenter.services.searching import MOST, Query, next_page
from commandcenter.services.stories import SELECT

READ = 1_000
FEW = 20_000


class FolderPast(IndexedPast):
    """Of a data folder; `rows` are the caller's to close."""

    def __init__(self, folder: DataFolder, rows: JournalRows, ask: Ask) -> None:
        self._labels = labels(read_catalogue())
        super().__init__(rows, states_beside(folder.search, version(self._labels)), ask)

    def select(self, query: Query) -> Iterator[Entry]:
        """All that meet the query, in their order: a few by the index; of many the journal is read through instead."""
        query = msgspec.structs.replace(query, oldest_first=True, limit=MOST)
        page = self.ask(query)
        if page.count <= FEW:
            seqs = self.all(query, FEW)
            for at in range(0, len(seqs), READ):
                yield from self.pick(seqs[at : at + READ])
            return
        newest = self.ask(msgspec.structs.replace(query, oldest_first=False, limit=1))
        yield from self._through(query, page.seqs[0], newest.seqs[0])

    def _through(self, query: Query, first: int, last: int) -> Iterator[Entry]:
        """As the index has been filled: with the state that tells areas and sessions, as long as it is known."""
        state = self.state_before(first) or State()
        matches = Match(query)
        for entry in self.entries(state.size):
            if state.size == entry.seq:
                apply(state, entry)
            known = state if state.size == entry.seq + 1 else None
            if entry.seq >= first and matches(findable(entry, known, lambda name: self._labels.get(name, ""))):
                yield entry
            if entry.seq >= last:
                return

    def all(self, query: Query, most: int) -> list[int]:
        """The numbers of the first `most` entries that meet the query, page by page."""
        found: list[int] = []
        query = msgspec.structs.replace(query, limit=min(MOST, most))
        while len(found) < most:
            page = self.ask(query)
            found.extend(page.seqs)
            if not page.more:
                break
            query = next_page(query, page)
        return found[:most]

    def story(
        self, kind: str, name: str, most: int, since: datetime | None = None, until: datetime | None = None
    ) -> list[Entry]:
        """The entries of a story of a kind of `services.stories.SELECT`, in their order, at most `most` of them."""
        query = Query(since=since, until=until, oldest_first=True)
        match kind:
            case "person":
                query = msgspec.structs.replace(query, persons=(name,))
            case "seat":
                query = msgspec.structs.replace(query, seats=(name,))
            case _:
                query = msgspec.structs.replace(query, subjects=(name,))
        seqs = self.all(query, most)
        if kind == "alarm" and seqs:
            around = belonging(self.pick(seqs), most)
            seqs = sorted({*seqs, *(seq for asked, enough in around for seq in self.all(asked, enough))})
        return list(SELECT[kind](self.pick(seqs), name))[:most]

    def recalled(self, asking: Asking) -> Recalled:
        """The story whose questions are asked one after the other. Raises Trouble."""
        try:
            query = next(asking)
            while True:
                query = asking.send(self.pick(self.ask(query).seqs))
        except StopIteration as told:
            found: Recalled = told.value
            return found

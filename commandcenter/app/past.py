"""A data folder's journal for looking back: entries by number, stories, and how the centre was at a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.search.filling import digest, states_beside, version
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.app.searching import Ask, labels
from commandcenter.domain.applying import apply
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from commandcenter.services.findable import findable
from commandcenter.services.matching import Match
from commandcenter.services.recalling import belonging
from commandcenter.services.searching import MOST, Page, Query, next_page
from commandcenter.services.stories import SELECT

READ = 1_000
FEW = 20_000


class FolderPast:
    """Implements `commandcenter.services.replaying_shift.Past`; `rows` are the caller's to close."""

    def __init__(self, folder: DataFolder, rows: JournalRows, ask: Ask) -> None:
        self.rows = rows
        self._labels = labels(read_catalogue())
        self._states = states_beside(folder.search, version(self._labels))
        self._decode = msgspec.msgpack.Decoder(Entry).decode
        self.ask: Callable[[Query], Page] = ask

    def size(self) -> int:
        return self.rows.ends()[1]

    def state_before(self, size: int) -> State | None:
        found = self._states.before(size, lambda seq: digest(self.rows.pick([seq]).get(seq, b"")))
        if found is not None or not self.rows.ends()[0]:
            return found
        base = self.rows.base()
        return base if base is not None and base.size <= size else None

    def entries(self, first: int) -> Iterator[Entry]:
        while part := self.rows.read(first, READ):
            for seq, data in part:
                yield self._decode(data)
                first = seq + 1

    def pick(self, seqs: Sequence[int]) -> list[Entry]:
        """Those entries, in that order; what is not there is left out."""
        found = self.rows.pick(seqs)
        return [self._decode(found[seq]) for seq in seqs if seq in found]

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

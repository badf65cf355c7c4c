"""Looking for entries of the journal: what can be asked, what is answered, and what of an entry can be found."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Protocol

import msgspec

from commandcenter.domain.errors import Trouble
from commandcenter.domain.journal import Outcome
from commandcenter.services.scene import Scene

MOST = 1_000
"""Entries on one page."""

Sought = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Several = Annotated[tuple[Sought, ...], msgspec.Meta(max_length=32)]
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Entries that meet every condition that is set; of several values in one, any.

    `persons` are actors (sources and "core" too); `subjects` what an entry is about: an alarm, a run, a device, the
    thing that an alarm is about. `actions` and `areas` may end in `*`: all that begin so. `since` counts, `until`
    does not. `words` stand somewhere in what was said (titles, addresses, notes, reasons, values), in any order and
    however they are written. A page goes on with `before` (or `after`, with `oldest_first`) the last entry of it.
    """

    persons: Several = ()
    seats: Several = ()
    sessions: Several = ()
    actions: Several = ()
    subjects: Several = ()
    areas: Several = ()
    outcomes: Annotated[tuple[Outcome, ...], msgspec.Meta(max_length=8)] = ()
    since: Instant | None = None
    until: Instant | None = None
    words: Annotated[tuple[Sought, ...], msgspec.Meta(max_length=16)] = ()
    before: Seq | None = None
    after: Seq | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = 100
    oldest_first: bool = False


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Entries by number, in the order asked for; `count` is how many there are on all pages.

    `searched` is how many entries of the journal's `size` were looked through: fewer while the index is being built.
    """

    seqs: tuple[int, ...]
    more: bool
    count: int
    searched: int
    size: int

    @property
    def complete(self) -> bool:
        return self.searched >= self.size


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A page, and where they were asked for the stored bytes of its entries, in its order, and what the first left."""

    page: Page
    entries: tuple[bytes, ...] = ()
    scene: Scene | None = None


class Searcher(Protocol):
    """Answers on a thread of its own."""

    def ask(
        self, query: Query, done: Callable[[Found | Trouble], None], *, whole: bool = False, scene: bool = False
    ) -> bool:
        """False when too many questions wait already. `done` is called on another thread.

        With `whole` there are the entries too, with `scene` how the centre was after the first of them.
        """


def written(query: Query) -> str:
    """Its conditions on one line, for the record: without which page of it."""
    asked = msgspec.structs.replace(query, before=None, after=None, limit=100, oldest_first=False)
    return "; ".join(f"{name}: {_one_line(value)}" for name, value in msgspec.to_builtins(asked).items())


def _one_line(value: object) -> str:
    return ", ".join(str(it) for it in value) if isinstance(value, list | tuple) else str(value)


def folded(text: str) -> str:
    """As texts are compared: without case, wide and narrow forms alike."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


def words_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The single words of a query, folded."""
    return tuple(word for text in texts for word in folded(text).split())


def next_page(query: Query, page: Page) -> Query:
    """The query for what follows the page."""
    if not page.seqs:
        return query
    last = page.seqs[-1]
    return msgspec.structs.replace(query, **({"after": last} if query.oldest_first else {"before": last}))

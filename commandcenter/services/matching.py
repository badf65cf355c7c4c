"""Whether a single entry meets a query: what the index does in columns, entry by entry, where all are read anyway."""

from __future__ import annotations

from collections.abc import Sequence

from commandcenter.services.findable import Findable, micros
from commandcenter.services.searching import Query, folded, words_of


class Match:
    """A query made ready to be held against many entries; its page is not looked at."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._outcomes = tuple(outcome.value for outcome in query.outcomes)
        self._words = words_of(query.words)
        self._since = None if query.since is None else micros(query.since)
        self._until = None if query.until is None else micros(query.until)

    def __call__(self, it: Findable) -> bool:
        query = self._query
        return (
            _is_one(query.persons, it.actor)
            and _is_one(query.seats, it.seat)
            and _is_one(query.sessions, it.session)
            and _is_one(self._outcomes, it.outcome)
            and (self._since is None or it.at >= self._since)
            and (self._until is None or it.at < self._until)
            and (not query.subjects or any(name in query.subjects for name in (it.subject, it.object, it.about)))
            and (not query.actions or any(_begins(text, it.action) or _begins(text, it.kind) for text in query.actions))
            and (not query.areas or any(_begins(text, it.area) for text in query.areas))
            and (not self._words or self._says(it))
        )

    def _says(self, it: Findable) -> bool:
        said = folded(it.said)
        return all(word in said or word in it.figures for word in self._words)


def _is_one(wanted: Sequence[str], value: str) -> bool:
    return not wanted or value in wanted


def _begins(wanted: str, text: str) -> bool:
    return text.startswith(wanted[:-1]) if wanted.endswith("*") else text == wanted

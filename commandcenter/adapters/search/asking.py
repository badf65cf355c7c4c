"""A query in the index's own language: one pass over the columns counts, a part of them gives the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from commandcenter.adapters.search.index import SearchIndex
from commandcenter.services.findable import micros
from commandcenter.services.searching import Page, Query, words_of

FIGURE = re.compile(r"[0-9.e+-]+")
"""Only such a word can stand in `figures`; of others that column need not be asked."""

NEAR = 250_000
"""Entries that are looked through for a page alone."""

Condition = tuple[str, list[object]]


def ask(index: SearchIndex, query: Query, size: int) -> Page:
    """`size` is the journal's. Raises as the index does."""
    low = index.meta.first if query.after is None else max(index.meta.first, query.after + 1)
    high = index.meta.size if query.before is None else min(index.meta.size, query.before)
    where, values = condition(query)
    seqs = _near(index, query, low, high)
    if len(seqs) > query.limit:
        # All that is found need not be sorted, which would take longer than finding it.
        ((count,),) = index.rows(f"SELECT count(*) FROM entries WHERE {where}", values)
    else:
        best = "min" if query.oldest_first else "max"
        wanted = f"{best}(seq, {query.limit + 1}) FILTER (WHERE seq >= ? AND seq < ?)"
        bound = [low, high, *values]
        ((count, found),) = index.rows(f"SELECT count(*), {wanted} FROM entries WHERE {where}", bound)
        seqs = tuple(found or ())
    return Page(
        seqs=seqs[: query.limit],
        more=len(seqs) > query.limit,
        count=count,
        searched=index.meta.size,
        size=max(size, index.meta.size),
    )


def _near(index: SearchIndex, query: Query, low: int, high: int) -> tuple[int, ...]:
    """One more than asked for, if so many are found where the page begins: little is read for that."""
    start, stop = (low, min(high, low + NEAR)) if query.oldest_first else (max(low, high - NEAR), high)
    where, values = condition(query)
    order = "ASC" if query.oldest_first else "DESC"
    statement = f"SELECT seq FROM entries WHERE seq >= ? AND seq < ? AND {where} ORDER BY seq {order} LIMIT ?"
    return tuple(seq for (seq,) in index.rows(statement, [start, stop, *values, query.limit + 1]))


def condition(query: Query) -> Condition:
    """The part after WHERE; every value from outside is bound, none is written into it."""
    parts = [
        _any("actor", query.persons),
        _any("seat", query.seats),
        _any("session", query.sessions),
        _begins(("action", "kind"), query.actions),
        _either(("subject", "object", "about"), query.subjects),
        _begins(("area",), query.areas),
        _any("outcome", [outcome.value for outcome in query.outcomes]),
        _time(">=", query.since),
        _time("<", query.until),
        *_words(words_of(query.words)),
    ]
    there = [part for part in parts if part[0]]
    return " AND ".join(f"({text})" for text, _ in there) or "true", [value for _, each in there for value in each]


def _any(column: str, wanted: Sequence[str]) -> Condition:
    if not wanted:
        return "", []
    return f"{column} IN ({', '.join('?' * len(wanted))})", list(wanted)


def _either(columns: Sequence[str], wanted: Sequence[str]) -> Condition:
    parts = [_any(column, wanted) for column in columns]
    return " OR ".join(text for text, _ in parts if text), [value for _, values in parts for value in values]


def _begins(columns: Sequence[str], wanted: Sequence[str]) -> Condition:
    parts, values = [], []
    for text in wanted:
        for column in columns:
            parts.append(f"starts_with({column}, ?)" if text.endswith("*") else f"{column} = ?")
            values.append(text.removesuffix("*"))
    return " OR ".join(parts), list(values)


def _time(sign: str, at: datetime | None) -> Condition:
    return ("", []) if at is None else (f'"at" {sign} ?', [micros(at)])


def _words(words: Sequence[str]) -> list[Condition]:
    """`contains` takes a word as it is: nothing in it is a pattern. Words that are no figure are looked up together."""
    figures = [word for word in words if FIGURE.fullmatch(word)]
    others = [word for word in words if not FIGURE.fullmatch(word)]
    found: list[Condition] = [(f"{_said(1)} OR contains(figures, ?)", [word, word]) for word in figures]
    return [(_said(len(others)), list(others)), *found] if others else found


def _said(words: int) -> str:
    return f"said IN (SELECT id FROM texts WHERE {' AND '.join(['contains(said, ?)'] * words)})"

"""What was searched for is said in words, whatever somebody has typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commandcenter.domain.journal import Outcome
from commandcenter.services.said.conditions import NAMES, conditions
from commandcenter.services.said.values import Kind, Many, Moment, Named, Said, Term, Value
from commandcenter.services.searching import Query, written

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PAGING = {"before", "after", "limit", "oldest_first"}


def said(name: str, value: Value) -> Said:
    return Said("{name} {value}", {"name": Term("query", name), "value": value})


def test_every_condition_of_a_query_has_its_word() -> None:
    assert set(NAMES) == set(Query.__struct_fields__) - PAGING


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(words=("甲烷", "超限")), [said("words", "甲烷, 超限")]),
        (Query(words=("a; words: b",)), [said("words", "a"), said("words", "b")]),
        (
            Query(persons=("li.wei",), actions=("wall.reset",)),
            [
                said("persons", Many((Named(Kind.PERSON, "li.wei"),))),
                said("actions", Many((Term("action", "wall.reset"),))),
            ],
        ),
        (
            Query(since=AT, outcomes=(Outcome.REFUSED,)),
            [said("outcomes", Many((Term("outcome", "refused"),))), said("since", Moment(AT))],
        ),
        (Query(seats=("desk-1",), subjects=("A1",)), [said("seats", "desk-1"), said("subjects", "A1")]),
    ],
)
def test_each_condition_is_said(query: Query, expected: list[Said]) -> None:
    assert conditions(written(query)) == Many(tuple(expected))


@pytest.mark.parametrize("text", ["", "what no program has written", "since: yesterday"])
def test_what_is_of_another_form_stays(text: str) -> None:
    expected: tuple[Value, ...] = (text,) if text else ()
    if text.startswith("since"):
        expected = (said("since", "yesterday"),)
    assert conditions(text) == Many(expected)

"""Who was not let in: in the journal within seconds, then counted, and bounded whatever comes."""

from __future__ import annotations

import pytest

from bridge.core.refusals import Refusals
from commandcenter.domain.changes.keys import LinkRefused

REFUSED = pytest.mark.expects_log("WARNING bridge.core.refusals: refused")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@REFUSED
def test_a_refusal_is_told_soon_and_then_counted() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    refusals.note("KEY", "unknown key")
    assert refusals.due() == []
    clock.now = 2.0
    assert refusals.due() == [LinkRefused(who="KEY", reason="unknown key")]
    for _ in range(4):
        refusals.note("KEY", "unknown key")
    clock.now = 601.0
    assert refusals.due() == []
    clock.now = 602.0
    assert refusals.due() == [LinkRefused(who="KEY", reason="unknown key", count=4)]
    clock.now = 1300.0
    assert refusals.due() == []


def test_who_is_trusted_in_the_meantime_was_not_refused() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    refusals.note("KEY", "unknown key")
    refusals.forgive("KEY")
    clock.now = 10.0
    assert refusals.due() == []


@REFUSED
def test_strangers_with_ever_new_keys_fill_neither_memory_nor_journal() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    told: list[LinkRefused] = []
    for number in range(100_000):
        clock.now = number / 1000
        refusals.note(f"key-{number}", "unknown key")
        if number % 1000 == 0:
            told += refusals.due()
    clock.now = 1000.0
    told += refusals.due()
    assert len(told) <= 123
    assert sum(refusal.count for refusal in told) == 100_000

"""Words that are lost on the way while the link goes on: each side finds out by itself, and nothing waits for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from bridge.source import Source
from bridge.source.keys import new_keys
from commandcenter.domain.changes.sources import SourceEpoch
from tests.support.good_source import good_source, keys_of, wrong
from tests.support.lossy_proxy import LossyProxy
from tests.support.sourced_core import SourcedCore, sourced_core
from tests.support.waiting import eventually


class Linked(NamedTuple):
    source: Source
    line: LossyProxy
    core: SourcedCore

    def logs(self) -> list[tuple[str, int, bool]]:
        """(name of the log before, its last event, whether it was ended) of each log that was begun."""
        changes = [entry.change for entry in self.core.entries() if isinstance(entry.change, SourceEpoch)]
        return [(change.before, change.before_seq, change.ended) for change in changes]


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[Linked]:
    keys = new_keys("core")
    with (
        good_source(tmp_path / "good", "good", keys) as source,
        LossyProxy(source.endpoint) as line,
        sourced_core(tmp_path, {"good": line.endpoint}, keys) as core,
    ):
        core.trust("good", keys_of(tmp_path / "good"))
        core.until_taken("good", source.emit(wrong("P-0")))
        yield Linked(source, line, core)


def test_an_end_of_the_log_that_is_lost_is_found_out_and_the_next_log_taken_in(linked: Linked) -> None:
    """The new log is shorter than the old one: by its numbers alone nothing is missing."""
    source, line, core = linked
    core.until_taken("good", source.emit_many([wrong(f"P-{number}") for number in range(1, 5)]))
    old, before = source.epoch, line.lost
    line.lose_replies = 1.0
    ending = Thread(target=source.end_log, args=[10.0])
    ending.start()
    eventually(lambda: source.epoch != old and line.lost > before, 5, "the end is said, and lost")
    ending.join()
    line.lose_replies = 0.0
    source.emit(wrong("P-5"))
    eventually(lambda: core.raised("good")[-1] == "P-5", 5, "the new log is taken in")
    assert linked.logs() == [("", 0, False), (old, 5, True)]
    assert core.raised("good") == [f"P-{number}" for number in range(6)]


def test_a_durable_that_is_lost_is_said_again_so_that_the_log_can_be_ended(linked: Linked) -> None:
    source, line, core = linked
    line.lose_requests = 1.0
    before = line.lost
    core.until_taken("good", source.emit(wrong("P-1")))
    eventually(lambda: line.lost > before + 2, 5, "the word is lost")
    line.lose_requests = 0.0
    source.end_log(5.0)
    eventually(lambda: len(linked.logs()) == 2, 5, "the core goes over")

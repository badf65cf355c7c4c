"""Which cores the source kit waits for: over restarts and crashes, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bridge.source.cores import Cores
from bridge.source.database import Database

ONE, OTHER = ("key-1", "core"), ("key-2", "core")
DAY = 24 * 3600.0


class Clock:
    """Begins anew with each life, as the monotonic clock of another boot may."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def life(folder: Path, *, written: bool = True) -> Iterator[tuple[Cores, Clock]]:
    """Of a source; `written` when it ended in order."""
    database, clock = Database(folder), Clock()
    try:
        cores = Cores(database, clock)
        yield cores, clock
        if written:
            cores.write()
    finally:
        database.close()


def test_a_core_that_is_silent_for_seven_days_is_waited_for_no_more(tmp_path: Path) -> None:
    with life(tmp_path) as (cores, clock):
        cores.know(ONE)
        cores.know(OTHER)
        clock.now = 6.9 * DAY
        cores.mark(OTHER, 5)
        assert cores.needed_from == 1
        clock.now = 7.1 * DAY
        assert cores.needed_from == 6
        cores.forget_gone()
        assert len(cores) == 1


def test_the_time_in_which_the_source_was_off_does_not_count(tmp_path: Path) -> None:
    with life(tmp_path) as (cores, clock):
        cores.know(ONE)
        clock.now = 3 * DAY
    with life(tmp_path) as (cores, clock):
        clock.now = 3.9 * DAY
        cores.forget_gone()
        assert len(cores) == 1
        clock.now = 4.1 * DAY
        cores.forget_gone()
        assert len(cores) == 0


def test_after_a_crash_a_core_that_was_heard_all_the_time_is_not_taken_for_gone(tmp_path: Path) -> None:
    with life(tmp_path, written=False) as (cores, clock):
        cores.know(ONE)
        clock.now = 30 * DAY
        cores.heard([ONE])
    with life(tmp_path) as (cores, clock):
        clock.now = 6 * DAY
        assert (cores.needed_from, cores.lag(10)) == (1, 10)
        cores.forget_gone()
        assert len(cores) == 1


def test_one_that_pulls_again_begins_with_no_silence(tmp_path: Path) -> None:
    with life(tmp_path) as (cores, clock):
        cores.know(ONE)
        cores.mark(ONE, 4)
        clock.now = 6 * DAY
    with life(tmp_path, written=False) as (cores, _):
        assert cores.know(ONE)
    with life(tmp_path) as (cores, clock):
        clock.now = 6 * DAY
        cores.forget_gone()
        assert cores.behind(6) == ["core (4 of 6)"]


def test_there_is_room_for_64_and_for_another_when_one_has_gone(tmp_path: Path) -> None:
    with life(tmp_path) as (cores, clock):
        assert all(cores.know(("key", str(number))) for number in range(64))
        assert not cores.know(ONE)
        clock.now = 8 * DAY
        cores.heard([("key", "0")])
        assert cores.know(ONE)
        assert len(cores) == 2

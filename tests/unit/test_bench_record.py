"""The bench of the record: arrivals that wait for nobody, the core that takes them in, the journal in the cache."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from audit.checking import Wish, verify
from audit.verdict import Code
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from tests.bench.figures import BenchError
from tests.bench.record import appending, long_journal, proving
from tests.bench.record.centre import Centre
from tests.bench.record.pace import Done, Timing, paced


def quiet(text: str) -> None:
    """For nobody."""


class Worker:
    """Takes so many seconds for each piece of work, by a clock that only work and waiting move."""

    def __init__(self, *work_s: float) -> None:
        self.now = 100.0
        self.served: list[range] = []
        self.rested = 0
        self._work_s = list(work_s)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def serve(self, arrived: range, done: Done) -> None:
        self.served.append(arrived)
        self.now += self._work_s.pop(0) if self._work_s else 0.0
        done(arrived)

    def rest(self) -> None:
        self.rested += 1


def test_who_is_quick_serves_each_arrival_alone_and_at_its_time() -> None:
    worker = Worker()
    assert paced(worker, 3, 0.5, worker.clock, worker.sleep) == pytest.approx([0.0, 0.0, 0.0])
    assert worker.served == [range(0, 1), range(1, 2), range(2, 3)]
    assert worker.now == pytest.approx(101.0)


def test_what_arrives_while_somebody_works_has_waited_since_its_own_time() -> None:
    worker = Worker(1.25, 0.25)
    seconds = paced(worker, 4, 0.5, worker.clock, worker.sleep)
    assert worker.served == [range(0, 1), range(1, 3), range(3, 4)]
    # 0 waits 1.25; 1 and 2 came at 0.5 and 1.0 and are done at 1.5; 3 comes at 1.5 and finds nothing to wait for.
    assert seconds == pytest.approx([1.25, 1.0, 0.5, 0.0])


def test_what_else_is_due_is_done_after_each_piece_of_work() -> None:
    worker = Worker(1.25)
    paced(worker, 3, 0.5, worker.clock, worker.sleep)
    assert worker.rested == 2


def test_each_arrival_is_timed_when_it_is_durable_itself() -> None:
    now = [10.0]
    timing = Timing(10.0, 0.5, lambda: now[0])
    for at in (10.25, 11.0):
        now[0] = at
        timing.done(range(len(timing.seconds), len(timing.seconds) + 1))
    assert timing.seconds == pytest.approx([0.25, 0.5])


def test_every_arrival_becomes_one_entry_and_each_command_is_durable_before_the_events(tmp_path: Path) -> None:
    order: list[int] = []
    with closing(Centre(tmp_path / "data")) as centre:
        before = sum(len(entries) for entries in centre.stored)
        centre.serve(range(0, 120), order.extend)
        centre.rest()
        assert (before, sum(len(entries) for entries in centre.stored)) == (0, 120)
        assert len(centre.sealing_s) == 1
    assert order[:3] == [0, 50, 100]
    assert sorted(order) == list(range(120))


def test_a_second_part_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    with closing(Centre(tmp_path / "data")) as centre:
        centre.serve(range(0, 60), lambda numbers: None)
        centre.stored.clear()
        centre.serve(range(0, 60), lambda numbers: None)
        assert sum(len(entries) for entries in centre.stored) == 60


def test_the_projections_go_to_the_disk_in_small_pieces(tmp_path: Path) -> None:
    with closing(Centre(tmp_path / "data")) as centre:
        for number in range(400):
            centre.serve(range(number, number + 1), lambda numbers: None)
        # 500 pages, and what one transaction adds; 32 MB at once would keep an entry waiting for 50 ms.
        assert (tmp_path / "data" / "state.sqlite-wal").stat().st_size < 2_400_000


def test_a_load_that_makes_other_entries_than_arrivals_is_no_measurement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appending, "WARM_UP", 1)
    with closing(Centre(tmp_path / "data")) as centre:
        monkeypatch.setattr(centre, "serve", lambda arrived, done: done(arrived))
        with pytest.raises(BenchError, match="20 arrivals made 0 entries"):
            appending._measured(centre, lambda entries: None, 20)  # noqa: SLF001 the rest needs a minute


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return long_journal.long_journal(5000, quiet, tmp_path)


def test_the_long_journal_is_found_to_be_whole_by_the_independent_verifier(made: Path) -> None:
    assert verify(Wish(str(made)), lambda *_: None).code is Code.OK
    with closing(JournalReader(made / "journal.sqlite")) as reader:
        # Its key's own entry, a transaction of 4096, and the rest.
        assert [it.size for it in reader.checkpoints()] == [4097, 5001]
        assert len(list(reader.entries())) == 5001


def test_its_projections_are_those_that_its_entries_make(made: Path, tmp_path: Path) -> None:
    copy = long_journal.copied(made, tmp_path / "copy")
    with closing(SqlStore(copy / "journal.sqlite")) as store:
        before = store.load()[0]
        store.rebuild()
        assert store.load()[0] == before
    assert before.size == 5001


def test_a_journal_that_fits_is_taken_from_the_cache(made: Path, tmp_path: Path) -> None:
    before = (made / "journal.sqlite").stat().st_ino
    assert long_journal.long_journal(5000, quiet, tmp_path) == made
    assert (made / "journal.sqlite").stat().st_ino == before


@pytest.mark.parametrize(
    "text", [b"", b"{", msgspec.json.encode(long_journal.Made(5000, seed=2)), msgspec.json.encode(long_journal.Made(5))]
)
def test_one_of_another_kind_is_made_anew(made: Path, tmp_path: Path, text: bytes) -> None:
    old = (made / "keys" / "seal.json").read_bytes()
    (made / long_journal.MADE).write_bytes(text)
    again = long_journal.long_journal(5000, quiet, tmp_path)
    assert (again / "keys" / "seal.json").read_bytes() != old


def test_a_making_that_was_broken_off_leaves_nothing_that_is_taken_for_whole(tmp_path: Path) -> None:
    (tmp_path / "record-5000.new").mkdir()
    (tmp_path / "record-5000.new" / "journal.sqlite").write_bytes(b"half")
    found = long_journal.long_journal(5000, quiet, tmp_path)
    assert found == tmp_path / "record-5000"
    assert not (tmp_path / "record-5000.new").exists()


def test_proofs_out_of_it_are_verified_and_timed(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "PROOFS", 5)
    monkeypatch.setattr(proving, "OPENINGS", 1)
    middle, worst = proving.run(made / "journal.sqlite", 5000, quiet)
    assert (middle.name, worst.name) == ("record-proof-p50", "record-proof-p99")
    assert 0 < middle.value <= worst.value

"""The index is a cache: whatever becomes of its file, the next filling leaves what the journal says."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from commandcenter.adapters.search import states
from commandcenter.adapters.search.filling import Filler, states_beside, version
from commandcenter.adapters.search.index import SearchIndex, remove
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.search.service import SearchService
from commandcenter.adapters.search.states import States
from commandcenter.adapters.search.trouble import IndexDamaged, IndexHeld
from commandcenter.domain.applying import apply
from commandcenter.domain.errors import Trouble
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from commandcenter.services.searching import Found, Query
from tests.support.searched import Searched, acted, alarm, raised, searched, write_journal
from tests.support.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]


def some(first: int, count: int) -> list[Entry]:
    return [acted(seq, f"text {seq % 7}") for seq in range(first, first + count)]


def test_entries_that_come_later_are_found_too(tmp_path: Path) -> None:
    with searched(tmp_path, some(0, 3)) as index:
        assert index.find(Query()).count == 3
        write_journal(tmp_path / "journal.sqlite", some(3, 4))
        page = index.find(Query())
        assert (page.seqs, page.complete) == ((6, 5, 4, 3, 2, 1, 0), True)


def test_an_index_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with searched(tmp_path, some(0, 5)) as index:
        index.fill()
    with searched(tmp_path, some(5, 5)) as index:
        assert index.index.meta.size == 5
        assert index.find(Query(words=("text 1",))).seqs == (8, 1)


def test_another_version_is_made_anew(tmp_path: Path) -> None:
    with searched(tmp_path, some(0, 5)) as index:
        index.fill()
    with pytest.raises(IndexDamaged, match="another version"):
        SearchIndex(tmp_path / "search.duckdb", "0 older")


def test_the_version_is_another_with_other_words_for_the_types() -> None:
    assert version({}) == version({})
    assert version({"fire": "火灾"}) != version({})


def test_an_index_ahead_of_its_journal_is_made_anew(tmp_path: Path) -> None:
    with searched(tmp_path, some(0, 5)) as index:
        index.fill()
    (tmp_path / "journal.sqlite").unlink()
    write_journal(tmp_path / "journal.sqlite", some(0, 4))
    with pytest.raises(IndexDamaged, match="ahead"):
        Searched(tmp_path / "journal.sqlite", tmp_path / "search.duckdb")


def test_an_index_of_another_journal_is_made_anew(tmp_path: Path) -> None:
    with searched(tmp_path, some(0, 5)) as index:
        index.fill()
    (tmp_path / "journal.sqlite").unlink()
    write_journal(tmp_path / "journal.sqlite", [*some(0, 4), acted(4, "another"), *some(5, 3)])
    with pytest.raises(IndexDamaged, match="another journal"):
        Searched(tmp_path / "journal.sqlite", tmp_path / "search.duckdb")


def test_what_the_journal_has_given_up_is_not_found_any_more(tmp_path: Path) -> None:
    with searched(tmp_path, some(0, 5)) as index:
        index.fill()
    (tmp_path / "journal.sqlite").unlink()
    write_journal(tmp_path / "journal.sqlite", some(3, 2))
    with searched(tmp_path) as index:
        assert index.find(Query()).seqs == (4, 3)


def test_one_program_holds_the_index(tmp_path: Path) -> None:
    with searched(tmp_path, some(0, 1)):
        code = (
            "import sys; from pathlib import Path; from commandcenter.adapters.search.index import SearchIndex\n"
            "from commandcenter.adapters.search.trouble import IndexHeld\n"
            "try: SearchIndex(Path(sys.argv[1]), 'v')\n"
            "except IndexHeld: sys.exit(7)\n"
        )
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "search.duckdb")], cwd=ROOT, check=False)
    assert done.returncode == 7
    assert issubclass(IndexHeld, Trouble)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.expects_log("WARNING commandcenter.adapters.search.service: the search index is made anew")
def test_a_damaged_index_is_made_anew_by_the_service(tmp_path: Path, seed: int) -> None:
    with searched(tmp_path, some(0, 400)) as index:
        index.fill()
    path = tmp_path / "search.duckdb"
    damage(path, random.Random(seed), whole=seed % 3 == 0)
    with service(tmp_path) as asked:
        found = asked(Query(words=("text 1",)))
        while isinstance(found, Trouble):
            found = asked(Query(words=("text 1",)))
    assert found.page.count == 57
    assert found.page.complete


def damage(path: Path, chance: random.Random, *, whole: bool) -> None:
    """Its head, which is always read, or all of it."""
    data = bytearray(path.read_bytes())
    for at in range(len(data)) if whole else chance.sample(range(4096), 64):
        data[at] = chance.randrange(256)
    path.write_bytes(data)


class service:  # noqa: N801 - read as a verb
    """A service in its own thread; what is yielded asks it and waits."""

    def __init__(self, folder: Path) -> None:
        self.running = SearchService(lambda: JournalRows.of(folder / "journal.sqlite"), folder / "search.duckdb")

    def __enter__(self) -> service:
        self.running.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.running.stop()

    def __call__(self, query: Query, *, whole: bool = False) -> Found | Trouble:
        found: list[Found | Trouble] = []
        assert self.running.ask(query, found.append, whole=whole)
        eventually(lambda: found, 30, "an answer")
        return found[0]


def test_the_service_follows_a_journal_that_is_being_written(tmp_path: Path) -> None:
    write_journal(tmp_path / "journal.sqlite", some(0, 10))
    with service(tmp_path) as asked:
        for first in range(10, 200, 10):
            write_journal(tmp_path / "journal.sqlite", some(first, 10))
            found = asked(Query(limit=1))
            assert isinstance(found, Found)
            assert (found.page.count, found.page.seqs) == (first + 10, (first + 9,))


def test_the_service_answers_whole_entries_as_many_as_a_message_bears(tmp_path: Path) -> None:
    big = [acted(seq, f"{seq} " + "x" * 300_000) for seq in range(6)]
    write_journal(tmp_path / "journal.sqlite", big)
    with service(tmp_path) as asked:
        found = asked(Query(oldest_first=True), whole=True)
    assert isinstance(found, Found)
    assert (found.page.seqs, found.page.more, found.page.count) == ((0, 1, 2), True, 6)
    assert [len(data) > 300_000 for data in found.entries] == [True, True, True]


def test_the_service_takes_so_many_questions_and_no_more(tmp_path: Path) -> None:
    write_journal(tmp_path / "journal.sqlite", some(0, 1))
    idle = SearchService(lambda: JournalRows.of(tmp_path / "journal.sqlite"), tmp_path / "search.duckdb")
    assert [idle.ask(Query(), lambda found: None) for _ in range(10)] == [True] * 8 + [False] * 2
    idle.stop()


@pytest.mark.expects_log("WARNING commandcenter.adapters.search.service: no search at present")
def test_without_a_journal_the_service_says_so_and_answers_the_next_time(tmp_path: Path) -> None:
    with service(tmp_path) as asked:
        assert isinstance(asked(Query()), Trouble)
        write_journal(tmp_path / "journal.sqlite", some(0, 2))
        found = asked(Query())
        while isinstance(found, Trouble):
            found = asked(Query())
    assert found.page.count == 2


@pytest.mark.expects_log("WARNING commandcenter.adapters.search.service: the search index is made anew")
def test_a_folder_in_the_index_s_place_is_said_and_the_service_goes_on(tmp_path: Path) -> None:
    write_journal(tmp_path / "journal.sqlite", some(0, 2))
    (tmp_path / "search.duckdb").mkdir()
    with service(tmp_path) as asked:
        found = asked(Query())
        assert isinstance(found, Trouble)
        assert "cannot be used" in str(found)
        (tmp_path / "search.duckdb").rmdir()
        while isinstance(found, Trouble):
            found = asked(Query())
    assert found.page.count == 2


def test_stopping_the_service_does_not_wait_for_the_whole_journal(tmp_path: Path) -> None:
    write_journal(tmp_path / "journal.sqlite", some(0, 30_000))
    with service(tmp_path):
        assert threading.active_count() > 1


def test_killed_while_it_fills_the_index_is_whole_afterwards(tmp_path: Path) -> None:
    write_journal(tmp_path / "journal.sqlite", some(0, 60_000))
    chance = random.Random(5)
    for _ in range(6):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.support.search_child", str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        for _ in range(chance.randrange(3)):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    with searched(tmp_path) as index:
        page = index.find(Query(words=("text 3",), limit=3, oldest_first=True))
        assert (page.count, page.seqs, page.complete) == (8571, (3, 10, 17), True)
        assert index.find(Query()).count == 60_000


def test_states_are_kept_along_the_way_and_thinned_out(tmp_path: Path) -> None:
    kept = States(tmp_path / "states", "v", every=10, most=4)
    state = State()
    for seq in range(100):
        apply(state, raised(seq, alarm(f"A{seq}")))
        if kept.next_due(seq) == state.size:
            kept.keep(state, b"d%d" % state.size)
    assert kept.sizes() == [20, 40, 60, 80]
    found = kept.before(79, lambda seq: b"d%d" % (seq + 1))
    assert found is not None
    assert (found.size, len(found.alarms)) == (60, 60)
    assert kept.before(19, lambda seq: b"d%d" % (seq + 1)) is None
    assert kept.before(99, lambda seq: b"another journal") is None


def test_a_damaged_state_is_passed_over(tmp_path: Path) -> None:
    kept = States(tmp_path / "states", "v", every=2)
    state = State()
    for seq in range(4):
        apply(state, acted(seq, "x"))
        if state.size % 2 == 0:
            kept.keep(state, b"d")
    newest = tmp_path / "states" / "4.state"
    newest.write_bytes(newest.read_bytes()[:-3] + b"xyz")
    found = kept.before(9, lambda seq: b"d")
    assert found is not None
    assert found.size == 2
    assert States(tmp_path / "states", "w").before(9, lambda seq: b"d") is None


def test_filling_goes_on_from_the_state_that_it_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "EVERY", 250_000)
    path = tmp_path / "journal.sqlite"
    write_journal(path, [raised(0, alarm("A1")), *some(1, 20_000)])
    with searched(tmp_path) as index:
        index.fill()
        index.filler.finish()
    assert (tmp_path / "search.states" / "latest.state").exists()
    beside = states_beside(tmp_path / "search.duckdb", version({}))
    rows = JournalRows.of(path)
    index_again = SearchIndex(tmp_path / "search.duckdb", version({}))
    write_journal(path, [acted(20_001, "x", subject="A1")])
    filler = Filler(index_again, rows)
    assert filler.step()
    index_again.close()
    rows.close()
    assert beside.sizes() == []
    with searched(tmp_path) as index:
        assert index.find(Query(areas=("5001*",))).seqs == (20_001, 0)


def test_removing_an_index_leaves_the_journal(tmp_path: Path) -> None:
    with searched(tmp_path, some(0, 3)) as index:
        index.fill()
    remove(tmp_path / "search.duckdb")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journal.sqlite"]

"""Work that is spread: here the helpers are threads of this process, behind the same pipes."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from audit import parallel
from audit.parallel import in_order
from audit.source import Damaged
from audit.verdict import Unreadable


class Evidence:
    """Stands for what a helper opens for itself."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


@contextmanager
def helpers(count: int, work: Callable[[Any, Any], Any], opened: list[Evidence]) -> Iterator[list[Any]]:
    """Our ends of the pipes to so many of them."""

    def opener() -> Any:
        opened.append(Evidence())
        return opened[-1]

    pairs = [multiprocessing.Pipe() for _ in range(count)]
    threads = [threading.Thread(target=parallel.serve, args=(there, opener, work)) for _, there in pairs]
    for thread in threads:
        thread.start()
    try:
        yield [here for here, _ in pairs]
    finally:
        for here, _ in pairs:
            here.close()
        for thread in threads:
            thread.join(10)
        for _, there in pairs:
            there.close()


@pytest.fixture(autouse=True)
def signals(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Only a process's first thread may say what Ctrl+C does."""
    told: list[object] = []
    monkeypatch.setattr(
        "audit.parallel.signal.signal", lambda number, handler: told.append((number.name, handler.name))
    )
    return told


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("tasks", [1, 2, 7, 40])
def test_results_come_in_the_order_of_the_tasks_whoever_was_sooner(
    count: int, tasks: int, signals: list[object]
) -> None:
    opened: list[Evidence] = []
    with helpers(count, lambda source, task: (task, type(source).__name__), opened) as connections:
        found = list(parallel.handed_out(list(range(tasks)), connections))
    assert found == [(task, "Evidence") for task in range(tasks)]
    assert (len(opened), all(it.closed for it in opened)) == (count, True)
    assert signals == [("SIGINT", "SIG_IGN")] * count


def test_nobody_works_far_ahead_of_a_result_that_is_due() -> None:
    gate, begun = threading.Event(), []

    def work(source: Any, task: int) -> int:
        begun.append(task)
        if len(begun) == 8:
            gate.set()
        if task == 0:
            gate.wait(10)
        return task

    with helpers(2, work, []) as connections:
        results = parallel.handed_out(list(range(100)), connections)
        assert next(results) == 0
        assert (sorted(begun[:8]), max(begun[:8])) == (list(range(8)), 7)
        assert list(results) == list(range(1, 100))


def test_damage_that_a_helper_finds_is_raised_when_its_turn_comes() -> None:
    def work(source: Any, task: int) -> int:
        if task == 3:
            raise Damaged("page 7")
        return task

    with helpers(2, work, []) as connections:
        results = parallel.handed_out(list(range(9)), connections)
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(Damaged, match="page 7"):
            next(results)


def test_a_helper_that_ends_by_itself_makes_nothing_verified() -> None:
    here, there = multiprocessing.Pipe()
    there.close()
    results = parallel.handed_out([1], [_Deaf(here)])  # type: ignore[list-item]  # it stands for a connection
    with pytest.raises((Unreadable, OSError)):
        next(results)
    here.close()


class _Deaf:
    """Takes what is sent, and has ended before it answers."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def send(self, task: object) -> None:
        pass

    def fileno(self) -> int:
        return int(self._connection.fileno())

    def recv(self) -> object:
        return self._connection.recv()


@pytest.mark.parametrize(("tasks", "jobs"), [([], 4), ([5], 4), ([5, 6, 7], 1), ([5, 6], 0)])
def test_little_work_is_done_here(tasks: list[int], jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.parallel.multiprocessing.get_context", lambda kind: pytest.fail("no process is needed"))
    source: Any = Evidence()
    found = list(in_order(lambda own, task: (own is source, task), tasks, source, lambda: source, jobs))
    assert found == [(True, task) for task in tasks]


def test_as_many_processors_as_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.parallel.os.sched_getaffinity", lambda process: {1, 5, 7} if process == 0 else set())
    assert parallel.processors() == 3

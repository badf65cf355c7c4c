"""How helpers are started and ended: what stands for a process here runs in a thread, and is looked at."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from audit.parallel import in_order, serve
from audit.source import Damaged


class Evidence:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


class End:
    """The helper's end of a pipe, which a process has twice: ours is to be closed."""

    def __init__(self, connection: Any) -> None:
        self.connection, self.closed = connection, False

    def close(self) -> None:
        self.closed = True


class Helper:
    """Has the methods of a process."""

    def __init__(self, *, target: Callable[..., None], args: tuple[Any, ...], daemon: bool) -> None:
        self.target, self.end, self.daemon, self.told = target, args[0], daemon, list[str]()
        self._thread = threading.Thread(target=target, args=(self.end.connection, *args[1:]))

    def start(self) -> None:
        self.told.append("start")
        self._thread.start()

    def terminate(self) -> None:
        self.told.append("terminate")

    def join(self) -> None:
        self.told.append("join")
        self._thread.join(10)
        self.end.connection.close()


class Context:
    def __init__(self) -> None:
        self.helpers: list[Helper] = []
        self.ours: list[Any] = []

    def Pipe(self) -> tuple[Any, End]:  # noqa: N802  # it stands for multiprocessing's
        here, there = multiprocessing.Pipe()
        self.ours.append(here)
        return here, End(there)

    def Process(self, **more: Any) -> Helper:  # noqa: N802  # it stands for multiprocessing's
        self.helpers.append(Helper(**more))
        return self.helpers[-1]


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    it, kinds = Context(), list[str]()

    def given(kind: str) -> Context:
        kinds.append(kind)
        return it

    monkeypatch.setattr("audit.parallel.multiprocessing.get_context", given)
    monkeypatch.setattr("audit.parallel.signal.signal", lambda *_: None)
    yield it
    assert set(kinds) == {"spawn"}


def are_ended(context: Context) -> bool:
    return all(it.closed for it in context.ours) and all(
        (it.told, it.end.closed) == (["start", "terminate", "join"], True) for it in context.helpers
    )


@pytest.mark.parametrize(("tasks", "jobs", "count"), [(2, 2, 2), (2, 9, 2), (9, 2, 2), (9, 3, 3)])
def test_as_many_helpers_as_there_is_work_for_are_started_and_ended(
    context: Context, tasks: int, jobs: int, count: int
) -> None:
    opened: list[Evidence] = []

    def opener() -> Any:
        opened.append(Evidence())
        return opened[-1]

    own: Any = Evidence()
    found = list(in_order(lambda source, task: (task, source is own), list(range(tasks)), own, opener, jobs))
    assert found == [(task, False) for task in range(tasks)]
    assert (len(context.helpers), are_ended(context)) == (count, True)
    assert all((it.target, it.daemon) == (serve, True) for it in context.helpers)
    assert (len(opened), all(it.closed for it in opened)) == (count, True)


def test_helpers_are_ended_when_nobody_asks_any_further_or_damage_is_found(context: Context) -> None:
    def work(source: Any, task: int) -> int:
        if task == 1:
            raise Damaged("page 7")
        return task

    opener: Any = Evidence
    results: Any = in_order(work, [0, 1, 2], opener(), opener, 2)
    assert next(results) == 0
    results.close()
    assert are_ended(context)
    with pytest.raises(Damaged, match=r"^page 7"):
        list(in_order(work, [0, 1, 2], opener(), opener, 2))
    assert are_ended(context)

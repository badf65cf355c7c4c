"""Spreads work over processes; results come back in the order of the tasks, and few of them wait at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, TypeAlias, TypeVar

from audit.source import Damaged, Opener, Source
from audit.verdict import Unreadable

Task = TypeVar("Task")
Result = TypeVar("Result")
Channel: TypeAlias = "Connection[Any, Any]"
AHEAD = 4


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    work: Callable[[Source, Task], Result], tasks: Sequence[Task], source: Source, opener: Opener, jobs: int
) -> Iterator[Result]:
    """`work` on each task: here with `source`, or in `jobs` processes that open the evidence themselves.

    Raises Damaged, and Unreadable when a process ends by itself.
    """
    if jobs < 2 or len(tasks) < 2:
        for task in tasks:
            yield work(source, task)
        return
    context = multiprocessing.get_context("spawn")
    helpers: dict[Channel, SpawnProcess] = {}
    try:
        for _ in range(min(jobs, len(tasks))):
            here, there = context.Pipe()
            process = context.Process(target=serve, args=(there, opener, work), daemon=True)
            process.start()
            there.close()
            helpers[here] = process
        yield from handed_out(tasks, list(helpers))
    finally:
        for connection, process in helpers.items():
            connection.close()
            process.terminate()
            process.join()


def handed_out(tasks: Sequence[Any], connections: list[Channel]) -> Iterator[Any]:
    """Nobody works further ahead of the result that is due than `AHEAD` tasks for each process."""
    idle, busy, done = list(connections), dict[Channel, int](), dict[int, Any]()
    due = given = 0
    while due < len(tasks):
        while idle and given < min(len(tasks), due + AHEAD * len(connections)):
            connection = idle.pop()
            connection.send(tasks[given])
            busy[connection] = given
            given += 1
        answered = wait(list(busy))
        for connection in [it for it in busy if it in answered]:
            try:
                done[busy.pop(connection)] = connection.recv()
            except (EOFError, OSError) as error:
                raise Unreadable("a process of the verifier has ended before its work was done") from error
            idle.append(connection)
        while due in done:
            result = done.pop(due)
            if isinstance(result, Damaged):
                raise result
            yield result
            due += 1


def serve(connection: Channel, opener: Opener, work: Callable[[Source, Any], Any]) -> None:
    """Runs in a process of its own until the other end closes; Ctrl+C is for the one that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = opener()
    try:
        while True:
            task = connection.recv()
            try:
                result = work(source, task)
            except Damaged as error:
                result = error
            connection.send(result)
    except (EOFError, ConnectionError):
        # Whoever asks has gone, perhaps while this was at work; nobody waits for an answer.
        return
    finally:
        source.close()

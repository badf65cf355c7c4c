"""The verifier's tests, collected once: which of them runs which line, and what they say to a change in a function."""

from __future__ import annotations

import gc
import inspect
import resource
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest

from tests.mutation.mutants import Mutant
from tests.support.postgres import Server

# A change may make a loop endless, or a list: so much longer than unchanged, and so much memory, is noticed.
TIMES, AT_LEAST_S, WAITED_S, MOST_BYTES = 10, 5.0, 60, 8 << 30
Line = tuple[str, int]
Tracer = Callable[[FrameType, str, object], Any]


class Trying:
    """A plugin for pytest: runs all tests once, then `then`, which tries changes in processes that were forked."""

    def __init__(self, folder: Path, then: Callable[[Callable[[Mutant], bool]], None]) -> None:
        self._folder, self._then = str(folder), then
        self._items: list[pytest.Item] = []
        self._lines: dict[pytest.Item, set[Line]] = {}
        self._seconds: dict[pytest.Item, float] = {}
        self._failed = False
        self._server: Server | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = session.items
        for item in self._items:
            began, lines = time.process_time(), set[Line]()
            with self._traced(lines):
                self._run(item)
            self._lines[item], self._seconds[item] = lines, time.process_time() - began
        if not self._failed:
            # A forked process would copy what it only counts.
            gc.freeze()
            self._then(self.noticed)
        session.testsfailed = int(self._failed)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self) -> Generator[None, object, object]:
        made = yield
        if isinstance(made, Server):
            self._server = made
        return made

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed

    @contextmanager
    def _traced(self, lines: set[Line]) -> Iterator[None]:
        def within(frame: FrameType, event: str, _: object) -> Tracer:
            if event == "line":
                lines.add((frame.f_code.co_filename, frame.f_lineno))
            return within

        def entered(frame: FrameType, _: str, __: object) -> Tracer | None:
            return within if frame.f_code.co_filename.startswith(self._folder) else None

        before = sys.gettrace()
        sys.settrace(entered)
        try:
            yield
        finally:
            sys.settrace(before)

    def _run(self, item: pytest.Item) -> None:
        # As if a test of no file followed: what all tests share, the database server, stays, and nothing else.
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.session)

    def noticed(self, mutant: Mutant) -> bool:
        """Whether a test fails; the quickest first. In a process of its own only: nothing is put back."""
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        module = sys.modules[f"audit.{mutant.module}"]
        replace(module, mutant)
        met = {(str(module.__file__), line) for line in mutant.lines}
        with self._other_databases():
            for item in sorted((it for it in self._items if met & self._lines[it]), key=self._seconds.__getitem__):
                signal.alarm(WAITED_S)
                signal.setitimer(signal.ITIMER_PROF, AT_LEAST_S + TIMES * self._seconds[item])
                self._run(item)
                if self._failed:
                    return True
        return False

    @contextmanager
    def _other_databases(self) -> Iterator[None]:
        if self._server is None:
            yield
            return
        with self._server.apart():
            yield


def is_replaceable(mutant: Mutant, source: str) -> bool:
    """Whether the change can be put into the module as it is loaded."""
    return bool(mutant.function) and _code(mutant.source, mutant).co_freevars == _code(source, mutant).co_freevars


def replace(module: ModuleType, mutant: Mutant) -> None:
    """Whoever has imported the function meets the change, too."""
    _function(module, mutant.function).__code__ = _code(mutant.source, mutant)


def _code(source: str, mutant: Mutant) -> CodeType:
    found = compile(source, f"audit/{mutant.module}.py", "exec")
    for name in mutant.function.split("."):
        found = next(it for it in found.co_consts if isinstance(it, CodeType) and it.co_name == name)
    return found


def _function(module: ModuleType, name: str) -> FunctionType:
    found: object = module
    for part in name.split("."):
        found = vars(found)[part]
    if isinstance(found, property):
        found = found.fget
    if isinstance(found, classmethod | staticmethod):
        found = found.__func__
    found = inspect.unwrap(found) if callable(found) else found
    if not isinstance(found, FunctionType):
        raise TypeError(name)
    return found

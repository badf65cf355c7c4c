"""Loads the verifier with a change in it, and runs its tests on that."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation.mutants import Mutant

ROOT = Path(__file__).parents[2]
# Processes of their own, and random changes, would take long and say little.
OPTIONS = (
    "-q",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "-o",
    "tmp_path_retention_policy=none",
    "-k",
    "not several_processes and not test_flips",
)
# What says most of a module that has no tests of its own name, and of any.
FIRST: dict[str, str] = {"sqlite": "test_sqlite_source", "verdict": "test_cli", "words": "test_cli"}
SAYS_MOST = "test_tampering_files"
TOO_LONG_S = 300
# What every test needs and no change touches: a forked process has it at once.
LOADED_BEFORE = (
    "PySide6.QtTest",
    "PySide6.QtWidgets",
    "commandcenter.adapters.virtual_display",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "hypothesis",
    "msgpack",
    "msgspec",
    "numpy",
    "psutil",
    "psycopg",
    "pymerkle",
    "pytest_timeout",
    "pytestqt",
    "sqlalchemy",
    "sqlite3",
    "tests.support.audit_writer",
    "tests.support.postgres",
    "zmq",
)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Hands out the changed source of one module."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != f"audit.{self._mutant.module}":
            return None
        return importlib.util.spec_from_loader(name, self, origin=str(ROOT / "audit" / f"{self._mutant.module}.py"))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(ROOT / "audit" / f"{self._mutant.module}.py")
        exec(compile(self._mutant.source, module.__file__, "exec"), module.__dict__)


def load() -> None:
    for name in LOADED_BEFORE:
        importlib.import_module(name)


def files_for(module: str) -> list[str]:
    """Those that say most of the module first; those that need a server last."""
    first = (f"test_{module}", FIRST.get(module, ""), SAYS_MOST)
    paths = sorted((ROOT / "tests" / "unit" / "audit").glob("test_*.py"))
    by_worth = [*(path for it in first for path in paths if path.stem == it)]
    by_worth += [path for path in paths if "postgres" not in path.stem]
    return [str(path) for path in dict.fromkeys((*by_worth, *paths))]


def noticed_when_loaded(mutant: Mutant) -> bool:
    """Whether a test fails; in a process of its own that has not loaded the verifier. A server that it starts ends."""
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(TOO_LONG_S)
    sys.meta_path.insert(0, Finder(mutant))
    with tempfile.TemporaryDirectory(prefix="mutant-") as place:
        return bool(pytest.main([*OPTIONS, "-x", f"--basetemp={place}/it", *files_for(mutant.module)]))

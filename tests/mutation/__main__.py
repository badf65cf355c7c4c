"""`make mutate`: how many changes of the verifier do its tests notice? `--sample N`, `--only MODULE` for some.

Neither mutmut nor cosmic-ray is used: the first copies the tree and knows one package layout, the second edits files
that others work on. Here each change lives in one forked process, which has loaded everything but the verifier before.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from tests.mutation.mutants import Mutant, count, mutant

ROOT = Path(__file__).parents[2]
# The dictionary of the Chinese texts holds nothing but texts, and PostgreSQL is not everywhere.
LEFT_OUT = frozenset(("__init__", "__main__", "chinese", "postgres"))
TESTS = "tests/unit/audit"
# Those that say most come first; processes of their own and random changes would take long and say little.
ORDER = ("tree", "notes", "entries", "keys", "places", "proof", "parallel", "archive", "sqlite", "tampering", "cli")
FIRST: dict[str, tuple[str, ...]] = {
    "checking": ("sqlite", "cli"),
    "concluding": ("keys", "tampering"),
    "examining": ("tampering",),
    "judging": ("tampering", "keys"),
    "keyfiles": ("tampering",),
    "parallel": ("parallel", "cli"),
    "scanning": ("tampering",),
    "tar": ("archive",),
    "verdict": ("cli",),
    "wal": ("sqlite",),
    "words": ("cli",),
}
TOO_LONG_S = 300
LOADED = "ignore::pytest.PytestAssertRewriteWarning"
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


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--sample", type=int, default=0, help="so many of them, drawn by chance; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="one module of audit/")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=0, help="stop after that; 0: never")
    options = parser.parse_args(arguments)
    names = sorted(path.stem for path in (ROOT / "audit").glob("*.py") if path.stem not in LEFT_OUT)
    sources = {name: (ROOT / "audit" / f"{name}.py").read_text(encoding="utf-8") for name in names}
    found = [
        (name, number)
        for name, source in sources.items()
        if options.only in ("", name)
        for number in range(count(source))
    ]
    drawn = Random(options.seed).sample(found, min(options.sample, len(found))) if options.sample else found
    say(f"{len(found)} changes, {len(drawn)} of them tried")
    chosen = [mutant(name, sources[name], number) for name, number in drawn]
    _load()
    if not _passes_unchanged():
        say("the tests fail without any change: nothing can be said")
        return 1
    survivors, tried = _run(chosen, options.jobs, options.minutes * 60)
    _tell(survivors, tried)
    return int(10 * len(survivors) > len(tried))


def _load() -> None:
    """What every test needs and no change touches: a forked process has it at once."""
    for name in LOADED_BEFORE:
        importlib.import_module(name)


def _run(chosen: list[Mutant], jobs: int, seconds: float) -> tuple[list[Mutant], list[Mutant]]:
    began, running, survivors = time.monotonic(), dict[int, Mutant](), list[Mutant]()
    waiting, tried = list(chosen), list[Mutant]()
    while waiting or running:
        late = bool(seconds) and time.monotonic() - began > seconds
        if late:
            waiting.clear()
        while waiting and len(running) < jobs:
            following = waiting.pop(0)
            running[_forked(following)] = following
        if not running:
            break
        process, status = os.wait()
        ended = running.pop(process)
        tried.append(ended)
        if status == 0:
            survivors.append(ended)
            say(f"SURVIVED audit/{ended.module}.py:{ended.line} {ended.what}")
        if len(tried) % 25 == 0:
            say(f"  {len(tried)} tried, {len(survivors)} survived")
    return survivors, tried


def _passes_unchanged() -> bool:
    source = (ROOT / "audit" / "tree.py").read_text(encoding="utf-8")
    _, status = os.waitpid(_forked(Mutant("tree", 0, "nothing", source)), 0)
    return status == 0


def _forked(mutant: Mutant) -> int:
    """A process that ends with 0 when no test has noticed."""
    process = os.fork()
    if process:
        return process
    signal.alarm(TOO_LONG_S)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.chdir(ROOT)
    sys.meta_path.insert(0, Finder(mutant))
    first = FIRST.get(mutant.module, (mutant.module,))
    order = [*(it for it in first if it in ORDER), *(it for it in ORDER if it not in first)]
    files = [f"{TESTS}/test_{name}.py" for name in order]
    with tempfile.TemporaryDirectory(prefix="mutant-") as place:
        options = [
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-W",
            LOADED,
            f"--basetemp={place}/it",
            "-k",
            "not several_processes",
        ]
        code = pytest.main([*options, *files])
    os._exit(int(code))


def _tell(survivors: list[Mutant], tried: list[Mutant]) -> None:
    all_of, alive = Counter(it.module for it in tried), Counter(it.module for it in survivors)
    for module in sorted(all_of):
        say(f"{module:12} {all_of[module]:4} tried {alive[module]:4} survived")
    killed = len(tried) - len(survivors)
    say(f"mutation score: {killed} of {len(tried)} noticed, {100 * killed / max(1, len(tried)):.1f} %")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

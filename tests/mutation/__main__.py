"""`make mutate`: how many changes of the verifier do its tests notice? `--sample N`, `--only MODULE` for some.

Neither mutmut nor cosmic-ray is used: the first copies the tree and knows one package layout, the second edits files
that others work on. Here each change lives in one forked process. A change within a function is tried with the tests
that run its lines, in a process that has collected them before; any other one with all of them, loaded after it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.mutation.loading import OPTIONS, ROOT, files_for, load, noticed_when_loaded
from tests.mutation.mutants import Mutant, count, mutant
from tests.mutation.trying import Trying, is_replaceable

# The dictionary of the Chinese texts holds nothing but texts; `__main__` is met in processes of its own alone.
LEFT_OUT = frozenset(("__init__", "__main__", "chinese"))
WANTED = 90


class Score:
    """Tries changes, so many at a time and so long, and keeps what came of each."""

    def __init__(self, jobs: int, seconds: float) -> None:
        self._jobs, self._seconds = jobs, seconds
        self._began = time.monotonic()
        self._tried: list[Mutant] = []
        self._survivors: list[Mutant] = []

    def of(self, chosen: list[Mutant], noticed: Callable[[Mutant], bool]) -> None:
        waiting, running = list(chosen), dict[int, Mutant]()
        while waiting or running:
            if self._seconds and time.monotonic() - self._began > self._seconds:
                waiting.clear()
            while waiting and len(running) < self._jobs:
                following = waiting.pop(0)
                running[_forked(following, noticed)] = following
            if running:
                process, status = os.wait()
                self._take(running.pop(process), survived=status == 0)

    def _take(self, ended: Mutant, *, survived: bool) -> None:
        self._tried.append(ended)
        if survived:
            self._survivors.append(ended)
            say(f"SURVIVED audit/{ended.module}.py:{ended.line} {ended.what}")
        if len(self._tried) % 25 == 0:
            say(f"  {len(self._tried)} tried, {len(self._survivors)} survived")

    def tell(self) -> int:
        """By module and in all; the exit code."""
        all_of, alive = Counter(it.module for it in self._tried), Counter(it.module for it in self._survivors)
        for module in sorted(all_of):
            say(f"{module:14} {all_of[module]:4} tried {alive[module]:4} survived")
        noticed = len(self._tried) - len(self._survivors)
        score = 100 * noticed / max(1, len(self._tried))
        say(f"mutation score: {noticed} of {len(self._tried)} noticed, {score:.1f} %")
        return int(score < WANTED)


def main(arguments: list[str]) -> int:
    options = _options(arguments)
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
    within = [it for it in chosen if is_replaceable(it, sources[it.module])]
    score = Score(options.jobs, options.minutes * 60)
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        # What a test leaves behind that was ended by its alarm lies there, too; a database server enters as another.
        Path(place).chmod(0o755)
        tempfile.tempdir = place
        load()
        score.of([it for it in chosen if it not in within], noticed_when_loaded)
        trying = Trying(ROOT / "audit", lambda noticed: score.of(within, noticed))
        if pytest.main([*OPTIONS, f"--basetemp={place}/it", *files_for("")], plugins=[trying]):
            say("the tests fail without any change: nothing can be said")
            return 1
    return score.tell()


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--sample", type=int, default=0, help="so many of them, drawn by chance; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="one module of audit/")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=0, help="stop after that; 0: never")
    return parser.parse_args(arguments)


def _forked(mutant: Mutant, noticed: Callable[[Mutant], bool]) -> int:
    """A process that ends with 0 when no test has noticed."""
    process = os.fork()
    if process:
        return process
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    code = 1
    try:
        code = int(noticed(mutant))
    finally:
        # Whatever it was, even an exit: nothing of the parent's may go on here.
        os._exit(code)


def say(text: str) -> None:
    """Past what pytest keeps to itself."""
    os.write(1, f"{text}\n".encode())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""`python -m tests.audit_flips [--flips N] [--clean N] [--seed N]`: the long form of what the unit tests do briefly."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from audit.verdict import Code
from tests.audit_flips.clean import judge_all
from tests.audit_flips.flipping import FILES, flip_all, make_folder

# So many in a task of a process.
EACH = 50
EVERY = 500
# A disk of memory, where there is one: what is written here nobody needs after a power cut.
MEMORY = Path("/dev/shm")
ROOM = 1 << 28
Result = TypeVar("Result")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.audit_flips")
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--clean", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="flips-", dir=_memory()) as place:
        missed = _flips(Path(place), options.flips, options.seed, options.jobs)
        alarms = _clean(Path(place), options.clean, options.seed, options.jobs)
    say(f"{options.flips} flips, {missed} missed; {options.clean} clean ones, {alarms} false alarms")
    return int(bool(missed or alarms))


def _memory() -> Path | None:
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if there else None


def _spread(work: Callable[[range], list[Result]], count: int, jobs: int, what: str) -> Iterator[Result]:
    """The results for 0 to `count`, in order, by several processes."""
    done = 0
    tasks = [range(at, min(at + EACH, count)) for at in range(0, count, EACH)]
    # Spawned: what a fork takes along of a test's or a library's threads is nobody's business here.
    with multiprocessing.get_context("spawn").Pool(max(1, min(jobs, len(tasks)))) as pool:
        for results in pool.imap(work, tasks):
            yield from results
            done += len(results)
            if done % EVERY == 0:
                say(f"  {done} {what}")


def _flips(place: Path, count: int, seed: int, jobs: int) -> int:
    folder = place / "original"
    folder.mkdir()
    make_folder(folder)
    done = []
    for it in _spread(partial(flip_all, place, seed), count, jobs, "flips"):
        done.append(it)
        if it.missed:
            say(f"MISSED: {it}")
    say(f"{'file':40} flips  count  found  alarm though nothing counts")
    for name in dict.fromkeys(FILES):
        flips = [it for it in done if it.file == name]
        counting = sum(it.counts for it in flips)
        caught = sum(it.counts and it.code is not Code.OK for it in flips)
        extra = sum(not it.counts and it.code is not Code.OK for it in flips)
        say(f"{name:40} {len(flips):5}  {counting:5}  {caught:5}  {extra:5}")
    codes = Counter(it.code.name for it in done)
    say("verdicts: " + ", ".join(f"{name} {codes[name]}" for name in sorted(codes)))
    return sum(it.missed for it in done)


def _clean(place: Path, count: int, seed: int, jobs: int) -> int:
    alarms = 0
    for number, trouble in enumerate(_spread(partial(judge_all, place, seed), count, jobs, "clean journals")):
        if trouble:
            alarms += 1
            say(f"FALSE ALARM: seed {seed}/{number}: {trouble}")
    return alarms


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

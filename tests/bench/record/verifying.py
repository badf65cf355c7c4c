"""`record-verify`: the independent verifier over a whole long journal, beside nothing but SHA-256 over its rows."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from audit.checking import Wish, verify
from audit.parallel import processors
from audit.verdict import Code
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, rounded

NAME = "record-verify"
GOAL = 200_000

Tell = Callable[[str], None]


def run(folder: Path, tell: Tell) -> list[Figure]:
    """Two minutes for ten million entries. The rival goes first, and leaves the file in memory for ours."""
    tell("hashing every row")
    began = time.perf_counter()
    size = _hashed(folder / "journal.sqlite")
    bare = size / (time.perf_counter() - began)
    jobs = processors()
    tell(f"verifying {size:,} entries with {jobs} processes")
    began = time.perf_counter()
    compared = _verified(folder, jobs)
    took = time.perf_counter() - began
    return [
        Figure(
            name=NAME,
            what=f"entries a second verified in the data folder, {jobs} processes, checkpoints in both places included",
            value=size / took,
            unit="entries/s",
            compared=Compared(kind=Kind.RIVAL, what="SHA-256 of each row in one process", value=bare),
            lower_is_better=False,
            goal=Goal(of=GoalOf.VALUE, bound=GOAL),
            samples=size,
            detail={"processes": jobs, "seconds": rounded(took), "compared": compared},
        )
    ]


def _hashed(path: Path) -> int:
    size = 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        for (entry,) in database.execute("SELECT entry FROM journal ORDER BY seq"):
            sha256(entry).digest()
            size += 1
    return size


def _verified(folder: Path, jobs: int) -> int:
    """How many things the verdict says were compared. Raises BenchError for any verdict but the good one."""
    report = verify(Wish(str(folder), jobs=jobs), lambda *_: None)
    if report.code is not Code.OK:
        raise BenchError(f"the journal was found to be {report.code.name}")
    return len(report.compared)

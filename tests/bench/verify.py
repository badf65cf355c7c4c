"""The entry `verify`: the independent verifier over a whole journal, beside nothing but SHA-256 over the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from audit.checking import Wish, verify
from audit.parallel import processors
from audit.verdict import Code
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, rounded
from tests.bench.places import workplace
from tests.bench.rounds import compare
from tests.support.audit_writer import Log

NAME = "verify"
ENTRIES, ROUNDS = 400_000, 3
GOAL = 200_000
DETAIL = {"center": [121.4737, 31.2304], "zoom": 12.5, "layers": ["cameras", "alarms", "forces"], "note": "x" * 120}

Tell = Callable[[str], None]


def run(tell: Tell) -> list[Figure]:
    """About a minute, most of it to make the journal."""
    with workplace(NAME) as folder:
        tell(f"making a journal of {ENTRIES:,} entries")
        path = _made(folder)
        jobs = processors()
        tell(f"{ROUNDS} rounds with {jobs} processes")
        rates = compare(lambda: _verified(path, jobs), lambda: _hashed(path), ROUNDS)
    rival = Compared(kind=Kind.RIVAL, what="SHA-256 of each row in one process", value=rates.rival)
    return [
        Figure(
            name="verify",
            what=f"entries verified by the independent verifier, {jobs} processes",
            value=rates.ours,
            unit="entries/s",
            compared=rival,
            lower_is_better=False,
            goal=Goal(of=GoalOf.VALUE, bound=GOAL),
            samples=rates.pieces,
            detail={"ratio_of_rounds": rounded(rates.ratio), "processes": jobs},
        )
    ]


def _made(folder: Path) -> Path:
    log = Log().begin()
    while len(log.entries) < ENTRIES:
        log.add({"do": "operator.acted", "action": "map.moved", "subject": "map", "detail": DETAIL})
    log.seal()
    return log.save(folder)


def _verified(path: Path, jobs: int) -> int:
    report = verify(Wish(str(path.parent), jobs=jobs), lambda *_: None)
    if report.code is not Code.OK:
        raise BenchError(f"the journal was found to be {report.code.name}")
    return ENTRIES


def _hashed(path: Path) -> int:
    connection = sqlite3.connect(path)
    for (entry,) in connection.execute("SELECT entry FROM journal ORDER BY seq"):
        sha256(entry).digest()
    connection.close()
    return ENTRIES

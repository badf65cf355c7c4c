"""`record-proof`: the proof of one action out of a long journal, as `audit proof` makes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random

from audit.notes import Key, parse_key
from audit.proof import verify_proof
from audit.verdict import Code, Report
from commandcenter.app.opening import open_reader
from commandcenter.app.resealing import proof_from, proof_of, show
from commandcenter.domain.checkpoints import EntryProof
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantile, quantiles

NAME = "record-proof"
PROOFS, OPENINGS = 500, 20
LIMIT_MS = 10.0

Tell = Callable[[str], None]


def run(journal: Path, size: int, tell: Tell) -> list[Figure]:
    """Some seconds. Each proof is verified by the independent verifier as well, which is not timed."""
    tell(f"proofs of {PROOFS} of {size:,} entries")
    chosen = Random(1).sample(range(size), PROOFS)
    keys = [parse_key(key.vkey) for key in show(journal).seal.keys]
    with open_reader(journal) as reader:
        # The first one of a program translates its questions to SQL; the others find them translated.
        proof_from(reader, 0)
        ours = [_proven(partial(proof_from, reader, entry), keys) for entry in chosen]
    opened = [_proven(partial(proof_of, journal, entry), keys) for entry in chosen[:OPENINGS]]
    detail = {"ms": quantiles(ours), "ms_with_opening": quantiles(opened), "entries": size}
    return [
        _figure(f"{NAME}-p50", "the middle one", quantile(ours, 0.5), detail),
        _figure(f"{NAME}-p99", "the slowest but five", quantile(ours, 0.99), detail),
    ]


def _proven(make: Callable[[], EntryProof], keys: Sequence[Key]) -> float:
    """Milliseconds. Raises BenchError for a proof that proves nothing."""
    began = time.perf_counter()
    proof = make()
    text = proof.text
    took = (time.perf_counter() - began) * 1000
    report = Report()
    verify_proof(text.encode(), keys, report)
    if report.code is not Code.OK:
        raise BenchError(f"the proof of entry {proof.index} is found to be {report.code.name}")
    return took


def _figure(name: str, which: str, value: float, detail: dict[str, object]) -> Figure:
    return Figure(
        name=name,
        what=f"{which} of {PROOFS} proofs of random entries: read, path found, text written; journal open already",
        value=value,
        unit="ms",
        compared=Compared(kind=Kind.LIMIT, what="the promise", value=LIMIT_MS),
        goal=Goal(of=GoalOf.VALUE, bound=LIMIT_MS),
        samples=PROOFS,
        detail=detail,
    )

"""The entry `merkle`: appending entries to the audit tree, beside nothing but hashing the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from random import Random

from commandcenter.domain.merkle import Tree
from tests.bench.figures import Compared, Figure, Goal, GoalOf, Kind, rounded
from tests.bench.rounds import compare

NAME = "merkle"
LEAVES, BYTES, ROUNDS = 20_000, 400, 9
AT_ONCE = 100
# A leaf costs two hashes, one of them over 65 bytes; a tree that costs five would do something needless.
GOAL = 0.2

Tell = Callable[[str], None]


def run(tell: Tell) -> list[Figure]:
    """A few seconds."""
    random = Random(1)
    leaves = [random.randbytes(BYTES) for _ in range(LEAVES)]
    tell(f"{ROUNDS} rounds of {LEAVES:,} leaves of {BYTES} bytes")
    rates = compare(lambda: _append(leaves), lambda: _hash(leaves), ROUNDS)
    rival = Compared(kind=Kind.RIVAL, what="SHA-256 of each leaf alone", value=rates.rival)
    return [
        Figure(
            name="merkle-append",
            what="leaves hashed and appended to the tree",
            value=rates.ours,
            unit="leaves/s",
            compared=rival,
            lower_is_better=False,
            goal=Goal(of=GoalOf.RATIO, bound=GOAL),
            samples=rates.pieces,
            detail={"ratio_of_rounds": rounded(rates.ratio)},
        )
    ]


def _append(leaves: Sequence[bytes]) -> int:
    """As the core does: a transaction's entries, and then the tiles that they have changed."""
    tree = Tree()
    for first in range(0, len(leaves), AT_ONCE):
        tree.extend(leaves[first : first + AT_ONCE])
        tree.changed_tiles()
    tree.root()
    return len(leaves)


def _hash(leaves: Sequence[bytes]) -> int:
    for leaf in leaves:
        sha256(leaf).digest()
    return len(leaves)

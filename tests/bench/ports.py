"""Free ports for a whole demo, away from the ones that a person's own demo uses."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from tests.bench.figures import BenchError

FIRST, LAST, STEP = 21_600, 31_600, 100


def free_base(ports: Sequence[int]) -> int:
    """The first of the ports to use so that all of `ports`, moved along with their lowest, are free."""
    lowest = min(ports)
    for base in range(FIRST, LAST, STEP):
        if all(_is_free(port - lowest + base) for port in ports):
            return base
    raise BenchError(f"no {len(ports)} free ports between {FIRST} and {LAST}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
